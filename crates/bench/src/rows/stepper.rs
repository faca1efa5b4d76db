//! The page's stepper on a trace of 10,000 events, in Chromium.

use crate::browser::{ON_THE_WALL, ask};
use crate::row::{Group, Row, Unit};

pub(crate) fn group() -> Group {
    let ask = |name| ask("measure.mjs", name);
    Group {
        name: "stepper",
        rows: vec![
            // The first page that a browser shows after its start: much of it is the browser's own.
            Row::new("stepper-cold", Unit::Seconds, move || ask("cold_ms")).at_most(0.2),
            Row::new("stepper-load", Unit::Seconds, move || ask("load_ms")).at_most(0.2),
            Row::new("stepper-step", Unit::Seconds, move || ask("step_ms")).at_most(0.016),
        ],
        rounds: 3,
        on_request: true,
        notes: |_| vec![ON_THE_WALL.to_owned()],
    }
}
