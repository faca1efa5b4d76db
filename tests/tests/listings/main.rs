//! Every listing of the course, as a program: what it prints, what happens in it, what its
//! Python twin prints, and whether these tests would notice if something were wrong.
//!
//! To write snapshots and traces anew, run `INSTA_UPDATE=always cargo test -p tulip-tests`, and
//! read the difference before you commit it.

mod python;
mod real_time;
mod running_example;
mod snapshots;
mod tampering;
mod traces;
mod wget;
mod workspace;

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex};
use std::thread;

use tulip_course::twin::TimedLine;
use tulip_course::{Course, Listing, Output, Programs, Time};
use tulip_trace::Event;

static COURSE: LazyLock<Course> =
    LazyLock::new(|| Course::load(root()).unwrap_or_else(|error| panic!("{error}")));

static PROGRAMS: LazyLock<Programs> =
    LazyLock::new(|| Programs::build(&COURSE).unwrap_or_else(|error| panic!("{error}")));

/// What each listing printed and did in its declared time, by slug.
static RUNS: LazyLock<BTreeMap<String, Output>> = LazyLock::new(|| {
    let listings: Vec<_> = here().cloned().collect();
    let runs = for_all(&listings, |listing| {
        let trace = listing.has_trace.then(|| temporary(&format!("{}.json", listing.slug)));
        let output = PROGRAMS.run(listing, None, trace.as_deref());
        output.unwrap_or_else(|error| panic!("{error}"))
    });
    here().map(|listing| listing.slug.clone()).zip(runs).collect()
});

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies in the workspace")
}

/// A file of that name that only this run uses.
fn temporary(name: &str) -> PathBuf {
    static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("listings");
        fs::create_dir_all(&folder).expect("target/tmp can be written");
        folder
    });
    FOLDER.join(name)
}

/// Whether what came out is to be kept instead of compared.
fn accepting() -> bool {
    env::var_os("INSTA_UPDATE").is_some_and(|update| update == "always")
}

/// A skip on a reader's machine is a failure where everything has to be checked.
fn skip(why: &str) {
    assert!(env::var_os("CI").is_none_or(|ci| ci != "true"), "{why}");
    eprintln!("skipped: {why}");
}

/// Does `work` on each listing, some at a time, and gives the results in their order.
fn for_all<T: Send>(listings: &[Listing], work: impl Fn(&Listing) -> T + Sync) -> Vec<T> {
    let next = Mutex::new(listings.iter().enumerate());
    let results = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..listings.len().min(8) {
            scope.spawn(|| {
                loop {
                    let listing = next.lock().expect("no worker panics here").next();
                    let Some((index, listing)) = listing else { break };
                    let result = work(listing);
                    results.lock().expect("no worker panics here").push((index, result));
                }
            });
        }
    });
    let mut results = results.into_inner().expect("a worker's panic was passed on");
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}

/// Fails with every fault of a check over all listings, not with the first alone.
fn report(faults: impl IntoIterator<Item = String>) {
    let faults: Vec<_> = faults.into_iter().collect();
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

/// The lines that a trace shows, with their times in microseconds.
fn timed_lines(trace: &str) -> Vec<TimedLine> {
    let records = tulip_trace::read(trace).records;
    let lines = records.into_iter().filter_map(|record| match record.event {
        Event::Out { text, .. } => Some((record.now, text)),
        _ => None,
    });
    lines.collect()
}

/// The lines as they were printed.
fn as_output(lines: &[TimedLine]) -> String {
    lines.iter().flat_map(|(_, line)| [line.as_str(), "\n"]).collect()
}

/// The listings that can be compared on this system.
fn here() -> impl Iterator<Item = &'static Listing> {
    COURSE.listings().iter().filter(|listing| listing.runs_here())
}

/// The listings that are compared in virtual time.
fn in_virtual_time() -> impl Iterator<Item = &'static Listing> {
    here().filter(|listing| listing.time == Time::Virtual)
}
