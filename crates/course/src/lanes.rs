//! The lanes of a trace as a picture: a row for whoever can run, and a block wherever it does.
//!
//! Where a trace has tasks, each has a row. Where it has none, each machine has. The first row is
//! the thread itself, which runs whenever nobody else does: so exactly one row runs at a time.

mod draw;

use std::collections::{BTreeMap, BTreeSet};

use tulip_trace::{Activity, Event, Lane, Record, State, Where};

/// What everybody does at each step of a trace.
#[derive(Clone, Debug, Default)]
pub struct Lanes {
    rows: BTreeMap<Row, Vec<Span>>,
    steps: BTreeMap<u64, Step>,
    wakes: Vec<Wake>,
    names: BTreeMap<Row, String>,
}

/// A row of the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Row {
    Main,
    Task(u32),
    Machine(u32),
    Resources,
}

/// How a row looks from a step on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Span {
    look: Look,
    from: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Look {
    /// It has not begun, or has ended.
    Away,
    /// It could not run if it wanted: it is new, or has handed the thread to another.
    Held,
    Waits,
    Parks,
    Ready,
    Runs,
}

/// A step, and the rows on which something happened in it.
#[derive(Clone, Debug, Default)]
struct Step {
    now: u64,
    /// The time that has passed since the first step. It never goes back, as `now` does where a
    /// program makes a second clock.
    elapsed: u64,
    rows: Vec<Row>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Wake {
    step: u64,
    by: Row,
    woken: Row,
}

impl Lanes {
    /// The lanes of what was recorded.
    pub fn of(records: &[Record]) -> Self {
        let has_tasks =
            records.iter().any(|record| matches!(record.event, Event::TaskNew { .. }));
        let mut lanes = Self::default();
        lanes.rows.insert(Row::Main, Vec::new());
        let mut state = State::default();
        let mut changed = BTreeSet::from([Row::Main]);
        for (index, record) in records.iter().enumerate() {
            let row = row_of(record, &state, has_tasks);
            changed.insert(row);
            changed.extend(on_thread(&state, has_tasks));
            state.apply(record);
            changed.extend(on_thread(&state, has_tasks));
            lanes.add(row, record);
            let step_goes_on =
                records.get(index + 1).is_some_and(|next| next.step == record.step);
            if !step_goes_on {
                lanes.look_at(&changed, &state);
                changed = BTreeSet::from([Row::Main, Row::Resources]);
            }
        }
        lanes.name_rows(&state);
        lanes
    }

    fn add(&mut self, row: Row, record: &Record) {
        self.rows.entry(row).or_default();
        let before = self.steps.last_key_value().map(|(_, step)| (step.elapsed, step.now));
        let (elapsed, now) = before.unwrap_or((0, record.now));
        let step = self.steps.entry(record.step).or_default();
        step.elapsed = elapsed + record.now.saturating_sub(now);
        step.now = record.now;
        if !step.rows.contains(&row) {
            step.rows.push(row);
        }
        if let Event::Wake { task, .. } = record.event {
            self.wakes.push(Wake { step: record.step, by: row, woken: Row::Task(task) });
        }
    }

    /// At these rows: a trace can have many thousands, and a step changes a few.
    fn look_at(&mut self, rows: &BTreeSet<Row>, state: &State) {
        for row in rows {
            let Some(spans) = self.rows.get_mut(row) else { continue };
            let look = row.look(state);
            if spans.last().is_none_or(|last| last.look != look) {
                spans.push(Span { look, from: state.step });
            }
        }
    }

    /// Machines of one name are told apart by a number.
    fn name_rows(&mut self, state: &State) {
        let mut met = BTreeMap::<&str, u32>::new();
        for row in self.rows.keys() {
            let name = match row {
                Row::Main | Row::Resources => continue,
                Row::Task(id) => match state.tasks.get(id) {
                    Some(task) => format!("t{id} {}", task.name),
                    None => format!("t{id}"),
                },
                Row::Machine(id) => {
                    let name = state.machines.get(id).map_or("?", |machine| &machine.name);
                    let namesakes = met.entry(name).or_default();
                    *namesakes += 1;
                    match namesakes {
                        1 => name.to_owned(),
                        nth => format!("{name} {nth}"),
                    }
                }
            };
            self.names.insert(*row, name);
        }
    }
}

/// The row on which an event happens; asked before the event is applied.
fn row_of(record: &Record, state: &State, has_tasks: bool) -> Row {
    let on_top = || state.stacks.get(&record.lane).and_then(|stack| stack.last()).copied();
    let machine = match &record.event {
        _ if has_tasks => None,
        Event::CoResume { co, .. } | Event::CoDrop { co } => Some(*co),
        Event::CoYield { .. } | Event::CoReturn { .. } | Event::CoPanic { .. } => on_top(),
        _ => None,
    };
    match (machine, record.lane) {
        (Some(id), _) => Row::Machine(id),
        (None, Lane::Main) => Row::Main,
        (None, Lane::Resources) => Row::Resources,
        (None, Lane::Task(id)) => Row::Task(id),
    }
}

/// The rows that are looked at by who has the thread: the task that runs, or the machines.
fn on_thread(state: &State, has_tasks: bool) -> Vec<Row> {
    if has_tasks {
        return state.running.map(Row::Task).into_iter().collect();
    }
    let stack = state.stacks.get(&Lane::Main).into_iter().flatten();
    stack.rev().take(2).map(|id| Row::Machine(*id)).collect()
}

impl Row {
    fn look(self, state: &State) -> Look {
        let stack = state.stacks.get(&Lane::Main).map_or(&[][..], Vec::as_slice);
        match self {
            Self::Main if state.parked.is_some() => Look::Parks,
            Self::Main if state.running.is_some() || !stack.is_empty() => Look::Held,
            Self::Main => Look::Runs,
            Self::Resources if state.timers.is_empty() && state.watched.is_empty() => {
                Look::Away
            }
            Self::Resources => Look::Waits,
            Self::Task(id) if state.running == Some(id) => Look::Runs,
            Self::Task(id) => match state.tasks.get(&id).map(|task| &task.activity) {
                Some(Activity::New | Activity::Running) => Look::Held,
                Some(Activity::Ready) => Look::Ready,
                Some(Activity::Waiting(_)) => Look::Waits,
                Some(Activity::Done(_) | Activity::Dropped(_)) | None => Look::Away,
            },
            Self::Machine(id) if stack.last() == Some(&id) => Look::Runs,
            Self::Machine(id) => {
                match state.machines.get(&id).map(|machine| &machine.state) {
                    Some(Where::Running) => Look::Held,
                    Some(Where::Paused(_)) => Look::Waits,
                    Some(Where::Done(_) | Where::Panicked | Where::Dropped) | None => {
                        Look::Away
                    }
                }
            }
        }
    }

    /// As the page's scripts know it.
    fn key(self) -> String {
        match self {
            Self::Main => "main".to_owned(),
            Self::Task(id) => format!("t{id}"),
            Self::Machine(id) => format!("m{id}"),
            Self::Resources => "resources".to_owned(),
        }
    }
}
