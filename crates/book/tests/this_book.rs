//! The book of this clone.

mod common;

use std::process::{Command, Output};

use common::this;

#[test]
fn it_builds() {
    let folder = format!("{}/this-book", env!("CARGO_TARGET_TMPDIR"));
    let built = run(&["build", "--dest", &folder]);
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    for page in
        ["index.html", "introduction.html", "a-function-that-pauses.html", "words.js"]
    {
        let path = format!("{folder}/{page}");
        assert!(std::fs::metadata(&path).is_ok_and(|file| file.len() > 0), "{path}");
    }
}

/// The check asks for them only if they are there.
#[test]
fn it_has_the_notes_and_what_is_asked() {
    for file in ["book/notes.toml", "book/asked.toml"] {
        assert!(this().join(file).is_file(), "{file}");
    }
}

/// So that it builds while a reader's chapter does not compile.
#[test]
fn its_builder_needs_no_chapter() {
    let tree = Command::new(env!("CARGO"))
        .args(["tree", "--package", "tulip-book", "--edges", "normal", "--prefix", "none"])
        .args(["--format", "{p}", "--offline", "--locked"])
        .current_dir(this())
        .output()
        .unwrap();
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let tree = String::from_utf8(tree.stdout).unwrap();
    assert!(tree.contains("mdbook-driver "), "{tree}");
    for line in tree.lines() {
        assert!(!line.replace('\\', "/").contains("/chapters/"), "{line}");
    }
}

fn run(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tulip-book"));
    command.args(args).current_dir(this()).output().unwrap()
}
