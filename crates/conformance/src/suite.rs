use std::env;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use tulip_trace::println;

use crate::rule::{Finding, Rule, examine, examine_heard};
use crate::run::write;
use crate::verdict::Verdict;

/// The rules of a stage, as a test program shows them.
pub(crate) struct Suite {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    pub(crate) rules: Vec<Rule>,
}

impl Suite {
    /// How many rules are kept. Shows nothing.
    pub(crate) fn kept(&self) -> usize {
        let mut kept = 0;
        examine(&self.rules, LIMIT, |_, finding| kept += usize::from(finding.is_green()));
        kept
    }

    /// Checks the rules, and prints what came of each when it is known.
    ///
    /// If all were looked at, how many are kept goes into the file that `TULIP_RULES` names, as
    /// `{"kept":7,"of":16}`.
    pub(crate) fn show(&self) -> ExitCode {
        let Self { name, about, rules } = self;
        let words: Vec<_> =
            env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
        let is_picked = |rule: &Rule| words.iter().any(|word| rule.name.contains(word));
        // Who picks a rule and wants a backtrace looks for the cause of a panic. Many have the
        // variable set all the time.
        let wants_backtraces = env::var_os("RUST_BACKTRACE").is_some();
        println!("\n{name}: {about}\n");
        let (mut shown, mut kept, mut first_red) = (0, 0, None);
        let is_heard = |rule: &Rule| wants_backtraces && is_picked(rule);
        examine_heard(rules, LIMIT, is_heard, |rule, finding| {
            if !words.is_empty() && !is_picked(rule) {
                return;
            }
            shown += 1;
            if finding.is_green() {
                kept += 1;
            } else {
                first_red = first_red.or(Some(rule.name));
            }
            print(rule, finding);
        });
        if shown == 0 {
            println!("{name}: no rule has {words:?} in its name\n");
            return ExitCode::SUCCESS;
        }
        if let Some(file) = env::var_os("TULIP_RULES").filter(|_| words.is_empty()) {
            let kept = format!("{{\"kept\":{kept},\"of\":{shown}}}");
            write("TULIP_RULES", Path::new(&file), &kept);
        }
        let next = first_red.map(|rule| format!("; go on with {rule}")).unwrap_or_default();
        println!("\n{name}: {kept} of {shown} rules are kept{next}\n");
        if first_red.is_some() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
    }
}

fn print(rule: &Rule, finding: &Finding) {
    let name = rule.name;
    match finding {
        Finding::Judged(Verdict::Green) => println!("  green  {name}"),
        Finding::Waits(need) => println!("  waits  {name}, for {need}"),
        Finding::Judged(verdict) => match to_do(verdict) {
            Some(to_do) => println!("  to do  {name}\n         {to_do}"),
            None => println!("  red    {name}\n         {}", indented(verdict)),
        },
        Finding::Hang(step) => {
            let step = step.as_deref().unwrap_or("the first one");
            println!(
                "  red    {name}\n         hang, at the step: {step}\n           it did not end \
                 within {LIMIT:?}: a loop without an end, or a wait that nobody ends\n           to \
                 find the line, print on those that you suspect: `cargo test {name}` shows it"
            );
        }
    }
}

/// What is to be done and where, if the check came to a `todo!`.
fn to_do(verdict: &Verdict) -> Option<String> {
    let Verdict::Panic { says, file: Some(file), line: Some(line), .. } = verdict else {
        return None;
    };
    let what = says.strip_prefix("not yet implemented: ")?;
    Some(format!("{what}\n         in {file}:{line}"))
}

fn indented(verdict: &Verdict) -> String {
    verdict.to_string().replace('\n', "\n         ")
}

/// Only a check that hangs takes as long.
const LIMIT: Duration = Duration::from_secs(10);
