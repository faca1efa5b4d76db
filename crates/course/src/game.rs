//! A listing under every schedule, as a tree: the reader picks who runs next, and each branch is
//! a run that was recorded.

mod file;
mod show;

use std::error::Error;
use std::fmt;

use tulip_trace::{Event, Lane, Record, State, read};

/// Every run of a listing. Runs that begin alike share their beginning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Game {
    root: Branch,
}

/// What happens until the next choice, and what can follow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Branch {
    /// Lines of the trace.
    events: Vec<String>,
    /// By the task that is picked; none at the end of a run.
    next: Vec<(u32, Branch)>,
}

impl Game {
    /// Puts the traces of all runs together.
    ///
    /// # Errors
    ///
    /// [`GameError`] if a run is missing, or if runs with the same picks differ.
    pub fn of_runs<'a>(
        traces: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, GameError> {
        let mut runs = traces.into_iter().map(Run::of);
        let first = runs.next().ok_or_else(|| GameError::says("there is no run"))?;
        let mut root = first.into_branch();
        for run in runs {
            root.add(run)?;
        }
        let game = Self { root };
        game.check()?;
        Ok(game)
    }

    /// How many runs there are, and in how many tasks are left that nobody wakes.
    pub fn runs(&self) -> (usize, usize) {
        let mut ends = Vec::new();
        self.root.walk(&mut Vec::new(), &mut |lines, branch| {
            if branch.next.is_empty() {
                ends.push(is_stuck(&at_end(lines)));
            }
        });
        (ends.len(), ends.iter().filter(|is_stuck| **is_stuck).count())
    }

    /// At each choice there is a branch for every task that is ready.
    fn check(&self) -> Result<(), GameError> {
        let mut fault = None;
        self.root.walk(&mut Vec::new(), &mut |lines, branch| {
            let state = at_end(lines);
            let mut ready: Vec<_> = state.ready.iter().copied().collect();
            ready.sort_unstable();
            let branches: Vec<_> = branch.next.iter().map(|(task, _)| *task).collect();
            if branches != ready && !(branches.is_empty() && ready.len() < 2) {
                let after = lines.len();
                fault.get_or_insert(GameError::says(&format!(
                    "after {after} lines of the trace the tasks {ready:?} are ready, and there are runs for \
                     {branches:?}"
                )));
            }
        });
        fault.map_or(Ok(()), Err)
    }
}

impl Branch {
    fn add(&mut self, run: Run) -> Result<(), GameError> {
        let mut branch = self;
        let mut parts = run.parts.into_iter();
        let (_, events) = parts.next().unwrap_or_default();
        branch.check_same(&events)?;
        while let Some((task, events)) = parts.next() {
            let next = &mut branch.next;
            match next.binary_search_by_key(&task, |(task, _)| *task) {
                Ok(at) => {
                    branch = &mut next[at].1;
                    branch.check_same(&events)?;
                }
                Err(at) => {
                    let rest =
                        Run { parts: [(task, events)].into_iter().chain(parts).collect() };
                    next.insert(at, (task, rest.into_branch()));
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    fn check_same(&self, events: &[String]) -> Result<(), GameError> {
        if self.events == events {
            return Ok(());
        }
        let pairs = self.events.iter().zip(events);
        let same = pairs.take_while(|(one, other)| one == other).count();
        let line = events.get(same).or(self.events.get(same)).map_or("", |line| line);
        Err(GameError::says(&format!("runs with the same picks differ: {line}")))
    }

    /// Shows each branch, with all lines from the beginning of the run to its end.
    fn walk<'a>(
        &'a self,
        lines: &mut Vec<&'a str>,
        see: &mut impl FnMut(&[&'a str], &'a Branch),
    ) {
        let before = lines.len();
        lines.extend(self.events.iter().map(String::as_str));
        see(lines, self);
        for (_, branch) in &self.next {
            branch.walk(lines, see);
        }
        lines.truncate(before);
    }
}

/// A run, cut at its choices.
struct Run {
    /// The task that was picked, and the lines up to the next choice; the first part is before
    /// any.
    parts: Vec<(u32, Vec<String>)>,
}

impl Run {
    fn of(trace: &str) -> Self {
        let mut parts = vec![(0, Vec::new())];
        let mut state = State::default();
        for line in trace.lines().map(|line| line.trim_end_matches(',')) {
            if matches!(line, "[" | "]" | "") {
                continue;
            }
            for record in read(line).records {
                if let Record {
                    lane: Lane::Task(task), event: Event::TaskPick { .. }, ..
                } = record
                    && state.ready.len() > 1
                {
                    parts.push((task, Vec::new()));
                }
                state.apply(&record);
            }
            let (_, events) = parts.last_mut().expect("there is a first part");
            events.push(line.to_owned());
        }
        Self { parts }
    }

    fn into_branch(self) -> Branch {
        let parts = self.parts.into_iter().rev();
        let (_, branch) = parts.fold((0, Branch::default()), |(after, branch), part| {
            let (task, events) = part;
            let next = if after == 0 { Vec::new() } else { vec![(after, branch)] };
            (task, Branch { events, next })
        });
        branch
    }
}

/// The state after these lines; what is dropped at the end of a program stands as it stood.
fn at_end(lines: &[&str]) -> State {
    let mut state = State::default();
    let is_drop = |record: &&Record| matches!(record.event, Event::TaskDrop { .. });
    let records = read(&lines.join("\n")).records;
    records.iter().filter(|record| !is_drop(record)).for_each(|record| state.apply(record));
    state
}

fn is_stuck(state: &State) -> bool {
    use tulip_trace::Activity::Waiting;

    state.tasks.values().any(|task| matches!(task.activity, Waiting(_)))
}

/// Why runs are no game.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GameError {
    what: String,
}

impl GameError {
    fn says(what: &str) -> Self {
        Self { what: what.to_owned() }
    }
}

impl fmt::Display for GameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl Error for GameError {}
