use std::fmt;

/// A text of one line for readers: plain words, code and emphasis.
///
/// Its code can come from a trace, and so from anybody: [`to_html`](Self::to_html) escapes it,
/// and nothing in it is ever read as Markdown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sentence {
    spans: Vec<(Style, String)>,
}

/// How a part of a sentence is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    Plain,
    Code,
    Emphasis,
}

impl Sentence {
    /// Reads a sentence without places: `` `code` `` and `*emphasis*` are marked, braces are
    /// braces.
    ///
    /// # Errors
    ///
    /// A sentence that says which mark is not closed.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut sentence = Self::default();
        for (style, text) in spans(text)? {
            sentence.push(style, text);
        }
        Ok(sentence)
    }

    /// One that is all code.
    pub fn code(text: &str) -> Self {
        let mut sentence = Self::default();
        sentence.push(Style::Code, text);
        sentence
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// As HTML for the inside of a paragraph.
    pub fn to_html(&self) -> String {
        let mut html = String::new();
        for (style, text) in &self.spans {
            let (open, close) = match style {
                Style::Plain => ("", ""),
                Style::Code => ("<code>", "</code>"),
                Style::Emphasis => ("<em>", "</em>"),
            };
            html.push_str(open);
            escape(text, &mut html);
            html.push_str(close);
        }
        html
    }

    /// As plain text, in which the code is shown by `code`.
    pub fn to_text(&self, code: impl Fn(&str) -> String) -> String {
        let span = |(style, text): &(Style, String)| match style {
            Style::Code => code(text),
            Style::Plain | Style::Emphasis => text.clone(),
        };
        self.spans.iter().map(span).collect()
    }

    /// Goes on with another one, after a space.
    pub(crate) fn then(mut self, next: Self) -> Self {
        if !self.is_empty() && !next.is_empty() {
            self.push(Style::Plain, " ");
        }
        for (style, text) in next.spans {
            self.push(style, &text);
        }
        self
    }

    /// With other words outside code.
    pub(crate) fn reworded(&self, reword: impl Fn(&str) -> String) -> Self {
        let spans = self.spans.iter().map(|(style, text)| match style {
            Style::Code => (*style, text.clone()),
            Style::Plain | Style::Emphasis => (*style, reword(text)),
        });
        Self { spans: spans.collect() }
    }

    /// Between two marks that show where it begins and ends.
    pub(crate) fn between(mut self, before: &str, after: &str) -> Self {
        self.spans.insert(0, (Style::Plain, before.to_owned()));
        self.spans.push((Style::Plain, after.to_owned()));
        self
    }

    pub(crate) fn push(&mut self, style: Style, text: &str) {
        // A sentence is one line: a line end would end the block of HTML that it stands in.
        let text = text.replace(['\n', '\r'], " ");
        match self.spans.last_mut() {
            _ if text.is_empty() => {}
            Some((last, before)) if *last == style => before.push_str(&text),
            _ => self.spans.push((style, text)),
        }
    }
}

/// The words alone: what is left of its HTML without the tags.
impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.spans.iter().try_for_each(|(_, text)| f.write_str(text))
    }
}

impl Style {
    pub(crate) fn mark(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Code => "`",
            Self::Emphasis => "*",
        }
    }
}

/// The parts of a text between its marks. Inside code a `*` is a `*`.
pub(crate) fn spans(text: &str) -> Result<Vec<(Style, &str)>, String> {
    let mut spans = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['`', '*']) {
        let style = if rest[at..].starts_with('`') { Style::Code } else { Style::Emphasis };
        let mark = style.mark();
        let (inside, after) = rest[at + 1..]
            .split_once(mark)
            .ok_or_else(|| format!("a `{mark}` has no second one: they come in pairs"))?;
        spans.extend([(Style::Plain, &rest[..at]), (style, inside)]);
        rest = after;
    }
    spans.push((Style::Plain, rest));
    spans.retain(|(_, text)| !text.is_empty());
    Ok(spans)
}

fn escape(text: &str, html: &mut String) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c => html.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Sentence;

    #[test]
    fn marks_become_tags_and_words_stay_words() {
        let sentence = Sentence::parse("`AtPause1 { n: 3 }` is *not* `2 * 3`").unwrap();
        assert_eq!(
            sentence.to_html(),
            "<code>AtPause1 { n: 3 }</code> is <em>not</em> <code>2 * 3</code>"
        );
        assert_eq!(sentence.to_string(), "AtPause1 { n: 3 } is not 2 * 3");
    }
}
