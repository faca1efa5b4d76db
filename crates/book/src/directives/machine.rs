use std::cmp::Ordering;

use crate::directive::Directive;
use crate::fault::Fault;
use crate::html::block;
use crate::page::{Press, Shown, Trouble};
use crate::workspace::missing;

/// `{{#machine stage}}`, `{{#machine stage small}}`
pub(super) fn machine(
    press: Press<'_>,
    directive: Directive<'_>,
    shown: &mut Shown,
) -> Result<String, Trouble> {
    let (stage, size) = directive.slug();
    let at = STAGES.iter().position(|known| *known == stage);
    let at = at.ok_or_else(|| missing("stage", stage, STAGES.iter().copied()))?;
    let small = match size {
        "" => "",
        "small" => " small",
        other => return Err(format!("expected `small` or nothing, found `{other}`").into()),
    };
    let path = press.workspace.book().join("machine/machine.svg");
    let source = press.workspace.read(&path)?;
    let id = shown.id("machine");
    let drawn = Card { press, at, id: &id }
        .drawn(&source)
        .map_err(|(line, what)| Fault::new(press.workspace.shown(&path), line, what))?;
    Ok(block(&format!(
        "<figure class=\"machine{small}\" id=\"{id}\" data-stage=\"{stage}\">\n{drawn}</figure>"
    )))
}

/// The stages in their order, as the parts of the card name them.
const STAGES: &[&str] =
    &["state-machines", "scheduler", "callback-loop", "futures-loop", "runtime"];

struct Card<'a> {
    press: Press<'a>,
    at: usize,
    id: &'a str,
}

impl Card<'_> {
    /// The picture with its parts lit and its labels filled; an error has a line, from 1.
    fn drawn(&self, svg: &str) -> Result<String, (usize, String)> {
        let mut drawn = String::new();
        let mut rest = svg;
        let line = |rest: &str| svg[..svg.len() - rest.len()].matches('\n').count() + 1;
        while let Some(start) = rest.find('<') {
            let at = &rest[start..];
            let fault = |what: String| (line(at), what);
            drawn.push_str(&rest[..start]);
            if at.starts_with("<!--") {
                let end =
                    at.find("-->").ok_or_else(|| fault("a comment without end".into()))?;
                rest = &at[end + "-->".len()..];
                continue;
            }
            let end = at.find('>').ok_or_else(|| fault("a tag without end".into()))? + 1;
            drawn.push_str(&self.tag(&at[..end]).map_err(fault)?);
            rest = &at[end..];
        }
        drawn.push_str(rest);
        Ok(drawn)
    }

    fn tag(&self, tag: &str) -> Result<String, String> {
        let mut tag = self.with_own_ids(tag);
        if let Some(since) = attribute(&tag, "data-since") {
            let since = STAGES
                .iter()
                .position(|known| *known == since)
                .ok_or_else(|| missing("stage", since, STAGES.iter().copied()))?;
            let class = match since.cmp(&self.at) {
                Ordering::Less => "there",
                Ordering::Equal => "lit",
                Ordering::Greater => "dim",
            };
            if attribute(&tag, "class") != Some("part") {
                return Err("what has a `data-since` has the class `part`".to_owned());
            }
            tag = tag.replace("class=\"part\"", &format!("class=\"part {class}\""));
        }
        if let Some(key) = attribute(&tag, "data-key") {
            let key = match key {
                "machine.desc" => format!("machine.desc.{}", STAGES[self.at]),
                key => key.to_owned(),
            };
            let says = self.press.catalogue.sentence(&key, &[]);
            tag.push_str(&says.map_err(|error| error.to_string())?.to_html());
        }
        Ok(tag)
    }

    /// Two cards on a page have no id in common.
    fn with_own_ids(&self, tag: &str) -> String {
        let id = self.id;
        let tag = tag.replace(" id=\"", &format!(" id=\"{id}-"));
        let tag = tag.replace("url(#", &format!("url(#{id}-"));
        tag.replace("href=\"#", &format!("href=\"#{id}-"))
    }
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    Some(rest.split_once('"')?.0)
}
