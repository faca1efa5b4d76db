//! How each word is drawn in Chrome's Trace Event Format, by the rules that Perfetto,
//! `chrome://tracing` and the Firefox Profiler all accept ([`importers`](crate::importers)
//! restates them): slices nest, an end repeats the name and category of its begin and none of
//! its arguments, time stamps are unique and grow, arrows go from slice to slice under a whole
//! number.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::event::Event;
use crate::json::write_string;
use crate::lane::Lane;

/// Turns events into lines of JSON.
#[derive(Debug)]
pub(crate) struct Writer {
    last_ts: u64,
    step: u64,
    /// Slices begun and not ended, by lane: name and category.
    open: BTreeMap<Lane, Vec<(String, &'static str)>>,
    /// The ids of arrows that were begun and not ended.
    arrows: BTreeMap<Arrow, u64>,
    last_arrow: u64,
}

impl Writer {
    /// A writer, and the first line of its file.
    pub(crate) fn new(program: &str) -> (Self, String) {
        let mut writer = Self {
            last_ts: 0,
            step: 0,
            open: BTreeMap::new(),
            arrows: BTreeMap::new(),
            last_arrow: 0,
        };
        let mut out = String::new();
        writer.introduce(Lane::Main, "main", Some(program), &mut out);
        (writer, out)
    }

    /// The lines of one event, each begun by a comma and a line end.
    ///
    /// `now` is the program's time in microseconds. A stamp is at least one microsecond after
    /// the one before it, so that slices of virtual time, in which code takes none, can be seen.
    pub(crate) fn write(&mut self, lane: Lane, now: u64, event: &Event) -> String {
        let mut out = String::new();
        self.introduce_lane(lane, event, &mut out);
        // A record can begin anywhere; its first event has nothing to continue.
        if self.step == 0 || !continues_step(event) {
            self.step += 1;
        }
        let Drawing { shape, cat, name } = draw(event);
        match shape {
            Shape::Begin => self.open_slices(lane).push((name.to_owned(), cat)),
            Shape::End => drop(self.open_slices(lane).pop()),
            Shape::Instant | Shape::Resource(..) => {}
        }
        let ts = self.stamp(now);
        let _ = write!(
            out,
            ",\n{{\"ph\":\"{}\",\"pid\":{},\"tid\":{},\"ts\":{ts},\"now\":{now},\"step\":{},\"ev\":\"{}\",\"cat\":\"{cat}\",\"name\":",
            shape.letter(),
            lane.pid(),
            lane.tid(),
            self.step,
            event.word(),
        );
        write_string(name, &mut out);
        match shape {
            Shape::Instant => out.push_str(",\"s\":\"t\""),
            Shape::Resource(_, id) => {
                let _ = write!(out, ",\"id2\":{{\"local\":{id}}}");
            }
            Shape::Begin | Shape::End => {}
        }
        let _ = write!(out, ",\"args\":{{{}}}}}", event.args());
        self.finish(lane, now, event, &mut out);
        out
    }

    /// What an event needs beside its own line: arrows, and the ends of slices that it closes.
    fn finish(&mut self, lane: Lane, now: u64, event: &Event, out: &mut String) {
        match event {
            Event::Wake { wake, .. } => self.begin_arrow(lane, ("wakes", *wake), out),
            Event::TaskReady { wake: Some(wake), .. } => {
                self.end_arrow(lane, ("wakes", *wake), out);
            }
            Event::CbPush { cb, .. } => self.begin_arrow(lane, ("runs", *cb), out),
            Event::CbRun { cb } | Event::CbSkip { cb } => {
                self.end_arrow(lane, ("runs", *cb), out);
            }
            Event::TaskDone { .. } | Event::TaskDrop { .. } => {
                self.close_all(lane, now, out);
            }
            _ => {}
        }
    }

    /// The importers want a new id for each arrow. The number of a wake is none: callbacks have
    /// it too, and it comes again where a program has two kernels.
    fn begin_arrow(&mut self, lane: Lane, arrow: Arrow, out: &mut String) {
        self.last_arrow += 1;
        self.arrows.insert(arrow, self.last_arrow);
        self.arrow(lane, "s", arrow.0, self.last_arrow, out);
    }

    /// Draws nothing if the record does not hold the other end.
    fn end_arrow(&mut self, lane: Lane, arrow: Arrow, out: &mut String) {
        if let Some(id) = self.arrows.remove(&arrow) {
            self.arrow(lane, "f", arrow.0, id, out);
        }
    }

    fn arrow(&self, lane: Lane, ph: &str, name: &str, id: u64, out: &mut String) {
        let binds = if ph == "f" { "\"bp\":\"e\"," } else { "" };
        let _ = write!(
            out,
            ",\n{{\"ph\":\"{ph}\",{binds}\"pid\":{},\"tid\":{},\"ts\":{},\"cat\":\"wake\",\"name\":\"{name}\",\"id\":{id}}}",
            lane.pid(),
            lane.tid(),
            self.last_ts,
        );
    }

    fn close_all(&mut self, lane: Lane, now: u64, out: &mut String) {
        while let Some((name, cat)) = self.open_slices(lane).pop() {
            let ts = self.stamp(now);
            let _ = write!(
                out,
                ",\n{{\"ph\":\"E\",\"pid\":{},\"tid\":{},\"ts\":{ts},\"step\":{},\"cat\":\"{cat}\",\"name\":",
                lane.pid(),
                lane.tid(),
                self.step,
            );
            write_string(&name, out);
            out.push('}');
        }
    }

