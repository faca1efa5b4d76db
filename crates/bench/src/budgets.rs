//! The command `budgets`: chooses rows, measures them, prints them, gives the verdict.

use std::process::ExitCode;
use std::{env, iter};

use crate::args::Wanted;
use crate::progress::Progress;
use crate::row::{Figure, Group};
use crate::{json, rows, runner, table};

pub(crate) fn run(wanted: &Wanted) -> Result<ExitCode, String> {
    if cfg!(debug_assertions) {
        return Err("this is a debug build, and its figures mean nothing.\n\
                    Run: cargo run --release -p tulip-bench -- budgets"
            .to_owned());
    }
    if env::var_os("TULIP_TRACE").is_some() {
        return Err(
            "TULIP_TRACE is set: each row would measure the recorder. Unset it.".to_owned()
        );
    }
    let mut progress = Progress::on_terminal();
    let mut figures = Vec::new();
    let mut notes = Vec::new();
    for group in select(rows::all(), &wanted.rows)? {
        let of_group = group.notes;
        let measured = runner::measure(group, &mut progress)?;
        notes.extend(of_group(&measured));
        figures.extend(measured);
    }
    progress.clear();
    if wanted.json {
        tulip_trace::println!("{}", json::object(&figures, wanted.slack));
    } else {
        tulip_trace::println!("{}", table::table(&figures, wanted.slack));
        for note in &notes {
            tulip_trace::println!("\n{note}");
        }
    }
    Ok(verdict(&figures, wanted.slack))
}

/// The rows that were asked for, and those that they are compared with.
fn select(groups: Vec<Group>, wanted: &[String]) -> Result<Vec<Group>, String> {
    let is_meant = |group: &Group, row: &str, word: &str| {
        row.contains(word) && (!group.on_request || word.starts_with(group.name))
    };
    for word in wanted {
        if !groups.iter().any(|g| g.rows.iter().any(|row| is_meant(g, row.name, word))) {
            return Err(unknown(word, &groups));
        }
    }
    let mut selected = Vec::new();
    for mut group in groups {
        let chosen: Vec<_> = group
            .rows
            .iter()
            .filter(|row| match wanted {
                [] => !group.on_request,
                words => words.iter().any(|word| is_meant(&group, row.name, word)),
            })
            .flat_map(|row| iter::once(row.name).chain(row.yardstick))
            .collect();
        group.rows.retain(|row| chosen.contains(&row.name));
        if !group.rows.is_empty() {
            selected.push(group);
        }
    }
    Ok(selected)
}

fn unknown(word: &str, groups: &[Group]) -> String {
    let names = groups.iter().map(|group| {
        let names: Vec<_> = group.rows.iter().map(|row| row.name).collect();
        format!("\n  {}", names.join(" "))
    });
    format!("no row has `{word}` in its name; there are:{}", names.collect::<String>())
}

/// Names the budgets that are exceeded, and turns them into an exit code.
fn verdict(figures: &[Figure], slack: f64) -> ExitCode {
    let exceeded: Vec<_> = figures.iter().filter_map(|row| row.exceeds(slack)).collect();
    for sentence in &exceeded {
        eprintln!("over budget: {sentence}");
    }
    ExitCode::from(u8::from(!exceeded.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::row::{Budget, Row, Unit};
    use crate::runner::Summary;

    fn row(name: &'static str) -> Row {
        Row::new(name, Unit::Nanoseconds, || Ok(1.0))
    }

    fn group(name: &'static str, on_request: bool, rows: Vec<Row>) -> Group {
        Group { name, rows, rounds: 1, on_request, notes: |_| Vec::new() }
    }

    fn groups() -> Vec<Group> {
        vec![
            group(
                "hop",
                false,
                vec![
                    row("hop-yardstick"),
                    row("hop-near"),
                    row("hop-far").beside("hop-near"),
                ],
            ),
            group("slow", true, vec![row("slow-hop")]),
        ]
    }

    fn selected(wanted: &[&str]) -> Result<Vec<&'static str>, String> {
        let wanted: Vec<_> = wanted.iter().map(|word| (*word).to_owned()).collect();
        let groups = select(groups(), &wanted)?;
        Ok(groups.iter().flat_map(|group| group.rows.iter().map(|row| row.name)).collect())
    }

    fn figure(ratio: f64, budget: Budget) -> Figure {
        Figure {
            name: "far",
            unit: Unit::Seconds,
            yardstick: Some("near"),
            budget: Some(budget),
            value: Some(Summary::of(&[4.0])),
            ratio: Some(Summary::of(&[ratio])),
        }
    }

    #[test]
    fn without_a_word_all_rows_run_but_those_on_request() {
        assert_eq!(selected(&[]).unwrap(), ["hop-yardstick", "hop-near", "hop-far"]);
    }

    #[test]
    fn a_word_selects_the_rows_that_contain_it() {
        assert_eq!(selected(&["near"]).unwrap(), ["hop-near"]);
        assert_eq!(selected(&["near", "yard"]).unwrap(), ["hop-yardstick", "hop-near"]);
    }

    #[test]
    fn a_row_brings_the_row_that_it_is_compared_with() {
        assert_eq!(selected(&["far"]).unwrap(), ["hop-near", "hop-far"]);
    }

    #[test]
    fn rows_on_request_need_the_name_of_their_group() {
        assert_eq!(selected(&["slow"]).unwrap(), ["slow-hop"]);
        assert!(!selected(&["hop"]).unwrap().contains(&"slow-hop"));
    }

    #[test]
    fn an_unknown_row_lists_what_there_is() {
        let error = selected(&["near", "mid"]).unwrap_err();
        assert!(error.contains("`mid`") && error.contains("hop-far"), "{error}");
        assert!(error.contains("slow-hop"), "{error}");
    }

    #[test]
    fn a_budget_that_is_exceeded_fails() {
        assert_eq!(verdict(&[figure(1.6, Budget::Times(1.5))], 1.0), ExitCode::FAILURE);
        assert_eq!(verdict(&[figure(1.5, Budget::Times(1.5))], 1.0), ExitCode::SUCCESS);
        assert_eq!(verdict(&[figure(1.0, Budget::AtMost(3.9))], 1.0), ExitCode::FAILURE);
        assert_eq!(verdict(&[figure(1.0, Budget::AtMost(4.0))], 1.0), ExitCode::SUCCESS);
    }

    #[test]
    fn one_exceeded_budget_among_many_fails() {
        let figures = [1.0, 9.0, 1.0].map(|ratio| figure(ratio, Budget::Times(1.5)));
        assert_eq!(verdict(&figures, 1.0), ExitCode::FAILURE);
    }

    #[test]
    fn slack_multiplies_what_is_allowed() {
        assert_eq!(verdict(&[figure(4.4, Budget::Times(1.5))], 3.0), ExitCode::SUCCESS);
        assert_eq!(verdict(&[figure(4.6, Budget::Times(1.5))], 3.0), ExitCode::FAILURE);
        assert_eq!(verdict(&[figure(1.0, Budget::AtMost(2.0))], 3.0), ExitCode::SUCCESS);
    }

    #[test]
    fn what_could_not_be_measured_exceeds_nothing() {
        let unmeasured =
            Figure { value: None, ratio: None, ..figure(9.0, Budget::Times(1.5)) };
        assert_eq!(verdict(&[unmeasured], 1.0), ExitCode::SUCCESS);
    }
}
