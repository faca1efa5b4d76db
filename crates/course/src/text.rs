use std::error::Error;
use std::fmt;

/// What an exercise says: its `text.md`.
///
/// ```text
/// # Title
///
/// The task.
///
/// ## Hint 1 {#hint-1}
/// ## Hint 2 {#hint-2}
/// ## Hint 3 {#hint-3}
/// ## Afterword {#afterword}
/// ```
///
/// A heading is known by its id; its words can be translated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// What the exercise is called.
    pub title: String,
    /// What is to be done.
    pub task: String,
    /// A nudge, where to look, and almost the answer.
    pub hints: [String; 3],
    /// Why it works, and what others do.
    pub afterword: String,
}

impl Text {
    /// Reads the text of an exercise.
    ///
    /// # Errors
    ///
    /// [`TextError`] if a part is missing, empty, or not in its place.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let (title, mut rest) = title(text)?;
        let mut part = |until: Option<&'static str>| -> Result<String, TextError> {
            let (before, after) = match until {
                Some(id) => rest.split_at_heading(id)?,
                None => (rest, Lines::default()),
            };
            rest = after;
            before.body()
        };
        Ok(Self {
            title,
            task: part(Some("hint-1"))?,
            hints: [part(Some("hint-2"))?, part(Some("hint-3"))?, part(Some("afterword"))?],
            afterword: part(None)?,
        })
    }
}

/// What is wrong with a text of an exercise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong there.
    pub what: String,
}

impl fmt::Display for TextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.what)
    }
}

impl Error for TextError {}

/// Takes the first heading of a text.
pub(crate) fn title(text: &str) -> Result<(String, Lines<'_>), TextError> {
    let all = Lines { text, first: 1, name: "the text" };
    let heading = text.lines().next().and_then(|line| line.strip_prefix("# "));
    let Some(title) = heading.filter(|title| !title.trim().is_empty()) else {
        let what = "expected `# ` and a title".to_owned();
        return Err(TextError { line: 1, what });
    };
    Ok((without_id(title).to_owned(), all.after_first_line("the task")))
}

/// Some lines of a text that follow each other.
#[derive(Clone, Copy, Default)]
pub(crate) struct Lines<'a> {
    pub(crate) text: &'a str,
    /// The number of the first one.
    pub(crate) first: usize,
    /// What they are.
    name: &'static str,
}

impl Lines<'_> {
    /// What stands before the heading of that id, and what after it.
    pub(crate) fn split_at_heading(
        self,
        id: &'static str,
    ) -> Result<(Self, Self), TextError> {
        let mark = format!("{{#{id}}}");
        let mut fenced = false;
        let mut offset = 0;
        for (line, text) in (self.first..).zip(self.text.split_inclusive('\n')) {
            fenced ^= text.trim_start().starts_with("```");
            if !fenced && text.starts_with("## ") {
                if !text.contains(&mark) {
                    let what = format!("expected the heading with `{mark}`");
                    return Err(TextError { line, what });
                }
                let before = Self { text: &self.text[..offset], ..self };
                let after = Self { text: &self.text[offset..], first: line, name: id };
                return Ok((before, after.after_first_line(id)));
            }
            offset += text.len();
        }
        let line = self.first + self.text.lines().count();
        Err(TextError { line, what: format!("the heading with `{mark}` is missing") })
    }

    /// The lines, which must say something.
    pub(crate) fn body(self) -> Result<String, TextError> {
        let body = self.text.trim();
        if body.is_empty() {
            return Err(TextError {
                line: self.first,
                what: format!("{} is empty", self.name),
            });
        }
        Ok(body.replace("\r\n", "\n"))
    }

    fn after_first_line(self, name: &'static str) -> Self {
        let end = self.text.find('\n').map_or(self.text.len(), |end| end + 1);
        Self { text: &self.text[end..], first: self.first + 1, name }
    }
}

/// A heading without its `{#id}`.
fn without_id(heading: &str) -> &str {
    heading.split_once("{#").map_or(heading, |(words, _)| words).trim()
}

#[cfg(test)]
mod tests {
    use super::Text;

    const TEXT: &str = "\
# Count down

Write it.

```text
## no heading
```

## Hint 1 {#hint-1}

One.

## Hint 2 {#hint-2}

Two.

## Hint 3 {#hint-3}

Three.

## Afterword {#afterword}

Why.
";

    #[test]
    fn each_part_is_found_by_its_id() {
        let text = Text::parse(TEXT).unwrap();
        assert_eq!(text.title, "Count down");
        assert_eq!(text.task, "Write it.\n\n```text\n## no heading\n```");
        assert_eq!(text.hints, ["One.", "Two.", "Three."]);
        assert_eq!(text.afterword, "Why.");

        let translated = TEXT.replace("Hint", "提示").replace('\n', "\r\n");
        assert_eq!(Text::parse(&translated).unwrap(), text);
    }

    #[test]
    fn what_is_missing_or_empty_is_named_by_its_line() {
        for (from, to, error) in [
            ("# Count down", "Count down", "line 1: expected `# ` and a title"),
            ("Two.\n", "\n", "line 14: hint-2 is empty"),
            ("Why.\n", "", "line 22: afterword is empty"),
            (
                "## Hint 2 {#hint-2}",
                "## Hint 2",
                "line 13: expected the heading with `{#hint-2}`",
            ),
            (
                "## Afterword {#afterword}",
                "",
                "line 24: the heading with `{#afterword}` is missing",
            ),
        ] {
            let broken = TEXT.replacen(from, to, 1);
            assert_eq!(Text::parse(&broken).unwrap_err().to_string(), error);
        }
    }
}
