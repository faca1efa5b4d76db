use std::process::{self, Command};
use std::sync::atomic::{AtomicU32, Ordering};

/// A mark in the environment of a program, by which those of its children are found that have
/// left its group.
#[derive(Debug)]
pub(crate) struct Mark(String);

impl Mark {
    /// Marks a program that is to be started.
    pub(crate) fn on(command: &mut Command) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);

        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let mark = format!("{}-{number}", process::id());
        command.env(NAME, &mark);
        Self(format!("{NAME}={mark}"))
    }

    /// Kills all that bear the mark. Only Linux shows the environment of others.
    #[cfg(target_os = "linux")]
    pub(crate) fn kill_all(&self) {
        use rustix::process::{Pid, Signal, kill_process};

        for process in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
            let id = process.file_name().to_str().and_then(|id| id.parse().ok());
            let Some(id) = id.and_then(Pid::from_raw) else { continue };
            let environment =
                std::fs::read(process.path().join("environ")).unwrap_or_default();
            if environment.split(|byte| *byte == 0).any(|entry| entry == self.0.as_bytes())
            {
                let _ = kill_process(id, Signal::KILL);
            }
        }
    }

    #[cfg(not(target_os = "linux"))]
    pub(crate) fn kill_all(&self) {}
}

const NAME: &str = "TULIP_RUN";
