use std::fs;
use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use super::ids::{Ids, of_series};
use super::places::Places;
use super::{NotesError, parse, place_of, read};
use crate::Course;

/// What readers ask, and Python's rules.
#[derive(Clone, Debug)]
pub struct Asked {
    questions: Vec<AskedQuestion>,
    rules: Vec<Rule>,
    text: String,
}

/// A question that readers ask.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskedQuestion {
    id: Spanned<String>,
    /// The question.
    pub asks: String,
    /// The answer, in a breath.
    pub answer: String,
    /// Where it is answered.
    pub place: Vec<String>,
    /// By what a search finds the page.
    pub search: String,
}

/// A rule that Python follows.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    id: Spanned<String>,
    /// The rule.
    pub says: String,
    /// Whether it is ours too.
    pub rust: Answer,
    /// By what we follow it, or what we do instead.
    pub how: String,
    /// Where it is shown.
    pub place: Vec<String>,
    /// The test that shows it, as `file::name`.
    pub test: Option<String>,
}

/// What became of a rule.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Answer {
    /// We follow it.
    Same,
    /// We do otherwise.
    Differs,
}

impl Asked {
    /// Reads what is asked in the workspace at `root`.
    ///
    /// # Errors
    ///
    /// [`NotesError`] names the file, the line, and what was expected there.
    pub fn load(root: &Path) -> Result<Self, NotesError> {
        Self::parse(&read(root, FILE)?)
    }

    /// Reads what is asked from the text of its file.
    ///
    /// # Errors
    ///
    /// As [`load`](Self::load).
    pub fn parse(text: &str) -> Result<Self, NotesError> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct File {
            question: Vec<AskedQuestion>,
            rule: Vec<Rule>,
        }
        let File { question: questions, rule: rules } = parse(FILE, text)?;
        Ok(Self { questions, rules, text: text.to_owned() })
    }

    /// The questions, in their order.
    pub fn questions(&self) -> &[AskedQuestion] {
        &self.questions
    }

    /// The rules, in their order.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// What is wrong with them: one that is missing or there twice or has no place in the course,
    /// a question that a search does not find, a rule that nothing shows.
    pub fn faults(&self, course: &Course) -> Vec<String> {
        let questions = self.questions.iter().map(|question| &question.id);
        let rules = self.rules.iter().map(|rule| &rule.id);
        let wanted = of_series("Q", 2, QUESTIONS).chain(of_series("R", 2, RULES));
        let mut faults = Ids::new(FILE, &self.text, questions.chain(rules)).faults(wanted);
        let places = Places::new(course);
        for question in &self.questions {
            let at = place_of(FILE, &self.text, &question.id);
            let found = places.faults(&question.place);
            let unfound = places.unfound(&question.place, &question.search);
            faults
                .extend(found.into_iter().chain(unfound).map(|fault| at.clone() + &fault));
        }
        for rule in &self.rules {
            let at = place_of(FILE, &self.text, &rule.id);
            let found = places.faults(&rule.place);
            let unshown = rule.unshown(&places, course.root());
            faults
                .extend(found.into_iter().chain(unshown).map(|fault| at.clone() + &fault));
        }
        faults
    }
}

impl AskedQuestion {
    /// As in `Q01`.
    pub fn id(&self) -> &str {
        self.id.as_ref()
    }
}

impl Rule {
    /// As in `R01`.
    pub fn id(&self) -> &str {
        self.id.as_ref()
    }

    fn unshown(&self, places: &Places<'_>, root: &Path) -> Option<String> {
        let Some(test) = &self.test else {
            let what = "its page is written, and no listing, exercise or test shows it";
            return places.unshown(&self.place).then(|| what.to_owned());
        };
        let Some((file, name)) = test.split_once("::") else {
            return Some(format!("`{test}` is not `file::name`"));
        };
        let source = match fs::read_to_string(root.join(file)) {
            Ok(source) => source,
            Err(error) => return Some(format!("{file}: {error}")),
        };
        let function = format!("fn {name}()");
        (!source.contains(&function)).then(|| format!("{file} has no test `{name}`"))
    }
}

const FILE: &str = "book/asked.toml";
const QUESTIONS: usize = 30;
const RULES: usize = 66;
