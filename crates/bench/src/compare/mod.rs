//! The command `compare`: tulip and its peers side by side, as ratios.
//!
//! Each figure comes from a process of its own, of the package tulip-bench-peers: a runtime that
//! another one has warmed up would be measured with the other's heap. Peers take turns, A B C,
//! A B C, at least seven times, and each ratio is taken within its round, so that what disturbs
//! the machine disturbs both sides of it.
//!
//! Read on in this order: `comparison.rs` is what a row is, `rows/` has them all, `servers.rs`
//! runs a server and its client, `page.rs` writes the table.

mod comparison;
mod json;
mod machine;
mod page;
mod perf;
mod rows;
mod servers;

use std::process::ExitCode;
use std::rc::Rc;
use std::{env, fs};

use crate::programs::Programs;
use comparison::{Comparison, Measured};

use crate::args::Wanted;
use crate::progress::Progress;
use crate::runner;

pub(crate) fn run(wanted: &Wanted) -> Result<ExitCode, String> {
    let programs = Rc::new(Programs::find()?);
    let whole = wanted.rows.is_empty();
    let selected = select(rows::all(&programs), &wanted.rows)?;
    Programs::build()?;
    let mut progress = Progress::on_terminal();
    let mut measured = Vec::new();
    let count = selected.len();
    for (number, comparison) in (1..).zip(selected) {
        let Comparison { group, about, notes } = comparison;
        progress.within(format!("row {number} of {count}, {}: ", group.name));
        let name = group.name;
        let figures = runner::measure(group, &mut progress)?;
        measured.push(Measured { name, about, notes, figures });
        if !wanted.json {
            progress.clear();
            tulip_trace::println!(
                "{}",
                page::terminal(measured.last().expect("one is there"))
            );
        }
    }
    progress.clear();
    if wanted.json {
        tulip_trace::println!("{}", json::object(&measured));
    }
    if whole {
        fs::write(PAGE, page::markdown(&measured))
            .map_err(|error| format!("cannot write {PAGE}: {error}"))?;
        eprintln!("written: {}", page_shown());
    }
    Ok(verdict(&measured))
}

/// The rows whose name contains one of the words; without words all.
fn select(all: Vec<Comparison>, words: &[String]) -> Result<Vec<Comparison>, String> {
    let names: Vec<_> = all.iter().map(|row| row.group.name).collect();
    for word in words {
        if !names.iter().any(|name| name.contains(word.as_str())) {
            let names = names.join("\n  ");
            return Err(format!("no row has `{word}` in its name; there are:\n  {names}"));
        }
    }
    let is_meant = |row: &Comparison| {
        words.is_empty() || words.iter().any(|word| row.group.name.contains(word.as_str()))
    };
    Ok(all.into_iter().filter(is_meant).collect())
}

/// Names the rows on which tulip is not where it must be.
fn verdict(measured: &[Measured]) -> ExitCode {
    let missed = measured.iter().filter_map(|row| {
        let tulip = row.figures.iter().find(|figure| figure.name == "tulip")?;
        Some((row.name, tulip.exceeds(1.0)?))
    });
    let missed: Vec<_> = missed.collect();
    for (name, sentence) in &missed {
        eprintln!("missed: {name}: {sentence}");
    }
    ExitCode::from(u8::from(!missed.is_empty()))
}

fn page_shown() -> String {
    let here = env::current_dir().unwrap_or_default();
    let page = fs::canonicalize(PAGE).unwrap_or_else(|_| PAGE.into());
    page.strip_prefix(here).unwrap_or(&page).display().to_string()
}

/// The table as it was measured last.
const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/side-by-side.md");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::row::{Group, Row, Unit};

    fn comparison(name: &'static str) -> Comparison {
        let rows = vec![Row::new("tulip", Unit::Nanoseconds, || Ok(1.0))];
        let group =
            Group { name, rows, rounds: 7, on_request: false, notes: |_| Vec::new() };
        Comparison { group, about: "", notes: &[] }
    }

    fn selected(words: &[&str]) -> Result<Vec<&'static str>, String> {
        let words: Vec<_> = words.iter().map(|word| (*word).to_owned()).collect();
        let all = ["near", "far", "farther"].map(comparison).into();
        select(all, &words).map(|rows| rows.iter().map(|row| row.group.name).collect())
    }

    #[test]
    fn a_word_selects_the_rows_that_contain_it() {
        assert_eq!(selected(&["far"]).unwrap(), ["far", "farther"]);
        assert_eq!(selected(&[]).unwrap(), ["near", "far", "farther"]);
    }

    #[test]
    fn an_unknown_row_lists_what_there_is() {
        let error = selected(&["near", "mid"]).unwrap_err();
        assert!(error.contains("`mid`") && error.contains("farther"), "{error}");
    }
}
