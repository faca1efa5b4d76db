use std::path::Path;

use serde::Deserialize;
use tulip_course::Question;

use crate::directive::Directive;
use crate::fault::Fault;
use crate::form::{Answers, Choice, Form};
use crate::html::{block, from_inline};
use crate::page::{Press, Shown, Trouble};
use crate::workspace::Workspace;

/// `{{#question slug}}`
pub(super) fn question(
    press: Press<'_>,
    directive: Directive<'_>,
    shown: &mut Shown,
) -> Result<String, Trouble> {
    let slug = directive.only_slug()?;
    let path = press.workspace.book().join("questions").join(format!("{slug}.md"));
    let id = shown.id(&format!("question-{slug}"));
    Ok(block(&form(press, &path, slug, &id, "why")?))
}

/// `{{#inventory before}}`, `{{#inventory after}}`
pub(super) fn inventory(
    press: Press<'_>,
    directive: Directive<'_>,
    shown: &mut Shown,
) -> Result<String, Trouble> {
    let kind = directive.args;
    if !matches!(kind, "before" | "after") {
        return Err(format!("expected `before` or `after`, found `{kind}`").into());
    }
    let folder = press.workspace.book().join("questions/inventory");
    let mut html = String::new();
    for slug in order(press.workspace, &folder)? {
        let path = folder.join(format!("{slug}.md"));
        let id = shown.id(&format!("inventory-{slug}"));
        html.push_str(&block(&form(press, &path, &slug, &id, kind)?));
    }
    Ok(html)
}

fn form(
    press: Press<'_>,
    path: &Path,
    slug: &str,
    id: &str,
    kind: &str,
) -> Result<String, Trouble> {
    let question = read(press.workspace, path)?;
    let is_told = kind != "before";
    let words = |key: &str| press.words(&format!("book.question.{key}"));
    let options = question.options.iter().map(|option| {
        let why = is_told.then(|| press.html(path, &option.explanation)).transpose()?;
        let verdict = why.map(|why| (option.crossed, why));
        Ok(Choice { text: from_inline(&option.text), verdict })
    });
    let answers = Answers {
        title: words("answers")?,
        right: words("right")?,
        wrong: words("wrong")?,
    };
    let form = Form {
        name: id,
        attributes: format!(" id=\"{id}\" data-slug=\"{slug}\" data-kind=\"{kind}\""),
        asks: from_inline(&question.title),
        text: press.html(path, &question.text)?,
        options: options.collect::<Result<_, Trouble>>()?,
        unsure: if kind == "why" { None } else { Some(words("unsure")?) },
        answers: is_told.then_some(answers),
        button: is_told.then(|| press.words("page.question.answer")).transpose()?,
    };
    Ok(form.html())
}

/// The questions of the inventory, in their order.
pub(crate) fn order(workspace: &Workspace, folder: &Path) -> Result<Vec<String>, Fault> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Order {
        order: Vec<String>,
    }
    let path = folder.join("order.toml");
    let order: Order = workspace.read_toml(&path)?;
    Ok(order.order)
}

/// A question in which one option is right, and each one explained.
pub(crate) fn read(workspace: &Workspace, path: &Path) -> Result<Question, Fault> {
    let shown = workspace.shown(path);
    let text = workspace.read(path)?;
    let question = Question::parse(&text)
        .map_err(|error| Fault::new(shown, error.line, error.what))?;
    if question.crossed().is_none() {
        return Err(Fault::new(
            shown,
            0,
            "one option has to be crossed, and one only: `- [x]`",
        ));
    }
    let silent = question.options.iter().find(|option| option.explanation.is_empty());
    match silent {
        Some(option) => {
            let at = text.lines().position(|line| line.ends_with(&*option.text));
            let what = "the option has no explanation below it, indented by four spaces";
            Err(Fault::new(shown, at.map_or(0, |at| at + 1), what))
        }
        None => Ok(question),
    }
}
