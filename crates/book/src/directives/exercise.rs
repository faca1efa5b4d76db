use tulip_course::{Exercise, Text};

use crate::directive::Directive;
use crate::fault::Fault;
use crate::html::{block, escape, from_inline, push};
use crate::page::{Press, Shown, Trouble};

/// `{{#exercise slug}}`
pub(super) fn exercise(
    press: Press<'_>,
    directive: Directive<'_>,
    shown: &mut Shown,
) -> Result<String, Trouble> {
    let slug = directive.only_slug()?;
    let exercise = press.workspace.exercise(slug)?;
    let path = exercise.text();
    let source = press.workspace.read(&path)?;
    let text = Text::parse(&source).map_err(|error| {
        Fault::new(press.workspace.shown(&path), error.line, error.what)
    })?;
    let word = |key: &str| press.words(&format!("book.exercise.{key}"));
    let id = shown.id(&format!("exercise-{slug}"));
    let core = if exercise.core { " data-core" } else { "" };
    let kind = exercise.kind;
    let mut html = format!(
        "<section class=\"exercise\" id=\"{id}\" data-slug=\"{slug}\" data-kind=\"{kind}\"{core}>\
         <h3 id=\"{id}-title\"><a class=\"header\" href=\"#{id}-title\">{}</a></h3>\n\
         <p class=\"kind\"><span>{}</span>{}</p>\n{}\n",
        from_inline(&text.title),
        word(&format!("kind.{kind}"))?,
        if exercise.core {
            format!(" · <span>{}</span>", word("core")?)
        } else {
            String::new()
        },
        press.html(&path, &text.task)?,
    );
    html.push_str(&commands(exercise, word)?);
    for (number, hint) in (1..).zip(&text.hints) {
        push!(
            html,
            "<details class=\"hint\"><summary>{}</summary>{}</details>\n",
            word(&format!("hint.{number}"))?,
            press.html(&path, hint)?
        );
    }
    html.push_str("</section>");
    Ok(block(&html))
}

/// How to begin it, to run it, and to have it checked.
fn commands(
    exercise: &Exercise,
    word: impl Fn(&str) -> Result<String, Trouble>,
) -> Result<String, Trouble> {
    let slug = &exercise.slug;
    let mut rows = vec![("begin", format!("cargo tulip next {slug}"))];
    if exercise.kind.is_program() {
        rows.push(("run", exercise.command()));
    }
    rows.push(("check", format!("cargo tulip check {slug}")));
    let mut html = String::from("<ul class=\"commands\">");
    for (key, command) in rows {
        let says = word(key)?;
        push!(html, "<li>{says} <code>{}</code></li>", escape(&command));
    }
    html.push_str("</ul>\n");
    Ok(html)
}
