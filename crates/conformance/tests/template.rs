//! The reader's own runtime: from the template, by one solution of it, to green.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tulip_conformance::template::{TemplateError, files, write};

#[test]
fn the_template_goes_from_red_to_green_stage_by_stage() {
    let mine = Runtime::from_the_template();

    let stage1 = mine.check("stage1");
    assert!(!stage1.is_green, "{}", stage1.says);
    stage1.tells(
        "to do  the_machine_by_hand_follows_its_function\n         take the state by `mem::replace",
    );
    stage1.tells("\n         in src/coroutine.rs:");
    stage1.tells("waits  delegation_hands_yields_out, for what_is_yielded_goes_out");
    stage1.tells(
        "stage 1: 0 of 16 rules are kept; go on with the_machine_by_hand_follows_its_function",
    );

    let stage2 = mine.check("stage2");
    assert!(stage2.is_green, "what waits is not red: {}", stage2.says);
    stage2.tells("stage 2 waits until stage 1 is green; 0 of its 16 rules are kept");
    let stage3 = mine.check("stage3");
    assert!(stage3.is_green, "what waits is not red: {}", stage3.says);
    stage3.tells("stage 3 waits until stage 1 is green; 0 of its 16 rules are kept");

    mine.take_the_solution_of(&["coroutine.rs"]);
    let stage1 = mine.check("stage1");
    assert!(stage1.is_green, "{}", stage1.says);
    stage1.tells("stage 1: 16 of 16 rules are kept");
    let stage2 = mine.check("stage2");
    assert!(!stage2.is_green, "{}", stage2.says);
    stage2.tells("to do  nothing_runs_before_the_kernel_does");
    stage2.tells("\n         in src/kernel.rs:");

    mine.take_the_solution_of(&["kernel.rs", "kernel/join.rs"]);
    let stage2 = mine.check("stage2");
    assert!(stage2.is_green, "{}", stage2.says);
    stage2.tells("stage 2: 33 of 33 rules are kept");

    let stage3 = mine.check("stage3");
    assert!(!stage3.is_green, "{}", stage3.says);
    stage3.tells("to do  nothing_runs_before_the_loop_does\n         an empty loop");
    stage3.tells("\n         in src/event_loop.rs:");

    mine.take_the_solution_of(&["event_loop.rs", "promise.rs", "task.rs"]);
    let stage3 = mine.check("stage3");
    assert!(stage3.is_green, "{}", stage3.says);
    stage3.tells("stage 3: 34 of 34 rules are kept");

    mine.edit("event_loop.rs", "(self.bell)();", "let _ = &self.bell;");
    let stage3 = mine.check("stage3");
    assert!(!stage3.is_green, "{}", stage3.says);
    stage3.tells("red    a_call_from_a_thread_wakes_the_loop");
    stage3.tells("go on with a_call_from_a_thread_wakes_the_loop");

    mine.edit("kernel.rs", "self.ready.pop_front()", "self.ready.pop_back()");
    let stage2 = mine.check("stage2");
    assert!(!stage2.is_green, "{}", stage2.says);
    stage2.tells("red    spawned_first_runs_first");
    stage2.tells("go on with spawned_first_runs_first");
    let stage3 = mine.check("stage3");
    assert!(stage3.is_green, "what waits is not red: {}", stage3.says);
    stage3.tells("stage 3 waits until stage 2 is green");
}

/// A runtime of a reader's, written into a folder.
struct Runtime {
    dir: PathBuf,
}

struct Checked {
    is_green: bool,
    says: String,
}

impl Runtime {
    /// The build is kept from one run of this test to the next, so its folder lies where the
    /// build does; there the template itself may not be written.
    fn from_the_template() -> Self {
        let outside = Folder::new("template");
        write(&outside.0.join("new"), root()).unwrap();
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("my-runtime");
        let _ = fs::remove_dir_all(&dir);
        for (path, _) in files() {
            let to = dir.join(path);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(outside.0.join("new").join(path), to).unwrap();
        }
        Self { dir }
    }

    fn take_the_solution_of(&self, files: &[&str]) {
        let solution =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/template-solution/src");
        for file in files {
            let to = self.dir.join("src").join(file);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(solution.join(file), to).unwrap();
        }
    }

    fn edit(&self, file: &str, from: &str, to: &str) {
        let file = self.dir.join("src").join(file);
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.contains(from), "{from} stands in {}", file.display());
        fs::write(file, text.replace(from, to)).unwrap();
    }

    fn check(&self, stage: &str) -> Checked {
        let output = Command::new(env!("CARGO"))
            .args(["test", "--offline", "--quiet", "--test", stage])
            .current_dir(&self.dir)
            .env(
                "CARGO_TARGET_DIR",
                Path::new(env!("CARGO_TARGET_TMPDIR")).join("my-target"),
            )
            .env_remove("RUST_BACKTRACE")
            .output()
            .expect("cargo runs");
        let says = [output.stdout, output.stderr].concat();
        let says = String::from_utf8(says).expect("it prints UTF-8").replace('\\', "/");
        assert!(!says.contains("warning:"), "{says}");
        Checked { is_green: output.status.success(), says }
    }
}