    /// Names a lane before the first event on it.
    fn introduce_lane(&mut self, lane: Lane, event: &Event, out: &mut String) {
        if self.open.contains_key(&lane) {
            return;
        }
        match (lane, event) {
            (Lane::Task(id), Event::TaskNew { name, .. }) => {
                self.introduce(lane, &format!("t{id} {name}"), None, out);
            }
            (Lane::Task(id), _) => self.introduce(lane, &format!("t{id}"), None, out),
            (Lane::Resources, _) => self.introduce(lane, "timers and I/O", None, out),
            (Lane::Main, _) => {}
        }
    }

    fn introduce(
        &mut self,
        lane: Lane,
        name: &str,
        program: Option<&str>,
        out: &mut String,
    ) {
        self.open.insert(lane, Vec::new());
        if program.is_none() {
            out.push_str(",\n");
        }
        let _ = write!(
            out,
            "{{\"ph\":\"M\",\"pid\":{},\"tid\":{},\"name\":\"thread_name\",\"args\":{{\"name\":",
            lane.pid(),
            lane.tid(),
        );
        write_string(name, out);
        out.push('}');
        if let Some(program) = program {
            out.push_str(",\"meta\":{\"schema\":1,\"program\":");
            write_string(program, out);
            out.push('}');
        }
        out.push('}');
    }

    fn open_slices(&mut self, lane: Lane) -> &mut Vec<(String, &'static str)> {
        self.open.entry(lane).or_default()
    }

    fn stamp(&mut self, now: u64) -> u64 {
        self.last_ts = now.max(self.last_ts + 1);
        self.last_ts
    }
}

/// What an arrow says, and the number by which events know it.
type Arrow = (&'static str, u32);

/// How an event is drawn.
struct Drawing<'a> {
    shape: Shape,
    cat: &'static str,
    name: &'a str,
}

#[derive(Clone, Copy)]
enum Shape {
    Begin,
    End,
    Instant,
    /// Begin, end, or something in between on the row of a timer or descriptor of that number.
    Resource(char, u32),
}

impl Shape {
    fn letter(self) -> char {
        match self {
            Self::Begin => 'B',
            Self::End => 'E',
            Self::Instant => 'i',
            Self::Resource(letter, _) => letter,
        }
    }
}

fn draw(event: &Event) -> Drawing<'_> {
    use Shape::{Begin, End, Instant, Resource};

    let (shape, cat, name) = match event {
        Event::CoResume { name, .. } => (Begin, "co", &**name),
        Event::CoYield { name, .. }
        | Event::CoReturn { name, .. }
        | Event::CoPanic { name, .. } => (End, "co", &**name),
        Event::CoDrop { .. } => (Instant, "co", "drop"),
        Event::TaskNew { name, .. } => (Begin, "task", &**name),
        Event::TaskReady { .. } => (Begin, "task", "ready"),
        Event::TaskPick { .. } => (End, "task", "ready"),
        Event::TaskRun { .. } => (Begin, "task", "run"),
        Event::TaskYield { .. } | Event::TaskDone { .. } => (End, "task", "run"),
        Event::TaskWait { .. } => (Begin, "task", "wait"),
        Event::TaskWoken { .. } => (End, "task", "wait"),
        Event::TaskCancel { .. } => (Instant, "task", "cancel"),
        Event::TaskDrop { .. } => (Instant, "task", "drop"),
        Event::Trap { .. } => (Instant, "trap", "trap"),
        Event::Wake { .. } => (Instant, "wake", "wake"),
        Event::WakeDup { .. } => (Instant, "wake", "wake (nobody waits)"),
        Event::LoopTurn { .. } => (Begin, "loop", "turn"),
        Event::LoopTurned { .. } => (End, "loop", "turn"),
        Event::LoopPark { .. } => (Begin, "loop", "park"),
        Event::LoopUnpark { .. } => (End, "loop", "park"),
        Event::CbPush { .. } => (Instant, "loop", "callback queued"),
        Event::CbRun { .. } => (Begin, "loop", "callback"),
        Event::CbSkip { .. } => (Instant, "loop", "callback taken back"),
        Event::CbEnd { .. } => (End, "loop", "callback"),
        Event::TimerArm { timer, name, .. } => (Resource('b', *timer), "timer", &**name),
        Event::TimerFire { timer, name } | Event::TimerCancel { timer, name, .. } => {
            (Resource('e', *timer), "timer", &**name)
        }
        Event::IoReg { token, name, .. } => (Resource('b', *token), "io", &**name),
        Event::IoReady { token, name, .. } => (Resource('n', *token), "io", &**name),
        Event::IoDereg { token, name } => (Resource('e', *token), "io", &**name),
        Event::FutNew { fut, name, .. } => (Resource('b', *fut), "fut", &**name),
        Event::FutReady { fut, name, .. } => (Resource('e', *fut), "fut", &**name),
        Event::Chan { name, .. } => (Instant, "chan", &**name),
        Event::Out { .. } => (Instant, "out", "prints"),
        Event::Mark { .. } => (Instant, "book", "mark"),
        Event::Full { .. } => (Instant, "book", "the record is full"),
    };
    Drawing { shape, cat, name }
}

/// Whether the event is, to a reader, one thing with the event before it: a task that yields
/// and so waits, a wake and the task that it makes ready, a pick and the run.
fn continues_step(event: &Event) -> bool {
    matches!(
        event,
        Event::TaskWait { .. }
            | Event::TaskWoken { .. }
            | Event::TaskReady { .. }
            | Event::TaskRun { .. }
    )
}
