//! What a page shows of a source file: all of it, or some items that it names.
//!
//! The doc comments are left out: on a page, the page says it.

mod masked;
mod python;
mod rust;

use std::path::Path;

/// Some lines of a file, with their numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Excerpt {
    /// Number, from 1, and text; a blank line between two items has the number 0.
    lines: Vec<(usize, String)>,
}

impl Excerpt {
    /// The items of these names, as `Echo, impl Coroutine for Echo`; without a name, the whole
    /// file.
    ///
    /// The error says what is not there.
    pub(crate) fn of(
        source: &str,
        language: Language,
        names: &str,
    ) -> Result<Self, String> {
        let mut excerpt = Self::default();
        let names: Vec<_> = names.split(',').map(str::trim).collect();
        if names == [""] {
            excerpt.push(&language.whole(source));
            return Ok(excerpt);
        }
        for name in names {
            excerpt.push(&language.item(source, name)?);
        }
        Ok(excerpt)
    }

    pub(crate) fn text(&self) -> String {
        self.lines.iter().fold(String::new(), |text, (_, line)| text + line + "\n")
    }

    /// The lines that hold code, by their numbers.
    pub(crate) fn code(&self) -> impl Iterator<Item = usize> {
        let says = |line: &str| !line.trim().is_empty() && !line.trim().starts_with("//");
        self.lines.iter().filter(move |(_, line)| says(line)).map(|(number, _)| *number)
    }

    /// Adds an item, moved to the margin, with a blank line before it.
    fn push(&mut self, lines: &[(usize, &str)]) {
        let is_blank = |line: &str| line.trim().is_empty();
        let filled = || lines.iter().filter(|(_, line)| !is_blank(line));
        let indent = filled().map(|(_, line)| line.len() - line.trim_start().len()).min();
        if !self.lines.is_empty() {
            self.lines.push((0, String::new()));
        }
        let first = self.lines.len();
        for (number, line) in lines {
            let line =
                line.get(indent.unwrap_or_default()..).unwrap_or_default().trim_end();
            let after_blank =
                self.lines[first..].last().is_none_or(|(_, line)| is_blank(line));
            // Where a comment was left out, one blank line is enough.
            if !(is_blank(line) && after_blank) {
                self.lines.push((*number, line.to_owned()));
            }
        }
        while self.lines[first..].last().is_some_and(|(_, line)| is_blank(line)) {
            self.lines.pop();
        }
    }
}

/// What a source file is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    Rust,
    Python,
    Toml,
}

impl Language {
    /// Of a file, by its ending.
    pub(crate) fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()? {
            "rs" => Some(Self::Rust),
            "py" => Some(Self::Python),
            "toml" => Some(Self::Toml),
            _ => None,
        }
    }

    /// As it stands above a fence.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Rust => "rust",
            Self::Python => "python",
            Self::Toml => "toml",
        }
    }

    fn whole(self, source: &str) -> Vec<(usize, &str)> {
        match self {
            Self::Rust => rust::whole(source),
            Self::Python => python::whole(source),
            Self::Toml => (1..).zip(source.lines()).collect(),
        }
    }

    fn item<'a>(
        self,
        source: &'a str,
        name: &str,
    ) -> Result<Vec<(usize, &'a str)>, String> {
        match self {
            Self::Rust => rust::item(source, name),
            Self::Python => python::item(source, name),
            Self::Toml => Err(format!("a TOML file is shown whole: remove `{name}`")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Excerpt, Language};

    const ECHO: &str = "\
//! A value goes in.

use std::mem; // {

fn main() {
    println!(\"}} {{ fn gone\"); // impl Echo {
}

/// ```python
/// def echo():
/// ```
#[derive(Debug)]
enum Echo {
    /// Not begun.
    Start,
    Done(char),
}

impl Echo {
    const OPEN: char = '{';

    /// Makes one.
    fn new<'a>(_: &'a str) -> Self {
        Self::Done(Self::OPEN)
    }
}

impl<T: Into<i32>> Coroutine<T> for Echo {
    fn new(&self) {}
}

struct Pair(u32, u32);
";

    fn rust(names: &str) -> Result<String, String> {
        Excerpt::of(ECHO, Language::Rust, names).map(|excerpt| excerpt.text())
    }

    #[test]
    fn a_whole_file_comes_without_its_doc_comments() {
        let text = rust("").unwrap();
        assert!(text.starts_with("use std::mem; // {\n\nfn main"), "{text}");
        assert!(text.ends_with("u32);\n") && !text.contains("///"), "{text}");
    }

    #[test]
    fn an_item_is_found_by_its_name_and_ends_where_it_ends() {
        for (name, text) in [
            ("main", "fn main() {\n    println!(\"}} {{ fn gone\"); // impl Echo {\n}\n"),
            ("Echo", "#[derive(Debug)]\nenum Echo {\n    Start,\n    Done(char),\n}\n"),
            ("Pair", "struct Pair(u32, u32);\n"),
            (
                "impl Coroutine for Echo",
                "impl<T: Into<i32>> Coroutine<T> for Echo {\n    fn new(&self) {}\n}\n",
            ),
            ("Echo::OPEN", "const OPEN: char = '{';\n"),
            (
                "Pair, main",
                &format!("{}\n{}", rust("Pair").unwrap(), rust("main").unwrap()),
            ),
        ] {
            assert_eq!(rust(name).unwrap(), text, "{name}");
        }
        let item = rust("impl Echo").unwrap();
        assert!(item.contains("OPEN: char = '{';\n\n    fn new<'a>"), "{item}");
        assert!(item.ends_with("    }\n}\n"), "{item}");
    }

    #[test]
    fn what_is_missing_or_there_twice_is_refused() {
        for (name, says) in [
            ("gone", "no item `gone`"),
            ("impl Pair", "no item `impl Pair`"),
            ("Echo::old", "no item `Echo::old`"),
            ("Echo::new", "lines 23 and 29"),
        ] {
            let error = rust(name).unwrap_err();
            assert!(error.contains(says), "{name}: {error}");
        }
        assert!(Excerpt::of("a = 1\n", Language::Toml, "a").is_err());
    }

    #[test]
    fn code_is_counted_without_blank_lines_and_comments() {
        let excerpt = Excerpt::of(ECHO, Language::Rust, "main, Echo").unwrap();
        assert_eq!(excerpt.code().collect::<Vec<_>>(), [5, 6, 7, 12, 13, 15, 16, 17]);
    }

    #[test]
    fn python_items_end_where_the_indentation_does() {
        let source = "\
\"\"\"A value goes in.\"\"\"


@cache
def echo():
    sent = yield 3

    yield sent


class Box:
    \"\"\"Holds it.

    And gives it back.
    \"\"\"

    def get(self):
        \"\"\"Gives it.\"\"\"
        return 1


print(echo())
";
        let python = |names| Excerpt::of(source, Language::Python, names);
        let text = |names| python(names).unwrap().text();
        assert_eq!(
            text("echo"),
            "@cache\ndef echo():\n    sent = yield 3\n\n    yield sent\n"
        );
        assert!(text("Box").starts_with("class Box:\n\n    def get(self):\n"));
        assert_eq!(text("get"), "def get(self):\n    return 1\n");
        assert!(text("").starts_with("@cache\n") && text("").ends_with("print(echo())\n"));
        assert!(python("ech").unwrap_err().contains("no `def` or `class` named `ech`"));
    }
}
