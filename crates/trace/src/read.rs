use std::fmt;

use crate::event::Event;
use crate::json::{Object, Value};
use crate::lane::Lane;

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
    for (index, text) in trace.lines().enumerate() {
        let line = text.trim().trim_end_matches(',');
        if matches!(line, "" | "[" | "]") {
            continue;
        }
        let last = reading.records.last().map_or(0, |record| record.step);
        match read_line(line, &mut reading.program) {
            Ok(Some(Record { step, .. })) if step < last => {
                let why = format!("step {step} cannot come after step {last}");
                reading.bad.push(BadLine { line: index + 1, why });
            }
            Ok(record) => reading.records.extend(record),
            Err(why) => reading.bad.push(BadLine { line: index + 1, why }),
        }
    }
    reading
}

/// The event of a line, if it holds one: names of lanes and arrows do not.
fn read_line(line: &str, program: &mut String) -> Result<Option<Record>, String> {
    let value = Value::parse(line)?;
    let object = value.as_object().ok_or("not a JSON object")?;
    if let Some(meta) = object.get("meta").and_then(Value::as_object) {
        let name = meta.get("program").and_then(Value::as_str);
        program.push_str(name.unwrap_or_default());
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
