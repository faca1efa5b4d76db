//! What is measured: a row has a figure, perhaps a yardstick, perhaps a budget.

use std::fmt;

use crate::runner::Summary;

/// Rows that are measured in turn: A B C, A B C, and so on.
pub(crate) struct Group {
    pub(crate) name: &'static str,
    pub(crate) rows: Vec<Row>,
    pub(crate) rounds: usize,
    /// Runs only if it is asked for by name.
    pub(crate) on_request: bool,
    /// What a reader of the figures should know; printed below the table.
    pub(crate) notes: fn(&[Figure]) -> Vec<String>,
}

/// Something that can be measured again and again.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) unit: Unit,
    /// The row of the same group that this one is compared with.
    pub(crate) yardstick: Option<&'static str>,
    pub(crate) budget: Option<Budget>,
    pub(crate) measure: Box<dyn FnMut() -> Result<f64, Trouble>>,
}

impl Row {
    pub(crate) fn new(
        name: &'static str,
        unit: Unit,
        measure: impl FnMut() -> Result<f64, Trouble> + 'static,
    ) -> Self {
        Self { name, unit, yardstick: None, budget: None, measure: Box::new(measure) }
    }

    /// Compares this row with another one, and promises nothing.
    pub(crate) fn beside(self, yardstick: &'static str) -> Self {
        Self { yardstick: Some(yardstick), ..self }
    }

    /// Promises that this row is at most `times` as dear as another one.
    pub(crate) fn at_most_times(self, times: f64, yardstick: &'static str) -> Self {
        Self { budget: Some(Budget::Times(times)), ..self.beside(yardstick) }
    }

    /// Promises that this row's figure is at most this.
    pub(crate) fn at_most(self, figure: f64) -> Self {
        Self { budget: Some(Budget::AtMost(figure)), ..self }
    }
}

/// Why a row has no figure.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// This system does not tell. The other rows go on.
    NotHere,
    /// The measurement itself went wrong. The whole run stops.
    Failed(String),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Budget {
    /// So many times the yardstick.
    Times(f64),
    /// So much, in the row's unit.
    AtMost(f64),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Nanoseconds,
    Microseconds,
    Seconds,
    Bytes,
    Allocations,
    Calls,
    Crates,
    Lines,
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nanoseconds => "ns",
            Self::Microseconds => "µs",
            Self::Seconds => "s",
            Self::Bytes => "B",
            Self::Allocations => "allocs",
            Self::Calls => "calls",
            Self::Crates => "crates",
            Self::Lines => "lines",
        })
    }
}

/// A row that was measured.
#[derive(Debug)]
pub(crate) struct Figure {
    pub(crate) name: &'static str,
    pub(crate) unit: Unit,
    pub(crate) yardstick: Option<&'static str>,
    pub(crate) budget: Option<Budget>,
    /// `None` if this system does not tell.
    pub(crate) value: Option<Summary>,
    /// To the yardstick, or to the budget where there is none.
    pub(crate) ratio: Option<Summary>,
}

impl Figure {
    /// The sentence about a budget that does not hold.
    pub(crate) fn exceeds(&self, slack: f64) -> Option<String> {
        let (name, unit) = (self.name, self.unit);
        match self.budget? {
            Budget::Times(times) => {
                let (ratio, allowed) = (self.ratio?.median, times * slack);
                let yardstick = self.yardstick?;
                (ratio > allowed).then(|| {
                    format!(
                        "{name} is {ratio:.2}x of {yardstick}; {allowed:.2}x is allowed"
                    )
                })
            }
            Budget::AtMost(most) => {
                let (figure, allowed) = (self.value?.median, most * slack);
                (figure > allowed).then(|| {
                    format!("{name} is {figure:.2} {unit}; {allowed:.2} {unit} is allowed")
                })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_names_row_figure_and_allowance() {
        let mut row = Figure {
            name: "far",
            unit: Unit::Seconds,
            yardstick: Some("near"),
            budget: Some(Budget::Times(1.5)),
            value: Some(Summary::of(&[8.0])),
            ratio: Some(Summary::of(&[1.625])),
        };
        let sentence = row.exceeds(1.0).unwrap();
        assert_eq!(sentence, "far is 1.62x of near; 1.50x is allowed");
        row.budget = Some(Budget::AtMost(2.0));
        let sentence = row.exceeds(3.0).unwrap();
        assert_eq!(sentence, "far is 8.00 s; 6.00 s is allowed");
    }
}
