//! Ctrl-C at any moment, and what is worse.

#![cfg(target_os = "linux")]

mod common;

use std::fs;
use std::process::Stdio;

use common::{Clone, assert_stands_still, wait_for};
use rustix::process::{Pid, Signal, kill_process};

#[test]
fn a_command_that_is_ended_leaves_no_program_behind() {
    let clone = Clone::new("ended");
    clone.replace("chapters/course.toml", "limit = 2", "limit = 1000");
    let ticks = clone.path("ticks");
    let endless = format!(
        "loop {{
        use std::io::Write;
        let file = std::fs::File::options().append(true).create(true).open({ticks:?});
        file.unwrap().write_all(b\"x\").unwrap();
        std::thread::sleep(std::time::Duration::from_millis(1));
    }}"
    );
    clone.set_body(&format!("    {endless}"));
    let program = clone.read("practice/one-NAME/src/bin/double-NAME.rs");
    let explored = program.replace("println!(\"{}\", double(21));", &endless);
    for (verb, text) in [("check", program), ("explore", explored)] {
        clone.set_copy(&text);
        for (signal, code) in
            [(Signal::INT, Some(130)), (Signal::TERM, Some(143)), (Signal::KILL, None)]
        {
            let mut command = clone.command(&[verb, "double-NAME"]);
            let mut child = command.stdout(Stdio::null()).spawn().unwrap();
            wait_for("the program runs", || ticks.exists());
            kill_process(Pid::from_child(&child), signal).unwrap();
            assert_eq!(child.wait().unwrap().code(), code, "{verb}: {signal:?}");
            // Its limits end it with the command, even if that could do nothing any more.
            assert_stands_still(&ticks);
            fs::remove_file(&ticks).unwrap();
        }
    }
}

#[test]
fn a_folder_for_a_while_goes_with_the_command() {
    let clone = Clone::new("folders");
    clone.replace("chapters/course.toml", "limit = 2", "limit = 1000");
    let temporary = clone.path("temporary");
    fs::create_dir(&temporary).unwrap();
    clone.set_body("    loop { std::hint::black_box(n); }");
    let mut command = clone.command(&["check", "double-NAME"]);
    let mut child =
        command.env("TMPDIR", &temporary).stdout(Stdio::null()).spawn().unwrap();
    let entries = || fs::read_dir(&temporary).unwrap().count();
    let verdict = || {
        let mut folders = fs::read_dir(&temporary).unwrap().map_while(Result::ok);
        folders.any(|folder| folder.path().join("verdict.json").exists())
    };
    wait_for("the check runs", verdict);
    kill_process(Pid::from_child(&child), Signal::INT).unwrap();
    child.wait().unwrap();
    assert_eq!(entries(), 0, "something was left in the folder for temporary files");
}
