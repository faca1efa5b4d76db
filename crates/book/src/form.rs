//! A question as it stands on a page: options to choose from, and why each is right or wrong.

use crate::html::{escape, push};

/// A question, its texts in HTML.
pub(crate) struct Form<'a> {
    /// Gives the options their common name: different for all forms of a page.
    pub(crate) name: &'a str,
    /// Of the `<form>`, but for its class.
    pub(crate) attributes: String,
    pub(crate) asks: String,
    /// What is to be looked at; nothing if that is clear.
    pub(crate) text: String,
    pub(crate) options: Vec<Choice>,
    /// The option of one who does not know yet.
    pub(crate) unsure: Option<String>,
    /// What readers without scripts unfold.
    pub(crate) answers: Option<Answers>,
    /// On the button that asks for the verdict; nothing if there is none.
    pub(crate) button: Option<String>,
}

/// Something to choose, in HTML.
pub(crate) struct Choice {
    pub(crate) text: String,
    /// Whether it is right, and why; nothing if nobody is told.
    pub(crate) verdict: Option<(bool, String)>,
}

/// The words around the answers.
pub(crate) struct Answers {
    pub(crate) title: String,
    pub(crate) right: String,
    pub(crate) wrong: String,
}

impl Form<'_> {
    pub(crate) fn html(&self) -> String {
        let Self { attributes, asks, .. } = self;
        let mut html = format!(
            "<form class=\"question\"{attributes}><fieldset><legend>{asks}</legend>\n"
        );
        if !self.text.is_empty() {
            push!(html, "<div class=\"text\">{}</div>\n", self.text);
        }
        for (value, choice) in (1..).zip(&self.options) {
            html.push_str(&self.option(&value.to_string(), &choice.text));
            if let Some((right, why)) = &choice.verdict {
                let right = if *right { " data-right" } else { "" };
                push!(html, "<div class=\"explanation\" hidden{right}>{why}</div>");
            }
            html.push_str("</div>\n");
        }
        if let Some(unsure) = &self.unsure {
            html.push_str(&self.option("unsure", unsure));
            html.push_str("</div>\n");
        }
        html.push_str("</fieldset>");
        if let Some(answers) = &self.answers {
            html.push_str(&answers.html(&self.options));
        }
        if let Some(says) = &self.button {
            push!(
                html,
                "\n<p class=\"answer\"><button type=\"submit\">{says}</button></p>"
            );
        }
        html.push_str("</form>");
        html
    }

    /// An option, open at its end for its explanation.
    fn option(&self, value: &str, text: &str) -> String {
        format!(
            "<div class=\"option\"><label><input type=\"radio\" required name=\"{}\" value=\"{value}\"> \
             <span>{text}</span></label>",
            escape(self.name)
        )
    }
}

impl Answers {
    fn html(&self, options: &[Choice]) -> String {
        let mut html =
            format!("\n<details class=\"answers\"><summary>{}</summary><ol>\n", self.title);
        for (is_right, why) in options.iter().filter_map(|choice| choice.verdict.as_ref()) {
            let verdict = if *is_right { &self.right } else { &self.wrong };
            push!(html, "<li><strong>{verdict}</strong> {why}</li>\n");
        }
        html.push_str("</ol></details>");
        html
    }
}
