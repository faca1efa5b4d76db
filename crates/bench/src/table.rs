//! The table that a person reads.

use std::fmt::Write;

use crate::row::{Budget, Figure, Unit};
use crate::runner::Summary;
use crate::stopwatch;

/// The rows as a table, and what its columns mean.
pub(crate) fn table(figures: &[Figure], slack: f64) -> String {
    let head = ["row", "budget", "figure", "ratio", "spread", ""].map(str::to_owned);
    let lines: Vec<_> =
        [head].into_iter().chain(figures.iter().map(|row| cells(row, slack))).collect();
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max();
    let widths: [usize; COLUMNS] =
        std::array::from_fn(|column| width(column).unwrap_or_default());
    let mut text = String::new();
    for line in &lines {
        let mut padded = String::new();
        for ((cell, width), column) in line.iter().zip(widths).zip(0..) {
            let _ = match column {
                FIGURE => write!(padded, "{cell:>width$}  "),
                _ => write!(padded, "{cell:width$}  "),
            };
        }
        text.push_str(padded.trim_end());
        text.push('\n');
    }
    let _ = write!(
        text,
        "\nFigures are medians, in {}. The spread, least..most, is that of the ratio \
         where there is one,\nand that of the figure elsewhere. Allowed: {slack} times each budget.",
        stopwatch::time_of()
    );
    text
}

fn cells(row: &Figure, slack: f64) -> [String; COLUMNS] {
    let none = || "-".to_owned();
    let (budget, to) = match row.budget {
        Some(Budget::Times(times)) => (format!("{times}x"), row.yardstick),
        Some(Budget::AtMost(most)) => {
            (format!("{most} {}", row.unit), row.yardstick.or(Some("the budget")))
        }
        None => (none(), row.yardstick),
    };
    let figure = row.value.map_or_else(
        || "not measured on this system".to_owned(),
        |value| format!("{} {}", number(value.median, row.unit), row.unit),
    );
    let ratio = row
        .ratio
        .zip(to)
        .map_or_else(none, |(ratio, to)| format!("{:.2} of {to}", ratio.median));
    let spread = match (row.ratio, row.value) {
        (Some(Summary { min, max, .. }), _) if min < max => format!("{min:.2}..{max:.2}"),
        (None, Some(Summary { min, max, .. })) if min < max => {
            format!("{}..{} {}", number(min, row.unit), number(max, row.unit), row.unit)
        }
        _ => none(),
    };
    let over = if row.exceeds(slack).is_some() { "OVER" } else { "" };
    [row.name.to_owned(), budget, figure, ratio, spread, over.to_owned()]
}

fn number(figure: f64, unit: Unit) -> String {
    match unit {
        Unit::Bytes => format!("{figure:.1}"),
        Unit::Nanoseconds if figure >= 100.0 => format!("{figure:.0}"),
        _ => format!("{figure:.2}"),
    }
}

const COLUMNS: usize = 6;
const FIGURE: usize = 2;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_and_what_is_over_says_so() {
        let near = Figure {
            name: "near",
            unit: Unit::Nanoseconds,
            yardstick: None,
            budget: None,
            value: Some(Summary { median: 2.0, min: 1.5, max: 123.0 }),
            ratio: None,
        };
        let far = Figure {
            name: "far-away",
            unit: Unit::Nanoseconds,
            yardstick: Some("near"),
            budget: Some(Budget::Times(1.5)),
            value: Some(Summary { median: 3.25, min: 3.0, max: 4.0 }),
            ratio: Some(Summary { median: 1.625, min: 1.5, max: 2.0 }),
        };
        let aside = Figure {
            name: "aside",
            yardstick: Some("near"),
            budget: None,
            value: None,
            ratio: None,
            ..far
        };
        let long = Figure {
            name: "long",
            unit: Unit::Seconds,
            yardstick: None,
            budget: Some(Budget::AtMost(5.0)),
            value: Some(Summary::of(&[4.0])),
            ratio: Some(Summary::of(&[0.8])),
        };
        let text = table(&[near, far, aside, long], 1.0);
        let lines: Vec<_> = text.lines().take(5).collect();
        assert_eq!(
            lines,
            [
                "row       budget                       figure  ratio               spread",
                "near      -                           2.00 ns  -                   1.50..123 ns",
                "far-away  1.5x                        3.25 ns  1.62 of near        1.50..2.00    OVER",
                "aside     -       not measured on this system  -                   -",
                "long      5 s                          4.00 s  0.80 of the budget  -",
            ]
        );
    }

    #[test]
    fn slack_is_told_and_forgives() {
        let row = Figure {
            name: "long",
            unit: Unit::Seconds,
            yardstick: None,
            budget: Some(Budget::AtMost(5.0)),
            value: Some(Summary::of(&[10.0])),
            ratio: Some(Summary::of(&[2.0])),
        };
        assert!(table(std::slice::from_ref(&row), 1.0).contains("OVER"));
        let text = table(&[row], 3.0);
        assert!(!text.contains("OVER"));
        assert!(text.ends_with("Allowed: 3 times each budget."));
    }
}
