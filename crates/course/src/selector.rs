use std::error::Error;
use std::fmt;
use std::str::FromStr;

use tulip_trace::{Event, Lane, Record, State};

use crate::names::Names;
use crate::tell::label;

/// Points at a step of a trace by what happens there, so that it goes on pointing at it when
/// other steps come before: `word [name] [#n]`.
///
/// The name is that of a machine or a task (`echo`, `child`, `t1`, `t1 child`), the label of a
/// mark, a line that is printed, or what a timer, a trap or a wait is about. `#2` is the second
/// of those that fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selector {
    word: &'static str,
    name: Option<String>,
    nth: usize,
}

impl FromStr for Selector {
    type Err = SelectorError;

    fn from_str(text: &str) -> Result<Self, SelectorError> {
        let fault = |what| Err(SelectorError { selector: text.trim().to_owned(), what });
        let (word, mut name) = match text.trim().split_once(' ') {
            Some((word, name)) => (word, name.trim()),
            None => (text.trim(), ""),
        };
        let Some(word) = Event::WORDS.iter().find(|known| **known == word) else {
            let words = Event::WORDS.join(", ");
            return fault(format!("`{word}` is no word of the trace; there are: {words}"));
        };
        let mut nth = 1;
        if let Some((before, number)) = name.rsplit_once('#')
            && (before.is_empty() || before.ends_with(' '))
        {
            match number.parse() {
                Ok(number @ 1..) => nth = number,
                _ => return fault(format!("`#{number}` is no number from 1 on")),
            }
            name = before.trim_end();
        }
        let name = (!name.is_empty()).then(|| name.to_owned());
        Ok(Self { word, name, nth })
    }
}

impl Selector {
    /// The step of the event that is meant.
    pub(crate) fn find(
        &self,
        records: &[Record],
        names: &Names,
    ) -> Result<u64, SelectorError> {
        let mut state = State::default();
        let mut others = Vec::new();
        let mut count = 0;
        for record in records {
            if record.event.word() == self.word {
                let subjects = subjects(record, &state, names);
                if self.name.as_ref().is_none_or(|name| subjects.contains(name)) {
                    count += 1;
                    if count == self.nth {
                        return Ok(record.step);
                    }
                } else if let Some(subject) = subjects.into_iter().next_back()
                    && !others.contains(&subject)
                {
                    others.push(subject);
                }
            }
            state.apply(record);
        }
        Err(SelectorError {
            selector: self.to_string(),
            what: self.missing(count, &others),
        })
    }

    fn missing(&self, count: usize, others: &[String]) -> String {
        let word = self.word;
        match (count, others) {
            (0, []) => format!("the trace has no `{word}`"),
            (0, others) => {
                let others = others.join("`, `");
                format!("no `{word}` is about that; the trace has it about: `{others}`")
            }
            (1, _) => "the trace has only one".to_owned(),
            (count, _) => format!("the trace has only {count} of them"),
        }
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word)?;
        if let Some(name) = &self.name {
            write!(f, " {name}")?;
        }
        if self.nth > 1 {
            write!(f, " #{}", self.nth)?;
        }
        Ok(())
    }
}

/// Why a selector points at nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectorError {
    pub(crate) selector: String,
    pub(crate) what: String,
}

impl fmt::Display for SelectorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: {}", self.selector, self.what)
    }
}

impl Error for SelectorError {}

/// What an event is about, as a selector can name it; the clearest name last.
fn subjects(record: &Record, state: &State, names: &Names) -> Vec<String> {
    let of_stack = || state.stacks.get(&record.lane).and_then(|stack| stack.last());
    let machine = |co: Option<&u32>, name: &str| {
        let mut subjects = vec![name.to_owned()];
        subjects.extend(co.map(|co| names.machine(*co).to_owned()));
        subjects
    };
    let task = |id: u32| {
        let mut subjects = vec![format!("t{id}")];
        if let Some(task) = state.tasks.get(&id) {
            subjects.extend([label(id, &task.name), task.name.clone()]);
        }
        subjects
    };
    match &record.event {
        Event::CoResume { co, name, .. } => machine(Some(co), name),
        Event::CoYield { name, .. }
        | Event::CoReturn { name, .. }
        | Event::CoPanic { name } => machine(of_stack(), name),
        Event::CoDrop { co } => {
            let name = state.machines.get(co).map_or("?", |machine| &machine.name);
            machine(Some(co), name)
        }
        Event::TaskNew { task, name, .. } => {
            vec![format!("t{task}"), label(*task, name), name.clone()]
        }
        Event::TaskReady { task: id, .. }
        | Event::TaskRun { task: id, .. }
        | Event::TaskCancel { task: id, .. }
        | Event::TaskDrop { task: id, .. }
        | Event::Wake { task: id, .. }
        | Event::WakeDup { task: id, .. } => task(*id),
        Event::TaskWait { task: id, why, .. } => with(why, task(*id)),
        Event::Trap { task: id, trap, .. } => with(trap, task(*id)),
        Event::LoopTurn { turn } => vec![turn.to_string()],
        Event::LoopUnpark { cause } => vec![cause.clone()],
        Event::CbPush { cb, .. } | Event::CbRun { cb } | Event::CbSkip { cb } => {
            vec![cb.to_string()]
        }
        Event::TimerArm { timer: number, name, .. }
        | Event::TimerFire { timer: number, name }
        | Event::TimerCancel { timer: number, name, .. } => {
            vec![number.to_string(), name.clone()]
        }
        Event::IoReg { name, .. }
        | Event::IoReady { name, .. }
        | Event::IoDereg { name, .. }
        | Event::FutNew { name, .. }
        | Event::FutReady { name, .. } => vec![name.clone()],
        Event::Chan { name, chan, .. } => vec![name.clone(), chan.clone()],
        Event::Out { text, .. } => vec![text.trim().to_owned()],
        Event::Mark { label } => vec![label.clone()],
        _ => match record.lane {
            Lane::Task(id) => task(id),
            Lane::Main | Lane::Resources => Vec::new(),
        },
    }
}

fn with(what: &str, mut subjects: Vec<String>) -> Vec<String> {
    subjects.insert(0, what.to_owned());
    subjects
}
