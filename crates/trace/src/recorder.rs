use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::env;
use std::ffi::OsStr;
use std::fmt::Debug;
use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;
use std::process;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::chrome::Writer;
use crate::clock::traced_now;
use crate::event::Event;
use crate::lane::Lane;

/// Records an event on a lane, if somebody asked for a record.
///
/// The first event of a program looks at `TULIP_TRACE`. If it names a file, the thread that
/// emitted the event records into it from then on; other threads do not. Otherwise all that an
/// event costs is the read of a thread-local `Cell`: the closure is not called.
///
/// A file that cannot be written ends the program with exit code 2 and a sentence on standard
/// error. The file is valid JSON after every event, so that a program that panics, hangs or is
/// killed leaves all that happened before. Only a kill in the midst of a write, which is rare,
/// cuts the last line; [`read`](crate::read) names it then.
#[inline]
pub fn emit(lane: Lane, event: impl FnOnce() -> Event) {
    if is_on() {
        record(lane, &event());
    }
}

/// Whether this thread records.
#[inline]
pub fn is_on() -> bool {
    match MODE.get() {
        Mode::Off => false,
        Mode::On => true,
        Mode::Unasked => ask_the_environment(),
    }
}

/// A number for a thing that events name: 1, 2, 3 and so on for each kind of thing, in each
/// record anew. 0 while nothing is recorded.
pub fn next_id(of: &'static str) -> u32 {
    with_recorder(|recorder| {
        let id = recorder.ids.entry(of).or_default();
        *id += 1;
        *id
    })
    .unwrap_or_default()
}

/// A value as the trace shows it: its `{:?}`, cut at 60 characters. All of it is formatted
/// first, so ask [`is_on`] before.
pub fn cut(value: &impl Debug) -> String {
    let mut text = format!("{value:?}");
    if let Some((end, _)) = text.char_indices().nth(LONGEST_VALUE) {
        text.truncate(end);
        text.push('…');
    }
    text
}

/// Records what `body` does on this thread, whatever the environment says.
///
/// The record is held in memory, and full at as many events as a file. A clock that was made
/// before goes on stamping events until `body` makes another.
///
/// # Panics
///
/// If this thread records already, and if `body` panics.
pub fn capture<R>(program: &str, body: impl FnOnce() -> R) -> Recording<R> {
    struct Stop(Mode);

    impl Drop for Stop {
        fn drop(&mut self) {
            MODE.set(self.0);
            RECORDER.set(None);
        }
    }

    assert!(MODE.get() != Mode::On, "this thread records already");
    let (writer, first) = Writer::new(program);
    RECORDER.set(Some(Recorder::new(writer, Sink::Memory(first))));
    let stop = Stop(MODE.replace(Mode::On));
    let result = body();
    let recorder = RECORDER.take();
    drop(stop);
    let Some(Recorder { sink: Sink::Memory(lines), .. }) = recorder else {
        unreachable!("a capture writes to memory");
    };
    Recording { result, trace: format!("[\n{lines}\n]\n") }
}

/// What [`capture`] has seen.
#[derive(Clone, Debug)]
pub struct Recording<R> {
    /// What the program returned.
    pub result: R,
    /// The file that `TULIP_TRACE` would have written.
    pub trace: String,
}

struct Recorder {
    writer: Writer,
    sink: Sink,
    events: u64,
    ids: BTreeMap<&'static str, u32>,
}

enum Sink {
    Memory(String),
    /// The file, and where its closing bracket stands.
    File(File, u64),
}

impl Recorder {
    fn new(writer: Writer, sink: Sink) -> Self {
        Self { writer, sink, events: 0, ids: BTreeMap::new() }
    }

    fn record(&mut self, lane: Lane, event: &Event) -> io::Result<()> {
        self.events += 1;
        if self.events > MOST_EVENTS {
            return Ok(());
        }
        let now = traced_now();
        let mut lines = self.writer.write(lane, now, event);
        if self.events == MOST_EVENTS {
            let full = Event::Full { events: MOST_EVENTS };
            lines += &self.writer.write(Lane::Main, now, &full);
        }
        match &mut self.sink {
            Sink::Memory(all) => all.push_str(&lines),
            Sink::File(file, end) => append(file, end, lines)?,
        }
        Ok(())
    }
}

/// Writes `lines` over the closing bracket, and a new bracket after them, in one write: the file
/// is whole before it and after it. The kernel copies a write page by page, and heeds a kill in
/// between; no order of writes can help that, since nothing may follow the bracket.
fn append(file: &mut File, end: &mut u64, mut lines: String) -> io::Result<()> {
    let next_end = *end + lines.len() as u64;
    lines.push_str(CLOSE);
    file.seek(SeekFrom::Start(*end))?;
    if let Err(error) = file.write_all(lines.as_bytes()) {
        close_again(file, *end);
        return Err(error);
    }
    *end = next_end;
    Ok(())
}

/// Takes back a write that failed half way: the disk is full, but had room for the bracket.
fn close_again(file: &mut File, end: u64) {
    let _ = file.set_len(end);
    let _ = file.seek(SeekFrom::Start(end)).and_then(|_| file.write_all(CLOSE.as_bytes()));
}

#[cold]
fn record(lane: Lane, event: &Event) {
    with_recorder(|recorder| {
        if let Err(error) = recorder.record(lane, event) {
            give_up(&error);
        }
    });
}

/// Nothing if nothing is recorded, or no longer: a thread that ends drops its thread-locals, and
/// one that is dropped after the recorder may still print.
fn with_recorder<R>(then: impl FnOnce(&mut Recorder) -> R) -> Option<R> {
    RECORDER.try_with(|recorder| recorder.borrow_mut().as_mut().map(then)).ok().flatten()
}

#[cold]
fn ask_the_environment() -> bool {
    // A thread that comes later finds the file taken, and does not record.
    static TAKEN: AtomicBool = AtomicBool::new(false);

    MODE.set(Mode::Off);
    let Some(path) = env::var_os("TULIP_TRACE") else {
        return false;
    };
    if TAKEN.swap(true, Ordering::Relaxed) {
        return false;
    }
    let (writer, first) = Writer::new(&program());
    match create(Path::new(&path), &first) {
        Ok(sink) => RECORDER.set(Some(Recorder::new(writer, sink))),
        Err(error) => give_up(&error),
    }
    MODE.set(Mode::On);
    true
}

fn create(path: &Path, first: &str) -> io::Result<Sink> {
    let mut file = File::create(path)?;
    let mut end = 0;
    append(&mut file, &mut end, format!("[\n{first}"))?;
    Ok(Sink::File(file, end))
}

fn give_up(error: &io::Error) -> ! {
    let path = env::var_os("TULIP_TRACE").unwrap_or_default();
    eprintln!(
        "error: cannot write the trace to TULIP_TRACE={}: {error}\nName a file in a folder that exists and that you may write to.",
        Path::new(&path).display()
    );
    process::exit(2)
}

fn program() -> String {
    let path = env::args_os().next().unwrap_or_default();
    let stem = Path::new(&path).file_stem().unwrap_or(OsStr::new("program"));
    stem.to_string_lossy().into_owned()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Unasked,
    Off,
    On,
}

thread_local! {
    static MODE: Cell<Mode> = const { Cell::new(Mode::Unasked) };
    static RECORDER: RefCell<Option<Recorder>> = const { RefCell::new(None) };
}

/// Some 15 MB. A program that loops forever fills no disk.
const MOST_EVENTS: u64 = 100_000;
const LONGEST_VALUE: usize = 60;
const CLOSE: &str = "\n]\n";
