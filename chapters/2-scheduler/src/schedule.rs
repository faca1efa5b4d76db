use std::collections::VecDeque;
use std::error::Error;
use std::fmt;
use std::str::FromStr;

use crate::task::Task;
use crate::trap::TaskId;

/// Who runs next, wherever the kernel has a choice.
///
/// Written as task numbers, `2,1,1,2`: one for each pick at which more than one task is ready.
/// When the numbers are used up, the kernel picks as it always does.
///
/// A fault that needs a certain order can so be made to happen, every time:
/// `TULIP_SCHEDULE=2,1,1,2 cargo run -p scheduler --example lost-wake-up`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schedule {
    picks: VecDeque<u32>,
    used: usize,
}

impl Schedule {
    /// The place in `ready` of the task to run next.
    pub(crate) fn choose(
        &mut self,
        ready: &VecDeque<TaskId>,
        tasks: &[Option<Box<Task>>],
    ) -> Result<usize, WrongPick> {
        if self.picks.is_empty() || ready.len() < 2 {
            return Ok(0);
        }
        let wanted = self.picks[0];
        let Some(index) = ready.iter().position(|task| task.number() == wanted) else {
            let name = |id: &TaskId| {
                tasks[id.number() as usize - 1].as_ref().map(|task| task.name.to_string())
            };
            let ready =
                ready.iter().map(|id| (*id, name(id).unwrap_or_default())).collect();
            return Err(WrongPick::NotReady { pick: self.used + 1, wanted, ready });
        };
        self.picks.pop_front();
        self.used += 1;
        Ok(index)
    }

    /// Checks at the end of the program that it came as far as the schedule.
    pub(crate) fn finish(&self) -> Result<(), WrongPick> {
        match self.picks.len() {
            0 => Ok(()),
            left => Err(WrongPick::TooLong { needed: self.used, given: self.used + left }),
        }
    }
}

impl FromStr for Schedule {
    type Err = BadSchedule;

    fn from_str(text: &str) -> Result<Self, BadSchedule> {
        let number = |word: &str| match word.trim().parse() {
            Ok(0) | Err(_) => {
                Err(BadSchedule { text: text.to_owned(), word: word.to_owned() })
            }
            Ok(number) => Ok(number),
        };
        Ok(Self { picks: text.split(',').map(number).collect::<Result<_, _>>()?, used: 0 })
    }
}

/// A schedule that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadSchedule {
    text: String,
    word: String,
}

impl fmt::Display for BadSchedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { text, word } = self;
        write!(
            f,
            "`{word}` in the schedule `{text}` is no task: write numbers from 1 with commas \
             between them, as 2,1,1,2"
        )
    }
}

impl Error for BadSchedule {}

/// A schedule that does not fit the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WrongPick {
    /// It picks a task that is not ready.
    NotReady {
        /// Which pick of the schedule, from 1.
        pick: usize,
        /// The task's number.
        wanted: u32,
        /// The tasks that are ready, by name.
        ready: Vec<(TaskId, String)>,
    },
    /// The program ended before the schedule did.
    TooLong {
        /// How many picks the program needed.
        needed: usize,
        /// How many the schedule has.
        given: usize,
    },
}

impl fmt::Display for WrongPick {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotReady { pick, wanted, ready } => {
                write!(
                    f,
                    "pick {pick} of the schedule is task {wanted}, which is not ready; ready are"
                )?;
                for (index, (task, name)) in ready.iter().enumerate() {
                    let comma = if index == 0 { "" } else { "," };
                    write!(f, "{comma} {} ({name})", task.number())?;
                }
                Ok(())
            }
            Self::TooLong { needed, given } => write!(
                f,
                "the schedule has {given} picks, and the program ended after {needed}: a pick \
                 counts only where more than one task is ready"
            ),
        }
    }
}

impl Error for WrongPick {}
