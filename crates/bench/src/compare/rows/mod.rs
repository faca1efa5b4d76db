//! The rows of the table, by what they measure.

use std::rc::Rc;

use super::comparison::Comparison;
use crate::programs::Programs;
use crate::row::{Group, Row, Trouble, Unit};

mod building;
mod lines;
mod starting;
mod traffic;
mod work;

/// All rows, in the order of the table.
pub(crate) fn all(programs: &Rc<Programs>) -> Vec<Comparison> {
    let mut rows = work::rows(programs);
    rows.extend(traffic::rows(programs));
    rows.extend(starting::rows(programs));
    rows.extend(building::rows());
    rows.extend(lines::rows());
    rows
}

/// What tulip must reach in a row.
#[derive(Clone, Copy)]
enum Must {
    /// At most so many times tokio's figure.
    Times(f64),
    /// At most so much.
    AtMost(f64),
    /// A row that explains another one.
    Nothing,
}

/// A row whose peers are measured by one function of their names.
fn comparison(
    name: &'static str,
    about: &'static str,
    unit: Unit,
    must: Must,
    peers: &[&'static str],
    measure: impl Fn(&'static str) -> Result<f64, Trouble> + 'static,
) -> Comparison {
    let measure = Rc::new(measure);
    let row = |peer: &&'static str| {
        let (peer, measure) = (*peer, Rc::clone(&measure));
        let row = Row::new(peer, unit, move || measure(peer));
        let row = if peer == super::comparison::YARDSTICK {
            row
        } else {
            row.beside(super::comparison::YARDSTICK)
        };
        match (peer, must) {
            ("tulip", Must::Times(times)) => {
                row.at_most_times(times, super::comparison::YARDSTICK)
            }
            ("tulip", Must::AtMost(figure)) => row.at_most(figure),
            _ => row,
        }
    };
    let rows = peers.iter().map(row).collect();
    let group =
        Group { name, rows, rounds: ROUNDS, on_request: false, notes: |_| Vec::new() };
    Comparison { group, about, notes: &[] }
}

impl Comparison {
    fn noting(self, notes: &'static [&'static str]) -> Self {
        Self { notes, ..self }
    }

    /// What is the same each time needs no seven rounds.
    fn rounds(mut self, rounds: usize) -> Self {
        self.group.rounds = rounds;
        self
    }
}

const ROUNDS: usize = 7;
/// All that have tasks.
const ALL: &[&str] = &["tulip", "tokio", "smol", "local-pool", "monoio", "glommio"];
/// All that have timers.
const WITH_TIMERS: &[&str] = &["tulip", "tokio", "smol", "monoio", "glommio"];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::compare::comparison::YARDSTICK;

    fn rows() -> Vec<Comparison> {
        all(&Rc::new(Programs { timed: "timed".into(), counted: "counted".into() }))
    }

    #[test]
    fn every_row_has_a_name_of_its_own_and_compares_tulip_with_tokio() {
        let mut names = BTreeSet::new();
        for row in rows() {
            let name = row.group.name;
            assert!(names.insert(name), "{name}");
            let peers: Vec<_> = row.group.rows.iter().map(|row| row.name).collect();
            assert!(peers.contains(&"tulip") && peers.contains(&YARDSTICK), "{name}");
        }
    }

    #[test]
    fn ratios_of_times_take_seven_rounds_at_least() {
        for row in rows() {
            let unit = row.group.rows[0].unit;
            let is_time = matches!(unit, Unit::Nanoseconds | Unit::Microseconds);
            assert!(!is_time || row.group.rounds >= 7, "{}", row.group.name);
        }
    }
}
