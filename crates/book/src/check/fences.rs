//! Code that stands in a text itself.

use std::path::Path;

use crate::fault::Fault;

/// A fence, with the words that follow its ticks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fence {
    /// The line of its ticks, from 1.
    pub(super) line: usize,
    pub(super) words: Vec<String>,
    pub(super) text: String,
    /// What it prints, if that stands below it.
    pub(super) output: Option<String>,
}

impl Fence {
    pub(super) fn is(&self, word: &str) -> bool {
        self.words.iter().any(|known| known == word)
    }

    /// How many lines of Rust a reader has to read.
    pub(super) fn code(&self) -> usize {
        let says = |line: &&str| {
            let line = line.trim();
            !line.is_empty() && !line.starts_with("//") && !is_hidden(line)
        };
        if self.is("rust") { self.text.lines().filter(says).count() } else { 0 }
    }
}

/// Whether rustdoc and the book leave a line out, as `# fn main() {`.
pub(super) fn is_hidden(line: &str) -> bool {
    line == "#" || line.starts_with("# ")
}

/// The fences of a text. One of the language `output` belongs to the one before it.
pub(super) fn all(source: &str) -> Vec<Fence> {
    read(source).0
}

/// What is wrong with the fences themselves.
pub(super) fn faults(file: &Path, source: &str) -> Vec<Fault> {
    read(source).1.into_iter().map(|(line, what)| Fault::new(file, line, what)).collect()
}

/// The fence that does not end, if there is one.
pub(crate) fn unclosed(file: &Path, source: &str) -> Option<Fault> {
    let (line, what) = read(source).1.into_iter().find(|(_, what)| what == UNCLOSED)?;
    Some(Fault::new(file, line, what))
}

const UNCLOSED: &str = "the fence that begins here does not end";

fn read(source: &str) -> (Vec<Fence>, Vec<(usize, String)>) {
    let mut fences = Vec::<Fence>::new();
    let mut faults = Vec::new();
    let mut open = None::<(&str, usize, Fence)>;
    // Whether nothing but blank lines stands below the last fence.
    let mut is_below = false;
    for (line, text) in (1..).zip(source.lines()) {
        let start = text.trim_start();
        let indent = text.len() - start.len();
        let ticks = &start[..start.len() - start.trim_start_matches('`').len()];
        match &mut open {
            None if ticks.len() >= 3 => {
                let words = start[ticks.len()..].split([',', ' ']);
                let words = words.map(str::trim).filter(|word| !word.is_empty());
                let words: Vec<_> = words.map(str::to_owned).collect();
                if let Some(what) = fault(&words, is_below.then(|| fences.last()).flatten())
                {
                    faults.push((line, what));
                }
                let fence = Fence { line, words, text: String::new(), output: None };
                open = Some((ticks, indent, fence));
            }
            None => is_below &= text.trim().is_empty(),
            Some((begun, _, _))
                if ticks.len() >= begun.len() && start.trim_end() == ticks =>
            {
                let (_, _, fence) = open.take().expect("it is open");
                match fences.last_mut() {
                    Some(before) if fence.is("output") => before.output = Some(fence.text),
                    _ => fences.push(fence),
                }
                is_below = true;
            }
            Some((_, indent, fence)) => {
                let margin = text.len().min(*indent);
                let blank = text.len() - text.trim_start().len();
                fence.text.push_str(&text[margin.min(blank)..]);
                fence.text.push('\n');
            }
        }
    }
    if let Some((_, _, fence)) = open {
        faults.push((fence.line, UNCLOSED.to_owned()));
    }
    (fences, faults)
}

/// What is wrong with the words of a fence, and with where it stands.
fn fault(words: &[String], before: Option<&Fence>) -> Option<String> {
    let Some(language) = words.first() else {
        return Some("the fence names no language; `text` is one".to_owned());
    };
    if !LANGUAGES.contains(&&**language) {
        let known = LANGUAGES.join(", ");
        return Some(format!("no fence is in `{language}`; there are: {known}"));
    }
    let is_run = |fence: &Fence| {
        let is_silent = NOT_RUN.iter().any(|word| fence.is(word));
        (fence.is("rust") || fence.is("python")) && !is_silent && fence.output.is_none()
    };
    let stands_alone = language == "output" && !before.is_some_and(is_run);
    stands_alone.then(|| {
        "an output stands right below the `rust` or `python` that prints it".to_owned()
    })
}

/// Words of rustdoc for code that does not run to its end.
const NOT_RUN: &[&str] = &["ignore", "no_run", "compile_fail", "should_panic"];

const LANGUAGES: &[&str] = &["rust", "python", "output", "text", "console", "toml", "json"];

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{all, faults};

    #[test]
    fn an_output_belongs_to_what_prints_it() {
        let text =
            "a\n\n```rust,edition2024\nf();\n```\n\n```output\n1\n```\n\n```text\n2\n```\n";
        let fences = all(text);
        assert_eq!(fences.len(), 2);
        assert_eq!((fences[0].line, &*fences[0].text), (3, "f();\n"));
        assert!(fences[0].is("edition2024"));
        assert_eq!(fences[0].output.as_deref(), Some("1\n"));
        assert_eq!(faults(Path::new(""), text), []);
    }

    #[test]
    fn a_fence_in_a_list_is_read_from_its_margin() {
        let fences = all("- a\n\n    ```rust\n    if x {\n        y\n    }\n    ```\n");
        assert_eq!(fences[0].text, "if x {\n    y\n}\n");
        assert_eq!(fences[0].code(), 3);
    }

    #[test]
    fn a_fence_without_a_language_or_an_end_or_its_program_is_refused() {
        for (text, line, says) in [
            ("```\na\n```\n", 1, "names no language"),
            ("a\n```rsut\na\n```\n", 2, "`rsut`"),
            ("```text\na\n", 1, "does not end"),
            ("```output\na\n```\n", 1, "right below"),
            ("```rust\na\n```\nb\n```output\na\n```\n", 5, "right below"),
            ("```rust,no_run\na\n```\n```output\na\n```\n", 4, "right below"),
            ("```rust,should_panic\na\n```\n```output\na\n```\n", 4, "right below"),
            ("```text\na\n```\n```output\na\n```\n", 4, "right below"),
        ] {
            let found = faults(Path::new("x.md"), text);
            let found: Vec<_> = found.iter().map(ToString::to_string).collect();
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert!(found[0].starts_with(&format!("x.md:{line}: ")), "{found:?}");
            assert!(found[0].contains(says), "{found:?}");
        }
    }
}
