use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::keys::KEYS;
use super::{Catalogue, CatalogueError, Predictions};
use crate::sentence::Sentence;
use crate::template::Template;

/// Reads all files of a folder, in the order of their names.
pub(super) fn read_folder(folder: &Path) -> Result<Catalogue, CatalogueError> {
    let shown = folder.display().to_string();
    let failed = |error: std::io::Error| fault(&shown, error.to_string());
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        paths.push(entry.map_err(failed)?.path());
    }
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    let mut entries = Entries::default();
    for path in &paths {
        let text = fs::read_to_string(path)
            .map_err(|error| fault(path.display().to_string(), error.to_string()))?;
        File::new(path, &text).read(&mut entries)?;
    }
    entries.check(&shown)?;
    let templates = entries.templates.into_iter();
    Ok(Catalogue {
        templates: templates.map(|(key, (template, _))| (key, template)).collect(),
        captions: entries.captions,
        predictions: entries.predictions,
    })
}

/// What the files say so far.
#[derive(Default)]
struct Entries {
    /// The texts, and where each stands.
    templates: BTreeMap<String, (Template, String)>,
    captions: BTreeMap<String, BTreeMap<String, Sentence>>,
    predictions: Predictions,
}

impl Entries {
    /// The texts of this crate are all there, and each has its places.
    fn check(&self, folder: &str) -> Result<(), CatalogueError> {
        for (key, places) in KEYS {
            let Some((template, stands)) = self.templates.get(*key) else {
                return Err(fault(folder, format!("no file has a text for `{key}`")));
            };
            let has = template.places();
            let needs: BTreeSet<_> = places.iter().copied().collect();
            if let Some(place) = has.difference(&needs).next() {
                let what =
                    format!("`{key}` has no place `{{{place}}}`: {}", places_are(&needs));
                return Err(fault(stands, what));
            }
            if let Some(place) = needs.difference(&has).next() {
                let what = format!("the text of `{key}` leaves `{{{place}}}` out");
                return Err(fault(stands, what));
            }
        }
        let known: BTreeSet<_> = KEYS.iter().map(|(key, _)| *key).collect();
        let roots: BTreeSet<_> = known.iter().map(|key| root(key)).collect();
        for (key, (_, stands)) in &self.templates {
            if roots.contains(root(key)) && !known.contains(&**key) {
                return Err(fault(stands, format!("nobody asks for `{key}`")));
            }
        }
        Ok(())
    }
}

fn root(key: &str) -> &str {
    key.split_once('.').map_or(key, |(root, _)| root)
}

fn places_are(places: &BTreeSet<&str>) -> String {
    if places.is_empty() {
        return "it has none".to_owned();
    }
    let places: Vec<_> = places.iter().map(|place| format!("`{{{place}}}`")).collect();
    format!("it has {}", places.join(", "))
}

/// One file of the catalogue.
struct File<'a> {
    path: PathBuf,
    text: &'a str,
}

impl<'a> File<'a> {
    fn new(path: &Path, text: &'a str) -> Self {
        Self { path: path.to_owned(), text }
    }

    fn read(&self, entries: &mut Entries) -> Result<(), CatalogueError> {
        let table = DeTable::parse(self.text).map_err(|error| {
            self.fault(error.span().map_or(0, |span| span.start), error.message())
        })?;
        match self.path.file_stem().and_then(|name| name.to_str()) {
            Some("captions") => self.read_captions(table.get_ref(), entries),
            Some("predictions") => self.read_predictions(table.get_ref(), entries),
            _ => self.read_texts("", table.get_ref(), entries),
        }
    }

    fn read_texts(
        &self,
        above: &str,
        table: &DeTable<'_>,
        entries: &mut Entries,
    ) -> Result<(), CatalogueError> {
        for (name, value) in table {
            let at = value.span().start;
            let key = format!("{above}{}", name.get_ref());
            match value.get_ref() {
                DeValue::Table(table) => {
                    self.read_texts(&format!("{key}."), table, entries)?
                }
                DeValue::String(text) => {
                    let template = Template::parse(text)
                        .map_err(|what| self.fault(at, &format!("`{key}`: {what}")))?;
                    let stands = self.place(at);
                    let before = entries.templates.insert(key.clone(), (template, stands));
                    if let Some((_, before)) = before {
                        let what = format!("`{key}` has a text already: {before}");
                        return Err(self.fault(at, &what));
                    }
                }
                _ => return Err(self.fault(at, &format!("`{key}` is no text"))),
            }
        }
        Ok(())
    }

    fn read_captions(
        &self,
        table: &DeTable<'_>,
        entries: &mut Entries,
    ) -> Result<(), CatalogueError> {
        for (slug, value) in table {
            let captions = self.table(slug.get_ref(), value, "captions")?;
            for (selector, value) in captions {
                let says = self.caption(selector.get_ref(), value)?;
                let of_trace = entries.captions.entry(slug.get_ref().to_string());
                of_trace.or_default().insert(selector.get_ref().to_string(), says);
            }
        }
        Ok(())
    }

    fn read_predictions(
        &self,
        table: &DeTable<'_>,
        entries: &mut Entries,
    ) -> Result<(), CatalogueError> {
        for (slug, value) in table {
            for (stop, value) in self.table(slug.get_ref(), value, "stops")? {
                let mut options = BTreeMap::new();
                for (option, value) in self.table(stop.get_ref(), value, "options")? {
                    let says = self.caption(option.get_ref(), value)?;
                    options.insert(option.get_ref().to_string(), says);
                }
                let stop = (slug.get_ref().to_string(), stop.get_ref().to_string());
                entries.predictions.insert(stop, options);
            }
        }
        Ok(())
    }

    fn table<'t>(
        &self,
        name: &str,
        value: &'t Spanned<DeValue<'t>>,
        of: &str,
    ) -> Result<&'t DeTable<'t>, CatalogueError> {
        value.get_ref().as_table().ok_or_else(|| {
            self.fault(value.span().start, &format!("`{name}` is no table of {of}"))
        })
    }

    fn caption(
        &self,
        selector: &str,
        value: &Spanned<DeValue<'_>>,
    ) -> Result<Sentence, CatalogueError> {
        let fault = |what| self.fault(value.span().start, &format!("`{selector}`: {what}"));
        let text =
            value.get_ref().as_str().ok_or_else(|| fault("is no text".to_owned()))?;
        Sentence::parse(text).map_err(fault)
    }

    fn fault(&self, at: usize, what: &str) -> CatalogueError {
        fault(self.place(at), what)
    }

    fn place(&self, at: usize) -> String {
        let line = self.text[..at].matches('\n').count() + 1;
        format!("{}:{line}", self.path.display())
    }
}

fn fault(place: impl Into<String>, what: impl Into<String>) -> CatalogueError {
    CatalogueError { place: place.into(), what: what.into() }
}
