//! What building and testing cost a reader, in CPU seconds of cargo and all that it starts.
//!
//! Cargo builds this workspace, but into a folder of our own that is empty at first.

use std::cell::RefCell;
use std::rc::Rc;

use crate::row::{Group, Row, Unit};
use crate::target::Target;

pub(crate) fn group() -> Group {
    // What the cold row leaves, the warm row finds.
    let left_by_cold = Rc::new(RefCell::new(None));
    let found_by_warm = Rc::clone(&left_by_cold);
    Group {
        name: "build",
        rows: vec![
            Row::new("build-first-run", Unit::Seconds, || {
                Target::empty()?.cargo(FIRST_RUN)
            })
            .at_most(5.0),
            Row::new("build-test-cold", Unit::Seconds, move || {
                let target = Target::empty()?;
                let seconds = target.cargo(TEST);
                *left_by_cold.borrow_mut() = Some(target);
                seconds
            })
            .at_most(60.0),
            Row::new("build-test-warm", Unit::Seconds, move || {
                if let Some(target) = found_by_warm.take() {
                    return target.cargo(TEST);
                }
                let target = Target::empty()?;
                target.cargo(TEST)?;
                target.cargo(TEST)
            })
            .at_most(5.0),
        ],
        rounds: 1,
        on_request: true,
        notes: |_| Vec::new(),
    }
}

const FIRST_RUN: &[&str] = &["run", "-p", "state-machines"];
const TEST: &[&str] = &["test"];
