//! The rules by which Perfetto, `chrome://tracing` and the Firefox Profiler read a trace, in our
//! own words, so that a test can hold any trace against them.
//!
//! Each [`Rule`] names the source that it restates: *Perfetto* is `src/trace_processor/importers`
//! of v58.2, *catapult* is `trace_event_importer.html` of 2025-11-18, which `chrome://tracing`
//! runs, and *Firefox* is `src/profile-logic/import/chrome.ts`.

use std::collections::BTreeMap;
use std::fmt;

use crate::json::{Object, Value};

/// All that an importer would refuse, drop or draw wrongly; nothing if the trace is well.
///
/// Slices that are open at the end are no fault: the program was stopped, and so are they. An
/// event that breaks several rules is named once, and one that hangs on it may be named after
/// it. The whole trace is held in memory.
pub fn check(trace: &str) -> Vec<Fault> {
    let Ok(Value::Array(events)) = Value::parse(trace) else {
        return vec![Fault { event: 0, rule: Rule::Whole }];
    };
    let mut checker = Checker::default();
    (1..)
        .zip(&events)
        .filter_map(|(event, value)| {
            let rule = checker.event(value).err()?;
            Some(Fault { event, rule })
        })
        .collect()
}

/// A rule that an event breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The event's number in the file, from 1; 0 is the file. [`emit`](crate::emit) writes it on
    /// the line after that number.
    pub event: usize,
    /// What it breaks.
    pub rule: Rule,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "event {}: {}", self.event, self.rule)
    }
}

