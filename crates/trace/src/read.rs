use std::fmt;

use crate::event::Event;
use crate::json::{Object, Value};
use crate::lane::Lane;

/// So many bytes of a trace are shown on a page: more is no pleasure to any browser.
pub const MOST_SHOWN: u64 = 16 << 20;

/// One event of a trace that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// The step that it belongs to, from 1. A step is one thing to a reader; several events can
    /// share it.
    pub step: u64,
    /// The lane on which it happened.
    pub lane: Lane,
    /// The program's time, in microseconds.
    pub now: u64,
    /// What happened.
    pub event: Event,
}

/// What could be read of a trace.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// The program that was recorded; empty if the trace does not say.
    pub program: String,
    /// What happened, in order.
    pub records: Vec<Record>,
    /// Lines that could not be read, and why.
    pub bad: Vec<BadLine>,
}

/// A line of a trace that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadLine {
    /// Its number, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub why: String,
}

impl fmt::Display for BadLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.why)
    }
}

/// Reads a trace that [`emit`](crate::emit) wrote, line by line.
///
/// A line that is cut, foreign, of an unknown word or out of order is named among
/// [`Reading::bad`], and the rest is read all the same: half a trace is better than none. So this never fails, and a file
/// that is no trace at all gives bad lines alone.
pub fn read(trace: &str) -> Reading {
    let mut reading = Reading::default();
    let mut found = Vec::new();
    for (line, text) in (1..).zip(trace.lines()) {
        let text = text.trim().trim_end_matches(',');
        if matches!(text, "" | "[" | "]") {
            continue;
        }
        match read_line(text, &mut reading.program) {
            Ok(record) => found.extend(record.map(|record| (line, record))),
            Err(why) => reading.bad.push(BadLine { line, why }),
        }
    }
    reading.add_in_order(found);
    reading
}

impl Reading {
    /// Adds the records, by their lines, but for those that are out of order.
    ///
    /// So many events have at most as many steps. Where one leaps farther and the next goes back,
    /// the leap is what is wrong: otherwise it would take all that follows with it.
    fn add_in_order(&mut self, found: Vec<(usize, Record)>) {
        let most = found.len() as u64;
        let mut last = 0;
        for ((line, record), next) in std::iter::zip(&found, next_steps(&found)) {
            let step = record.step;
            let why = if step < last {
                format!("step {step} cannot come after step {last}")
            } else if step - last > most && next < step {
                format!("step {step} cannot come before step {next}")
            } else {
                last = step;
                continue;
            };
            self.bad.push(BadLine { line: *line, why });
        }
        self.bad.sort_by_key(|bad| bad.line);
        let is_bad = |line| self.bad.binary_search_by_key(&line, |bad| bad.line).is_ok();
        let good = found.into_iter().filter(|(line, _)| !is_bad(*line));
        self.records = good.map(|(_, record)| record).collect();
    }
}

/// For each record the step that comes after its own; after the last there is none lower.
fn next_steps(found: &[(usize, Record)]) -> Vec<u64> {
    let mut steps = vec![u64::MAX; found.len()];
    for at in (1..found.len()).rev() {
        let (step, next) = (found[at - 1].1.step, found[at].1.step);
        steps[at - 1] = if step == next { steps[at] } else { next };
    }
    steps
}

/// The event of a line, if it holds one: names of lanes and arrows do not.
fn read_line(line: &str, program: &mut String) -> Result<Option<Record>, String> {
    let value = Value::parse(line)?;
    let object = value.as_object().ok_or("no event: each stands on a line of its own")?;
    if let Some(meta) = object.get("meta").and_then(Value::as_object) {
        let name = meta.get("program").and_then(Value::as_str);
        if program.is_empty() {
            program.push_str(name.unwrap_or_default());
        }
    }
    let Some(word) = object.get("ev") else {
        return match object.get("ph").and_then(Value::as_str) {
            Some(_) => Ok(None),
            None => Err("no event of a trace: it has no `ph`".to_owned()),
        };
    };
    let word = word.as_str().ok_or("`ev` is no word")?;
    let tid = number(object, "tid")?;
    let event = Event::from_record(word, object)
        .ok_or_else(|| format!("unknown event `{word}`"))?
        .map_err(|arg| format!("`{word}` without a valid `{arg}`"))?;
    Ok(Some(Record {
        step: number(object, "step")?,
        lane: u32::try_from(tid)
            .ok()
            .and_then(Lane::from_tid)
            .ok_or_else(|| format!("unknown lane {tid}"))?,
        now: number(object, "now")?,
        event,
    }))
}

fn number(object: &Object, key: &str) -> Result<u64, String> {
    object
        .get(key)
        .and_then(Value::as_u64)
        .ok_or_else(|| format!("no whole number in `{key}`"))
}
