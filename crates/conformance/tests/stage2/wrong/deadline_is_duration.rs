//! Forgets to add the time that it is now: a second sleep is measured from the start.

use std::time::Duration;

use crate::mistake::Mistake;

pub(crate) struct Wrong;

impl Mistake for Wrong {
    fn deadline(&self, _: Duration, time: Duration) -> Duration {
        time
    }
}
