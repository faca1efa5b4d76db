//! A trace as a page holds it: the table of its events, and what the script steps through.

use std::collections::BTreeMap;
use std::path::{Component, Path};

use serde_json::{Value, json};
use tulip_course::{Catalogue, CatalogueError, Lanes, Replay, Sentence, Step, Stop};
use tulip_trace::Lane;

use crate::form::{Choice, Form};
use crate::html::{block, escape, json_script, push, raw_script};
use crate::workspace::Workspace;

/// What a stepper shows.
pub(crate) struct Stepper<'a> {
    pub(crate) id: &'a str,
    pub(crate) slug: &'a str,
    /// The file as it is offered for download.
    pub(crate) file: &'a str,
    pub(crate) trace: &'a str,
    pub(crate) replay: &'a Replay,
    pub(crate) captions: BTreeMap<u64, Sentence>,
    pub(crate) stops: Vec<Stop>,
    /// The first and the last step that are shown.
    pub(crate) from: Option<u64>,
    pub(crate) to: Option<u64>,
    /// The file of source that is shown whole.
    pub(crate) source: Option<String>,
}

impl Stepper<'_> {
    pub(crate) fn html(
        &self,
        workspace: &Workspace,
        catalogue: &Catalogue,
    ) -> Result<String, CatalogueError> {
        let Self { id, slug, .. } = self;
        let label = catalogue.sentence("book.stepper.label", &[("listing", slug)])?;
        let label = escape(&label.to_string());
        let (slug, id) = (escape(slug), escape(id));
        let button = catalogue.sentence("page.question.answer", &[])?.to_html();
        let html = format!(
            "<trace-stepper id=\"{id}\" data-slug=\"{slug}\" role=\"group\" aria-label=\"{label}\">\n\
             {}\n<details class=\"events\" open>{}</details>\n{}{}\n{}\n{}\n</trace-stepper>",
            self.lanes(catalogue)?,
            self.table(&id, catalogue)?,
            self.stops.iter().map(|stop| self.form(stop, &button)).collect::<String>(),
            raw_script("trace", &without_blank_lines(self.trace)),
            json_script("source", &self.sources(workspace)),
            json_script("told", &self.told()),
        );
        Ok(block(&html))
    }

    fn lanes(&self, catalogue: &Catalogue) -> Result<String, CatalogueError> {
        let (main, resources) =
            (catalogue.text("lane.main")?, catalogue.text("lane.resources")?);
        let label = |lane: Lane| match lane {
            Lane::Resources => resources.clone(),
            Lane::Main | Lane::Task(_) => main.clone(),
        };
        let steps = self.replay.steps();
        let times: BTreeMap<_, _> =
            steps.iter().map(|step| (step.now, &step.time)).collect();
        let time = |now: u64| times.get(&now).map_or_else(String::new, ToString::to_string);
        let last = steps.last().map_or(1, |step| step.number);
        let (from, to) = (self.from.unwrap_or(1), self.to.unwrap_or(last));
        Ok(Lanes::of(self.replay.records()).html(from, to, &label, &time))
    }

    /// What is read without scripts, by screen readers, and on paper.
    fn table(&self, id: &str, catalogue: &Catalogue) -> Result<String, CatalogueError> {
        let word = |key: &str| catalogue.sentence(&format!("book.stepper.{key}"), &[]);
        let mut html = format!("<summary>{}</summary>\n", word("events")?.to_html());
        html.push_str(&self.bad_lines(catalogue)?);
        let is_long = self.replay.steps().len() > LONG;
        html.push_str(if is_long { "<noscript><table>" } else { "<table>" });
        html.push_str("<thead><tr>");
        for column in ["step", "time", "lane", "what", "line"] {
            let says = word(column)?.to_html();
            push!(html, "<th scope=\"col\">{says}</th>");
        }
        html.push_str("</tr></thead><tbody>\n");
        for step in self.replay.steps().iter().filter(|step| self.shows(step)) {
            let number = step.number;
            let place = step.place.as_ref().map(|place| {
                let file = place.file.rsplit('/').next().unwrap_or_default();
                format!("<code>{}:{}</code>", escape(file), place.line)
            });
            push!(
                html,
                "<tr id=\"{id}@{number}\" data-step=\"{number}\"><td>{number}</td><td>{}</td>\
                 <td>{}</td><td>{}</td><td>{}</td></tr>\n",
                escape(&step.time),
                step.label.to_html(),
                step.sentence.to_html(),
                place.unwrap_or_default(),
            );
        }
        html.push_str("</tbody></table>");
        if is_long {
            html.push_str("</noscript>");
        }
        Ok(html)
    }

    /// The lines of the trace that could not be read, and why; nothing if there are none.
    pub(crate) fn bad_lines(
        &self,
        catalogue: &Catalogue,
    ) -> Result<String, CatalogueError> {
        let bad = self.replay.bad();
        if bad.is_empty() {
            return Ok(String::new());
        }
        let says = catalogue.sentence("book.stepper.bad", &[])?.to_html();
        let mut html = format!("<p class=\"bad\">{says}</p>\n<ul class=\"bad\">");
        for bad in bad.iter().take(BAD_LINES) {
            let places = [("line", &*bad.line.to_string()), ("why", &*bad.why)];
            let says = catalogue.sentence("book.stepper.bad-line", &places)?.to_html();
            push!(html, "<li>{says}</li>\n");
        }
        if bad.len() > BAD_LINES {
            let more = (bad.len() - BAD_LINES).to_string();
            let says = catalogue.sentence("book.stepper.bad-more", &[("count", &more)])?;
            push!(html, "<li>{}</li>\n", says.to_html());
        }
        html.push_str("</ul>\n");
        Ok(html)
    }

    fn shows(&self, step: &Step) -> bool {
        self.from.is_none_or(|from| step.number >= from)
            && self.to.is_none_or(|to| step.number <= to)
    }

    /// What is asked before a step is shown. The script unfolds it.
    fn form(&self, stop: &Stop, button: &str) -> String {
        let Stop { step, question, options, .. } = stop;
        let slug = escape(self.slug);
        let options = options.iter().map(|option| Choice {
            text: option.text.to_html(),
            verdict: Some((option.right, option.why.to_html())),
        });
        let form = Form {
            name: &format!("{}@{step}", self.id),
            attributes: format!(
                " data-kind=\"stop\" data-slug=\"{slug}@{step}\" data-step=\"{step}\" hidden"
            ),
            asks: question.to_html(),
            text: String::new(),
            options: options.collect(),
            unsure: None,
            answers: None,
            button: Some(button.to_owned()),
        };
        form.html() + "\n"
    }

    /// The files that the trace names and that the clone holds, by name.
    fn sources(&self, workspace: &Workspace) -> Value {
        let files = self.replay.files().into_iter().filter_map(|(file, (first, last))| {
            let text = source(workspace, &file)?;
            let lines: Vec<_> = text.lines().collect();
            let is_whole = lines.len() <= WHOLE || self.source.as_ref() == Some(&file);
            let (first, last) = if is_whole {
                (1, lines.len())
            } else {
                let first = (first as usize).saturating_sub(AROUND).clamp(1, lines.len());
                (first, (last as usize).saturating_add(AROUND).clamp(first, lines.len()))
            };
            let text = lines.get(first - 1..last)?.join("\n");
            Some((file, json!({ "first": first, "text": text })))
        });
        Value::Object(files.collect())
    }

    fn told(&self) -> Value {
        let captions = self.captions.iter().map(|(step, says)| {
            (step.to_string(), Value::from(format!("<p>{}</p>", says.to_html())))
        });
        let shown = self.replay.steps().iter().filter(|step| self.shows(step));
        let sentences = shown
            .map(|step| (step.number.to_string(), Value::from(step.sentence.to_html())));
        let bad = self.replay.bad().iter();
        let bad = bad.map(|bad| json!({ "line": bad.line, "why": bad.why }));
        let mut told = json!({
            "captions": Value::Object(captions.collect()),
            "sentences": Value::Object(sentences.collect()),
            "file": self.file,
            "bad": bad.collect::<Vec<_>>(),
        });
        for (key, step) in [("from", self.from), ("to", self.to)] {
            if let Some(step) = step {
                told[key] = step.into();
            }
        }
        told
    }
}

