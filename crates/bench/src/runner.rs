//! How rows are measured: in turn, several times, and then the median.

use crate::progress::Progress;
use crate::row::{Budget, Figure, Group, Row, Trouble};

/// Measures the rows of a group.
pub(crate) fn measure(
    group: Group,
    progress: &mut Progress,
) -> Result<Vec<Figure>, String> {
    let Group { mut rows, rounds, .. } = group;
    let samples = interleave(&mut rows, rounds, progress)?;
    let figures = rows.iter().zip(&samples).map(|(row, own)| {
        let yardstick = row.yardstick.and_then(|name| {
            let index = rows.iter().position(|row| row.name == name)?;
            Some(&samples[index])
        });
        figure(row, own, yardstick)
    });
    Ok(figures.collect())
}

/// The samples of each row; none where this system does not tell.
///
/// One round runs each row once. What disturbs a machine comes and goes slowly, so that rows of
/// the same round are disturbed alike.
fn interleave(
    rows: &mut [Row],
    rounds: usize,
    progress: &mut Progress,
) -> Result<Vec<Vec<f64>>, String> {
    let mut samples = vec![Vec::new(); rows.len()];
    for round in 1..=rounds {
        for (row, samples) in rows.iter_mut().zip(&mut samples) {
            progress.show(format_args!("round {round} of {rounds}: {}", row.name));
            match (row.measure)() {
                Ok(sample) => samples.push(sample),
                Err(Trouble::NotHere) => {}
                Err(Trouble::Failed(why)) => {
                    progress.clear();
                    return Err(format!("{}: {why}", row.name));
                }
            }
        }
    }
    Ok(samples)
}

fn figure(row: &Row, samples: &[f64], yardstick: Option<&Vec<f64>>) -> Figure {
    // Round by round, because the two samples of a round were disturbed alike.
    let ratios: Vec<_> = match (row.budget, yardstick) {
        (_, Some(others)) => {
            samples.iter().zip(others).map(|(own, other)| own / other).collect()
        }
        (Some(Budget::AtMost(most)), None) => {
            samples.iter().map(|own| own / most).collect()
        }
        (_, None) => Vec::new(),
    };
    let summary = |samples: &[f64]| (!samples.is_empty()).then(|| Summary::of(samples));
    Figure {
        name: row.name,
        unit: row.unit,
        yardstick: row.yardstick,
        budget: row.budget,
        value: summary(samples),
        ratio: summary(&ratios),
    }
}

/// The middle of some samples, and how far they spread.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Summary {
    pub(crate) median: f64,
    pub(crate) min: f64,
    pub(crate) max: f64,
}

impl Summary {
    /// # Panics
    ///
    /// If there is no sample.
    pub(crate) fn of(samples: &[f64]) -> Self {
        let mut sorted = samples.to_vec();
        sorted.sort_by(f64::total_cmp);
        let middle = sorted.len() / 2;
        let median = if sorted.len() % 2 == 1 {
            sorted[middle]
        } else {
            f64::midpoint(sorted[middle - 1], sorted[middle])
        };
        Self { median, min: sorted[0], max: sorted[sorted.len() - 1] }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::rc::Rc;

    use super::*;
    use crate::row::Unit;

    /// A row that gives these figures, one a round.
    fn planted(name: &'static str, figures: &'static [f64]) -> Row {
        let mut figures = figures.iter();
        Row::new(name, Unit::Nanoseconds, move || Ok(*figures.next().unwrap()))
    }

    fn measured(rounds: usize, rows: Vec<Row>) -> Result<Vec<Figure>, String> {
        let group =
            Group { name: "group", rows, rounds, on_request: false, notes: |_| Vec::new() };
        measure(group, &mut Progress::silent())
    }

    #[test]
    fn the_median_is_the_middle() {
        let summary = Summary::of(&[3.0, 100.0, 1.0]);
        assert_eq!(summary, Summary { median: 3.0, min: 1.0, max: 100.0 });
        let summary = Summary::of(&[4.0, 1.0, 3.0, 2.0]);
        assert_eq!(summary, Summary { median: 2.5, min: 1.0, max: 4.0 });
        let summary = Summary::of(&[7.0]);
        assert_eq!(summary, Summary { median: 7.0, min: 7.0, max: 7.0 });
    }

    #[test]
    fn rows_take_turns() {
        let turns = Rc::new(RefCell::new(String::new()));
        let rows = ["a", "b"].map(|name| {
            let turns = Rc::clone(&turns);
            Row::new(name, Unit::Nanoseconds, move || {
                turns.borrow_mut().push_str(name);
                Ok(1.0)
            })
        });
        measured(3, rows.into()).unwrap();
        assert_eq!(*turns.borrow(), "ababab");
    }

    #[test]
    fn ratios_are_taken_round_by_round() {
        // The machine slows down while it measures: the ratio stays.
        let rows = vec![
            planted("near", &[1.0, 10.0, 100.0]),
            planted("far", &[2.0, 20.0, 200.0]).beside("near"),
        ];
        let figures = measured(3, rows).unwrap();
        assert_eq!(figures[0].ratio, None);
        assert_eq!(figures[1].value, Some(Summary { median: 20.0, min: 2.0, max: 200.0 }));
        assert_eq!(figures[1].ratio, Some(Summary { median: 2.0, min: 2.0, max: 2.0 }));
    }

    #[test]
    fn a_budget_that_is_no_ratio_is_set_in_relation() {
        let figures = measured(1, vec![planted("far", &[8.0]).at_most(5.0)]).unwrap();
        assert_eq!(figures[0].ratio, Some(Summary::of(&[1.6])));
        assert!(figures[0].exceeds(1.0).is_some());
        assert!(figures[0].exceeds(2.0).is_none());
    }

    #[test]
    fn what_this_system_does_not_tell_stays_empty() {
        let silent = Row::new("near", Unit::Bytes, || Err(Trouble::NotHere));
        let rows = vec![silent, planted("far", &[1.0]).at_most_times(1.5, "near")];
        let figures = measured(1, rows).unwrap();
        assert_eq!((figures[0].value, figures[1].ratio), (None, None));
        assert!(figures[1].value.is_some());
    }

    #[test]
    fn a_measurement_that_fails_stops_the_run_and_is_named() {
        let broken =
            Row::new("near", Unit::Bytes, || Err(Trouble::Failed("no disk".to_owned())));
        assert_eq!(measured(1, vec![broken]).unwrap_err(), "near: no disk");
    }
}
