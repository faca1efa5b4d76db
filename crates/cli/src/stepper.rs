//! A trace, step by step in the terminal: where it stands, what is on the screen, and the keys.

mod boxes;
mod screen;
mod source;
mod terminal;
mod walk;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use tulip_course::Replay;

use crate::error::Error;
use crate::workspace::Workspace;
use screen::Screen;
use source::Sources;
use terminal::Terminal;
use walk::Walk;

/// Steps through a trace until the reader has seen enough.
pub(crate) fn run(workspace: &Workspace, replay: &Replay) -> Result<Left, Error> {
    let mut walk = Walk::along(replay);
    let mut sources = Sources::in_clone(workspace.root());
    let terminal = Terminal::take().map_err(|error| {
        Error::Says(format!("the terminal gives no keys one by one: {error}"))
    })?;
    let failed = |error| Error::Says(format!("the terminal is gone: {error}"));
    loop {
        let (width, height) = Terminal::size();
        let lines = Screen { walk: &walk, width, height }.lines(&mut sources);
        terminal.show(&lines).map_err(failed)?;
        match terminal.next_event().map_err(failed)? {
            Event::Key(key) if key.kind != KeyEventKind::Release => {
                if let Some(left) = act(key, &mut walk) {
                    return Ok(left);
                }
            }
            // Whatever else it is, as another size: draw again.
            _ => {}
        }
    }
}

/// How the reader has left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Left {
    /// By `q`.
    Quit,
    /// By Ctrl-C, which is no signal here.
    Interrupted,
}

fn act(key: KeyEvent, walk: &mut Walk<'_>) -> Option<Left> {
    if key.modifiers.contains(KeyModifiers::CONTROL) {
        return (key.code == KeyCode::Char('c')).then_some(Left::Interrupted);
    }
    match key.code {
        KeyCode::Char('q') | KeyCode::Esc => return Some(Left::Quit),
        KeyCode::Char('j' | ' ') | KeyCode::Down | KeyCode::Right => walk.next(),
        KeyCode::Char('k') | KeyCode::Up | KeyCode::Left => walk.back(),
        KeyCode::Char('J') | KeyCode::PageDown => walk.next_of_same(),
        KeyCode::Char('K') | KeyCode::PageUp => walk.back_of_same(),
        KeyCode::Char('w') => walk.go_to_waker(),
        KeyCode::Home | KeyCode::Char('g') => walk.go_to_first(),
        KeyCode::End | KeyCode::Char('G') => walk.go_to_last(),
        _ => {}
    }
    None
}
