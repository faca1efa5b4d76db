//! The checks of stage 2: kept by our kernel and by one that is made to be broken, and each
//! broken by a kernel with the mistake that it names.

mod kernel;
mod mistake;
mod ours;
mod right;
mod task;
mod wrong;

use std::collections::BTreeSet;
use std::fmt::Write;
use std::thread;
use std::time::Duration;

use kernel::Kernel;
use mistake::{Mistake, NoMistake};
use ours::Ours;
use tulip_conformance::stage2::{Clock, rules};
use tulip_conformance::{Finding, Rule, Verdict, examine};

const LIMIT: Duration = Duration::from_secs(60);

#[test]
fn our_kernel_keeps_every_rule() {
    assert_eq!(refused(&rules::<Ours>()), "");
}

#[test]
fn the_kernel_that_is_made_to_be_broken_keeps_every_rule() {
    let _made = mistake::make(&NoMistake);
    assert_eq!(refused(&rules::<Kernel>()), "");
}

#[test]
fn what_the_rules_leave_open_is_accepted() {
    for (kernel, variant) in right::ALL {
        let _made = mistake::make(*variant);
        assert_eq!(refused(&rules::<Kernel>()), "", "{kernel}");
    }
}

#[test]
fn each_wrong_kernel_is_refused_by_the_rule_that_names_its_mistake_and_by_no_other() {
    let mut faults = Vec::new();
    for (kernel, mistake, rule) in wrong::ALL {
        let _made = mistake::make(*mistake);
        let mut red = Vec::new();
        examine(&rules::<Kernel>(), LIMIT, |rule, finding| match finding {
            Finding::Judged(_) if finding.is_green() => {}
            Finding::Waits(_) => {}
            Finding::Judged(_) | Finding::Hang(_) => red.push(rule.name),
        });
        if red != [*rule] {
            faults.push(format!("{kernel} should be refused by {rule}, and is by {red:?}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_kernel_that_hangs_is_told_with_its_step_and_the_rules_behind_it_wait() {
    let _made = mistake::make(&Hangs);
    let rules: Vec<_> = rules::<Kernel>()
        .into_iter()
        .filter(|rule| {
            ["nothing_runs_before_the_kernel_does", HUNG, "sleepers_wake_by_deadline"]
                .contains(&rule.name)
        })
        .collect();
    let mut findings = Vec::new();
    examine(&rules, Duration::from_secs(2), |_, finding| findings.push(finding.clone()));
    let step = "let two tasks sleep, for one second and for three".to_owned();
    assert_eq!(
        findings,
        [
            Finding::Judged(Verdict::Green),
            Finding::Hang(Some(step)),
            Finding::Waits("a_sleep_lasts_as_long_as_it_says"),
        ]
    );
}

const HUNG: &str = "the_kernel_parks_instead_of_asking";

struct Hangs;

impl Mistake for Hangs {
    fn wait(&self, _: &Clock, _: Duration) {
        loop {
            thread::park();
        }
    }
}

#[test]
fn every_rule_is_broken_by_some_kernel() {
    let broken: BTreeSet<_> = wrong::ALL.iter().map(|(_, _, rule)| *rule).collect();
    let rules: BTreeSet<_> = rules::<Ours>().into_iter().map(|rule| rule.name).collect();
    assert_eq!(rules, broken);
}

/// All findings that are not green, in words.
fn refused(rules: &[Rule]) -> String {
    let mut refused = String::new();
    examine(rules, LIMIT, |rule, finding| {
        if !finding.is_green() {
            let _ = writeln!(refused, "{}: {finding:?}", rule.name);
        }
    });
    refused
}