/// A file of up to this many lines is shown whole; of a longer one, so many lines around those
/// that a trace names.
const WHOLE: usize = 120;
const AROUND: usize = 12;

/// A table of more steps than this is made only where there are no scripts: a browser takes a
/// second to lay it out, and the stepper tells the same.
const LONG: usize = 1000;

/// So many bad lines are named; more of them help nobody.
const BAD_LINES: usize = 100;

/// The text of a file of source in the clone. A trace can come from anywhere: what lies
/// elsewhere, or is no source, is not shown.
fn source(workspace: &Workspace, file: &str) -> Option<String> {
    let path = Path::new(file);
    let is_inside = path.components().all(|part| matches!(part, Component::Normal(_)));
    let is_source = matches!(path.extension()?.to_str()?, "rs" | "py");
    if !(is_inside && is_source) {
        return None;
    }
    let root = workspace.root().canonicalize().ok()?;
    let path = root.join(path).canonicalize().ok()?;
    let text = std::fs::read_to_string(path.starts_with(&root).then_some(path)?).ok()?;
    Some(text.replace("\r\n", "\n"))
}

/// Blank lines would end the block of HTML; a closing bracket on a line of its own says as
/// little, and the others keep their numbers.
fn without_blank_lines(trace: &str) -> String {
    let lines = trace.trim_end().lines();
    let lines = lines.map(|line| if line.trim().is_empty() { "]" } else { line });
    lines.collect::<Vec<_>>().join("\n")
}
