//! refused: wrong: returns what it has
//!
//! The average is yielded at each pause, but not returned at the end.

use std::mem;

use state_machines::CoroutineState::{self, Complete, Yielded};
use state_machines::{Coroutine, println, traced};

fn main() {
    let mut average = traced("average", running_average());
    for sent in [None, Some(10.0), Some(20.0), Some(30.0), None] {
        match average.resume(sent) {
            Yielded(average) => println!("so far: {average:?}"),
            Complete((count, average)) => println!("{count} numbers: {average:?}"),
        }
    }
}

/// ```python
/// def running_average():
///     total, count, average = 0.0, 0, None
///     while True:
///         number = yield average
///         if number is None:
///             return count, average
///         total += number
///         count += 1
///         average = total / count
/// ```
pub fn running_average() -> RunningAverage {
    RunningAverage::Start
}

#[derive(Debug)]
pub enum RunningAverage {
    Start,
    AtYield { total: f64, count: u32, average: Option<f64> },
    Done,
}

impl Coroutine<Option<f64>> for RunningAverage {
    type Yield = Option<f64>;
    type Return = (u32, Option<f64>);

    fn resume(&mut self, sent: Option<f64>) -> CoroutineState<Self::Yield, Self::Return> {
        let (total, count, average) = match mem::replace(self, Self::Done) {
            Self::Start => (0.0, 0, None),
            Self::AtYield { total, count, average } => {
                let Some(number) = sent else {
                    let _ = average;
                    return Complete((count, None));
                };
                let total = total + number;
                let count = count + 1;
                (total, count, Some(total / f64::from(count)))
            }
            Self::Done => panic!("`RunningAverage` resumed after completion"),
        };
        *self = Self::AtYield { total, count, average };
        Yielded(average)
    }
}
