use std::fmt;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use crate::check::Check;
use crate::panics::quietly;
use crate::run::judge_telling;
use crate::verdict::Verdict;

/// A rule that a runtime keeps, and the check of it.
#[derive(Clone, Copy)]
pub struct Rule {
    /// What the rule says, as `join_wakes_every_waiter`.
    pub name: &'static str,
    /// Rules that this one builds on. Where one of them is broken, this one is not looked at:
    /// it would only say the same.
    pub needs: &'static [&'static str],
    check: fn(&mut Check),
}

impl Rule {
    pub(crate) const fn new(
        name: &'static str,
        needs: &'static [&'static str],
        check: fn(&mut Check),
    ) -> Self {
        Self { name, needs, check }
    }
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rule")
            .field("name", &self.name)
            .field("needs", &self.needs)
            .finish_non_exhaustive()
    }
}

/// Lists functions as rules, under their names and for one runtime, each behind those that it
/// needs.
macro_rules! rules {
    ($Runtime:ident: $($rule:ident $(needs $($need:ident),+)?;)+) => {
        vec![$($crate::rule::Rule::new(
            stringify!($rule),
            &[$($(stringify!($need)),+)?],
            $rule::<$Runtime>,
        )),+]
    };
}
pub(crate) use rules;

/// What came of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// It was checked.
    Judged(Verdict),
    /// Its check did not end in time; the step at which it stayed.
    Hang(Option<String>),
    /// A rule that it needs is not kept, so it was not checked.
    Waits(&'static str),
}

impl Finding {
    /// Whether the rule is kept.
    pub fn is_green(&self) -> bool {
        *self == Self::Judged(Verdict::Green)
    }
}

/// Checks the rules one after the other, and shows each finding when it is there.
///
/// Rules stand behind those that they need. A check has a thread of its own, which is left
/// behind if it does not end within `limit`. Panics are not printed.
pub fn examine(rules: &[Rule], limit: Duration, show: impl FnMut(&Rule, &Finding)) {
    examine_heard(rules, limit, |_| false, show);
}

/// As [`examine`], but prints the panics of those rules that somebody wants to hear.
pub(crate) fn examine_heard(
    rules: &[Rule],
    limit: Duration,
    is_heard: impl Fn(&Rule) -> bool,
    mut show: impl FnMut(&Rule, &Finding),
) {
    let mut green = Vec::new();
    for rule in rules {
        let finding = match rule.needs.iter().find(|need| !green.contains(*need)) {
            Some(need) => Finding::Waits(need),
            None => examine_one(rule, limit, is_heard(rule)),
        };
        if finding.is_green() {
            green.push(rule.name);
        }
        show(rule, &finding);
    }
}

fn examine_one(rule: &Rule, limit: Duration, is_heard: bool) -> Finding {
    let step = Arc::new(Mutex::new(None));
    let (sender, receiver) = channel();
    let check = rule.check;
    let told = Arc::clone(&step);
    // A stack that overflows is reported under the name of the thread.
    let thread = thread::Builder::new().name(rule.name.to_owned());
    let judging = thread.spawn(move || {
        let tell = move |step: &str| {
            *told.lock().expect("nobody panics with it") = Some(step.to_owned());
        };
        let verdict = if is_heard {
            judge_telling(check, tell)
        } else {
            quietly(|| judge_telling(check, tell))
        };
        let _ = sender.send(verdict);
    });
    judging.expect("a thread can be started");
    match receiver.recv_timeout(limit) {
        Ok(verdict) => Finding::Judged(verdict),
        Err(RecvTimeoutError::Timeout) => {
            Finding::Hang(step.lock().expect("nobody panics with it").take())
        }
        Err(RecvTimeoutError::Disconnected) => unreachable!("a verdict is sent"),
    }
}
