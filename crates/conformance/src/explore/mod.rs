//! Every order in which a program can run.
//!
//! A program that the kernel drives is the same each time, but for one thing: who runs next
//! where more than one task is ready. So a list of picks is a whole run, and all lists are all
//! runs. [`explore`] goes through them, short ones first.

#[cfg(feature = "stages")]
mod in_process;

use std::collections::{BTreeMap, VecDeque};
use std::fmt;

use tulip_trace::{Event, Lane, Record, State};

#[cfg(feature = "stages")]
pub use in_process::in_process;

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// As it should.
    Fine,
    /// Tasks were left that nobody would wake; the report of the kernel.
    Deadlock(String),
    /// It did not end.
    Hang,
    /// It panicked with this message.
    Panic(String),
    /// It failed otherwise.
    Failed(String),
}

/// What one run has shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// How it ended.
    pub outcome: Outcome,
    /// For each pick of the run at which more than one task was ready, from the first on: the
    /// numbers of the ready tasks, the one that became ready first in front.
    pub choices: Vec<Vec<u32>>,
}

/// What a search has found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explored {
    /// How many schedules were run.
    pub runs: usize,
    /// Whether these were all that there are. A search ends at the first failure, and at its
    /// limit.
    pub whole: bool,
    /// The shortest schedule that fails, and how. An empty one fails as it comes, by no
    /// particular choice.
    pub failure: Option<(Vec<u32>, Outcome)>,
}

/// Runs a program under every schedule until it fails, at most `limit` times.
///
/// `run` runs it with the picks that it is given, one for each choice; when they are used up, it
/// goes on with the task that became ready first. Schedules are tried in the order of their
/// lengths, and among equals in the order in which they were found, so that the first failure
/// is a shortest one and the same each time.
///
/// No schedule is run twice: each differs from the run that it was found in at its last pick, and
/// what follows is left as it comes.
pub fn explore(limit: usize, mut run: impl FnMut(&[u32]) -> Run) -> Explored {
    let mut frontier = Frontier::starting_with(Vec::new());
    let mut whole = true;
    for runs in 1..=limit {
        let Some(schedule) = frontier.pop() else {
            return Explored { runs: runs - 1, whole, failure: None };
        };
        let Run { outcome, choices } = run(&schedule);
        if outcome != Outcome::Fine {
            whole &=
                frontier.is_empty() && alternatives(&schedule, &choices).next().is_none();
            return Explored { runs, whole, failure: Some((schedule, outcome)) };
        }
        for alternative in alternatives(&schedule, &choices).take(limit - runs + 1) {
            frontier.push(alternative);
        }
        whole &= frontier.keep(limit - runs);
    }
    Explored { runs: limit, whole: whole && frontier.is_empty(), failure: None }
}

/// For each pick of a record at which more than one task was ready: the ready tasks, the one
/// that became ready first in front.
///
/// Of a program with several kernels, one after the other, it gives the choices of them all; a
/// schedule reaches only those of the kernel that follows it.
pub fn choices(records: &[Record]) -> Vec<Vec<u32>> {
    let mut state = State::default();
    let mut choices = Vec::new();
    for record in records {
        if matches!((record.lane, &record.event), (Lane::Task(_), Event::TaskPick { .. }))
            && state.ready.len() > 1
        {
            choices.push(state.ready.iter().copied().collect());
        }
        state.apply(record);
    }
    choices
}

/// The schedules that follow this run up to some pick, and there choose another task. Those that
/// leave it earlier than its own schedule ends were found before.
fn alternatives<'a>(
    schedule: &'a [u32],
    choices: &'a [Vec<u32>],
) -> impl Iterator<Item = Vec<u32>> + 'a {
    let picks = |length: usize| {
        let as_it_comes = choices[schedule.len()..length].iter().map(|ready| ready[0]);
        schedule.iter().copied().chain(as_it_comes)
    };
    choices.iter().enumerate().skip(schedule.len()).flat_map(move |(length, ready)| {
        ready[1..].iter().map(move |task| picks(length).chain([*task]).collect())
    })
}

/// Schedules that were found and not run, by length.
struct Frontier {
    by_length: BTreeMap<usize, VecDeque<Vec<u32>>>,
    len: usize,
}

impl Frontier {
    fn starting_with(schedule: Vec<u32>) -> Self {
        let mut frontier = Self { by_length: BTreeMap::new(), len: 0 };
        frontier.push(schedule);
        frontier
    }

    fn push(&mut self, schedule: Vec<u32>) {
        self.by_length.entry(schedule.len()).or_default().push_back(schedule);
        self.len += 1;
    }

    fn pop(&mut self) -> Option<Vec<u32>> {
        let mut shortest = self.by_length.first_entry()?;
        let schedule = shortest.get_mut().pop_front();
        if shortest.get().is_empty() {
            shortest.remove();
        }
        self.len -= 1;
        schedule
    }

    /// Forgets all but the first `most`: what the limit does not reach needs no memory. `false`
    /// if there were more.
    fn keep(&mut self, most: usize) -> bool {
        let kept_all = self.len <= most;
        while self.len > most {
            let mut longest = self.by_length.last_entry().expect("it holds some");
            longest.get_mut().pop_back();
            if longest.get().is_empty() {
                longest.remove();
            }
            self.len -= 1;
        }
        kept_all
    }

    fn is_empty(&self) -> bool {
        self.len == 0
    }
}

/// The command that runs an exercise or a listing under a schedule.
pub fn replay(slug: &str, schedule: &[u32]) -> String {
    match schedule {
        [] => format!("cargo tulip run {slug} --virtual"),
        _ => format!("cargo tulip run {slug} --virtual --schedule {}", Picks(schedule)),
    }
}

/// In a sentence: what fails and by which schedule, how many were run, and whether that was all.
impl fmt::Display for Explored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { runs, whole, failure } = self;
        let schedules = if *runs == 1 { "schedule" } else { "schedules" };
        let were = if *runs == 1 { "was" } else { "were" };
        match failure {
            Some((schedule, outcome)) => {
                if schedule.is_empty() {
                    f.write_str("as it comes, ")?;
                } else {
                    let picks = Picks(schedule);
                    write!(f, "under the schedule {picks}, the shortest that fails, ")?;
                }
                write!(f, "{outcome}\n{runs} {schedules} {were} run, the short ones first")
            }
            None if *whole => {
                write!(
                    f,
                    "{runs} {schedules} {were} run, which are all that there are: none fails"
                )
            }
            None => write!(
                f,
                "{runs} {schedules} {were} run, and none fails; there are more, at which the search was cut"
            ),
        }
    }
}

/// A schedule as `--schedule` and `TULIP_SCHEDULE` want it: `2,1,1`.
struct Picks<'a>(&'a [u32]);

impl fmt::Display for Picks<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, task) in self.0.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            write!(f, "{comma}{task}")?;
        }
        Ok(())
    }
}

/// What the program does: `it panics: ...`.
impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fine => f.write_str("it ends as it should"),
            Self::Deadlock(report) => write!(f, "it ends in a {report}"),
            Self::Hang => f.write_str("it does not end"),
            Self::Panic(message) => write!(f, "it panics: {message}"),
            Self::Failed(why) => write!(f, "it fails: {why}"),
        }
    }
}
