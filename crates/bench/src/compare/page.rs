//! The table that people read, on the terminal and as a page.

use std::fmt::Write;

use super::comparison::{Measured, YARDSTICK};
use super::machine;
use crate::row::{Budget, Figure, Unit};
use crate::runner::Summary;

/// A row with all its peers, as it is measured.
pub(crate) fn terminal(row: &Measured) -> String {
    let mut text = format!("{}: {}{}\n", row.name, row.about, must_in_words(row));
    let width = |cell: fn(&Figure) -> String| {
        row.figures.iter().map(|figure| cell(figure).chars().count()).max().unwrap_or(0)
    };
    let (names, values) = (width(|figure| figure.name.to_owned()), width(value));
    for figure in row.figures.iter().filter(|figure| figure.value.is_some()) {
        let verdict = if figure.exceeds(1.0).is_some() { "  MISSED" } else { "" };
        let _ = writeln!(
            text,
            "  {:names$}  {:>values$}  {}{verdict}",
            figure.name,
            value(figure),
            ratio(figure),
        );
    }
    for note in row.notes {
        let _ = writeln!(text, "  ({note})");
    }
    text
}

/// All rows as a page.
pub(crate) fn markdown(rows: &[Measured]) -> String {
    let mut page = format!(
        "# tulip beside its peers\n\n\
         Measured on {} by `cargo tulip bench`, on this machine: {}.\n\n\
         Figures are medians, less is better. A ratio is to {YARDSTICK} (its current_thread \
         runtime), taken round by round; after it stand the least and the most of the rounds. \
         CPU time counts the whole process, all its threads. Absolute figures mean nothing on \
         another machine.\n\n\
         | row | must | tulip | ratio | {YARDSTICK} | the best other | |\n\
         |---|---|---|---|---|---|---|\n",
        machine::day(),
        machine::machine(),
    );
    for row in rows {
        let cell = |name: &str, text: fn(&Figure) -> String| {
            let figure = row.figures.iter().find(|figure| figure.name == name);
            figure.map_or_else(|| "-".to_owned(), text)
        };
        let _ = writeln!(
            page,
            "| {} | {} | {} | {} | {} | {} | {} |",
            row.about,
            must(row),
            cell("tulip", value),
            cell("tulip", ratio),
            cell(YARDSTICK, value),
            best_other(row),
            held(row),
        );
    }
    page.push_str("\n## All peers\n");
    for row in rows {
        let _ = write!(
            page,
            "\n### {}: {}\n\n| | figure | ratio to {YARDSTICK} |\n|---|---|---|\n",
            row.name, row.about
        );
        for figure in row.figures.iter().filter(|figure| figure.value.is_some()) {
            let _ = writeln!(
                page,
                "| {} | {} | {} |",
                figure.name,
                value(figure),
                ratio(figure)
            );
        }
        for note in row.notes {
            let _ = write!(page, "\n{note}\n");
        }
    }
    page
}

fn must(row: &Measured) -> String {
    let tulip = row.figures.iter().find(|figure| figure.name == "tulip");
    match tulip.and_then(|tulip| Some((tulip.budget?, tulip.unit))) {
        Some((Budget::Times(times), _)) => format!("at most {times}x"),
        Some((Budget::AtMost(most), unit)) => format!("at most {most} {unit}"),
        None => String::new(),
    }
}

fn must_in_words(row: &Measured) -> String {
    match must(row) {
        must if must.is_empty() => must,
        must => format!(" (must: {must})"),
    }
}

fn held(row: &Measured) -> &'static str {
    let tulip = row.figures.iter().find(|figure| figure.name == "tulip");
    match tulip {
        Some(tulip) if tulip.budget.is_none() || tulip.value.is_none() => "",
        Some(tulip) if tulip.exceeds(1.0).is_some() => "**missed**",
        _ => "held",
    }
}

fn best_other(row: &Measured) -> String {
    let others = row.figures.iter().filter(|figure| {
        !["tulip", YARDSTICK].contains(&figure.name) && figure.value.is_some()
    });
    let median =
        |figure: &&Figure| figure.value.map_or(f64::INFINITY, |value| value.median);
    let best = others.min_by(|one, other| median(one).total_cmp(&median(other)));
    best.map_or_else(|| "-".to_owned(), |best| format!("{} {}", value(best), best.name))
}

fn value(figure: &Figure) -> String {
    figure.value.map_or_else(
        || "-".to_owned(),
        |value| format!("{} {}", number(value.median, figure.unit), figure.unit),
    )
}

fn ratio(figure: &Figure) -> String {
    match (figure.yardstick, figure.ratio) {
        (Some(_), Some(Summary { median, min, max })) if min < max => {
            format!("{median:.2} ({min:.2} to {max:.2})")
        }
        (Some(_), Some(Summary { median, .. })) => format!("{median:.2}"),
        _ => "-".to_owned(),
    }
}

fn number(figure: f64, unit: Unit) -> String {
    match unit {
        Unit::Lines | Unit::Crates => format!("{figure:.0}"),
        _ if figure >= 100.0 => format!("{figure:.0}"),
        _ if figure >= 10.0 => format!("{figure:.1}"),
        _ => format!("{figure:.2}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(ratio: f64) -> Measured {
        let figure = |name, median, ratio, budget| Figure {
            name,
            unit: Unit::Nanoseconds,
            yardstick: (name != YARDSTICK).then_some(YARDSTICK),
            budget,
            value: Some(Summary::of(&[median])),
            ratio,
        };
        let figures = vec![
            figure(
                "tulip",
                200.0 * ratio,
                Some(Summary { median: ratio, min: 0.1, max: 0.9 }),
                Some(Budget::Times(0.5)),
            ),
            figure(YARDSTICK, 200.0, None, None),
            figure("slow", 400.0, Some(Summary::of(&[2.0])), None),
            figure("quick", 20.0, Some(Summary::of(&[0.1])), None),
            Figure { value: None, ..figure("cannot", 1.0, None, None) },
        ];
        Measured { name: "hop", about: "a hop", notes: &["quick is unsound"], figures }
    }

    #[test]
    fn a_line_of_the_page_has_ratio_spread_and_verdict() {
        let page = markdown(&[measured(0.25), measured(0.75)]);
        let lines: Vec<_> =
            page.lines().filter(|line| line.starts_with("| a hop")).collect();
        assert_eq!(
            lines,
            [
                "| a hop | at most 0.5x | 50.0 ns | 0.25 (0.10 to 0.90) | 200 ns \
                 | 20.0 ns quick | held |",
                "| a hop | at most 0.5x | 150 ns | 0.75 (0.10 to 0.90) | 200 ns \
                 | 20.0 ns quick | **missed** |",
            ]
        );
    }

    #[test]
    fn who_cannot_is_left_out_and_notes_are_told() {
        let text = terminal(&measured(0.75));
        assert!(!text.contains("cannot"), "{text}");
        assert!(text.contains("MISSED") && text.contains("(quick is unsound)"), "{text}");
        assert!(!terminal(&measured(0.5)).contains("MISSED"));
    }
}
