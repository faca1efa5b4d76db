use std::collections::BTreeSet;
use std::fmt;

use crate::sentence::{Sentence, Style, spans};

/// A sentence with named places, as `` `{task}` waits for `{why}`. ``
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Template {
    parts: Vec<(Style, Part)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Place(String),
}

impl Template {
    /// An error says what is wrong with the text.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        for (style, mut rest) in spans(text)? {
            while let Some((before, after)) = rest.split_once('{') {
                let (name, after) =
                    after.split_once('}').ok_or("a `{` is not closed by a `}`")?;
                check_place(name)?;
                push_text(&mut parts, style, before)?;
                parts.push((style, Part::Place(name.to_owned())));
                rest = after;
            }
            push_text(&mut parts, style, rest)?;
        }
        if parts.is_empty() {
            return Err("it says nothing".to_owned());
        }
        Ok(Self { parts })
    }

    pub(crate) fn places(&self) -> BTreeSet<&str> {
        self.parts
            .iter()
            .filter_map(|(_, part)| match part {
                Part::Place(name) => Some(&**name),
                Part::Text(_) => None,
            })
            .collect()
    }

    /// An error names the place that nothing was given for.
    pub(crate) fn fill(&self, given: &[(&str, &str)]) -> Result<Sentence, String> {
        let mut sentence = Sentence::default();
        for (style, part) in &self.parts {
            match part {
                Part::Text(text) => sentence.push(*style, text),
                Part::Place(name) => {
                    let found = given.iter().find(|(given, _)| given == name);
                    let (_, value) = found
                        .ok_or_else(|| format!("nothing is given for `{{{name}}}`"))?;
                    sentence.push(*style, value);
                }
            }
        }
        Ok(sentence)
    }

    /// With other words outside code and places.
    pub(crate) fn reworded(&self, reword: impl Fn(&str) -> String) -> Self {
        let parts = self.parts.iter().map(|(style, part)| match part {
            Part::Text(text) if *style != Style::Code => (*style, Part::Text(reword(text))),
            part => (*style, part.clone()),
        });
        Self { parts: parts.collect() }
    }

    /// Between two marks that show where it begins and ends.
    pub(crate) fn between(mut self, before: &str, after: &str) -> Self {
        self.parts.insert(0, (Style::Plain, Part::Text(before.to_owned())));
        self.parts.push((Style::Plain, Part::Text(after.to_owned())));
        self
    }
}

/// As it is written in the catalogue.
impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut open = Style::Plain;
        for (style, part) in &self.parts {
            if *style != open {
                f.write_str(open.mark())?;
                f.write_str(style.mark())?;
                open = *style;
            }
            match part {
                Part::Text(text) => f.write_str(text)?,
                Part::Place(name) => write!(f, "{{{name}}}")?,
            }
        }
        f.write_str(open.mark())
    }
}

fn push_text(
    parts: &mut Vec<(Style, Part)>,
    style: Style,
    text: &str,
) -> Result<(), &'static str> {
    if text.contains('}') {
        return Err("a `}` closes no `{`");
    }
    if !text.is_empty() {
        parts.push((style, Part::Text(text.to_owned())));
    }
    Ok(())
}

fn check_place(name: &str) -> Result<(), String> {
    let fits = |c: char| c.is_ascii_lowercase() || c == '_';
    if !name.is_empty() && name.chars().all(fits) {
        return Ok(());
    }
    Err(format!("`{{{name}}}` names no place: use small letters and `_`"))
}

#[cfg(test)]
mod tests {
    use super::Template;

    #[test]
    fn what_is_filled_in_is_never_read_as_marks_or_as_tags() {
        let template = Template::parse("`t{id} {name}` waits for {why}").unwrap();
        let value = "`*<img src=x onerror=alert(1)>*` & \"'\n{id}";
        let sentence =
            template.fill(&[("id", "1"), ("name", value), ("why", value)]).unwrap();
        let escaped = "`*&lt;img src=x onerror=alert(1)&gt;*` &amp; &quot;&#39; {id}";
        assert_eq!(
            sentence.to_html(),
            format!("<code>t1 {escaped}</code> waits for {escaped}")
        );
    }

    #[test]
    fn a_template_is_written_as_it_was_read() {
        for text in ["`{task}` waits for `{why} now`.", "*{a}*`b`*c*", "plain", "{a}{b}"] {
            assert_eq!(Template::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_broken_template_says_what_is_wrong() {
        for (text, says) in [
            ("`{task} waits", "a ``` has no second one"),
            ("2 * 3", "a `*` has no second one"),
            ("{task waits", "a `{` is not closed"),
            ("task} waits", "a `}` closes no `{`"),
            ("{a task} waits", "`{a task}` names no place"),
            ("{} waits", "`{}` names no place"),
            ("", "it says nothing"),
        ] {
            let error = Template::parse(text).unwrap_err();
            assert!(error.contains(says), "{text}: {error}");
        }
    }

    #[test]
    fn a_place_for_which_nothing_is_given_is_named() {
        let template = Template::parse("{by} wakes {task}").unwrap();
        let error = template.fill(&[("by", "t1")]).unwrap_err();
        assert_eq!(error, "nothing is given for `{task}`");
    }
}
