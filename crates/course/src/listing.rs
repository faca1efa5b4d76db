use std::path::PathBuf;

use serde::Deserialize;

/// A program that a page shows.
#[derive(Clone, Debug)]
pub struct Listing {
    /// The name of its example, or of the crate for its `main.rs`.
    pub slug: String,
    /// Its home page.
    pub page: String,
    /// Its crate.
    pub chapter: String,
    /// What it shows, in a line.
    pub about: String,
    /// The time in which it is compared.
    pub time: Time,
    /// What is made equal in its output before it is compared.
    pub redact: Vec<Redaction>,
    /// Whether a trace is kept.
    pub has_trace: bool,
    /// Whether its runs under every schedule are kept, for a game.
    pub has_game: bool,
    /// The systems that have what it shows.
    pub system: System,
    /// Whether it has a Python twin.
    pub has_twin: bool,
    /// Where the twin prints something else.
    pub differs: Vec<Difference>,
    pub(crate) folder: PathBuf,
}

impl Listing {
    /// Whether it is the `main.rs` of its crate.
    pub fn is_main(&self) -> bool {
        self.slug == self.chapter
    }

    /// Whether it and its twin can be compared on this system.
    pub fn runs_here(&self) -> bool {
        match self.system {
            System::Any => true,
            System::Unix => cfg!(unix),
        }
    }

    /// Its source.
    pub fn source(&self) -> PathBuf {
        if self.is_main() {
            self.folder.join("src/main.rs")
        } else {
            self.file("examples", "rs")
        }
    }

    /// Its Python twin.
    pub fn twin(&self) -> PathBuf {
        self.file("python", "py")
    }

    /// The folder of its snapshot.
    pub fn snapshots(&self) -> PathBuf {
        self.folder.join("snapshots")
    }

    /// What it prints.
    pub fn snapshot(&self) -> PathBuf {
        self.file("snapshots", "snap")
    }

    /// What happens in it.
    pub fn trace(&self) -> PathBuf {
        self.file("traces", "json")
    }

    /// What happens in it under every schedule.
    pub fn game(&self) -> PathBuf {
        self.file("games", "json")
    }

    /// Why its twin prints something else.
    pub fn reason(&self) -> PathBuf {
        self.file("differences", "md")
    }

    /// The plain command that runs it.
    pub fn command(&self) -> String {
        if self.is_main() {
            format!("cargo run -p {}", self.chapter)
        } else {
            format!("cargo run -p {} --example {}", self.chapter, self.slug)
        }
    }

    /// The output after redaction.
    pub fn redacted(&self, output: &str) -> String {
        self.redact
            .iter()
            .fold(output.to_owned(), |output, redaction| redaction.apply(&output))
    }

    fn file(&self, folder: &str, extension: &str) -> PathBuf {
        self.folder.join(folder).join(format!("{}.{extension}", self.slug))
    }
}

/// The time in which a listing is compared.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Time {
    /// It jumps from deadline to deadline.
    #[default]
    Virtual,
    /// It passes.
    Real,
}

/// The systems on which a listing is compared.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum System {
    /// All of them.
    #[default]
    Any,
    /// Linux, macOS and the like.
    Unix,
}

/// What is made equal in outputs that are never twice the same.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Redaction {
    /// Each whole number becomes `N`.
    Numbers,
}

impl Redaction {
    fn apply(self, output: &str) -> String {
        match self {
            Self::Numbers => {
                let mut redacted = String::new();
                let mut in_number = false;
                for c in output.chars() {
                    if !c.is_ascii_digit() {
                        redacted.push(c);
                    } else if !in_number {
                        redacted.push('N');
                    }
                    in_number = c.is_ascii_digit();
                }
                redacted
            }
        }
    }
}

/// Lines of a listing where its twin prints others.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Difference {
    /// What the listing prints.
    pub rust: Vec<String>,
    /// What the twin prints there.
    pub python: Vec<String>,
}
