//! Markdown as a terminal shows it: paragraphs are filled, code is left alone.

use crate::style::{bold, cyan};
use crate::terminal;

/// The text in lines that fit, and that have at most [`WIDTH`] letters.
pub(crate) fn rendered(markdown: &str) -> String {
    let mut blocks = Blocks::default();
    let mut fence = None;
    for line in markdown.lines() {
        let trimmed = line.trim();
        if let Some(indent) = fence {
            if trimmed.starts_with("```") {
                fence = None;
            } else {
                let code = line.get(indent..).unwrap_or(trimmed);
                blocks.line(&cyan(&format!("    {code}")));
            }
        } else if trimmed.starts_with("```") {
            blocks.end();
            fence = Some(line.len() - line.trim_start().len());
        } else if trimmed.is_empty() {
            blocks.blank();
        } else if let Some(heading) = trimmed.strip_prefix('#') {
            blocks.end();
            let heading = heading.trim_start_matches('#').trim();
            let words = heading.split_once("{#").map_or(heading, |(words, _)| words.trim());
            blocks.line(&bold(words));
        } else if trimmed.starts_with("| ") || trimmed.starts_with("|-") {
            blocks.end();
            blocks.line(trimmed);
        } else {
            blocks.words(line);
        }
    }
    blocks.end();
    blocks.text.trim_end().to_owned()
}

#[derive(Default)]
struct Blocks {
    text: String,
    /// The paragraph or list item that is being filled, and how far it is indented.
    open: Option<(String, usize)>,
}

impl Blocks {
    fn line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    fn blank(&mut self) {
        self.end();
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    fn words(&mut self, line: &str) {
        let trimmed = line.trim();
        let indent = indent_of(line);
        let bullet = item(trimmed);
        if bullet > 0 {
            self.end();
        }
        let open = self.open.get_or_insert_with(|| (" ".repeat(indent), indent + bullet));
        if !open.0.trim().is_empty() {
            open.0.push(' ');
        }
        open.0.push_str(&without_links(trimmed));
    }

    /// Fills the open paragraph.
    fn end(&mut self) {
        let Some((text, indent)) = self.open.take() else { return };
        let width = columns().unwrap_or(WIDTH);
        for line in fill(&text, indent, width) {
            self.line(&line);
        }
    }
}

/// A verdict as a terminal shows it: each line is broken at its spaces, and goes on behind its
/// indent. Values that are to be compared stay on their lines, and what goes elsewhere than to a
/// terminal stays as it is.
pub(crate) fn filled(verdict: &str) -> String {
    match columns() {
        Some(width) => filled_to(verdict, width),
        None => verdict.to_owned(),
    }
}

fn filled_to(verdict: &str, width: usize) -> String {
    let lines = verdict.lines().flat_map(|line| {
        let indent = indent_of(line);
        let is_value =
            ["expected: ", "got: "].iter().any(|key| line[indent..].starts_with(key));
        if is_value { vec![line.to_owned()] } else { fill(line, indent, width) }
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Breaks a line at its spaces. What does not fit goes on below, so far indented.
fn fill(text: &str, indent: usize, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = " ".repeat(indent_of(text));
    let mut is_fresh = true;
    for word in text.split_whitespace() {
        if !is_fresh && line.chars().count() + 1 + word.chars().count() > width {
            lines.push(line);
            line = " ".repeat(indent);
            is_fresh = true;
        }
        if !is_fresh {
            line.push(' ');
        }
        line.push_str(word);
        is_fresh = false;
    }
    lines.push(line);
    lines
}

fn indent_of(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// How many letters fit into a line, if there is a terminal.
fn columns() -> Option<usize> {
    terminal::size().map(|(columns, _)| usize::from(columns).clamp(NARROWEST, WIDTH))
}

/// How long the mark of a list item is: `- `, `12. `; 0 if it is none.
fn item(line: &str) -> usize {
    if line.starts_with("- ") || line.starts_with("* ") {
        return 2;
    }
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if digits > 0 && line[digits..].starts_with(". ") { digits + 2 } else { 0 }
}

/// `[words](address)` as its words.
fn without_links(line: &str) -> String {
    let mut rest = line;
    let mut text = String::new();
    while let Some((before, after)) = rest.split_once('[') {
        let found = after.split_once("](").and_then(|(words, after)| {
            Some((words, after.split_once(')')?.1)).filter(|_| !words.contains('['))
        });
        text.push_str(before);
        if let Some((words, after)) = found {
            text.push_str(words);
            rest = after;
        } else {
            text.push('[');
            rest = after;
        }
    }
    text + rest
}

/// Lines that are longer are hard to read.
const WIDTH: usize = 88;

/// A word a line is no text any more.
const NARROWEST: usize = 32;

#[cfg(test)]
mod tests {
    use super::{filled_to, rendered};

    #[test]
    fn a_verdict_is_broken_behind_its_indent_and_values_are_not() {
        let verdict = "wrong, at the step: one\n  it is not so\n  expected: [1, 2, 3, 4]";
        assert_eq!(
            filled_to(verdict, 12),
            "wrong, at\nthe step:\none\n  it is not\n  so\n  expected: [1, 2, 3, 4]"
        );
    }

    #[test]
    fn paragraphs_and_items_are_filled_and_code_is_left_alone() {
        let long = "word ".repeat(30);
        let text = format!(
            "# Title {{#id}}\n\nA [link](page.md#x) and `v[0]`.\n\n- {long}\n\n```rust\nfn  f() {{}}\n```\n"
        );
        let shown = rendered(&text);
        let lines: Vec<_> = shown.lines().collect();
        assert_eq!(lines[..4], ["Title", "", "A link and `v[0]`.", ""]);
        assert!(lines[4].starts_with("- word") && lines[4].len() <= 88, "{}", lines[4]);
        assert!(lines[5].starts_with("  word"), "{}", lines[5]);
        assert_eq!(lines.last(), Some(&"    fn  f() {}"));
    }
}
