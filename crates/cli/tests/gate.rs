//! The author's gate is green for a good course, and red for each fault that it exists for.

mod common;

use common::Clone;

#[test]
fn each_planted_fault_is_named() {
    let clone = Clone::new("gate");
    clone.run(&["dev", "check"]).is(0, &["All is well."]);

    for (file, from, to, words) in PLANTS {
        let before = clone.read(file);
        clone.replace(file, from, to);
        clone.run(&["dev", "check"]).is(1, words);
        clone.write(file, &before);
    }
    for (orphan, words) in [
        (
            "chapters/1-one/exercises/nobody/text.md",
            "nobody/text.md: chapters/course.toml lists nothing",
        ),
        ("chapters/1-one/exercises/double-NAME/notes.txt", "double-gate/notes.txt: "),
        ("chapters/1-one/snapshots/nobody.snap", "snapshots/nobody.snap: "),
        ("chapters/1-one/traces/hello-NAME.json", "traces/hello-gate.json: "),
    ] {
        clone.write(orphan, "orphan");
        clone.run(&["dev", "check"]).is(1, &[words]);
        std::fs::remove_file(clone.path(orphan)).unwrap();
    }
    for (missing, words) in [
        (TEXT, "text.md: is missing"),
        (CHECK, "check.rs: is missing"),
        (WRONG, "holds no program"),
    ] {
        let before = clone.read(missing);
        std::fs::remove_file(clone.path(missing)).unwrap();
        clone.run(&["dev", "check"]).is(1, &[words]);
        clone.write(missing, &before);
    }
    for (file, text, words) in [
        ("book/fault.txt", "a.md:7: a link to nowhere\n", "the book: a.md:7: a link to"),
        (CAPTIONS, "[nobody]\n\"out\" = \"A line.\"\n", "nobody: has captions"),
        (CAPTIONS, "[hello-NAME]\nout = \"A line.\"\n", "hello-gate: has captions"),
    ] {
        clone.write(file, text);
        clone.run(&["dev", "check"]).is(1, &[words]);
        std::fs::remove_file(clone.path(file)).unwrap();
    }
    clone.run(&["dev", "check", "--json"]).is(0, &["[]"]);
}

/// Where a fault is planted, by what it takes the place of, and what has to be said of it.
const PLANTS: [(&str, &str, &str, &[&str]); 15] = [
    (
        SOLUTION,
        "// todo!(\"say what twice {n} is\")",
        "// n + n",
        &["the starter of", "it passes its check"],
    ),
    (
        SOLUTION,
        "// todo!(\"say what",
        "// todo(\"say what",
        &["the starter of", "does not compile", "expected function"],
    ),
    (
        SOLUTION,
        "    n + n",
        "    n + n + 1",
        &["the solution of", "does not pass", "got:      5"],
    ),
    (
        SOLUTION,
        "    n + n",
        "    let m = 1;\n    n + n",
        &["the solution of", "the compiler warns", "unused variable"],
    ),
    (
        SOLUTION,
        "println!(\"{}\", double(21));",
        "if double(0) == 1 { println!(\"one\"); }",
        &["run by itself, it prints nothing"],
    ),
    (
        CHECK,
        "check.step(\"double 3\");",
        "check.step(\"double 3\");\n    let unused = 3;",
        &["warns of its check"],
    ),
    (WRONG, "n * n", "n + n", &["wrong/squares.rs", "it passes the check"]),
    (
        WRONG,
        "expected: 6",
        "expected: 7",
        &["wrong/squares.rs", "not with the words `expected: 7`"],
    ),
    (WRONG, "refused: wrong", "refused: hang", &["wrong/squares.rs", "not by `hang`"]),
    (
        WRONG,
        "//! refused: wrong: expected: 6",
        "//! Squares.",
        &["squares.rs: line 1: expected `//! refused:"],
    ),
    (TEXT, "Where to look.", "", &["double-gate/text.md", "hint-2 is empty"]),
    (TEXT, "An afterword.", "", &["double-gate/text.md", "afterword is empty"]),
    (
        QUESTIONS,
        "- [x] six",
        "- [ ] six",
        &["ask-gate/questions.md", "one option, and one alone"],
    ),
    (QUESTIONS, "    That is one more than four.", "", &["`five` is not explained"]),
    (
        HELLO,
        "and goodbye",
        "and good night",
        &["hello-gate", "line 2 differs", "dev accept hello-gate"],
    ),
];

const SOLUTION: &str = "chapters/1-one/exercises/double-NAME/solution.rs";
const CHECK: &str = "chapters/1-one/exercises/double-NAME/check.rs";
const TEXT: &str = "chapters/1-one/exercises/double-NAME/text.md";
const WRONG: &str = "chapters/1-one/exercises/double-NAME/wrong/squares.rs";
const QUESTIONS: &str = "chapters/1-one/exercises/ask-NAME/questions.md";
const CAPTIONS: &str = "book/catalogue/en/captions.toml";
const HELLO: &str = "chapters/1-one/examples/hello-NAME.rs";
