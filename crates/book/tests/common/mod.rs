//! A small clone of the course, in which a test can break what it likes.

// Each test program takes what it needs of this.
#![allow(dead_code)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

pub(crate) struct Clone {
    root: PathBuf,
}

impl Clone {
    /// A fresh one, in which all is well.
    pub(crate) fn new(name: &str) -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("book").join(name);
        let _ = fs::remove_dir_all(&root);
        let clone = Self { root };
        for (path, text) in FILES {
            clone.write(path, text);
        }
        clone.copy("chapters/1-state-machines/examples/send.rs");
        clone.copy("chapters/1-state-machines/python/send.py");
        clone.copy("chapters/1-state-machines/snapshots/send.snap");
        clone.copy("chapters/1-state-machines/traces/send.json");
        clone.copy("book/machine/machine.svg");
        for entry in fs::read_dir(this().join("book/catalogue/en")).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            if !["captions.toml", "predictions.toml"].contains(&&*name) {
                clone.copy(&format!("book/catalogue/en/{name}"));
            }
        }
        clone
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path))
            .unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Changes a file, in which `from` stands.
    pub(crate) fn replace(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} does not hold {from:?}");
        self.write(path, &text.replacen(from, to, 1));
    }

    pub(crate) fn append(&self, path: &str, text: &str) {
        self.write(path, &(self.read(path) + text));
    }

    pub(crate) fn remove(&self, path: &str) {
        fs::remove_file(self.path(path)).unwrap();
    }

    pub(crate) fn copy(&self, path: &str) {
        let text = fs::read_to_string(this().join(path));
        self.write(path, &text.unwrap_or_else(|error| panic!("{path}: {error}")));
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tulip-book"));
        command.args(args).current_dir(&self.root).stdin(Stdio::null());
        command.env("CARGO_TARGET_DIR", self.path("target"));
        command.env_remove("TULIP_TRACE").env_remove("RUSTFLAGS");
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        let output = self.command(args).output().unwrap();
        Ran {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// A page of the built book.
    pub(crate) fn built(&self, page: &str) -> String {
        self.read(&format!("target/book/{page}.html"))
    }
}

/// What a run said.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    pub(crate) fn is_well(&self) {
        assert_eq!(self.code, Some(0), "{}", self.stderr);
    }

    /// It failed, and one of its faults has all of these words.
    pub(crate) fn refuses(&self, words: &[&str]) {
        assert_eq!(self.code, Some(1), "{}{}", self.stdout, self.stderr);
        let mut faults = self.stderr.split("error: ").skip(1);
        let found = faults.any(|fault| words.iter().all(|word| fault.contains(word)));
        assert!(found, "no fault with {words:?} in:\n{}", self.stderr);
    }
}

/// The clone in which these tests lie.
pub(crate) fn this() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap()
}

const FILES: &[(&str, &str)] = &[
    (
        "Cargo.toml",
        "[workspace]\nresolver = \"3\"\nmembers = [\"chapters/1-state-machines\"]\n",
    ),
    (
        "chapters/1-state-machines/Cargo.toml",
        "[package]\nname = \"state-machines\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\
         autoexamples = false\n",
    ),
    (
        "chapters/1-state-machines/src/lib.rs",
        "//! What pages can use.\n\n/// Half of it.\npub fn half(n: u32) -> u32 {\n    n / 2\n}\n",
    ),
    (
        "chapters/course.toml",
        r#"[[chapter]]
slug = "state-machines"
folder = "1-state-machines"
title = "Functions that pause"

[[page]]
slug = "introduction"
title = "Introduction"

[[page]]
slug = "sending"
chapter = "state-machines"
title = "Sending"

[[page]]
slug = "later"
title = "Later"
due = false

[[page]]
slug = "glossary"
title = "Glossary"

[[listing]]
slug = "send"
page = "sending"
about = "a value goes in"
differs = [{ rust = ["3"], python = ["three"] }]

[[exercise]]
slug = "by-hand"
page = "sending"
kind = "make"
about = "write it"
core = true
"#,
    ),
    ("chapters/1-state-machines/differences/send.md", "Python prints a *word*.\n"),
    (
        "chapters/1-state-machines/exercises/by-hand/text.md",
        "# By hand\n\nWrite `it`.\n\n```python\ndef a():\n\n    yield\n```\n\n\
         ## Hint 1 {#hint-1}\n\nOne.\n\n## Hint 2 {#hint-2}\n\nTwo.\n\n\
         ## Hint 3 {#hint-3}\n\nThree.\n\n## Afterword {#afterword}\n\nThe secret end.\n",
    ),
    ("book/book.toml", BOOK),
    (
        "book/src/SUMMARY.md",
        "# Summary\n\n[Introduction](introduction.md)\n\n- [Sending](sending.md)\n\n\
         [Glossary](glossary.md)\n",
    ),
    (
        "book/src/introduction.md",
        "# Introduction\n\nSee [sending](sending.md#sending) and [what comes](later.md#x).\n\n\
         {{#inventory before}}\n",
    ),
    (
        "book/src/sending.md",
        r#"# Sending

{{#machine state-machines}}

A [machine](glossary.md#machine) by hand:

{{#listing send Echo, impl Coroutine for Echo}}

{{#transcript send}}

{{#twin send main | echo}}

{{#stepper send stops="co.yield echo #1=value"}}

{{#source chapters/1-state-machines/src/lib.rs half}}

```rust
# use state_machines::half;
println!("{}", half(6));
```

```output
3
```

```python
print(3)
```

```output
3
```

{{#question what-comes-out}}

{{#exercise by-hand}}
"#,
    ),
    ("book/src/glossary.md", "# Glossary\n\n{{#glossary}}\n"),
    (
        "book/glossary.toml",
        "[[term]]\nslug = \"machine\"\nterm = \"machine\"\ntext = \"What can *pause*.\"\n\
         page = \"sending\"\n",
    ),
    (
        "book/catalogue/en/captions.toml",
        "[send]\n\"co.yield echo #1\" = \"It hands out `3`.\"\n",
    ),
    (
        "book/questions/what-comes-out.md",
        "# What comes out?\n\nlisting: send\n\nLook at `main`.\n\n- [ ] `0`\n\n    That goes in.\n\n\
         - [x] `3`\n\n    That is what it yields.\n",
    ),
    ("book/questions/inventory/order.toml", "order = [\"laziness\"]\n"),
    (
        "book/questions/inventory/laziness.md",
        "# What does calling run?\n\n- [x] nothing\n\n    It makes a value.\n\n- [ ] all\n\n    \
         That is the next page.\n",
    ),
];

const BOOK: &str = r#"[book]
title = "A small book"
language = "en"

[build]
create-missing = false
use-default-preprocessors = false

[output.html]
no-section-label = true

[output.html.print]
enable = false

[output.html.playground]
runnable = false
copyable = false

[output.html.redirect]
"old.html" = "sending.html#sending"
"#;
