use std::io::{self, Write};
use std::panic;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::event::{self, Event};
use crossterm::terminal::{
    Clear, ClearType, DisableLineWrap, EnableLineWrap, EnterAlternateScreen,
    LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{execute, queue};

use crate::{groups, terminal};

/// The whole screen, as long as this lives. It is given back as it was, also by a panic and by a
/// signal that ends the command.
#[derive(Debug)]
pub(super) struct Terminal(());

impl Terminal {
    pub(super) fn take() -> io::Result<Self> {
        static ONCE: Once = Once::new();

        ONCE.call_once(|| {
            groups::at_the_end(give_back);
            let hook = panic::take_hook();
            panic::set_hook(Box::new(move |info| {
                give_back();
                hook(info);
            }));
        });
        TAKEN.store(true, Ordering::SeqCst);
        // From here on it is given back, whatever fails.
        let terminal = Self(());
        enable_raw_mode()?;
        execute!(io::stdout(), EnterAlternateScreen, DisableLineWrap, Hide)?;
        Ok(terminal)
    }

    /// Columns and rows; those of an old terminal if nobody knows.
    pub(super) fn size() -> (usize, usize) {
        let (width, height) = terminal::size().unwrap_or((80, 24));
        (width.max(1).into(), height.max(1).into())
    }

    #[expect(clippy::unused_self, reason = "it is ours as long as this lives")]
    pub(super) fn show(&self, lines: &[String]) -> io::Result<()> {
        let mut out = io::stdout().lock();
        for (row, line) in (0..).zip(lines) {
            queue!(out, MoveTo(0, row))?;
            out.write_all(line.as_bytes())?;
            queue!(out, Clear(ClearType::UntilNewLine))?;
        }
        queue!(out, Clear(ClearType::FromCursorDown))?;
        out.flush()
    }

    /// Waits for a key, or for another size.
    #[expect(clippy::unused_self, reason = "keys come one by one as long as this lives")]
    pub(super) fn next_event(&self) -> io::Result<Event> {
        event::read()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        give_back();
    }
}

fn give_back() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        let _ = execute!(io::stdout(), Show, EnableLineWrap, LeaveAlternateScreen);
        let _ = disable_raw_mode();
    }
}

static TAKEN: AtomicBool = AtomicBool::new(false);

/// Played in a process of its own, on a terminal of its own.
#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::env;
    use std::fs::File;
    use std::io::Read;
    use std::process::{Command, Stdio};

    use rustix::fs::{Mode, OFlags, open};
    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
    use rustix::termios::{LocalModes, tcgetattr};

    use super::Terminal;

    #[test]
    fn a_panic_gives_the_terminal_back_before_it_is_told() {
        let outside = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&outside).unwrap();
        unlockpt(&outside).unwrap();
        let name = ptsname(&outside, Vec::new()).unwrap();
        let inside = open(&*name, OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).unwrap();
        let inside = || File::from(inside.try_clone().unwrap());
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--ignored", "--exact", "--nocapture"])
            .arg("stepper::terminal::tests::takes_the_terminal_and_panics")
            .stdin(inside())
            .stdout(inside())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut told = String::new();
        child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
        assert!(!child.wait().unwrap().success());
        assert!(told.contains("a fault of ours"), "{told}");

        let mode = tcgetattr(inside()).unwrap();
        assert!(mode.local_modes.contains(LocalModes::ICANON | LocalModes::ECHO));
        let mut shown = [0; 4096];
        let length = File::from(outside).read(&mut shown).unwrap();
        let shown = String::from_utf8_lossy(&shown[..length]);
        let (taken, given_back) = (shown.find("\x1b[?1049h"), shown.find("\x1b[?1049l"));
        assert!(taken.is_some() && taken < given_back, "{shown:?}");
    }

    #[test]
    #[ignore = "the test above plays it on a terminal"]
    fn takes_the_terminal_and_panics() {
        let terminal = Terminal::take().unwrap();
        terminal.show(&["a line".to_owned()]).unwrap();
        // The hook gives it back; what is dropped later has nothing left to do.
        std::mem::forget(terminal);
        panic!("a fault of ours");
    }
}
