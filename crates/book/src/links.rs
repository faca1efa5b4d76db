//! Links from page to page, as they are written: by file names.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::html::push;
use crate::workspace::{Workspace, missing};

/// The text in which links to pages that are not written yet are their words, marked as such.
///
/// `faults` gets the line and what is wrong with it, for links to pages that the course does not
/// know.
pub(crate) fn mended(
    text: &str,
    workspace: &Workspace,
    not_yet: &str,
    faults: &mut Vec<(usize, String)>,
) -> String {
    // Most texts have none, and there are many: the notes alone are a thousand.
    if !text.contains(".md") {
        return text.to_owned();
    }
    let mut mended = String::with_capacity(text.len());
    let mut copied = 0;
    for Link { page, all, words } in links(text) {
        match workspace.page(&page) {
            Some(page) if page.due => {}
            Some(_) => {
                mended.push_str(&text[copied..all.start]);
                mended.push_str("<span class=\"not-yet\">");
                mended.push_str(&text[words]);
                push!(mended, " <small>({not_yet})</small></span>");
                copied = all.end;
            }
            None => {
                let pages = workspace.course.pages().iter().map(|page| &*page.slug);
                let line = text[..all.start].matches('\n').count() + 1;
                faults.push((line, missing("page", &page, pages)));
            }
        }
    }
    mended.push_str(&text[copied..]);
    mended
}

/// A link to `page.md`.
struct Link {
    page: String,
    all: Range<usize>,
    words: Range<usize>,
}

fn links(text: &str) -> Vec<Link> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_HEADING_ATTRIBUTES;
    let mut links = Vec::<Link>::new();
    let mut open = None::<Link>;
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        match (event, &mut open) {
            (Event::Start(Tag::Link { dest_url, .. }), _) => {
                let address = dest_url.split('#').next().unwrap_or_default();
                let page = address.strip_suffix(".md").filter(|page| !page.contains("://"));
                open = page.map(|page| Link {
                    page: page.to_owned(),
                    words: range.start + 1..range.start + 1,
                    all: range,
                });
            }
            (Event::End(TagEnd::Link), open) => links.extend(open.take()),
            (_, Some(link)) => link.words.end = range.end,
            _ => {}
        }
    }
    links
}
