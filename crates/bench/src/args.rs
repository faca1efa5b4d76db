//! The command line.

use std::ffi::OsString;

pub(crate) const HELP: &str = "\
Measures what the course and its runtime cost.

Usage: cargo run --release -p tulip-bench -- budgets [ROW]... [--slack N] [--json]
       cargo run --release -p tulip-bench -- compare [ROW]... [--json]
       cargo run --release -p tulip-bench -- gauge [ROW]... [--accept]

  budgets     what the course promises its reader
  compare     tulip and its peers side by side, some 20 minutes for all rows; without a ROW
              the table is written to crates/bench/side-by-side.md
  gauge       instructions and allocations of tulip, against the limits in
              crates/bench/limits.txt: the same on a busy machine, in a minute
  ROW         only rows whose name contains this, and the rows they are compared with;
              rows of the groups `build` and `stepper` run only if a ROW begins so
  --slack N   allow N times each budget (default 1), for a machine that is busy
  --json      print the figures as JSON
  --accept    write what is measured as the new limits
  --help      print this

Exit code: 0 if all that is promised holds, 1 if not, 2 if nothing could be measured.

Example: cargo run --release -p tulip-bench -- compare spawn yield";

/// What the command line asks for.
#[derive(Debug, PartialEq)]
pub(crate) enum Command {
    Help,
    Budgets(Wanted),
    Compare(Wanted),
    Gauge {
        rows: Vec<String>,
        accept: bool,
    },
    /// A measurement that needs a process of its own. Only this program asks for it.
    Child(String),
}

#[derive(Debug, PartialEq)]
pub(crate) struct Wanted {
    pub(crate) rows: Vec<String>,
    pub(crate) slack: f64,
    pub(crate) json: bool,
}

pub(crate) fn parse(args: impl Iterator<Item = OsString>) -> Result<Command, String> {
    let mut args = args.map(|arg| arg.to_string_lossy().into_owned());
    match args.next().as_deref() {
        Some("budgets") => budgets(args),
        Some("compare") => compare(args),
        Some("gauge") => gauge(args),
        Some("child") => match (args.next(), args.next()) {
            (Some(what), None) => Ok(Command::Child(what)),
            _ => Err("`child` is for this program's own use".to_owned()),
        },
        Some("--help" | "-h" | "help") => Ok(Command::Help),
        Some(other) => {
            Err(format!("unknown command `{other}`: there are {COMMANDS} (see --help)"))
        }
        None => Err(format!("say what to measure: {COMMANDS} (see --help)")),
    }
}

const COMMANDS: &str = "`budgets`, `compare` and `gauge`";

fn compare(args: impl Iterator<Item = String>) -> Result<Command, String> {
    let mut wanted = Wanted { rows: Vec::new(), slack: 1.0, json: false };
    for arg in args {
        match &*arg {
            "--help" | "-h" => return Ok(Command::Help),
            "--json" => wanted.json = true,
            flag if flag.starts_with('-') => {
                return Err(format!(
                    "unknown option `{flag}`: there are --json and --help"
                ));
            }
            _ => wanted.rows.push(arg),
        }
    }
    Ok(Command::Compare(wanted))
}

fn gauge(args: impl Iterator<Item = String>) -> Result<Command, String> {
    let (mut rows, mut accept) = (Vec::new(), false);
    for arg in args {
        match &*arg {
            "--help" | "-h" => return Ok(Command::Help),
            "--accept" => accept = true,
            flag if flag.starts_with('-') => {
                return Err(format!(
                    "unknown option `{flag}`: there are --accept and --help"
                ));
            }
            _ => rows.push(arg),
        }
    }
    Ok(Command::Gauge { rows, accept })
}

fn budgets(mut args: impl Iterator<Item = String>) -> Result<Command, String> {
    let mut wanted = Wanted { rows: Vec::new(), slack: 1.0, json: false };
    while let Some(arg) = args.next() {
        match arg.split_once('=').unwrap_or((&arg, "")) {
            ("--help" | "-h", "") => return Ok(Command::Help),
            ("--json", "") => wanted.json = true,
            ("--slack", "") => wanted.slack = slack(&args.next().unwrap_or_default())?,
            ("--slack", number) => wanted.slack = slack(number)?,
            (flag, _) if flag.starts_with('-') => {
                return Err(format!(
                    "unknown option `{arg}`: there are --slack N, --json and --help"
                ));
            }
            _ => wanted.rows.push(arg),
        }
    }
    Ok(Command::Budgets(wanted))
}

fn slack(number: &str) -> Result<f64, String> {
    number.parse().ok().filter(|slack: &f64| slack.is_finite() && *slack > 0.0).ok_or_else(
        || format!("--slack takes a number above zero, as in `--slack 3`; not `{number}`"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Command, String> {
        parse(line.split_whitespace().map(OsString::from))
    }

    fn wanted(rows: &[&str], slack: f64, json: bool) -> Command {
        let rows = rows.iter().map(|row| (*row).to_owned()).collect();
        Command::Budgets(Wanted { rows, slack, json })
    }

    #[test]
    fn rows_and_options_come_in_any_order() {
        assert_eq!(parsed("budgets").unwrap(), wanted(&[], 1.0, false));
        assert_eq!(parsed("budgets switch").unwrap(), wanted(&["switch"], 1.0, false));
        assert_eq!(
            parsed("budgets --slack 3 switch --json spawn").unwrap(),
            wanted(&["switch", "spawn"], 3.0, true)
        );
        assert_eq!(parsed("budgets --slack=2.5").unwrap(), wanted(&[], 2.5, false));
    }

    #[test]
    fn compare_and_gauge_take_rows_and_their_options() {
        let Ok(Command::Compare(wanted)) = parsed("compare spawn --json yield") else {
            panic!("it is refused");
        };
        assert_eq!((wanted.rows.len(), wanted.json), (2, true));
        let gauge = Command::Gauge { rows: vec!["spawn".to_owned()], accept: true };
        assert_eq!(parsed("gauge --accept spawn").unwrap(), gauge);
    }

    #[test]
    fn help_is_given_everywhere() {
        assert_eq!(parsed("--help"), Ok(Command::Help));
        for command in ["budgets", "compare", "gauge"] {
            assert_eq!(parsed(&format!("{command} switch --help")), Ok(Command::Help));
        }
    }

    #[test]
    fn what_is_wrong_is_quoted() {
        for (line, quoted) in [
            ("budget", "`budget`"),
            ("compare --slack", "`--slack`"),
            ("gauge --json", "`--json`"),
            ("budgets --fast", "`--fast`"),
            ("budgets --json=yes", "`--json=yes`"),
            ("budgets --slack", "``"),
            ("budgets --slack three", "`three`"),
            ("budgets --slack 0", "`0`"),
            ("budgets --slack -1", "`-1`"),
            ("budgets --slack inf", "`inf`"),
            ("budgets --slack NaN", "`NaN`"),
        ] {
            let error = parsed(line).unwrap_err();
            assert!(error.contains(quoted), "{line}: {error}");
        }
    }
}
