//! The reader's own runtime: begun outside the clone, checked stage by stage.

mod common;

use std::fs;
use std::path::Path;

use common::Clone;
use serde_json::{Value, json};

#[test]
fn a_runtime_goes_from_nothing_to_green_stage_by_stage() {
    let clone = Clone::new("mine");
    let steps = ["our-machine", "our-kernel", "our-loop"];
    let pages = (1..).zip(steps).map(|(stage, slug)| {
        format!("[[page]]\nslug = \"{slug}\"\ntitle = \"Ours\"\nstage = {stage}\n\n")
    });
    let course = clone.read("chapters/course.toml");
    clone.write("chapters/course.toml", &(course + "\n" + &pages.collect::<String>()));
    let listed = || -> Vec<Value> {
        let listed = clone.run(&["list", "--json"]).stdout;
        let pages: Vec<Value> = serde_json::from_str(&listed).unwrap();
        pages[1..].iter().map(|page| page["yours"].clone()).collect()
    };

    clone
        .run(&["list"])
        .is(0, &["our-machine", "not begun; `cargo tulip new ../my-runtime`"]);
    clone.run(&["next", "our-kernel"]).is(0, &["stage 2: not begun", "cargo tulip new "]);
    clone.run(&["check", "our-kernel"]).is(2, &["a step of your own runtime"]);
    assert_eq!(listed()[0]["begun"], false);
    assert_eq!(listed()[0]["rules"], Value::Null);
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

    clone.run(&["list"]).is(0, &["not checked yet; `cargo tulip check --mine`"]);

    // This small clone has no checks; those of the real one are meant.
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let manifest = fs::read_to_string(dir.join("Cargo.toml")).unwrap();
    let real = crates.parent().unwrap().display().to_string();
    let small = clone.root.canonicalize().unwrap().display().to_string();
    fs::write(dir.join("Cargo.toml"), manifest.replace(&small, &real)).unwrap();

    clone
        .run(&["check", "--mine"])
        .is(1, &["stage 1: 0 of ", "to do", "in src/coroutine.rs:"]);
    assert_eq!(listed()[0]["rules"]["kept"], 0);
    let of = listed()[0]["rules"]["of"].as_u64().unwrap();
    clone.run(&["list"]).is(0, &[&format!("0 of {of} rules are kept; ")]);
    let solutions = crates.join("conformance/tests/template-solution/src");
    let solve = |file: &str| copy(&solutions.join(file), &dir.join("src").join(file));
    solve("coroutine.rs");
    clone
        .run(&["check", "--mine"])
        .is(1, &["rules are kept\n\nstage 2", "in src/kernel.rs:"]);
    let [machine, kernel, last] = &listed()[..] else { panic!("three steps") };
    assert_eq!((&machine["done"], &machine["rules"]["kept"]), (&json!(true), &json!(of)));
    assert_eq!((&kernel["done"], &kernel["rules"]["kept"]), (&json!(false), &json!(0)));
    assert_eq!(last["rules"], Value::Null);
    clone.run(&["list"]).is(0, &["x  our-machine"]);
    let kernel = fs::read_to_string(dir.join("src/kernel.rs")).unwrap();
    fs::write(dir.join("src/kernel.rs"), kernel + "\nfn broken( {}\n").unwrap();
    clone
        .run(&["check", "--mine"])
        .is(1, &["compile: the compiler refuses it", "src/kernel.rs:"]);
    assert_eq!(listed()[1]["rules"]["kept"], 0, "what was known is kept");
    for entry in fs::read_dir(&solutions).unwrap() {
        solve(entry.unwrap().file_name().to_str().unwrap());
    }
    let left = clone.run(&["check", "--mine"]);
    left.is(0, &["stage 1: ", "stage 2: ", "stage 3: "]);
    assert!(!left.stdout.contains("  red  "), "{}", left.stdout);
    assert!(listed().iter().all(|step| step["done"] == true), "{:?}", listed());

    let machine = fs::read_to_string(dir.join("src/coroutine.rs")).unwrap();
    let broken = machine.replace("is enough", "is too much");
    fs::write(dir.join("src/coroutine.rs"), broken).unwrap();
    clone
        .run(&["check", "--mine"])
        .is(1, &["red    the_machine_by_hand_follows_its_function"]);
    let [machine, kernel, last] = &listed()[..] else { panic!("three steps") };
    assert_eq!(machine["done"], false);
    assert_eq!([&kernel["rules"], &last["rules"]], [&Value::Null; 2], "they wait");
    clone.run(&["--no-serve"]).is(0, &["Next is double-"]);
    fs::remove_dir_all(&dir).unwrap();
    clone.run(&["list"]).is(0, &["our-machine", "not begun; "]);
}

#[test]
fn the_next_exercise_is_named_with_the_step_before_it() {
    let clone = Clone::new("beside");
    let course = clone.read("chapters/course.toml");
    let step = "[[page]]\nslug = \"ours\"\ntitle = \"Ours\"\nstage = 1\n\n";
    clone.write(
        "chapters/course.toml",
        &course.replacen("[[page]]", &format!("{step}[[page]]"), 1),
    );
    for args in [&["next"][..], &["--no-serve"]] {
        clone.run(args).is(
            0,
            &["Your own runtime: ours (not begun)\n    `cargo tulip new ../my-runtime`"],
        );
    }
    clone.write("chapters/course.toml", &format!("{course}\n{step}"));
    let left = clone.run(&["next"]);
    left.is(0, &["Twice as much"]);
    assert!(!left.stdout.contains("ours"), "it comes later: {}", left.stdout);
    clone.set_body("    n + n");
    clone.run(&["check"]).is(0, &["green"]);
    clone.run(&["next"]).is(0, &["All core exercises are done.", "Your own runtime: ours"]);
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
