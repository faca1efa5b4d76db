use crate::text::{TextError, title};

/// A question with options, one of them right: the `questions.md` of an exercise of the kind
/// `predict`.
///
/// ```text
/// # The question
///
/// Text.
///
/// - [ ] an option
///
///     Which wrong idea it is.
///
/// - [x] the right one
///
///     Why it is right.
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The question.
    pub title: String,
    /// What is to be looked at.
    pub text: String,
    /// The listing that the question is about.
    pub listing: Option<String>,
    /// The options, in their order.
    pub options: Vec<Choice>,
}

/// An option of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What it says.
    pub text: String,
    /// Whether it is crossed.
    pub crossed: bool,
    /// Why it is right, or which wrong idea it is.
    pub explanation: String,
}

impl Question {
    /// Reads a question, or the reader's copy of one. How many options are crossed is not looked
    /// at, nor whether they are explained.
    ///
    /// # Errors
    ///
    /// [`TextError`] if there is no title, or no option.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let (title, rest) = title(text)?;
        let mut question =
            Self { title, text: String::new(), listing: None, options: Vec::new() };
        for line in rest.text.lines() {
            if let Some((crossed, text)) = option(line) {
                let (text, explanation) = (text.to_owned(), String::new());
                question.options.push(Choice { text, crossed, explanation });
                continue;
            }
            match question.options.last_mut() {
                Some(option) => push_line(&mut option.explanation, unindented(line)),
                None => match line.strip_prefix("listing: ") {
                    Some(slug) => question.listing = Some(slug.trim().to_owned()),
                    None => push_line(&mut question.text, line),
                },
            }
        }
        if question.options.is_empty() {
            let line = rest.first + rest.text.lines().count();
            let what = "expected an option, as `- [ ] it prints 3`".to_owned();
            return Err(TextError { line, what });
        }
        trim(&mut question.text);
        for option in &mut question.options {
            trim(&mut option.explanation);
        }
        Ok(question)
    }

    /// The option that is crossed; `None` if none is, or more than one.
    pub fn crossed(&self) -> Option<&Choice> {
        let mut crossed = self.options.iter().filter(|option| option.crossed);
        crossed.next().filter(|_| crossed.next().is_none())
    }

    /// The reader's copy: no option crossed, none explained.
    pub fn starter(&self, slug: &str) -> String {
        let Self { title, text, listing, options } = self;
        let look = match listing {
            Some(listing) => format!(" Then look: `cargo tulip run {listing}`."),
            None => String::new(),
        };
        let text = if text.is_empty() { String::new() } else { format!("{text}\n\n") };
        let mut copy = format!(
            "# {title}\n\n{text}Put an x between the brackets of one answer, save, and run \
             `cargo tulip check {slug}`.{look}\n\n"
        );
        copy.extend(options.iter().map(|option| format!("- [ ] {}\n", option.text)));
        copy
    }
}

/// The lines that an exercise of the kind `order` puts in order: its `questions.md`.
///
/// ```text
/// # The question
///
/// ## Lines {#lines}
///
/// - first line
/// - second line
///
/// ## Distractors {#distractors}
///
/// - a line that does not belong there
///
///     Why it does not.
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderedLines {
    /// The question.
    pub title: String,
    /// The lines, in a right order.
    pub lines: Vec<String>,
    /// Lines that do not belong there, and why.
    pub distractors: Vec<(String, String)>,
}

impl OrderedLines {
    /// Reads the lines of an exercise.
    ///
    /// # Errors
    ///
    /// [`TextError`] if a part is missing or empty.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let (title, rest) = title(text)?;
        let (_, rest) = rest.split_at_heading("lines")?;
        let (lines, distractors) = rest.split_at_heading("distractors")?;
        let lines = items(&lines.body()?).into_iter().map(|(line, _)| line).collect();
        Ok(Self { title, lines, distractors: items(&distractors.body()?) })
    }
}

/// The items of a list, and what stands indented below each.
fn items(text: &str) -> Vec<(String, String)> {
    let mut items = Vec::<(String, String)>::new();
    for line in text.lines() {
        match (line.strip_prefix("- "), items.last_mut()) {
            (Some(item), _) => {
                let code = item.trim().trim_matches('`').to_owned();
                items.push((code, String::new()));
            }
            (None, Some((_, below))) => push_line(below, unindented(line)),
            (None, None) => {}
        }
    }
    for (_, below) in &mut items {
        trim(below);
    }
    items
}

/// Whether a line is an option, and whether that is crossed.
fn option(line: &str) -> Option<(bool, &str)> {
    let rest =
        line.trim_start().strip_prefix(['-', '*'])?.trim_start().strip_prefix('[')?;
    let (cross, text) = rest.split_once(']')?;
    let crossed = match cross.trim() {
        "" => false,
        "x" | "X" => true,
        _ => return None,
    };
    Some((crossed, text.trim()))
}

/// A line without the indentation of a list item.
fn unindented(line: &str) -> &str {
    let indent = line.len() - line.trim_start_matches(' ').len();
    &line[indent.min(4)..]
}

fn push_line(text: &mut String, line: &str) {
    text.push_str(line.trim_end());
    text.push('\n');
}

fn trim(text: &mut String) {
    *text = text.trim().to_owned();
}

#[cfg(test)]
mod tests {
    use super::{OrderedLines, Question};

    const QUESTION: &str = "\
# What does it print?

listing: send

Look at `main`.

- [ ] three

    Nothing runs before the first resume.

- [x] 3

    It pauses with 3.
";

    #[test]
    fn a_question_has_options_with_explanations() {
        let question = Question::parse(QUESTION).unwrap();
        assert_eq!(question.text, "Look at `main`.");
        assert_eq!(question.listing.as_deref(), Some("send"));
        assert_eq!(question.options.len(), 2);
        let right = question.crossed().unwrap();
        assert_eq!((&*right.text, &*right.explanation), ("3", "It pauses with 3."));
    }

    #[test]
    fn the_readers_copy_tells_nothing_and_can_be_read_back() {
        let question = Question::parse(QUESTION).unwrap();
        let copy = question.starter("which");
        assert!(!copy.contains("[x]") && !copy.contains("It pauses"), "{copy}");

        let answered = copy.replace("- [ ] three", "* [ X ] three\r");
        let answer = Question::parse(&answered).unwrap();
        assert_eq!(answer.crossed().unwrap().text, "three");
    }

    #[test]
    fn none_and_two_crosses_are_no_answer() {
        let crossed = |text: &str| Question::parse(text).unwrap().crossed().cloned();
        assert_eq!(crossed(&QUESTION.replace("[x]", "[ ]")), None);
        assert_eq!(crossed(&QUESTION.replace("[ ]", "[x]")), None);
    }

    #[test]
    fn a_question_without_options_is_refused() {
        let error = Question::parse("# Why?\n\nBecause.\n").unwrap_err();
        assert_eq!(error.to_string(), "line 4: expected an option, as `- [ ] it prints 3`");
    }

    #[test]
    fn lines_and_distractors_are_told_apart() {
        let text = "\
# In which order?

## Lines {#lines}

- `a();`
- `b();`

## Distractors {#distractors}

- `c();`

    It runs never.
";
        let order = OrderedLines::parse(text).unwrap();
        assert_eq!(order.lines, ["a();", "b();"]);
        assert_eq!(order.distractors, [("c();".to_owned(), "It runs never.".to_owned())]);
        assert!(OrderedLines::parse(&text.replace("{#lines}", "")).is_err());
    }
}
