use tulip_trace::{Event, State};

use super::{Asked, MOST, StopOption};
use crate::catalogue::Catalogue;
use crate::replay::Replay;
use crate::sentence::Sentence;
use crate::tell::{NOTHING, task};

/// What comes out of a machine, or of a task?
pub(super) fn ask(
    replay: &Replay,
    catalogue: &Catalogue,
    from: u64,
) -> Result<Asked, String> {
    let values = Values::of(replay);
    let right = values.next(from).ok_or("nothing comes out from there on")?;
    let say = |key: &str, places: &[(&str, &str)]| {
        catalogue.told(&format!("stop.value.{key}"), places)
    };
    let name = [("name", &*right.name)];
    let why = match right {
        Value { out, .. } if out == NOTHING => say("nothing.right", &name),
        Value { is_result: true, .. } => say("end", &name),
        _ => say("right", &name),
    };
    let nothing = catalogue.told("stop.value.nothing", &[]);
    let shown = |value: &str| match value {
        NOTHING => nothing.clone(),
        value => Sentence::code(value),
    };
    let mut options = vec![StopOption { text: shown(&right.out), right: true, why }];
    for (idea, value) in values.tempting(right) {
        let text = shown(&value.out);
        if options.len() == MOST || options.iter().any(|option| option.text == text) {
            continue;
        }
        let step = value.step.to_string();
        let why = match idea {
            _ if value.out == NOTHING => say("nothing.wrong", &name),
            Idea::Sent => say("sent", &[("step", &step), name[0]]),
            Idea::Later => say("later", &[("step", &step)]),
            Idea::Before => say("before", &[("step", &step)]),
            Idea::Other => say("other", &[("other", &value.name), ("step", &step)]),
        };
        options.push(StopOption { text, right: false, why });
    }
    if options.len() < 2 && right.out != NOTHING {
        let why = say("nothing.wrong", &name);
        options.push(StopOption { text: nothing, right: false, why });
    }
    Ok(Asked { step: right.step, question: say("question", &name), options })
}

/// Why somebody could think that a value comes out.
#[derive(Clone, Copy)]
enum Idea {
    /// It went in last.
    Sent,
    /// It comes out of the same one later.
    Later,
    /// It came out of the same one before.
    Before,
    /// It comes out of another one.
    Other,
}

/// A value that goes in or comes out.
struct Value {
    step: u64,
    name: String,
    out: String,
    /// Whether it comes out, and not goes in.
    is_out: bool,
    /// Whether the one that it comes out of ends with it.
    is_result: bool,
}

struct Values(Vec<Value>);

impl Values {
    fn of(replay: &Replay) -> Self {
        let mut state = State::default();
        let mut values = Vec::new();
        for record in replay.records() {
            let top = state.stacks.get(&record.lane).and_then(|stack| stack.last());
            let name = match (&record.event, top) {
                (Event::CoResume { co, .. }, _)
                | (Event::CoYield { .. } | Event::CoReturn { .. }, Some(co)) => {
                    replay.names().machine(*co).to_owned()
                }
                _ => task(&state, record.lane),
            };
            let found = match &record.event {
                Event::CoResume { input, .. } => Some((input.as_ref(), false, false)),
                Event::TaskRun { sent, .. } => Some((sent.as_ref(), false, false)),
                Event::CoYield { out, .. } | Event::TaskYield { out, .. } => {
                    Some((Some(out), true, false))
                }
                Event::CoReturn { out, .. } | Event::TaskDone { out, .. } => {
                    Some((Some(out), true, true))
                }
                _ => None,
            };
            if let Some((Some(out), is_out, is_result)) = found {
                let (step, out) = (record.step, out.clone());
                values.push(Value { step, name, out, is_out, is_result });
            }
            state.apply(record);
        }
        Self(values)
    }

    fn next(&self, from: u64) -> Option<&Value> {
        // From a resume on, what comes out is what that resume gives: of the same machine.
        let resumed = self.0.iter().find(|value| value.step == from && !value.is_out);
        self.0.iter().find(|value| {
            let is_same = resumed.is_none_or(|resumed| resumed.name == value.name);
            value.step >= from && value.is_out && is_same
        })
    }

    /// Values that somebody could take for the right one, the most tempting first.
    fn tempting(&self, right: &Value) -> impl Iterator<Item = (Idea, &Value)> {
        let at = self.0.iter().position(|value| std::ptr::eq(value, right));
        let (before, after) = self.0.split_at(at.unwrap_or_default());
        let same = |value: &&Value| value.name == right.name;
        let sent = before.iter().rev().find(|value| !value.is_out && same(value));
        let later = after.iter().skip(1).find(|value| value.is_out && same(value));
        let earlier = before.iter().rev().find(|value| value.is_out && same(value));
        let others = before.iter().rev().chain(after).filter(|value| value.is_out);
        sent.map(|value| (Idea::Sent, value))
            .into_iter()
            .chain(later.map(|value| (Idea::Later, value)))
            .chain(earlier.map(|value| (Idea::Before, value)))
            .chain(
                others.filter(move |value| !same(value)).map(|value| (Idea::Other, value)),
            )
    }
}
