//! Whether links, anchors and redirects lead somewhere. mdBook does not ask.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::documents::{self, Document};
use crate::book::Book;
use crate::fault::Fault;
use crate::workspace::Workspace;

pub(super) fn faults(
    workspace: &Workspace,
    book: &Book,
    folder: &Path,
) -> Result<Vec<Fault>, Vec<Fault>> {
    let documents = documents::read(folder)
        .map_err(|error| vec![Fault::new(workspace.shown(folder), 0, error)])?;
    let built = Built { folder, documents: &documents };
    let redirects = book.redirects();
    let from = |from: &str| from.split('#').next().unwrap_or_default().replace('/', "");
    let pages: BTreeSet<_> = book.titles().map(|(_, slug)| slug + ".html").collect();
    let mut faults = Vec::new();
    for (name, document) in &documents {
        let is_redirect = redirects.iter().any(|(old, _)| from(old) == *name);
        if is_redirect && !pages.contains(name) {
            continue;
        }
        let source = Source::of(name, book);
        for link in &document.links {
            let what = built.follow(name, link);
            faults.extend(what.err().map(|what| source.fault(link, what)));
        }
        for link in &document.loads {
            let what = built.load(name, link);
            faults.extend(what.err().map(|what| source.fault(link, what)));
        }
        let mut ids = BTreeSet::new();
        let twice = document.ids.iter().filter(|id| !ids.insert(*id));
        faults.extend(
            twice.map(|id| source.fault(id, format!("the id `{id}` is there twice"))),
        );
    }
    let config = workspace.book().join("book.toml");
    let written = workspace.read(&config).map_err(|fault| vec![fault])?;
    for (old, to) in &redirects {
        let at = written.lines().position(|line| line.contains(&format!("\"{old}\"")));
        let mut fault = |what: String| {
            let what = format!("redirect of `{old}`: {what}");
            let line = at.map_or(0, |at| at + 1);
            faults.push(Fault::new(workspace.shown(&config), line, what));
        };
        if !old.contains('#') && pages.contains(&from(old)) {
            fault("there is such a page".to_owned());
        }
        if let Err(what) = built.follow(&from(old), to) {
            fault(what);
        }
    }
    // The first page is there twice: its copy opens the book.
    faults.sort();
    faults.dedup();
    Ok(faults)
}

struct Built<'a> {
    folder: &'a Path,
    documents: &'a BTreeMap<String, Document>,
}

impl Built<'_> {
    /// Whether a link leads somewhere; links to other sites are believed.
    fn follow(&self, from: &str, link: &str) -> Result<(), String> {
        match link.split_once(':') {
            Some(("http" | "https" | "mailto", _)) => return Ok(()),
            Some((scheme, _)) if scheme.chars().all(|c| c.is_ascii_alphanumeric()) => {
                return Err(format!("`{link}`: a link to `{scheme}:` is none"));
            }
            _ => {}
        }
        let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
        let name = self.resolve(from, path).map_err(|what| format!("`{link}`: {what}"))?;
        let has = |document: &Document| {
            document.ids.iter().any(|id| id == anchor || *id == percent_decoded(anchor))
        };
        match self.documents.get(&name) {
            _ if anchor.is_empty() => Ok(()),
            Some(document) if has(document) => Ok(()),
            Some(_) => Err(format!("`{link}`: {name} has nothing with the id `{anchor}`")),
            None => Err(format!("`{link}`: only pages have anchors")),
        }
    }

    /// Whether what a page loads is a file of the book.
    fn load(&self, from: &str, link: &str) -> Result<(), String> {
        if link.contains(':') || link.starts_with("//") {
            return Err(format!("`{link}`: a page loads nothing from elsewhere"));
        }
        let path = link.split(['#', '?']).next().unwrap_or_default();
        self.resolve(from, path).map(drop).map_err(|what| format!("`{link}`: {what}"))
    }

    /// The file of the book that a relative path leads to.
    fn resolve(&self, from: &str, path: &str) -> Result<String, String> {
        if path.is_empty() {
            return Ok(from.to_owned());
        }
        if path.starts_with('/') {
            return Err("a link begins where its page lies, and not with `/`".to_owned());
        }
        let path = percent_decoded(path);
        let mut parts: Vec<_> = from.split('/').collect();
        parts.pop();
        for part in path.split('/') {
            match part {
                "" | "." => {}
                ".." => drop(parts.pop().ok_or("it leaves the book")?),
                part => parts.push(part),
            }
        }
        let name = parts.join("/");
        if self.folder.join(&name).is_file() {
            Ok(name)
        } else {
            Err(format!("there is no {name} in the book"))
        }
    }
}

/// The page from which a built one was made.
struct Source<'a> {
    name: &'a str,
    page: Option<(&'a PathBuf, &'a str)>,
}

impl<'a> Source<'a> {
    fn of(name: &'a str, book: &'a Book) -> Self {
        // The first page is also the one that opens the book.
        let page = book.pages.iter().enumerate().find(|(at, (file, _))| {
            let stem = file.file_stem().and_then(|stem| stem.to_str());
            stem == name.strip_suffix(".html") || (name == "index.html" && *at == 0)
        });
        Self { name, page: page.map(|(_, (file, page))| (file, &*page.source)) }
    }

    /// The line that holds the link is the fault's, if it stands in the page itself.
    fn fault(&self, link: &str, what: String) -> Fault {
        let Some((file, source)) = self.page else {
            return Fault::new(self.name, 0, what);
        };
        let written = link.replace(".html", ".md");
        let holds = |line: &str| line.contains(&written) || line.contains(link);
        let at = source.lines().position(holds);
        Fault::new(file, at.map_or(0, |at| at + 1), what)
    }
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let code = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
