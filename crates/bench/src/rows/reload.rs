//! How soon a browser shows a page of the book that was saved.

use crate::browser::{ON_THE_WALL, ask};
use crate::row::{Group, Row, Unit};

pub(crate) fn group() -> Group {
    Group {
        name: "reload",
        rows: vec![
            Row::new("reload-page", Unit::Seconds, || ask("reload.mjs", "reload_ms"))
                .at_most(1.0),
        ],
        rounds: 3,
        on_request: true,
        notes: |_| vec![ON_THE_WALL.to_owned()],
    }
}
