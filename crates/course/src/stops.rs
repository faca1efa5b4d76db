//! Prediction stops: the stepper asks before it shows a step. What there is to choose from comes
//! from the trace, so that no answer can be wrong about the program.

mod next;
mod prints;
mod value;

use std::fmt;
use std::str::FromStr;

use crate::catalogue::Catalogue;
use crate::replay::Replay;
use crate::selector::{Selector, SelectorError};
use crate::sentence::Sentence;

/// A question that is asked before a step is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// The step before which it is asked: what leads to the answer is not seen yet.
    pub ask: u64,
    /// The step that answers: that one, or one that comes later.
    pub step: u64,
    /// What is asked.
    pub kind: StopKind,
    /// The question.
    pub question: Sentence,
    /// What there is to choose from; one is right.
    pub options: Vec<StopOption>,
}

/// What a stop asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopKind {
    /// Who runs next?
    Next,
    /// What is printed next?
    Prints,
    /// What comes out of this machine or task?
    Value,
}

/// An option of a stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StopOption {
    /// What it says.
    pub text: Sentence,
    /// Whether that is what happens.
    pub right: bool,
    /// Why it is right, or which wrong idea it is.
    pub why: Sentence,
}

impl FromStr for StopKind {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        match word {
            "next" => Ok(Self::Next),
            "prints" => Ok(Self::Prints),
            "value" => Ok(Self::Value),
            _ => {
                Err(format!("`{word}` is no kind of stop; there are: next, prints, value"))
            }
        }
    }
}

impl fmt::Display for StopKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Next => "next",
            Self::Prints => "prints",
            Self::Value => "value",
        })
    }
}

/// The stops of an attribute, in the order of their steps.
pub(crate) fn read(
    slug: &str,
    stops: &str,
    replay: &Replay,
    catalogue: &Catalogue,
) -> Result<Vec<Stop>, SelectorError> {
    let mut all = Vec::<Stop>::new();
    for stop in stops.split(';').map(str::trim).filter(|stop| !stop.is_empty()) {
        let fault = |what| SelectorError { selector: stop.to_owned(), what };
        let Some((selector, kind)) = stop.rsplit_once('=') else {
            let what = "expected a selector, `=` and what is asked, as `task.run t2=next`";
            return Err(fault(what.to_owned()));
        };
        let kind = kind.trim().parse().map_err(fault)?;
        let from = replay.find(&selector.parse::<Selector>()?)?;
        let asked = match kind {
            StopKind::Next => next::ask(replay, catalogue, from),
            StopKind::Prints => prints::ask(replay, catalogue, from),
            StopKind::Value => value::ask(replay, catalogue, from),
        };
        let Asked { step, question, mut options } = asked.map_err(fault)?;
        let ideas: Vec<_> = catalogue.predictions(slug, stop).collect();
        for (option, says) in &ideas {
            meet(&mut options, option, says);
        }
        make_room(&mut options, |option| ideas.iter().any(|(text, _)| *text == option));
        if options.len() < 2 {
            let what = "there is nothing to choose from: the trace has no other option";
            return Err(fault(what.to_owned()));
        }
        if options.len() > MOST {
            let what = format!("{} options are too many to weigh", options.len());
            return Err(fault(what));
        }
        let ask = from.min(step);
        if let Some(other) = all.iter().find(|one| one.ask <= step && ask <= one.step) {
            let (first, last) = (other.ask, other.step);
            let what = format!("another stop asks before step {first} for step {last}");
            return Err(fault(what));
        }
        // By their words, so that the place of the right one tells nothing.
        options.sort_by_key(|option| option.text.to_string());
        all.push(Stop { ask, step, kind, question, options });
    }
    all.sort_by_key(|stop| stop.step);
    Ok(all)
}

/// Says more about an option, or offers one that only somebody with a wrong idea would think of.
fn meet(options: &mut Vec<StopOption>, text: &str, says: &Sentence) {
    match options.iter_mut().find(|option| option.text.to_string() == text) {
        Some(option) => option.why = std::mem::take(&mut option.why).then(says.clone()),
        None => options.push(StopOption::wrong(text, says.clone())),
    }
}

/// Leaves out options behind which there is no idea, the least tempting first.
fn make_room(options: &mut Vec<StopOption>, is_idea: impl Fn(&str) -> bool) {
    while options.len() > MOST {
        let is_dull = |one: &StopOption| !one.right && !is_idea(&one.text.to_string());
        let Some(dull) = options.iter().rposition(is_dull) else { return };
        options.remove(dull);
    }
}

/// What a kind of stop asks from a step on.
struct Asked {
    step: u64,
    question: Sentence,
    options: Vec<StopOption>,
}

impl StopOption {
    fn right(text: &str, why: Sentence) -> Self {
        Self { text: Sentence::code(text), right: true, why }
    }

    fn wrong(text: &str, why: Sentence) -> Self {
        Self { text: Sentence::code(text), right: false, why }
    }
}

/// How many options a stop has at most.
const MOST: usize = 4;
