//! A watch, over pipes and on a terminal.

#![cfg(target_os = "linux")]

#[path = "../common/mod.rs"]
mod common;
mod watching;

use std::fs;

use common::{Clone, assert_stands_still, wait_for};
use rustix::process::Signal;
use rustix::termios::LocalModes;
use watching::{Terminal, Watch};

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
