//! A watch, over pipes and on a terminal.

#![cfg(unix)]

mod common;

use std::fs::{self, File};
use std::io::{Read, Write};
use std::process::{Child, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use common::Clone;
use rustix::fs::{Mode, OFlags, open};
use rustix::process::{Pid, Signal, kill_process};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, Termios, tcgetattr};

#[test]
fn a_save_is_checked_and_lines_are_keys() {
    let clone = Clone::new("watch");
    let mut watch = Watch::over_pipes(&clone);
    watch.shows("Say what twice a number is.");
    watch.shows("panic, at the step: double 2");
    clone.set_body("    n * n");
    watch.shows("wrong, at the step: double 3");
    watch.press("n\n");
    watch.shows("double-watch is not green yet.");
    watch.press("h\n");
    watch.shows("A nudge.");
    clone.set_body("    n + n");
    watch.shows("green");
    watch.shows("An afterword.");
    watch.shows("1 of 1 core done");
    watch.press("n\n");
    watch.shows("All core exercises are done.");
    watch.press("l\n");
    watch.shows("2     ask-watch");
    watch.press("2\n");
    watch.shows("open: put an x between the brackets");
    watch.press("l\ndouble-watch\n");
    watch.shows("double-watch: green");
    watch.press("x\nn\n");
    watch.shows("Nothing was changed.");
    watch.press("x\ny\n");
    watch.shows("Your file is kept: .tulip/backups/double-watch.1.rs");
    watch.shows("panic, at the step: double 2");
    watch.press("l\nduble\n");
    watch.shows("there is no exercise `duble`");
    watch.press("q\n");
    assert!(watch.ended().success());
}

#[test]
fn a_key_and_a_save_end_a_check_that_runs() {
    let clone = Clone::new("endless");
    clone.replace("chapters/course.toml", "limit = 2", "limit = 1000");
    let ticks = clone.path("ticks");
    let endless = format!(
        "    loop {{
        use std::io::Write;
        let file = std::fs::File::options().append(true).create(true).open({ticks:?});
        file.unwrap().write_all(b\"x\").unwrap();
        std::thread::sleep(std::time::Duration::from_millis(1));
    }}"
    );
    clone.set_body(&endless);
    let mut watch = Watch::over_pipes(&clone);
    wait_for("the program runs", || ticks.exists());
    watch.press("h\n");
    watch.shows("The check was ended; r runs it again.");
    watch.shows("A nudge.");
    assert_stands_still(&ticks);

    fs::remove_file(&ticks).unwrap();
    watch.press("r\n");
    wait_for("the program runs", || ticks.exists());
    clone.set_body("    n + n");
    watch.shows("double-endless: green");
    assert_stands_still(&ticks);

    fs::remove_file(&ticks).unwrap();
    clone.set_body(&endless);
    wait_for("the program runs", || ticks.exists());
    watch.signal(Signal::TERM);
    assert_eq!(watch.ended().code(), Some(143));
    assert_stands_still(&ticks);
}

#[test]
fn a_copy_that_is_gone_or_no_text_is_told_and_waited_for() {
    let clone = Clone::new("gone");
    let mut watch = Watch::over_pipes(&clone);
    watch.shows("panic, at the step: double 2");
    fs::remove_file(clone.copy()).unwrap();
    watch.shows("double-gone.rs: there is no such file");
    fs::write(clone.copy(), b"\xff").unwrap();
    watch.shows("line 1 is not UTF-8");
    clone.set_body("    n + n");
    watch.shows("double-gone: green");
    // As some editors save: write beside, and move over.
    let text = fs::read_to_string(clone.copy()).unwrap().replace("n + n", "n");
    fs::write(clone.path("beside"), text).unwrap();
    fs::rename(clone.path("beside"), clone.copy()).unwrap();
    watch.shows("wrong, at the step: double 2");
    // No more keys: it goes on until it is told to end.
    watch.input = None;
    clone.set_body("    n * n");
    watch.shows("wrong, at the step: double 3");
    watch.signal(Signal::INT);
    assert_eq!(watch.ended().code(), Some(130));
}

