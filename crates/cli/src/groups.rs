//! The processes that this command has started, so that none outlives it: each runs in a group
//! of its own, and Ctrl-C ends them all.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A child process with all that it has started, as long as they stay in its group.
#[derive(Debug)]
pub(crate) struct Group {
    id: u32,
}

impl Group {
    /// Starts a command as the leader of a new group.
    pub(crate) fn spawn(command: &mut Command) -> std::io::Result<(Child, Self)> {
        system::listen_to_signals();
        system::lead_a_group(command);
        // Held while the child starts, so that a signal that comes now finds it.
        let mut alive = alive();
        let child = command.spawn()?;
        let id = child.id();
        alive.groups.push(id);
        Ok((child, Self { id }))
    }

    /// Kills all of the group at once.
    pub(crate) fn kill(&self) {
        system::kill(self.id);
    }
}

impl Drop for Group {
    /// Whoever is left of the group has outlived its leader.
    fn drop(&mut self) {
        self.kill();
        alive().groups.retain(|id| *id != self.id);
    }
}

/// A folder that goes when a signal ends the command.
pub(crate) fn remember_folder(path: &Path) {
    system::listen_to_signals();
    alive().folders.push(path.to_owned());
}

pub(crate) fn forget_folder(path: &Path) {
    alive().folders.retain(|folder| folder != path);
}

/// What is called when a signal ends the command, before it ends.
pub(crate) fn at_the_end(undo: fn()) {
    system::listen_to_signals();
    alive().undo = Some(undo);
}

/// What is called when the command goes on after it was stopped.
pub(crate) fn when_continued(redo: fn()) {
    alive().redo = Some(redo);
}

#[derive(Debug, Default)]
struct Alive {
    groups: Vec<u32>,
    folders: Vec<PathBuf>,
    undo: Option<fn()>,
    redo: Option<fn()>,
}

fn alive() -> MutexGuard<'static, Alive> {
    static ALIVE: Mutex<Alive> = Mutex::new(Alive {
        groups: Vec::new(),
        folders: Vec::new(),
        undo: None,
        redo: None,
    });
    ALIVE.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(unix)]
mod system {
    use std::os::unix::process::CommandExt;
    use std::process::{self, Command};
    use std::sync::Once;
    use std::thread;

    use rustix::process::{Pid, Signal, kill_process_group};
    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;

    use super::{alive, fs};

    pub(super) fn lead_a_group(command: &mut Command) {
        command.process_group(0);
    }

    pub(super) fn kill(group: u32) {
        let group = i32::try_from(group).ok().and_then(Pid::from_raw);
        if let Some(group) = group {
            // It may have ended by itself.
            let _ = kill_process_group(group, Signal::KILL);
        }
    }

    pub(super) fn listen_to_signals() {
        static ONCE: Once = Once::new();

        ONCE.call_once(|| {
            let Ok(mut signals) = Signals::new([SIGINT, SIGTERM, SIGHUP, SIGCONT]) else {
                // Then they end this process as they always do.
                return;
            };
            thread::spawn(move || {
                for signal in &mut signals {
                    if signal == SIGCONT {
                        let redo = alive().redo;
                        redo.inspect(|redo| redo());
                    } else {
                        end(signal);
                    }
                }
            });
        });
    }

    /// Ends this process, with all that it has started and written for a while.
    fn end(signal: i32) -> ! {
        // Not given back: nobody starts anything any more.
        let alive = alive();
        alive.groups.iter().for_each(|group| kill(*group));
        for folder in &alive.folders {
            let _ = fs::remove_dir_all(folder);
        }
        if let Some(undo) = alive.undo {
            undo();
        }
        process::exit(128 + signal)
    }
}

/// Elsewhere a child is ended alone, by its handle, and the console tells Ctrl-C to all.
#[cfg(not(unix))]
mod system {
    use std::process::Command;

    pub(super) fn lead_a_group(_: &mut Command) {}

    pub(super) fn kill(group: u32) {
        let _ = Command::new("taskkill")
            .args(["/T", "/F", "/PID", &group.to_string()])
            .output();
    }

    pub(super) fn listen_to_signals() {}
}
