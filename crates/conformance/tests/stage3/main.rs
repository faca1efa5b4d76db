//! The checks of stage 3: kept by our loop and by one that is made to be broken, and each broken
//! by a loop with the mistake that it names.

mod caller;
mod event_loop;
mod gather;
mod mistake;
mod ours;
mod promise;
mod task;

use std::collections::BTreeSet;
use std::fmt::Write;
use std::time::Duration;

use event_loop::Loop;
use ours::Ours;
use tulip_conformance::stage3::rules;
use tulip_conformance::{Finding, Rule, examine};

const LIMIT: Duration = Duration::from_secs(60);

#[test]
fn our_loop_keeps_every_rule() {
    assert_eq!(refused(&rules::<Ours>()), "");
}

#[test]
fn what_is_right_or_left_open_is_accepted() {
    for variant in mistake::RIGHT {
        let _made = mistake::make(*variant);
        assert_eq!(refused(&rules::<Loop>()), "", "{variant:?}");
    }
}

#[test]
fn each_wrong_loop_is_refused_by_the_rule_that_names_its_mistake_and_by_no_other() {
    let mut faults = Vec::new();
    for (mistake, rule) in mistake::ALL {
        let _made = mistake::make(*mistake);
        let mut red = Vec::new();
        examine(&rules::<Loop>(), LIMIT, |rule, finding| match finding {
            Finding::Judged(_) if finding.is_green() => {}
            Finding::Waits(_) => {}
            Finding::Judged(_) | Finding::Hang(_) => red.push(rule.name),
        });
        if red != [*rule] {
            faults.push(format!(
                "{mistake:?} should be refused by {rule}, and is by {red:?}"
            ));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_rule_is_broken_by_some_loop() {
    let broken: BTreeSet<_> = mistake::ALL.iter().map(|(_, rule)| *rule).collect();
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
