//! The checks of stage 1: kept by ours, and each broken by a bridge with the mistake that it
//! names.

mod bridge;
mod wrong;

use std::collections::BTreeSet;
use std::fmt::Write;
use std::time::Duration;

use bridge::{Ours, Seen};
use tulip_conformance::stage1::rules;
use tulip_conformance::{Finding, examine};

const LIMIT: Duration = Duration::from_secs(60);

#[test]
fn ours_keeps_every_rule() {
    let mut refused = String::new();
    examine(&rules::<Seen<Ours>>(), LIMIT, |rule, finding| {
        if !finding.is_green() {
            let _ = writeln!(refused, "{}: {finding:?}", rule.name);
        }
    });
    assert_eq!(refused, "");
}

#[test]
fn each_wrong_bridge_is_refused_by_the_rule_that_names_its_mistake_and_by_no_other() {
    let mut faults = Vec::new();
    for (bridge, rules, rule) in wrong::ALL {
        let mut red = Vec::new();
        examine(&rules(), LIMIT, |rule, finding| match finding {
            Finding::Judged(_) if finding.is_green() => {}
            Finding::Waits(_) => {}
            Finding::Judged(_) | Finding::Hang(_) => red.push(rule.name),
        });
        if red != [*rule] {
            faults.push(format!("{bridge} should be refused by {rule}, and is by {red:?}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_rule_is_broken_by_some_bridge() {
    let broken: BTreeSet<_> = wrong::ALL.iter().map(|(_, _, rule)| *rule).collect();
    let rules: BTreeSet<_> =
        rules::<Seen<Ours>>().into_iter().map(|rule| rule.name).collect();
    assert_eq!(rules, broken);
}
