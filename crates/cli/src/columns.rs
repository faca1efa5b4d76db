//! The lanes of a trace as columns of letters.

use std::collections::BTreeMap;

use tulip_course::Replay;
use tulip_trace::{Activity, Event, Lane, State, Where};

/// One column for each task; of a program without tasks, for each machine.
#[derive(Debug)]
pub(crate) struct Columns {
    all: Vec<(Column, String)>,
    width: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    Task(u32),
    Machine(u32),
}

impl Columns {
    pub(crate) fn of(replay: &Replay) -> Self {
        let (mut tasks, mut machines) = (BTreeMap::new(), BTreeMap::new());
        for record in replay.records() {
            match &record.event {
                Event::TaskNew { task, name, .. } => {
                    drop(tasks.insert(*task, name.clone()))
                }
                Event::CoResume { co, name, .. } => {
                    drop(machines.insert(*co, name.clone()))
                }
                _ => {}
            }
        }
        let all: Vec<_> = if tasks.is_empty() {
            let machines = machines.into_iter();
            machines.map(|(co, name)| (Column::Machine(co), name)).collect()
        } else {
            tasks.into_iter().map(|(id, name)| (Column::Task(id), name)).collect()
        };
        let width = all.last().map_or(0, |(column, _)| column.label().len() + 1);
        Self { all, width }
    }

    /// The columns that fit, and how many do not.
    pub(crate) fn fitting(mut self, most: usize) -> (Self, usize) {
        let more = self.all.len().saturating_sub(most);
        self.all.truncate(most);
        (self, more)
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = Column> {
        self.all.iter().map(|(column, _)| *column)
    }

    /// What each column is about.
    pub(crate) fn names(&self) -> impl Iterator<Item = String> {
        self.all.iter().map(|(column, name)| format!("{} {name}", column.label()))
    }

    /// What the letters mean.
    pub(crate) fn letters(&self) -> &'static str {
        match self.all.first() {
            Some((Column::Task(_), _)) => {
                "R runs  Q is in the ready queue  W waits  D done  X dropped  . not there"
            }
            Some((Column::Machine(_), _)) => {
                "R runs  P paused  D done  ! panicked  X dropped  . not begun"
            }
            None => "",
        }
    }

    pub(crate) fn heads(&self) -> String {
        self.row(Column::label)
    }

    /// The letters of a state.
    pub(crate) fn letters_of(&self, state: &State) -> String {
        self.row(|column| column.letter(state).to_string())
    }

    fn row(&self, cell: impl Fn(Column) -> String) -> String {
        let cells = self
            .all
            .iter()
            .map(|(column, _)| format!("{:width$}", cell(*column), width = self.width));
        cells.chain([" ".to_owned()]).collect()
    }
}

impl Column {
    fn label(self) -> String {
        match self {
            Self::Task(id) => format!("t{id}"),
            Self::Machine(co) => format!("m{co}"),
        }
    }

    pub(crate) fn letter(self, state: &State) -> char {
        match self {
            Self::Task(id) => match state.tasks.get(&id).map(|task| &task.activity) {
                None => '.',
                Some(Activity::New) => 'N',
                Some(Activity::Ready) => 'Q',
                Some(Activity::Running) => 'R',
                Some(Activity::Waiting(_)) => 'W',
                Some(Activity::Done(_)) => 'D',
                Some(Activity::Dropped(_)) => 'X',
            },
            Self::Machine(co) => {
                match state.machines.get(&co).map(|machine| &machine.state) {
                    None => '.',
                    Some(Where::Running) => 'R',
                    Some(Where::Paused(_)) => 'P',
                    Some(Where::Done(_)) => 'D',
                    Some(Where::Panicked) => '!',
                    Some(Where::Dropped) => 'X',
                }
            }
        }
    }

    /// Whether an event is about it.
    pub(crate) fn is_in(self, record: &tulip_trace::Record, state: &State) -> bool {
        match self {
            Self::Task(id) => {
                let named = match &record.event {
                    Event::Wake { task, .. }
                    | Event::WakeDup { task, .. }
                    | Event::TaskCancel { task, .. } => Some(*task),
                    Event::TimerArm { task, .. }
                    | Event::IoReg { task, .. }
                    | Event::FutNew { task, .. } => *task,
                    _ => None,
                };
                record.lane == Lane::Task(id) || named == Some(id)
            }
            Self::Machine(co) => match &record.event {
                Event::CoResume { co: this, .. } | Event::CoDrop { co: this } => {
                    *this == co
                }
                _ => {
                    state.stacks.get(&record.lane).and_then(|stack| stack.last())
                        == Some(&co)
                }
            },
        }
    }
}
