use std::path::Path;
use std::slice;

use serde::Deserialize;

use super::place::links;
use crate::directive::Directive;
use crate::fault::Fault;
use crate::html::{block, from_inline, push};
use crate::page::{Press, Shown, Trouble};

/// `{{#glossary}}`
pub(super) fn glossary(
    press: Press<'_>,
    directive: Directive<'_>,
    shown: &mut Shown,
) -> Result<String, Trouble> {
    directive.stands_alone()?;
    let glossary: Glossary =
        press.workspace.read_toml(&press.workspace.root().join(FILE))?;
    let mut terms = glossary.term;
    terms.sort_by_key(|term| term.name.to_lowercase());
    let mut html = String::from("<section class=\"glossary\">\n");
    for Term { slug, name, text, page } in &terms {
        let id = shown.id(slug);
        if id != *slug {
            return Err(Fault::new(FILE, 0, format!("`{slug}` stands there twice")).into());
        }
        push!(
            html,
            "<h2 id=\"{id}\"><a class=\"header\" href=\"#{id}\">{}</a></h2>\n{}\n\
             <p class=\"home\">{} {}</p>\n",
            from_inline(name),
            press.html(Path::new(FILE), text)?,
            press.words("book.glossary.home")?,
            links(press, FILE, slice::from_ref(page))?,
        );
    }
    html.push_str("</section>");
    Ok(block(&html))
}

const FILE: &str = "book/glossary.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Glossary {
    term: Vec<Term>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Term {
    /// Its address.
    slug: String,
    /// As it is called.
    #[serde(rename = "term")]
    name: String,
    /// What it means.
    text: String,
    /// The page that tells of it.
    page: String,
}
