use tulip_course::notes::{Asked, Item, Notes};

use super::place::{inline, links};
use crate::directive::Directive;
use crate::html::{block, escape, push};
use crate::page::{Press, Shown, Trouble};

/// `{{#notes}}`
pub(super) fn notes(
    press: Press<'_>,
    directive: Directive<'_>,
    shown: &mut Shown,
) -> Result<String, Trouble> {
    directive.stands_alone()?;
    let notes = Notes::load(press.workspace.root());
    let notes = notes.map_err(|error| error.to_string())?;
    let mut text = String::new();
    for note in notes.notes() {
        let id = shown.id(&format!("note-{}", note.id.to_lowercase()));
        push!(text, "## {} {{#{id}}}\n", note.title);
        let items = notes.items().iter().filter(|item| item.id().starts_with(&note.id));
        text.push_str(&block(&table(press, items, shown)?));
    }
    Ok(text)
}

fn table<'a>(
    press: Press<'_>,
    items: impl Iterator<Item = &'a Item>,
    shown: &mut Shown,
) -> Result<String, Trouble> {
    let file = "book/notes.toml";
    let mut html =
        String::from("<div class=\"table-wrapper\"><table class=\"notes\"><thead><tr>");
    for column in ["item", "at", "says", "verdict", "place"] {
        let says = press.words(&format!("notes.column.{column}"))?;
        push!(html, "<th scope=\"col\">{says}</th>");
    }
    html.push_str("</tr></thead><tbody>\n");
    for item in items {
        let truth = item.truth.as_deref().unwrap_or_default();
        push!(
            html,
            "<tr id=\"{}\"><th scope=\"row\">{}</th><td>{}</td><td>{}</td>\
             <td><strong>{}</strong> {}</td><td>{}</td></tr>\n",
            shown.id(&item.id().to_lowercase()),
            escape(item.id()),
            escape(&item.at).replace('-', UNBROKEN),
            inline(press, file, &item.says)?,
            press.words(&format!("notes.verdict.{}", item.verdict.key()))?,
            inline(press, file, truth)?,
            links(press, file, &item.place)?,
        );
    }
    html.push_str("</tbody></table></div>");
    Ok(html)
}

/// A dash at which a range of lines does not break.
const UNBROKEN: &str = "–\u{2060}";

/// `{{#asked}}`
pub(super) fn asked(
    press: Press<'_>,
    directive: Directive<'_>,
    shown: &mut Shown,
) -> Result<String, Trouble> {
    directive.stands_alone()?;
    let file = "book/asked.toml";
    let asked = Asked::load(press.workspace.root());
    let asked = asked.map_err(|error| error.to_string())?;
    let mut html = String::from("<section class=\"asked\">\n");
    for question in asked.questions() {
        let id = shown.id(&question.id().to_lowercase());
        push!(
            html,
            "<h3 id=\"{id}\"><a class=\"header\" href=\"#{id}\">{}</a></h3>\n<p>{}</p>\n\
             <p class=\"home\">{}</p>\n",
            inline(press, file, &question.asks)?,
            inline(press, file, &question.answer)?,
            links(press, file, &question.place)?,
        );
    }
    html.push_str("</section>");
    Ok(block(&html))
}