#[test]
fn two_watches_at_once_do_no_harm() {
    let clone = Clone::new("two");
    let mut watches = [Watch::over_pipes(&clone), Watch::over_pipes(&clone)];
    for body in ["    n * n", "    n", "    n + n"] {
        clone.set_body(body);
    }
    for watch in &mut watches {
        watch.shows("double-two: green");
        watch.press("q\n");
        assert!(watch.ended().success());
    }
    assert_eq!(clone.read(".tulip/progress"), "double-two\n");
    let copies = fs::read_dir(clone.path("practice/one-NAME/src/bin")).unwrap();
    assert_eq!(copies.count(), 2, "a copy, its check, and nothing else");
}

#[test]
fn the_terminal_is_given_back_as_it_was() {
    let clone = Clone::new("terminal");
    clone.set_body("    n + n");
    for end in [None, Some(Signal::INT), Some(Signal::TERM), Some(Signal::HUP)] {
        let terminal = Terminal::new();
        let before = terminal.mode();
        assert!(before.local_modes.contains(LocalModes::ICANON | LocalModes::ECHO));
        let mut watch = Watch::on(&terminal, &clone, false);
        watch.shows("green");
        assert!(
            !terminal.mode().local_modes.intersects(LocalModes::ICANON | LocalModes::ECHO)
        );
        watch.press("h");
        watch.shows("hint ");
        match end {
            None => watch.press("q"),
            Some(signal) => watch.signal(signal),
        }
        watch.ended();
        assert_eq!(terminal.mode().local_modes, before.local_modes, "{end:?}");
    }
}

#[test]
fn colours_are_for_terminals_unless_they_are_not_wanted() {
    let clone = Clone::new("colour");
    clone.set_body("    n + n");
    let green = "\u{1b}[32mgreen\u{1b}[0m";
    for plain in [false, true] {
        let terminal = Terminal::new();
        let mut watch = Watch::on(&terminal, &clone, plain);
        watch.shows("An afterword.");
        watch.press("q");
        assert!(watch.ended().success());
        assert_eq!(watch.output().contains(green), !plain, "{}", watch.output());
        assert_eq!(watch.output().contains("\u{1b}[3"), !plain, "{}", watch.output());
    }
}

/// A watch that runs. It is killed when a test fails.
struct Watch {
    child: Child,
    input: Option<Box<dyn Write>>,
    output: Arc<Mutex<String>>,
    /// How much of the output was looked at.
    seen: usize,
}

impl Watch {
    fn over_pipes(clone: &Clone) -> Self {
        let mut command = clone.command(&["watch", "double-NAME"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (input, output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        Self::new(child, input, output)
    }

    fn on(terminal: &Terminal, clone: &Clone, plain: bool) -> Self {
        let mut command = clone.command(&["watch", "double-NAME"]);
        command.env("TERM", "xterm").env("NO_COLOR", if plain { "1" } else { "" });
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
    fn shows(&mut self, words: &str) {
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

    fn press(&mut self, keys: &str) {
        let input = self.input.as_mut().expect("keys go on");
        input.write_all(keys.as_bytes()).and_then(|()| input.flush()).unwrap();
    }

    fn signal(&self, signal: Signal) {
        let id = Pid::from_child(&self.child);
        kill_process(id, signal).unwrap();
    }

    #[track_caller]
    fn ended(&mut self) -> ExitStatus {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < deadline, "it goes on");
            thread::sleep(GLANCE);
        }
    }

    fn output(&self) -> String {
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
struct Terminal {
    outside: File,
    inside: File,
}

impl Terminal {
    fn new() -> Self {
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

    fn mode(&self) -> Termios {
        tcgetattr(&self.inside).unwrap()
    }
}

#[track_caller]
fn wait_for(what: &str, holds: impl Fn() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < deadline, "{what}: not so");
        thread::sleep(GLANCE);
    }
}

/// Nobody writes to the file any more.
#[track_caller]
fn assert_stands_still(file: &std::path::Path) {
    let length = || fs::metadata(file).unwrap().len();
    let before = length();
    thread::sleep(Duration::from_millis(200));
    assert_eq!(length(), before, "a program that was ended writes on");
}

/// Only a test that fails waits as long.
const PATIENCE: Duration = Duration::from_mins(2);
const GLANCE: Duration = Duration::from_millis(10);
