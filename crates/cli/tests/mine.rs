//! The reader's own runtime: begun outside the clone, checked stage by stage.

mod common;

use std::fs;
use std::path::Path;

use common::Clone;

#[test]
fn a_runtime_goes_from_nothing_to_green_stage_by_stage() {
    let clone = Clone::new("mine");
    let chapters = [("two", "2-two", "second"), ("three", "3-three", "third")].map(
        |(slug, folder, title)| {
            format!(
                "[[chapter]]\nslug = \"{slug}-NAME\"\nfolder = \"{folder}\"\n\
                 title = \"The {title}\"\n"
            )
        },
    );
    let chapters = chapters.concat();
    let course = clone.read("chapters/course.toml");
    clone.write(
        "chapters/course.toml",
        &course.replacen("[[page]]", &format!("{chapters}\n[[page]]"), 1),
    );

    clone
        .run(&["check", "--mine"])
        .is(2, &["there is no runtime of your own yet", "cargo tulip new"]);
    clone.run(&["new", "inside"]).is(2, &["lies in the clone"]);
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("my-runtime");
    let _ = fs::remove_dir_all(&dir);
    clone.run(&["new", dir.to_str().unwrap()]).is(0, &["Your runtime begins in "]);
    clone
        .run(&["new", dir.to_str().unwrap()])
        .is(2, &["is not empty, and nothing in it was touched"]);
    clone.run(&["check", "--mine=chapters"]).is(2, &["holds no Cargo.toml"]);

    // This small clone has no checks; those of the real one are meant.
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let manifest = fs::read_to_string(dir.join("Cargo.toml")).unwrap();
    let real = crates.parent().unwrap().display().to_string();
    let small = clone.root.canonicalize().unwrap().display().to_string();
    fs::write(dir.join("Cargo.toml"), manifest.replace(&small, &real)).unwrap();

    clone
        .run(&["check", "--mine"])
        .is(1, &["stage 1: 0 of ", "to do", "in src/coroutine.rs:"]);
    let solutions = crates.join("conformance/tests/template-solution/src");
    let solve = |file: &str| copy(&solutions.join(file), &dir.join("src").join(file));
    solve("coroutine.rs");
    clone
        .run(&["check", "--mine"])
        .is(1, &["rules are kept\n\nstage 2", "in src/kernel.rs:"]);
    let kernel = fs::read_to_string(dir.join("src/kernel.rs")).unwrap();
    fs::write(dir.join("src/kernel.rs"), kernel + "\nfn broken( {}\n").unwrap();
    clone
        .run(&["check", "--mine"])
        .is(1, &["compile: the compiler refuses it", "src/kernel.rs:"]);
    for entry in fs::read_dir(&solutions).unwrap() {
        solve(entry.unwrap().file_name().to_str().unwrap());
    }
    let left = clone.run(&["check", "--mine"]);
    left.is(0, &["stage 1: ", "stage 2: ", "stage 3: "]);
    assert!(!left.stdout.contains("  red  "), "{}", left.stdout);
}

/// Copies a file, or a folder with all that is in it.
fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        let _ = fs::create_dir(to);
        for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
            copy(&entry.path(), &to.join(entry.file_name()));
        }
    } else {
        fs::copy(from, to).unwrap();
    }
}
