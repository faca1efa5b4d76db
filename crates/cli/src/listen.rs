//! What can happen while a watch waits: a key, a saved file.

use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::mpsc::Sender;
use std::thread;
use std::time::Duration;

use notify::event::{EventKind, ModifyKind};
use notify::{Config, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

use crate::error::Error;
use crate::files;
use crate::judge::Judged;
use crate::workspace::Workspace;

/// What happened.
#[derive(Debug)]
pub(crate) enum Happened {
    /// A key.
    Key(char),
    /// A line, where keys do not come one by one.
    Line(String),
    /// There will be no more keys.
    NoMoreKeys,
    /// Something in a folder of copies has changed.
    Saved(Vec<PathBuf>),
    /// A check that was started under this number has ended.
    Checked(u64, Result<Option<Judged>, Error>),
}

/// Tells of keys from now on; or of lines, where keys do not come one by one.
pub(crate) fn to_keys(one_by_one: bool, tell: Sender<Happened>) {
    thread::spawn(move || {
        // Whoever listens no more has quit, and so will this process.
        let tell = |happened| drop(tell.send(happened));
        if one_by_one {
            let keys = io::stdin().lock().bytes().map_while(Result::ok);
            keys.for_each(|key| tell(Happened::Key(char::from(key))));
        } else {
            let lines = io::stdin().lines().map_while(Result::ok);
            lines.for_each(|line| tell(Happened::Line(line)));
        }
        tell(Happened::NoMoreKeys);
    });
}

/// Tells of saved copies as long as the watcher lives; also what is not as it should be.
pub(crate) fn to_copies(
    workspace: &Workspace,
    tell: &Sender<Happened>,
) -> Result<(Box<dyn Watcher>, Option<String>), Error> {
    let mut note = None;
    let handler = |tell: Sender<Happened>| {
        move |event: notify::Result<notify::Event>| {
            // Of an error nobody can tell what was saved: look at all.
            let event = event.unwrap_or_default();
            if is_change(event.kind) {
                let _ = tell.send(Happened::Saved(event.paths));
            }
        }
    };
    let mut watcher: Box<dyn Watcher> = match RecommendedWatcher::new(
        handler(tell.clone()),
        Config::default(),
    ) {
        Ok(watcher) => Box::new(watcher),
        Err(error) => {
            note = Some(format!(
                "the system does not tell of saved files ({error}); I look twice a second"
            ));
            let config = Config::default()
                .with_poll_interval(Duration::from_millis(500))
                .with_compare_contents(true);
            let watcher = PollWatcher::new(handler(tell.clone()), config);
            Box::new(watcher.map_err(|error| cannot_watch(&error))?)
        }
    };
    for chapter in workspace.course.chapters() {
        let folder = workspace.course.copies(chapter);
        // Git keeps no empty folders; the package itself may be missing, which is said elsewhere.
        if folder
            .ancestors()
            .nth(2)
            .is_some_and(|package| package.join("Cargo.toml").is_file())
        {
            files::make_folder(&folder)?;
            watcher
                .watch(&folder, RecursiveMode::NonRecursive)
                .map_err(|error| cannot_watch(&error))?;
        }
    }
    Ok((watcher, note))
}

fn is_change(kind: EventKind) -> bool {
    match kind {
        EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(_)) => false,
        EventKind::Any
        | EventKind::Create(_)
        | EventKind::Modify(_)
        | EventKind::Remove(_)
        | EventKind::Other => true,
    }
}

fn cannot_watch(error: &notify::Error) -> Error {
    Error::Says(format!(
        "cannot watch your copies: {error}\n`cargo tulip check` checks them all the same"
    ))
}