impl Checked {
    #[track_caller]
    fn tells(&self, words: &str) {
        assert!(self.says.contains(words), "`{words}` is not in:\n{}", self.says);
    }
}

#[test]
fn every_file_is_written_and_the_clone_is_named() {
    let folder = Folder::new("files");
    let dir = folder.0.join("a/new/folder");
    write(&dir, root()).unwrap();
    for (path, text) in files() {
        let written = fs::read_to_string(dir.join(path)).unwrap();
        assert_eq!(written, text.replace("{{tulip}}", &root_in_words()), "{path}");
    }
    let manifest = fs::read_to_string(dir.join("Cargo.toml")).unwrap();
    assert!(manifest.contains(&format!("\"{}/crates/conformance\"", root_in_words())));
}

#[test]
fn an_empty_folder_will_do() {
    let folder = Folder::new("empty");
    write(&folder.0, root()).unwrap();
    assert!(folder.0.join("src/kernel.rs").is_file());
}

#[test]
fn a_folder_that_holds_something_is_refused_and_left_alone() {
    let folder = Folder::new("full");
    fs::write(folder.0.join("Cargo.toml"), "mine").unwrap();
    let error = write(&folder.0, root()).unwrap_err();
    assert!(matches!(error, TemplateError::NotEmpty(_)));
    assert!(error.to_string().contains("is not empty, and nothing in it was touched"));
    assert_eq!(fs::read_to_string(folder.0.join("Cargo.toml")).unwrap(), "mine");
    assert_eq!(folder.entries(), 1);
}

#[test]
fn a_folder_in_the_clone_is_refused_however_it_is_named() {
    let folder = Folder::new("link");
    let mut dirs = vec![root().join("my-runtime"), root().to_owned()];
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(root(), folder.0.join("link")).unwrap();
        dirs.push(folder.0.join("link/my-runtime"));
    }
    for dir in dirs {
        let error = write(&dir, root()).unwrap_err();
        assert!(matches!(error, TemplateError::InsideTheClone { .. }), "{error}");
        assert!(error.to_string().contains("name a folder outside, as ../my-runtime"));
    }
    assert!(!root().join("my-runtime").exists());
}

#[test]
fn what_cannot_be_written_is_told_and_nothing_is_left_behind() {
    let folder = Folder::new("unwritable");
    fs::write(folder.0.join("file"), "mine").unwrap();
    for dir in ["file", "file/new"] {
        let error = write(&folder.0.join(dir), root()).unwrap_err();
        assert!(matches!(error, TemplateError::Unwritable { .. }), "{error}");
        assert!(error.to_string().starts_with("cannot write "), "{error}");
    }
    assert_eq!(fs::read_to_string(folder.0.join("file")).unwrap(), "mine");
    assert_eq!(folder.entries(), 1);
}

/// Linux knows no path of 4096 bytes: here `src/lib.rs` can be written, and `src/coroutine.rs`
/// cannot.
#[cfg(target_os = "linux")]
#[test]
fn what_was_written_before_a_failure_is_taken_back() {
    let folder = Folder::new("half");
    let mut dir = folder.0.to_str().unwrap().to_owned();
    while dir.len() < 4084 {
        let length = (4084 - dir.len() - 1).clamp(1, 100);
        // The last name takes what is left, which must not be the slash alone.
        let length = if 4084 - dir.len() - 1 - length == 1 { length - 1 } else { length };
        dir.push('/');
        dir.push_str(&"d".repeat(length));
    }
    let dir = PathBuf::from(dir);
    fs::create_dir_all(&dir).unwrap();
    let error = write(&dir, root()).unwrap_err();
    assert!(error.to_string().contains("src/coroutine.rs: "), "{error}");
    assert_eq!(fs::read_dir(&dir).unwrap().count(), 0);
}

#[test]
fn a_clone_that_is_not_there_is_told() {
    let folder = Folder::new("clone");
    let error = write(&folder.0.join("new"), &folder.0.join("no-clone")).unwrap_err();
    assert!(error.to_string().starts_with("no clone of Tulip at "), "{error}");
    assert_eq!(folder.entries(), 0);
}

/// A folder outside the clone, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = format!("tulip-{name}-{}", std::process::id());
        let folder = env::temp_dir().join(folder);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn entries(&self) -> usize {
        fs::read_dir(&self.0).unwrap().count()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

fn root_in_words() -> String {
    root().canonicalize().unwrap().to_str().unwrap().replace('\\', "\\\\")
}
