//! The command `gauge`: instructions and allocations an operation, against limits that are kept.
//!
//! Instructions say little about time, because an atomic or a cache miss costs far more than it
//! counts. But they are the same in each run on a busy machine too, so that they notice when
//! something has become dearer. They are taken by valgrind's callgrind from two runs of different
//! size; the difference leaves out what starting costs.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::process::{Command, ExitCode, Stdio};
use std::{env, fs};

use crate::programs::{self, Programs};
use crate::progress::Progress;
use crate::row::Trouble;

pub(crate) fn run(rows: &[String], accept: bool) -> Result<ExitCode, String> {
    if !has_valgrind() {
        let mend = "valgrind is not there; install it, as by `apt install valgrind`";
        if env::var_os("CI").is_some_and(|ci| ci == "true") {
            return Err(mend.to_owned());
        }
        eprintln!("skipped: {mend}");
        return Ok(ExitCode::SUCCESS);
    }
    if accept && !rows.is_empty() {
        return Err("--accept writes all limits; leave the ROW out".to_owned());
    }
    let works = select(rows)?;
    let programs = Programs::build_tulip_alone()?;
    let mut progress = Progress::on_terminal();
    let mut counted = Vec::new();
    for work in works {
        progress.show(format_args!("counting {}", work.name));
        let counts = work.count(&programs).map_err(|trouble| match trouble {
            Trouble::Failed(why) => format!("{}: {why}", work.name),
            Trouble::NotHere => format!("{}: tulip cannot do that", work.name),
        })?;
        counted.push((work.name, counts));
    }
    progress.clear();
    if accept {
        fs::write(LIMITS, written(&counted))
            .map_err(|error| format!("cannot write {LIMITS}: {error}"))?;
        tulip_trace::println!("{}", written(&counted).trim_end());
        return Ok(ExitCode::SUCCESS);
    }
    let limits = fs::read_to_string(LIMITS)
        .map_err(|error| format!("cannot read {LIMITS}: {error}; --accept writes it"))?;
    let limits = read(&limits)?;
    let mut over = Vec::new();
    for (name, counts) in &counted {
        let limit = limits.get(*name);
        let limit =
            limit.ok_or_else(|| format!("{name} has no limit; --accept writes it"))?;
        tulip_trace::println!(
            "{name:18} {:7.1} instructions of {:7.1}   {:5.3} allocations of {:5.3}",
            counts.instructions,
            limit.instructions,
            counts.allocations,
            limit.allocations
        );
        over.extend(exceeds(name, *counts, *limit));
    }
    for sentence in &over {
        eprintln!("over the limit: {sentence}");
    }
    Ok(ExitCode::from(u8::from(!over.is_empty())))
}

/// A work of tulip, in two sizes.
#[derive(Clone, Copy)]
struct Work {
    name: &'static str,
    small: u32,
    large: u32,
}

const WORKS: &[Work] = &[
    Work { name: "spawn", small: 1000, large: 11_000 },
    Work { name: "yield-1", small: 1000, large: 101_000 },
    Work { name: "yield-1000", small: 10_000, large: 110_000 },
    Work { name: "ping-pong-futures", small: 1000, large: 21_000 },
    Work { name: "ping-pong-own", small: 1000, large: 21_000 },
    Work { name: "sleep-dropped", small: 1000, large: 21_000 },
];

#[derive(Clone, Copy, Debug, PartialEq)]
struct Counts {
    instructions: f64,
    allocations: f64,
}

impl Work {
    fn count(self, programs: &Programs) -> Result<Counts, Trouble> {
        let instructions = |size| instructions(&programs.timed, self.name, size);
        let (small, large) = (instructions(self.small)?, instructions(self.large)?);
        let mut command = Command::new(&programs.counted);
        command.args(["work", "tulip", self.name, &self.large.to_string()]);
        Ok(Counts {
            instructions: (large - small) / f64::from(self.large - self.small),
            allocations: programs::figure(&mut command, "allocations")?,
        })
    }
}

fn select(rows: &[String]) -> Result<Vec<Work>, String> {
    let names: Vec<_> = WORKS.iter().map(|work| work.name).collect();
    for row in rows {
        if !names.iter().any(|name| name.contains(row.as_str())) {
            let names = names.join(" ");
            return Err(format!("no row has `{row}` in its name; there are: {names}"));
        }
    }
    let is_meant = |work: &&Work| {
        rows.is_empty() || rows.iter().any(|row| work.name.contains(row.as_str()))
    };
    Ok(WORKS.iter().filter(is_meant).copied().collect())
}

