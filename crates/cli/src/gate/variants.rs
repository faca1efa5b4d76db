use std::fs;
use std::path::{Path, PathBuf};

use tulip_course::{Exercise, check_program_text, cut};

use super::files::rust_files;
use crate::error::Error;
use crate::files;

/// A program that the gate builds: an exercise in one of its states.
pub(super) struct Variant<'a> {
    pub(super) exercise: &'a Exercise,
    pub(super) role: Role,
    /// The name of the program.
    pub(super) name: String,
    /// The file that it is cut from.
    pub(super) source: PathBuf,
    text: String,
}

/// What is expected of a variant.
pub(super) enum Role {
    /// It compiles, and its check refuses it.
    Starter,
    /// Its check accepts it.
    Solution,
    /// Without a check: it compiles without warnings, runs, and prints something.
    Alone,
    /// Its check refuses it, with a verdict of this kind that holds these words.
    Wrong { kind: String, words: String },
}

impl<'a> Variant<'a> {
    /// All variants of an exercise, or what is wrong with one of their files.
    pub(super) fn all(exercise: &'a Exercise) -> Result<Vec<Self>, Error> {
        let source = exercise.solution();
        let text = fs::read_to_string(&source).map_err(Error::reading(&source))?;
        let cut = |cut: fn(&str) -> Result<String, cut::CutError>| {
            cut(&text).map_err(|error| Error::Broken(source.clone(), error.to_string()))
        };
        let (starter, solution) = (cut(cut::starter)?, cut(cut::solution)?);
        let variant = |role: Role, part: &str, source: &Path, text: String| {
            let (name, source) = (format!("{}--{part}", exercise.slug), source.to_owned());
            Self { exercise, role, name, source, text }
        };
        let mut variants = vec![
            variant(Role::Starter, "starter", &source, starter),
            variant(Role::Alone, "alone", &source, solution.clone()),
            variant(Role::Solution, "solution", &source, solution),
        ];
        for path in rust_files(&exercise.wrong())? {
            let text = fs::read_to_string(&path).map_err(Error::reading(&path))?;
            let (kind, words) = refusal(&text).ok_or_else(|| {
                let what = format!(
                    "line 1: expected `//! refused: <{KINDS}>: <words of the verdict>`"
                );
                Error::Broken(path.clone(), what)
            })?;
            let part = format!("wrong--{}", path.file_stem().unwrap_or_default().display());
            variants.push(variant(Role::Wrong { kind, words }, &part, &path, text));
        }
        Ok(variants)
    }

    /// Writes its program into a workspace of such programs.
    pub(super) fn write(&self, workspace: &Path) -> Result<(), Error> {
        let folder = workspace.join(self.folder());
        files::make_folder(&folder)?;
        let main = folder.join("main.rs");
        if matches!(self.role, Role::Alone) {
            return files::write_if_changed(&main, self.text.as_bytes());
        }
        let check = self.exercise.check();
        let text = check_program_text(&self.exercise.slug, "exercise.rs", &check);
        files::write_if_changed(&main, text.as_bytes())?;
        files::write_if_changed(&folder.join("exercise.rs"), self.text.as_bytes())
    }

    /// Its part of the program, as the compiler names it.
    pub(super) fn file(&self) -> String {
        format!("{}/exercise.rs", self.folder())
    }

    fn folder(&self) -> String {
        format!("{}/src/bin/{}", self.exercise.chapter, self.name)
    }
}

/// What the first line of a wrong program says of its verdict.
fn refusal(text: &str) -> Option<(String, String)> {
    let line = text.lines().next()?.strip_prefix("//! refused: ")?;
    let (kind, words) = line.split_once(": ")?;
    let known = KINDS.split('|').any(|known| known == kind) && !words.trim().is_empty();
    known.then(|| (kind.to_owned(), words.trim().to_owned()))
}

const KINDS: &str = "wrong|panic|hang|abort|flood|compile";
