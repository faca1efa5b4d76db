//! A trace as a page holds it: the table of its events, and what the script steps through.

mod sources;
mod table;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use tulip_course::{Catalogue, CatalogueError, Lanes, Replay, Sentence, Stop};
use tulip_trace::Lane;

use crate::form::{Choice, Form};
use crate::html::{block, escape, json_script, raw_script};
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
        let times: BTreeMap<_, _> =
            self.replay.steps().iter().map(|step| (step.now, &step.time)).collect();
        let time = |now: u64| times.get(&now).map_or_else(String::new, ToString::to_string);
        let (from, last) = self.range();
        Ok(Lanes::of(self.replay.records()).html(from, last, &label, &time))
    }

    /// The first and the last step that are shown.
    fn range(&self) -> (u64, u64) {
        let last = self.replay.steps().last().map_or(1, |step| step.number);
        (self.from.unwrap_or(1), self.to.unwrap_or(last))
    }

    /// What is asked before a step is shown. The script unfolds it.
    fn form(&self, stop: &Stop, button: &str) -> String {
        let Stop { ask, step, question, options, .. } = stop;
        let slug = escape(self.slug);
        let options = options.iter().map(|option| Choice {
            text: option.text.to_html(),
            verdict: Some((option.right, option.why.to_html())),
        });
        let form = Form {
            name: &format!("{}@{step}", self.id),
            attributes: format!(
                " data-kind=\"stop\" data-slug=\"{slug}@{step}\" data-ask=\"{ask}\" \
                 data-step=\"{step}\" hidden"
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

    fn told(&self) -> Value {
        let captions = self.captions.iter().map(|(step, says)| {
            (step.to_string(), Value::from(format!("<p>{}</p>", says.to_html())))
        });
        let bad = self.replay.bad().iter();
        let bad = bad.map(|bad| json!({ "line": bad.line, "why": bad.why }));
        let records = self.replay.records().iter();
        let words: BTreeSet<_> = records.map(|record| record.event.word()).collect();
        let (from, last) = self.range();
        json!({
            "captions": Value::Object(captions.collect()),
            "words": words,
            "file": self.file,
            "bad": bad.collect::<Vec<_>>(),
            "from": from,
            "last": last,
        })
    }
}

/// Blank lines would end the block of HTML; a closing bracket on a line of its own says as
/// little, and the others keep their numbers.
fn without_blank_lines(trace: &str) -> String {
    let lines = trace.trim_end().lines();
    let lines = lines.map(|line| if line.trim().is_empty() { "]" } else { line });
    lines.collect::<Vec<_>>().join("\n")
}
