//! The events of a trace as a table: what is read without scripts, by screen readers, and on paper.

use tulip_course::{Catalogue, CatalogueError, Step};

use super::Stepper;
use crate::html::{escape, push};

impl Stepper<'_> {
    /// The table, folded, and what could not be read.
    pub(super) fn table(
        &self,
        id: &str,
        catalogue: &Catalogue,
    ) -> Result<String, CatalogueError> {
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
                "<tr id=\"{id}@{number}\"><td>{number}</td><td>{}</td><td>{}</td><td>{}</td>\
                 <td>{}</td></tr>\n",
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
        let mut html = format!("<p class=\"bad\">{says}</p>\n<ul class=\"bad\">\n");
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
        let (from, last) = self.range();
        (from..=last).contains(&step.number)
    }
}

/// A table of more steps than this is made only where there are no scripts: a browser takes a
/// second to lay it out, and the stepper tells the same.
const LONG: usize = 1000;

/// So many bad lines are named; more of them help nobody.
const BAD_LINES: usize = 100;
