//! Its machine by hand puts its last state back, and ends again when it is resumed once more.

use state_machines::CoroutineState::{Complete, Yielded};
use state_machines::{Coroutine, CoroutineState};

use crate::bridge::{Bridge, Machine};

pub(crate) struct Wrong;

impl Bridge for Wrong {
    fn by_hand(limit: u64) -> Machine {
        Box::new(Total { limit, total: None })
    }
}

struct Total {
    limit: u64,
    /// Nothing before the first resume.
    total: Option<u64>,
}

impl Coroutine<u32> for Total {
    type Yield = u64;
    type Return = String;

    fn resume(&mut self, sent: u32) -> CoroutineState<u64, String> {
        let total = self.total.map_or(0, |total| total + u64::from(sent));
        self.total = Some(total);
        if total < self.limit {
            Yielded(total)
        } else {
            Complete(format!("{total} is enough"))
        }
    }
}
