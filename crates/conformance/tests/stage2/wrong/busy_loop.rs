//! Asks the clock until the deadline has come, where it should park.

use std::time::Duration;

use tulip_conformance::stage2::Clock;

use crate::mistake::Mistake;

pub(crate) struct Wrong;

impl Mistake for Wrong {
    fn wait(&self, clock: &Clock, deadline: Duration) {
        while clock.now() < deadline {}
    }
}