/// Writes down each rule once: its source, its name, and what to say of an event that breaks it.
macro_rules! rules {
    ($($(#[$source:meta])* $Rule:ident: $says:literal,)*) => {
        /// What the importers, or the pages of this book, want of an event.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Rule {
            $($(#[$source])* $Rule,)*
        }

        impl fmt::Display for Rule {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self {
                    $(Self::$Rule => $says,)*
                })
            }
        }
    };
}

rules! {
    /// Firefox and catapult parse the whole file. Perfetto alone forgives a missing end.
    Whole: "the file is no JSON array",
    /// Firefox looks for `ph` in the first five events; catapult warns of a phase it does not know.
    Phase: "`ph` is none of the phases that a trace of ours has",
    /// Firefox, `attemptToConvertChromeProfile`, throws; on an `E` too.
    Name: "there is no string in `name`",
    /// Firefox, `processTracingEvents`, takes these for a profile of its own kind, and throws.
    ReservedName: "`name` is one that a profile of V8 has",
    /// Ours: a key that we did not mean may be one that an importer reads, as `dur` or `bind_id`,
    /// and a fixed order lets traces be compared as text.
    Keys: "a key is unknown, repeated or out of order",
    /// Perfetto, `importers/json`: 0 stands for "none given".
    Row: "`pid` and `tid` are not both whole numbers above 0",
    /// Perfetto, `process_tracker.cc`, knows a thread by its `tid` alone.
    SharedTid: "`tid` is used under another `pid` too",
    /// Catapult, `processMetadataEvent`, warns of any that it does not know.
    Metadata: "a metadata event names no process and no thread, nor sorts one",
    /// Catapult calls `cat.indexOf` on an arrow, and drops async events without one.
    Category: "there is no string in `cat`",
    /// Catapult and Firefox hold it as a double, Perfetto multiplies it by 1000 into 63 bits.
    Time: "`ts` is no whole number, or above 2^53",
    /// Perfetto sorts by `ts`, then by place in the file; catapult drops what goes backward.
    Order: "`ts` does not grow",
    /// Catapult, `findSliceAtTs`, looks for an arrow's slice by time alone.
    ArrowTime: "an arrow does not have the `ts` of the event before it",
    /// Ours: the stepper counts 1, 2, 3 and so on.
    Step: "`step` is neither that of the event before nor the next one",
    /// Perfetto, `importers/json`, draws any other scope on a row apart.
    Scope: "an instant without `\"s\":\"t\"`",
    /// Perfetto, `slice_tracker.cc`, drops it; catapult, `processDurationEvent`, warns.
    EndWithoutBegin: "an end on a row where nothing is open",
    /// Perfetto ends the slice of that name, catapult the one on top: they must be one.
    EndOfAnother: "an end with another `name` or `cat` than the slice on top",
    /// Catapult, `mergeArgsInto_`, warns, and the last one wins.
    RepeatedArgument: "an end repeats an argument of its begin",
    /// Perfetto, `MaybeExtractFlowIdentifier`, reads a string as hexadecimal.
    ArrowId: "an arrow whose `id` is no whole number",
    /// Perfetto, `flow_tracker.cc`, drops it. Catapult compares ids without their names.
    ArrowTwice: "an arrow starts under the `id` of another",
    /// Perfetto, `flow_tracker.cc`, drops it; catapult forgets an arrow at its first end.
    ArrowWithoutStart: "an arrow ends that did not start, or has ended",
    /// Perfetto, `flow_tracker.cc`, would bind it to the next slice.
    ArrowUnbound: "an arrow ends without `\"bp\":\"e\"`",
    /// Perfetto, `flow_tracker.cc`, counts it under `flow_no_enclosing_slice`, and drops it.
    ArrowInNothing: "an arrow starts or ends where no slice is open",
    /// Perfetto, `importers/json`, and catapult, `createAsyncSlices_`, drop it.
    AsyncId: "an async event without a whole number in `id2.local`",
    /// Both match by row and name: it would be drawn from the beginning of the trace, or not.
    AsyncWithoutBegin: "an async event on a row where nothing of that name is open",
}

const KEYS: [&str; 15] = [
    "ph", "bp", "pid", "tid", "ts", "now", "step", "ev", "cat", "name", "s", "id2", "id",
    "args", "meta",
];
const METADATA: [&str; 4] =
    ["process_name", "thread_name", "process_sort_index", "thread_sort_index"];

/// What the importers know when they have read some of the events.
#[derive(Default)]
struct Checker<'a> {
    time: u64,
    step: u64,
    /// The `pid` of each `tid`.
    pids: BTreeMap<u64, u64>,
    /// The open slices of each `tid`, the outermost first.
    open: BTreeMap<u64, Vec<&'a Object>>,
    /// The time of the last instant on each `tid`: until time goes on, it is a slice on top.
    instants: BTreeMap<u64, u64>,
    /// Arrows by id, and whether they still fly.
    arrows: BTreeMap<u64, bool>,
    /// The open async slices of each `pid`, `cat` and id.
    rows: BTreeMap<(u64, &'a str, u64), Vec<&'a Object>>,
}

impl<'a> Checker<'a> {
    fn event(&mut self, event: &'a Value) -> Result<(), Rule> {
        let event = event.as_object().ok_or(Rule::Phase)?;
        let phase = text(event, "ph").ok_or(Rule::Phase)?;
        let name = text(event, "name").ok_or(Rule::Name)?;
        ensure(!matches!(name, "Profile" | "CpuProfile"), Rule::ReservedName)?;
        let mut keys = KEYS.iter();
        ensure(event.keys().all(|key| keys.any(|known| *known == key)), Rule::Keys)?;
        let above_0 = |key| whole(event, key).filter(|n| *n > 0).ok_or(Rule::Row);
        let (pid, tid) = (above_0("pid")?, above_0("tid")?);
        ensure(*self.pids.entry(tid).or_insert(pid) == pid, Rule::SharedTid)?;
        if phase == "M" {
            return ensure(METADATA.contains(&name), Rule::Metadata);
        }
        let cat = text(event, "cat").ok_or(Rule::Category)?;
        let ts = whole(event, "ts").filter(|ts| *ts <= 1 << 53).ok_or(Rule::Time)?;
        if matches!(phase, "s" | "f") {
            ensure(ts == self.time, Rule::ArrowTime)?;
            return self.arrow(phase, tid, event);
        }
        ensure(ts > self.time, Rule::Order)?;
        self.time = ts;
        let step = whole(event, "step").ok_or(Rule::Step)?;
        ensure(step == self.step.max(1) || step == self.step + 1, Rule::Step)?;
        self.step = step;
        let open = self.open.entry(tid).or_default();
        match phase {
            "B" => open.push(event),
            "E" => end(open.pop().ok_or(Rule::EndWithoutBegin)?, event)?,
            "i" => {
                ensure(text(event, "s") == Some("t"), Rule::Scope)?;
                self.instants.insert(tid, ts);
            }
            "b" | "n" | "e" => {
                let id2 = event.get("id2").and_then(Value::as_object);
                let id = id2.and_then(|id2| whole(id2, "local")).ok_or(Rule::AsyncId)?;
                let row = self.rows.entry((pid, cat, id)).or_default();
                if phase == "b" {
                    row.push(event);
                    return Ok(());
                }
                let begin = row.last().filter(|begin| text(begin, "name") == Some(name));
                let begin = *begin.ok_or(Rule::AsyncWithoutBegin)?;
                if phase == "e" {
                    row.pop();
                    end(begin, event)?;
                }
            }
            _ => return Err(Rule::Phase),
        }
        Ok(())
    }

    fn arrow(&mut self, phase: &str, tid: u64, event: &Object) -> Result<(), Rule> {
        let id = whole(event, "id").ok_or(Rule::ArrowId)?;
        if phase == "s" {
            ensure(self.arrows.insert(id, true).is_none(), Rule::ArrowTwice)?;
        } else {
            ensure(self.arrows.insert(id, false) == Some(true), Rule::ArrowWithoutStart)?;
            ensure(text(event, "bp") == Some("e"), Rule::ArrowUnbound)?;
        }
        let in_slice = self.open.get(&tid).is_some_and(|open| !open.is_empty());
        let on_instant = self.instants.get(&tid) == Some(&self.time);
        ensure(in_slice || on_instant, Rule::ArrowInNothing)
    }
}

fn end(begin: &Object, end: &Object) -> Result<(), Rule> {
    let same = |key| text(begin, key) == text(end, key);
    ensure(same("name") && same("cat"), Rule::EndOfAnother)?;
    let repeats = args(begin)
        .zip(args(end))
        .is_some_and(|(before, after)| after.keys().any(|key| before.get(key).is_some()));
    ensure(!repeats, Rule::RepeatedArgument)
}

fn args(event: &Object) -> Option<&Object> {
    event.get("args")?.as_object()
}

fn ensure(holds: bool, rule: Rule) -> Result<(), Rule> {
    if holds { Ok(()) } else { Err(rule) }
}

fn text<'a>(event: &'a Object, key: &str) -> Option<&'a str> {
    event.get(key)?.as_str()
}

fn whole(event: &Object, key: &str) -> Option<u64> {
    event.get(key)?.as_u64()
}
