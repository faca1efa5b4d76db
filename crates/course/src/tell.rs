//! What happens in a step, in a sentence.

mod events;

use tulip_trace::{Activity, Event, Lane, Record, State};

use crate::catalogue::Catalogue;
use crate::names::Names;
use crate::sentence::Sentence;

/// Tells the steps of a trace, one after the other.
#[derive(Debug)]
pub(crate) struct Teller<'a> {
    catalogue: &'a Catalogue,
    names: &'a Names,
    /// Before the event that is told.
    state: State,
    has_loop: bool,
}

impl<'a> Teller<'a> {
    pub(crate) fn new(catalogue: &'a Catalogue, names: &'a Names) -> Self {
        Self { catalogue, names, state: State::default(), has_loop: false }
    }

    /// The sentence of the next step, of these events.
    pub(crate) fn tell(&mut self, step: &[Record]) -> Sentence {
        let mut sentence = Sentence::default();
        let mut rest = step;
        while let Some(first) = rest.first() {
            let several = self.tell_several(rest);
            let (says, count) = several.unwrap_or_else(|| (self.tell_one(first), 1));
            sentence = sentence.then(says);
            let (told, after) = rest.split_at(count);
            for record in told {
                self.has_loop |= is_of_loop(&record.event);
                self.state.apply(record);
            }
            rest = after;
        }
        sentence
    }

    /// Events that are one thing to a reader, and how many they are.
    fn tell_several(&self, records: &[Record]) -> Option<(Sentence, usize)> {
        let task = || self.task(records[0].lane);
        let events: Vec<_> = records.iter().take(3).map(|record| &record.event).collect();
        Some(match &events[..] {
            [Event::TaskNew { task, name, .. }, Event::TaskReady { by, .. }, ..] => {
                let task = label(*task, name);
                (self.say("step.made", &[("by", &self.who(by)), ("task", &task)]), 2)
            }
            [Event::TaskPick { .. }, Event::TaskRun { poll: 1, .. }, ..] => {
                (self.say("step.begins", &[("task", &task())]), 2)
            }
            [Event::TaskPick { .. }, Event::TaskRun { sent: None, .. }, ..] => {
                (self.say("step.runs", &[("task", &task())]), 2)
            }
            [Event::TaskPick { .. }, Event::TaskRun { sent: Some(sent), .. }, ..] => {
                (self.say("step.runs.with", &[("task", &task()), ("sent", sent)]), 2)
            }
            // A task on callbacks pauses with what it waits for.
            [Event::TaskYield { out, .. }, Event::TaskWait { why, .. }, ..]
                if out == why =>
            {
                (self.say("event.task.wait", &[("task", &task()), ("why", why)]), 2)
            }
            [Event::TaskYield { out, .. }, Event::TaskWait { why, .. }, ..] => {
                let places = [("task", &*task()), ("out", out), ("why", why)];
                (self.say("step.waits", &places), 2)
            }
            [Event::TaskYield { out, .. }, Event::TaskReady { .. }, ..] => {
                (self.say("step.aside", &[("task", &task()), ("out", out)]), 2)
            }
            [
                Event::Wake { task, by, .. },
                Event::TaskWoken { .. },
                Event::TaskReady { .. },
            ] => {
                let Activity::Waiting(why) = &self.state.tasks.get(task)?.activity else {
                    return None;
                };
                let (task, by) = (self.task(Lane::Task(*task)), self.who(by));
                let places = [("by", &*by), ("task", &task), ("why", why)];
                let says = if *why == by {
                    self.say("step.woken.timer", &places[..2])
                } else {
                    self.say("step.woken", &places)
                };
                (says, 3)
            }
            _ => return None,
        })
    }

    fn say(&self, key: &str, places: &[(&str, &str)]) -> Sentence {
        self.catalogue.told(key, places)
    }

    /// With a place more if it is for a task.
    fn say_for(&self, key: &str, task: Option<u32>, places: &[(&str, &str)]) -> Sentence {
        let Some(task) = task else { return self.say(key, places) };
        let task = self.task(Lane::Task(task));
        let places: Vec<_> = places.iter().copied().chain([("task", &*task)]).collect();
        self.say(&format!("{key}.task"), &places)
    }

    fn time(&self, micros: u64) -> String {
        self.catalogue.duration(micros)
    }

    fn task(&self, lane: Lane) -> String {
        task(&self.state, lane)
    }

    fn who(&self, by: &str) -> String {
        who(&self.state, by)
    }

    /// Who prints on this lane: the machine that runs, or the task, or the program.
    fn speaker(&self, lane: Lane) -> String {
        speaker(&self.state, self.names, lane)
    }
}

/// Only a program with a loop has turns and callbacks.
fn is_of_loop(event: &Event) -> bool {
    matches!(event, Event::LoopTurn { .. } | Event::CbPush { .. })
}

/// Who runs on a lane: the innermost machine, or the task, or the program.
pub(crate) fn speaker(state: &State, names: &Names, lane: Lane) -> String {
    match (state.stacks.get(&lane).and_then(|stack| stack.last()), lane) {
        (Some(co), _) => names.machine(*co).to_owned(),
        (None, Lane::Task(_)) => task(state, lane),
        (None, _) => MAIN.to_owned(),
    }
}

/// A task as readers know it.
pub(crate) fn task(state: &State, lane: Lane) -> String {
    let Lane::Task(id) = lane else { return MAIN.to_owned() };
    state.tasks.get(&id).map_or_else(|| format!("t{id}"), |task| label(id, &task.name))
}

/// Who does something, as the trace says it: a task gets its name.
pub(crate) fn who(state: &State, by: &str) -> String {
    match by.strip_prefix('t').and_then(|id| id.parse().ok()) {
        Some(id) => task(state, Lane::Task(id)),
        None => by.to_owned(),
    }
}

pub(crate) fn label(task: u32, name: &str) -> String {
    format!("t{task} {name}")
}

/// What a program is called that is no task.
const MAIN: &str = "main";
/// How the trace writes that there is no value.
pub(crate) const NOTHING: &str = "()";