fn has_valgrind() -> bool {
    let asked = Command::new("valgrind")
        .arg("--version")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    asked.is_ok_and(|ended| ended.success())
}

/// Instructions of a whole process.
fn instructions(program: &std::path::Path, work: &str, size: u32) -> Result<f64, Trouble> {
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
    command.arg(program).args(["work", "tulip", work, &size.to_string()]);
    let output = programs::run(&mut command)?;
    collected(&String::from_utf8_lossy(&output.stderr))
        .ok_or_else(|| Trouble::Failed("callgrind told no count".to_owned()))
}

/// The count in callgrind's line `==123== Collected : 4567`.
fn collected(said: &str) -> Option<f64> {
    let line = said.lines().find_map(|line| line.split_once("Collected :"))?;
    line.1.trim().parse().ok()
}

/// What is more than allowed: compilers differ a little, and allocations not at all.
fn exceeds(name: &str, counts: Counts, limit: Counts) -> Option<String> {
    let Counts { instructions, allocations } = counts;
    if instructions > limit.instructions * SLACK {
        let more = (instructions / limit.instructions - 1.0) * 100.0;
        return Some(format!(
            "{name}: {instructions:.1} instructions, {more:.0} % more than {:.1}",
            limit.instructions
        ));
    }
    (allocations > limit.allocations + 0.005).then(|| {
        format!("{name}: {allocations:.3} allocations; it had {:.3}", limit.allocations)
    })
}

fn written(counted: &[(&str, Counts)]) -> String {
    let mut text = String::from(
        "# What an operation of tulip takes: its name, instructions, allocations.\n\
         # Written by: cargo run --release -p tulip-bench -- gauge --accept\n",
    );
    for (name, Counts { instructions, allocations }) in counted {
        let _ = writeln!(text, "{name} {instructions:.1} {allocations:.3}");
    }
    text
}

fn read(text: &str) -> Result<BTreeMap<&str, Counts>, String> {
    let lines =
        text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    lines
        .map(|line| {
            let words: Vec<_> = line.split_whitespace().collect();
            let &[name, instructions, allocations] = &words[..] else {
                return Err(format!("{LIMITS}: not understood: `{line}`"));
            };
            let number = |word: &str| {
                word.parse::<f64>().map_err(|_| format!("{LIMITS}: `{word}` is no number"))
            };
            let (instructions, allocations) = (number(instructions)?, number(allocations)?);
            Ok((name, Counts { instructions, allocations }))
        })
        .collect()
}

const LIMITS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/limits.txt");
/// Another compiler counts a little differently.
const SLACK: f64 = 1.1;

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Counts = Counts { instructions: 100.0, allocations: 1.0 };

    #[test]
    fn what_is_written_is_read() {
        let text = written(&[("spawn", LIMIT), ("yield-1", LIMIT)]);
        let read = read(&text).unwrap();
        assert_eq!((read.len(), read["spawn"]), (2, LIMIT));
    }

    #[test]
    fn a_line_that_is_broken_is_quoted() {
        assert!(read("spawn 1").unwrap_err().contains("`spawn 1`"));
        assert!(read("spawn 1 many").unwrap_err().contains("`many`"));
    }

    #[test]
    fn the_count_is_found_in_what_callgrind_says() {
        let said = "==7== Events    : Ir\n==7== Collected : 123456\n==7== \n";
        assert_eq!(collected(said), Some(123_456.0));
        assert_eq!(collected("==7== Events    : Ir\n"), None);
    }

    #[test]
    fn dearer_by_more_than_a_tenth_is_refused() {
        let dearer = |instructions| Counts { instructions, ..LIMIT };
        assert_eq!(exceeds("spawn", dearer(109.0), LIMIT), None);
        assert_eq!(exceeds("spawn", dearer(50.0), LIMIT), None);
        assert!(exceeds("spawn", dearer(111.0), LIMIT).unwrap().contains("11 % more"));
    }

    #[test]
    fn one_allocation_more_in_a_hundred_operations_is_refused() {
        let more = |allocations| Counts { allocations, ..LIMIT };
        assert_eq!(exceeds("spawn", more(1.001), LIMIT), None);
        assert!(exceeds("spawn", more(1.01), LIMIT).is_some());
    }
}
