//! What each Python twin prints, and when.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::LazyLock;
use std::thread;

use serde_json::Value;
use tulip_course::twin::{self, TimedLine};
use tulip_course::{Listing, Output, Time};

use super::{
    COURSE, RUNS, as_output, here, in_virtual_time, report, root, skip, snapshots,
    timed_lines,
};

#[test]
fn each_twin_prints_what_its_listing_prints_at_the_same_times() {
    let Some(twins) = &*TWINS else { return };
    let faults = in_virtual_time()
        .filter(|listing| listing.has_twin)
        .filter_map(|listing| fault(listing, &RUNS[&listing.slug], &twins[&listing.slug]));
    report(faults);
}

/// Where a listing and its twin part, in words or in time.
pub(crate) fn fault(
    listing: &Listing,
    rust: &Output,
    python: &Result<Vec<TimedLine>, String>,
) -> Option<String> {
    let slug = &listing.slug;
    let python = match python {
        Ok(lines) => lines,
        Err(error) => return Some(format!("{slug}: the twin fails\n{error}")),
    };
    let compared = match &rust.trace {
        Some(trace) => twin::compare(&timed_lines(trace), python, &listing.differs),
        // Without a trace nobody knows when a line was printed.
        None => twin::compare(
            &untimed(rust.stdout.lines()),
            &untimed(python.iter().map(|(_, line)| &**line)),
            &listing.differs,
        ),
    };
    compared.err().map(|unlike| format!("{slug}: {unlike}"))
}

#[test]
fn each_twin_in_real_time_prints_the_snapshot() {
    let real = |listing: &&Listing| listing.time == Time::Real && listing.has_twin;
    let listings: Vec<_> = here().filter(real).collect();
    let Some(twins) = run("real", &listings) else { return };
    let faults = listings.iter().filter_map(|listing| match &twins[&listing.slug] {
        Ok(lines) => {
            snapshots::fault(&listing.snapshot(), &listing.redacted(&as_output(lines)))
        }
        Err(error) => Some(format!("{}: the twin fails\n{error}", listing.slug)),
    });
    report(faults);
}

#[test]
fn each_declared_difference_is_explained() {
    let faults = COURSE.listings().iter().filter_map(|listing| {
        let reason = fs::read_to_string(listing.reason()).unwrap_or_default();
        let path = listing.reason();
        match (listing.differs.is_empty(), reason.trim().is_empty()) {
            (false, true) => Some(format!("{}: says nothing", path.display())),
            (true, false) => Some(format!("{}: explains no difference", path.display())),
            _ => None,
        }
    });
    report(faults);
}

/// What the twins printed in virtual time, by slug; `None` without Python.
pub(crate) static TWINS: LazyLock<Option<Twins>> = LazyLock::new(|| {
    let with_twin: Vec<_> = in_virtual_time().filter(|listing| listing.has_twin).collect();
    run("virtual", &with_twin)
});

/// Timed lines, or why the twin failed.
pub(crate) type Twins = BTreeMap<String, Result<Vec<TimedLine>, String>>;

/// Runs the twins of some listings.
pub(crate) fn run(time: &str, listings: &[&Listing]) -> Option<Twins> {
    let files: Vec<_> = listings.iter().map(|listing| listing.twin()).collect();
    let slugs = listings.iter().map(|listing| listing.slug.clone());
    Some(slugs.zip(run_files(time, &files)?).collect())
}

/// Runs some files, in virtual time in one Python, in real time in one each; gives their results
/// in order.
pub(crate) fn run_files(
    time: &str,
    files: &[PathBuf],
) -> Option<Vec<Result<Vec<TimedLine>, String>>> {
    let Some(python) = *PYTHON else {
        skip("the Python twins need python3, 3.11 or later, and there is none");
        return None;
    };
    if time == "virtual" {
        return Some(run_in_one(python, time, files));
    }
    let results = thread::scope(|scope| {
        let runs: Vec<_> = files
            .chunks(1)
            .map(|file| scope.spawn(|| run_in_one(python, time, file)))
            .collect();
        runs.into_iter().flat_map(|run| run.join().expect("a run does not panic")).collect()
    });
    Some(results)
}

fn run_in_one(
    python: &str,
    time: &str,
    files: &[PathBuf],
) -> Vec<Result<Vec<TimedLine>, String>> {
    let output = Command::new(python)
        .arg("-B")
        .arg(root().join("tests/twins/run.py"))
        .arg(time)
        .args(files)
        .output()
        .expect("python was found");
    let results: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    let result = |file: &PathBuf| {
        let result = &results[&*file.to_string_lossy()];
        match result.get("lines") {
            Some(lines) => {
                Ok(serde_json::from_value(lines.clone()).expect("times and lines"))
            }
            None => Err(result["error"].as_str().unwrap_or("no result").to_owned()),
        }
    };
    files.iter().map(result).collect()
}

/// The first of `python3` and `python` that is new enough.
static PYTHON: LazyLock<Option<&str>> = LazyLock::new(|| {
    const NEW_ENOUGH: &str = "import sys; sys.exit(sys.version_info < (3, 11))";
    ["python3", "python"].into_iter().find(|python| {
        let check = Command::new(python).args(["-c", NEW_ENOUGH]).output();
        check.is_ok_and(|output| output.status.success())
    })
});

fn untimed<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<TimedLine> {
    lines.map(|line| (0, line.to_owned())).collect()
}
