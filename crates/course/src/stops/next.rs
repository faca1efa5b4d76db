use tulip_trace::{Activity, Event, Lane, Record, State, Where};

use super::{Asked, MOST, StopOption};
use crate::catalogue::Catalogue;
use crate::replay::Replay;
use crate::sentence::Sentence;
use crate::tell::{label, who};

/// Who runs next? Asked of tasks if there are any, else of machines.
pub(super) fn ask(
    replay: &Replay,
    catalogue: &Catalogue,
    from: u64,
) -> Result<Asked, String> {
    let has_tasks =
        replay.records().iter().any(|record| matches!(record.event, Event::TaskRun { .. }));
    let asked = if has_tasks {
        Tasks::at(replay, catalogue, from).map(|tasks| tasks.ask())
    } else {
        Machines::at(replay, catalogue, from).map(|machines| machines.ask())
    };
    asked.ok_or_else(|| "nobody runs from there on".to_owned())
}

/// A moment at which a task is picked.
struct Tasks<'a> {
    catalogue: &'a Catalogue,
    /// The step of the pick, and the task.
    step: u64,
    right: u32,
    /// What a reader sees who is asked.
    before: State,
    /// Right before the pick.
    at_pick: State,
    /// Who made the task ready, if that happens after the reader is asked.
    made_ready_by: Option<String>,
}

impl<'a> Tasks<'a> {
    fn at(replay: &Replay, catalogue: &'a Catalogue, from: u64) -> Option<Self> {
        let records = replay.records();
        let run = records.iter().find(|record| {
            record.step >= from && matches!(record.event, Event::TaskRun { .. })
        })?;
        let Event::TaskRun { task: right, .. } = run.event else { return None };
        let at_pick = replay.state(run.step.saturating_sub(1));
        at_pick.tasks.get(&right)?;
        let meanwhile = records.iter().filter(|one| (from..run.step).contains(&one.step));
        let made_ready_by = meanwhile.rev().find_map(|record| match &record.event {
            Event::TaskReady { task, by, .. } if *task == right => Some(who(&at_pick, by)),
            _ => None,
        });
        Some(Self {
            catalogue,
            step: run.step,
            right,
            before: replay.state(from.min(run.step).saturating_sub(1)),
            made_ready_by,
            at_pick,
        })
    }

    fn ask(&self) -> Asked {
        let (id, task) = (self.right, &self.at_pick.tasks[&self.right]);
        let mut options = vec![StopOption::right(&label(id, &task.name), self.why_right())];
        let living = self.at_pick.tasks.iter().filter(|(other, task)| {
            let ended = matches!(task.activity, Activity::Done(_) | Activity::Dropped(_));
            **other != id && (!ended || self.was_living(**other))
        });
        let wrong = living.map(|(id, task)| {
            StopOption::wrong(&label(*id, &task.name), self.why_not(&task.activity))
        });
        options.extend(wrong.take(MOST - 1));
        Asked { step: self.step, question: self.say("question", &[]), options }
    }

    /// Whether a reader who is asked sees the task alive.
    fn was_living(&self, id: u32) -> bool {
        self.before.tasks.get(&id).is_some_and(|task| {
            !matches!(task.activity, Activity::Done(_) | Activity::Dropped(_))
        })
    }

    fn why_right(&self) -> Sentence {
        let nobody_was = self.before.ready.is_empty() && self.before.running.is_none();
        if let Some(by) = self.made_ready_by.as_ref().filter(|_| nobody_was) {
            return self.say("woken", &[("by", by)]);
        }
        let ready = &self.at_pick.ready;
        match (ready.front(), ready.len()) {
            (Some(first), 1) if *first == self.right => self.say("only", &[]),
            (Some(first), _) if *first == self.right => self.say("first", &[]),
            _ => self.say("chosen", &[]),
        }
    }

    fn why_not(&self, activity: &Activity) -> Sentence {
        let right = label(self.right, &self.at_pick.tasks[&self.right].name);
        match activity {
            Activity::New => self.say("new", &[]),
            Activity::Ready if self.at_pick.ready.front() == Some(&self.right) => {
                self.say("ready", &[("right", &right)])
            }
            Activity::Ready => self.say("passed", &[("right", &right)]),
            Activity::Waiting(why) => {
                self.say("waiting", &[("why", &who(&self.at_pick, why))])
            }
            Activity::Done(_) | Activity::Running => self.say("ended", &[]),
            Activity::Dropped(_) => self.say("dropped", &[]),
        }
    }

    fn say(&self, key: &str, places: &[(&str, &str)]) -> Sentence {
        self.catalogue.told(&format!("stop.next.{key}"), places)
    }
}

/// A moment at which the program resumes a machine.
struct Machines<'a> {
    catalogue: &'a Catalogue,
    replay: &'a Replay,
    step: u64,
    right: u32,
    before: State,
}

impl<'a> Machines<'a> {
    fn at(replay: &'a Replay, catalogue: &'a Catalogue, from: u64) -> Option<Self> {
        let mut state = State::default();
        for record in replay.records() {
            if let Record { step, lane, event: Event::CoResume { co, .. }, .. } = record
                && *step >= from
                && is_outermost(&state, *lane)
            {
                let (step, right) = (*step, *co);
                return Some(Self { catalogue, replay, step, right, before: state });
            }
            state.apply(record);
        }
        None
    }

    fn ask(&self) -> Asked {
        let names = self.replay.names();
        let right = names.machine(self.right);
        let why = self.say("machine.right", &[("name", right)]);
        let mut options = vec![StopOption::right(right, why)];
        let others = names.machines().filter(|(co, _)| *co != self.right);
        options.extend(others.take(MOST - 1).map(|(co, name)| {
            let state = self.before.machines.get(&co).map(|machine| &machine.state);
            let why = match state {
                Some(Where::Done(_) | Where::Panicked | Where::Dropped) => {
                    self.say("machine.ended", &[])
                }
                _ => self.say("machine.wrong", &[("right", right)]),
            };
            StopOption::wrong(name, why)
        }));
        Asked { step: self.step, question: self.say("question", &[]), options }
    }

    fn say(&self, key: &str, places: &[(&str, &str)]) -> Sentence {
        self.catalogue.told(&format!("stop.next.{key}"), places)
    }
}

fn is_outermost(state: &State, lane: Lane) -> bool {
    state.stacks.get(&lane).is_none_or(Vec::is_empty)
}
