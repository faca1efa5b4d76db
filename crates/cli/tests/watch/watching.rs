//! Watches that tests look at, and terminals that they run on.

#![allow(dead_code, reason = "each test program uses a part of it")]

use std::fs::File;
use std::io::{Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Instant;

use rustix::fs::{Mode, OFlags, open};
use rustix::process::{Pid, Signal, kill_process};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Termios, Winsize, tcgetattr, tcsetwinsize};

use crate::common::{Clone, GLANCE, PATIENCE};

/// A watch that runs. It is killed when a test fails.
pub(crate) struct Watch {
    child: Child,
    pub(crate) input: Option<Box<dyn Write>>,
    output: Arc<Mutex<String>>,
    /// How much of the output was looked at.
    seen: usize,
}

impl Watch {
    pub(crate) fn over_pipes(clone: &Clone) -> Self {
        let mut command = clone.command(&["watch", "double-NAME"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (input, output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        Self::new(child, input, output)
    }

    pub(crate) fn on(terminal: &Terminal, clone: &Clone, plain: bool) -> Self {
        let mut command = clone.command(&["watch", "double-NAME"]);
        command.env("NO_COLOR", if plain { "1" } else { "" });
        Self::of(terminal, command)
    }

    /// Of a command that runs on a terminal.
    pub(crate) fn of(terminal: &Terminal, mut command: Command) -> Self {
        command.env("TERM", "xterm");
        command.stdin(terminal.inside()).stdout(terminal.inside());
        let child = command.spawn().unwrap();
        let outside = || terminal.outside.try_clone().unwrap();
        Self::new(child, outside(), outside())
    }

    fn new(
        child: Child,
        input: impl Write + 'static,
        mut output: impl Read + Send + 'static,
    ) -> Self {
        let all = Arc::<Mutex<String>>::default();
        let ours = Arc::clone(&all);
        thread::spawn(move || {
            let mut chunk = [0; 4096];
            while let Ok(length @ 1..) = output.read(&mut chunk) {
                ours.lock().unwrap().push_str(&String::from_utf8_lossy(&chunk[..length]));
            }
        });
        Self { child, input: Some(Box::new(input)), output: all, seen: 0 }
    }

    /// Waits until these words are shown, after those that were waited for before.
    #[track_caller]
    pub(crate) fn shows(&mut self, words: &str) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let output = self.output.lock().unwrap().clone();
            if let Some(at) = output[self.seen..].find(words) {
                self.seen += at + words.len();
                return;
            }
            assert!(
                Instant::now() < deadline,
                "`{words}` was not shown:\n{}",
                &output[self.seen..]
            );
            thread::sleep(GLANCE);
        }
    }

    pub(crate) fn press(&mut self, keys: &str) {
        let input = self.input.as_mut().expect("keys go on");
        input.write_all(keys.as_bytes()).and_then(|()| input.flush()).unwrap();
    }

    pub(crate) fn signal(&self, signal: Signal) {
        let id = Pid::from_child(&self.child);
        kill_process(id, signal).unwrap();
    }

    #[track_caller]
    pub(crate) fn ended(&mut self) -> ExitStatus {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < deadline, "it goes on");
            thread::sleep(GLANCE);
        }
    }

    pub(crate) fn output(&self) -> String {
        self.output.lock().unwrap().clone()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A terminal with two ends: programs run inside, tests type and look from outside.
pub(crate) struct Terminal {
    outside: File,
    inside: File,
}

impl Terminal {
    pub(crate) fn new() -> Self {
        let outside = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&outside).unwrap();
        unlockpt(&outside).unwrap();
        let name = ptsname(&outside, Vec::new()).unwrap();
        let inside = open(&*name, OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).unwrap();
        Self { outside: outside.into(), inside: inside.into() }
    }

    fn inside(&self) -> File {
        self.inside.try_clone().unwrap()
    }

    pub(crate) fn mode(&self) -> Termios {
        tcgetattr(&self.inside).unwrap()
    }

    /// Makes it as wide and as high as that. Who runs on it is told by a signal.
    pub(crate) fn resize(&self, width: u16, height: u16) {
        let size = Winsize { ws_row: height, ws_col: width, ws_xpixel: 0, ws_ypixel: 0 };
        tcsetwinsize(&self.outside, size).unwrap();
    }
}
