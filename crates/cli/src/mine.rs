//! The reader's own runtime, held against the rules of each stage.

use std::fs;
use std::path::Path;
use std::time::Duration;

use serde_json::Value;

use crate::cargo;
use crate::child::{self, Cancel, End, MOST_OUTPUT};
use crate::error::Error;
use crate::judge;
use crate::progress::Progress;
use crate::say;
use crate::scratch::Scratch;
use crate::within::{self, LIMITS};
use crate::workspace::Workspace;
use crate::yours::{BEGIN, Step};

/// Checks the runtime in `dir`, stage by stage, up to the first that is not green. Says which
/// rules are kept; `true` if all are.
pub(crate) fn check(workspace: &Workspace, dir: &Path) -> Result<bool, Error> {
    if !dir.join("Cargo.toml").is_file() {
        let dir = dir.display();
        return Err(Error::Says(format!(
            "{dir} holds no Cargo.toml, so no runtime of yours is there\n`{BEGIN}` begins one, \
             `cargo tulip check --mine=DIR` looks elsewhere"
        )));
    }
    workspace.state.set_mine(dir)?;
    let steps = Step::all(workspace)?;
    for (index, step) in steps.iter().enumerate() {
        let stage = format!("stage{}", step.stage);
        if !dir.join("tests").join(format!("{stage}.rs")).is_file() {
            say!(
                "{}: tests/{stage}.rs is not there, so it is not checked; a new template has it: \
                 `{BEGIN}`",
                step.page.slug
            );
            continue;
        }
        let Some(checked) = check_stage(dir, &stage)? else {
            // It does not compile: what was known of it before may still hold.
            return Ok(false);
        };
        workspace.noted(workspace.state.set_rules(&step.page.slug, checked.rules));
        if !checked.is_green {
            // Those behind it wait for it.
            for step in &steps[index + 1..] {
                workspace.noted(workspace.state.set_rules(&step.page.slug, None));
            }
            return Ok(false);
        }
    }
    Ok(true)
}

/// What came of the rules of a stage.
struct Checked {
    is_green: bool,
    /// How many are kept, and of how many, if the check came to its end.
    rules: Option<(usize, usize)>,
}

/// Checks a stage; `None` if it does not compile.
fn check_stage(dir: &Path, stage: &str) -> Result<Option<Checked>, Error> {
    let progress = Progress::spinner(&format!("checking {stage}"));
    let built = cargo::build(dir, &["--test", stage], &progress, &Cancel::default())?;
    let built = built.expect("nobody cancels it");
    let Some(executable) = built.executables.get(stage) else {
        drop(progress);
        say!("{}", judge::refused(&built, "src/lib.rs")?.verdict);
        return Ok(None);
    };
    progress.tell("running it");
    let scratch = Scratch::new()?;
    let report = scratch.file("rules.json");
    let mut command = within::command(executable, LIMITS);
    // Paths in verdicts are those of the reader's crate.
    command.current_dir(dir).env("TULIP_RULES", &report);
    let ran = child::run(&mut command, LIMIT, &Cancel::default())
        .map_err(|error| Error::Start(executable.clone(), error))?;
    drop(progress);
    let is_flood = matches!(ran.end, End::Flood);
    say!("{}", if is_flood { head(&ran.stdout) } else { ran.stdout.trim_end() });
    let rules = fs::read_to_string(&report).ok().as_deref().and_then(rules_in);
    let red = Checked { is_green: false, rules };
    match ran.end {
        End::Ended(status) if matches!(status.code(), Some(0 | 1)) => {
            eprint!("{}", ran.stderr);
            return Ok(Some(Checked { is_green: status.success(), ..red }));
        }
        End::Ended(status) => say!("{}", judge::cause(status, &ran.stderr)),
        End::Flood => {
            say!(
                "...\nIt printed more than {} KiB and was stopped: something prints without end.",
                MOST_OUTPUT >> 10
            );
        }
        End::Late { .. } | End::Cancelled => {
            say!("It has not ended after {} s.", LIMIT.as_secs());
        }
    }
    Ok(Some(red))
}

/// The rules that were named before a flood, and the first lines of it.
fn head(output: &str) -> &str {
    let is_rule = |line: &str| RULE_WORDS.iter().any(|word| line.starts_with(word));
    let mut flood = 0;
    let mut end = 0;
    for line in output.split_inclusive('\n') {
        flood = if is_rule(line) { 0 } else { flood + 1 };
        if flood > MOST_OF_A_FLOOD {
            break;
        }
        end += line.len();
    }
    output[..end].trim_end()
}

/// What the check has left: how many rules are kept, and of how many.
fn rules_in(report: &str) -> Option<(usize, usize)> {
    let report: Value = serde_json::from_str(report).ok()?;
    let count = |key: &str| report[key].as_u64()?.try_into().ok();
    Some((count("kept")?, count("of")?))
}

/// How a line begins that says what came of a rule.
const RULE_WORDS: [&str; 4] = ["  green  ", "  red    ", "  to do  ", "  waits  "];

/// How many lines that are no rule's are shown of a program that prints without end.
const MOST_OF_A_FLOOD: usize = 12;

/// Each rule has a limit of its own; this one is for what goes on between them.
const LIMIT: Duration = Duration::from_mins(5);

#[cfg(test)]
mod tests {
    use super::head;

    #[test]
    fn of_a_flood_the_rules_before_it_and_its_first_lines_are_shown() {
        let rules = "stage 1\n\n  green  one\n  red    two\n         why\n";
        let shown = head(&format!("{rules}{}", "here\n".repeat(1000))).to_owned();
        assert!(shown.starts_with(rules), "{shown}");
        assert_eq!(shown.lines().filter(|line| *line == "here").count(), 11);
    }
}
