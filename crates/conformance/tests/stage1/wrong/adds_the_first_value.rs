//! Its machine by hand adds what it is first resumed with, which no `yield` waits for.

use state_machines::CoroutineState::{Complete, Yielded};
use state_machines::{Coroutine, CoroutineState};

use crate::bridge::{Bridge, Machine};

pub(crate) struct Wrong;

impl Bridge for Wrong {
    fn by_hand(limit: u64) -> Machine {
        Box::new(Total { limit, total: 0 })
    }
}

struct Total {
    limit: u64,
    total: u64,
}

impl Coroutine<u32> for Total {
    type Yield = u64;
    type Return = String;

    fn resume(&mut self, sent: u32) -> CoroutineState<u64, String> {
        self.total += u64::from(sent);
        if self.total < self.limit {
            Yielded(self.total)
        } else {
            Complete(format!("{} is enough", self.total))
        }
    }
}
