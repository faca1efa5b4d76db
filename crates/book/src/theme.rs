//! The theme, with the words of the catalogue in its template.
//!
//! In `book/theme/index.hbs`, `{{say contents}}` becomes the catalogue's `theme.contents` between
//! tags, and `{{label contents}}` the same in an attribute. mdBook sees the template afterwards.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tulip_course::{Catalogue, CatalogueError};

use crate::fault::Fault;
use crate::html::escape;
use crate::workspace::Workspace;

/// A copy of the theme, its words filled in. It is gone when this is dropped.
pub(crate) struct Theme {
    pub(crate) folder: PathBuf,
}

impl Theme {
    /// Fills a copy in this folder, which is made; a book without a theme of its own has none.
    pub(crate) fn fill(
        workspace: &Workspace,
        catalogue: &Catalogue,
        folder: PathBuf,
    ) -> Result<Option<Self>, Vec<Fault>> {
        let source = workspace.book().join("theme");
        let template = source.join(TEMPLATE);
        if !template.is_file() {
            return Ok(None);
        }
        let text = workspace.read(&template).map_err(|fault| vec![fault])?;
        let text = filled(&text, catalogue).map_err(|wrong| {
            let file = workspace.shown(&template);
            let faults = wrong.into_iter().map(|(line, what)| Fault::new(file, line, what));
            faults.collect::<Vec<_>>()
        })?;
        let theme = Self { folder };
        let copied = copy(&source, &theme.folder);
        let written = copied.and_then(|()| fs::write(theme.folder.join(TEMPLATE), text));
        written.map_err(|error| vec![Fault::new(&theme.folder, 0, error)])?;
        Ok(Some(theme))
    }
}

impl Drop for Theme {
    fn drop(&mut self) {
        // What cannot be removed is in nobody's way.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

const TEMPLATE: &str = "index.hbs";

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            fs::copy(entry.path(), to.join(entry.file_name()))?;
        }
    }
    Ok(())
}

/// The template with the catalogue's words; or the lines that ask for a word in vain.
fn filled(template: &str, catalogue: &Catalogue) -> Result<String, Vec<(usize, String)>> {
    let (mut text, mut wrong) = (String::new(), Vec::new());
    for (index, line) in template.lines().enumerate() {
        match filled_line(line, catalogue) {
            Ok(line) => text = text + &line + "\n",
            Err(error) => wrong.push((index + 1, error.to_string())),
        }
    }
    if wrong.is_empty() { Ok(text) } else { Err(wrong) }
}

fn filled_line(line: &str, catalogue: &Catalogue) -> Result<String, CatalogueError> {
    let mut filled = String::new();
    let mut rest = line;
    while let Some((before, word, after)) = next_word(rest) {
        filled.push_str(before);
        filled.push_str(&match word {
            Word::Say(key) => catalogue.sentence(&format!("theme.{key}"), &[])?.to_html(),
            Word::Label(key) => escape(&catalogue.text(&format!("theme.{key}"))?),
        });
        rest = after;
    }
    Ok(filled + rest)
}

#[derive(Debug, PartialEq)]
enum Word<'a> {
    Say(&'a str),
    Label(&'a str),
}

/// What stands before the next word that is asked for, the word, and what stands after it.
fn next_word(line: &str) -> Option<(&str, Word<'_>, &str)> {
    let starts = line.match_indices("{{").map(|(at, _)| at);
    starts.into_iter().find_map(|at| {
        let (inside, after) = line[at + 2..].split_once("}}")?;
        let word = match inside.split_once(' ')? {
            ("say", key) => Word::Say(key),
            ("label", key) => Word::Label(key),
            _ => return None,
        };
        Some((&line[..at], word, after))
    })
}

#[cfg(test)]
mod tests {
    use super::{Word, next_word};

    #[test]
    fn words_are_found_between_what_is_handlebars() {
        let line = "{{#if a}}<p title=\"{{label b.c}}\">{{say d}}</p>{{/if}}";
        let (before, word, after) = next_word(line).unwrap();
        assert_eq!((before, word), ("{{#if a}}<p title=\"", Word::Label("b.c")));
        let (before, word, after) = next_word(after).unwrap();
        assert_eq!((before, word, after), ("\">", Word::Say("d"), "</p>{{/if}}"));
        assert_eq!(next_word(after), None);
        assert_eq!(next_word("{{ title }} {{resource \"a.css\"}} {{say"), None);
    }
}
