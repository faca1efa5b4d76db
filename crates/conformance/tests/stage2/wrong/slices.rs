//! Sleeps a millisecond at a time, and looks whether somebody is due.

use std::time::Duration;

use tulip_conformance::stage2::Clock;

use crate::mistake::Mistake;

pub(crate) struct Wrong;

impl Mistake for Wrong {
    fn wait(&self, clock: &Clock, deadline: Duration) {
        while clock.now() < deadline {
            clock.sleep_until(clock.now() + Duration::from_millis(1));
        }
    }
}
