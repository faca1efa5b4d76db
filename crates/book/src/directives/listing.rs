use std::path::Path;

use crate::directive::Directive;
use crate::excerpt::{Excerpt, Language};
use crate::html::{escape, fence};
use crate::page::{Press, Shown, Trouble};

/// `{{#listing slug items}}`
pub(super) fn listing(
    press: Press<'_>,
    directive: Directive<'_>,
    shown: &mut Shown,
) -> Result<String, Trouble> {
    let (slug, items) = directive.slug();
    let listing = press.workspace.listing(slug)?;
    let code = code(press, &listing.source(), items, shown)?;
    let path = shown_path(press, &listing.source());
    let command = escape(&listing.command());
    let about = shown_about(items);
    let id = shown.id(&format!("listing-{slug}"));
    Ok(format!(
        "<figure class=\"listing\" id=\"{id}\" data-slug=\"{slug}\">\
         <figcaption><code class=\"path\">{path}</code>{about} \
         <code class=\"command\">{command}</code></figcaption>\n{code}</figure>\n"
    ))
}

/// `{{#source path items}}`
pub(super) fn source(
    press: Press<'_>,
    directive: Directive<'_>,
    shown: &mut Shown,
) -> Result<String, Trouble> {
    let (path, items) = directive.slug();
    if Path::new(path).is_absolute() || path.split('/').any(|part| part == "..") {
        return Err(format!("`{path}` is no path from the top of the clone").into());
    }
    let code = code(press, &press.workspace.root().join(path), items, shown)?;
    let id = shown.id(&format!("source{}{}", id_of(path), id_of(items)));
    let about = shown_about(items);
    Ok(format!(
        "<figure class=\"listing\" id=\"{id}\">\
         <figcaption><code class=\"path\">{}</code>{about}</figcaption>\n{code}</figure>\n",
        escape(path)
    ))
}

/// `{{#transcript slug}}`, `{{#transcript slug folded}}`
///
/// Below a stepper that has asked about it, it is folded in any case.
pub(super) fn transcript(
    press: Press<'_>,
    directive: Directive<'_>,
    shown: &mut Shown,
) -> Result<String, Trouble> {
    let (slug, fold) = directive.slug();
    if !["", "folded"].contains(&fold) {
        return Err(
            format!("`transcript` takes a slug and `folded`, and no `{fold}`").into()
        );
    }
    let listing = press.workspace.listing(slug)?;
    let body = fence("text", &press.workspace.transcript(listing)?);
    let body = if fold == "folded" || shown.stops.iter().any(|(asked, _)| asked == slug) {
        let summary = press.words("book.printed")?;
        format!("<details>\n<summary>{summary}</summary>\n\n{body}\n</details>")
    } else {
        body
    };
    let id = shown.id(&format!("listing-{slug}"));
    Ok(format!(
        "<figure class=\"transcript\" id=\"{id}\" data-slug=\"{slug}\" lang=\"en\">\
         <figcaption><code class=\"command\">{}</code></figcaption>\n{}</figure>\n",
        escape(&listing.command()),
        body
    ))
}

/// A fence with these items of a file; `shown` notes its lines.
pub(super) fn code(
    press: Press<'_>,
    path: &Path,
    items: &str,
    shown: &mut Shown,
) -> Result<String, Trouble> {
    let language = Language::of(path)
        .ok_or_else(|| format!("`{}`: expected a .rs, .py or .toml", path.display()))?;
    let source = press.workspace.read(path)?;
    let excerpt = Excerpt::of(&source, language, items)
        .map_err(|what| format!("{}: {what}", shown_path(press, path)))?;
    if language == Language::Rust {
        let lines = shown.code.entry(path.to_owned()).or_default();
        lines.extend(excerpt.code());
    }
    // It is compiled where it lies, and not once more as a part of the page.
    let rustdoc = if language == Language::Rust { ",ignore" } else { "" };
    Ok(fence(&format!("{}{rustdoc}", language.word()), &excerpt.text()))
}

pub(super) fn shown_path(press: Press<'_>, path: &Path) -> String {
    press.workspace.shown(path).display().to_string().replace('\\', "/")
}

/// The items that are shown, after the path.
fn shown_about(items: &str) -> String {
    if items.is_empty() {
        String::new()
    } else {
        format!(" <code class=\"items\">{}</code>", escape(items))
    }
}

/// `-echo-impl-coroutine-for-echo`
fn id_of(text: &str) -> String {
    let words =
        text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.fold(String::new(), |id, word| id + "-" + &word.to_ascii_lowercase())
}
