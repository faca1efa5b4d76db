//! What happens in each listing.

use std::fs;
use std::path::Path;

use tulip_course::snapshot::{self, Stale};
use tulip_trace::importers;

use super::{COURSE, RUNS, accepting, in_virtual_time, report, timed_lines};

#[test]
fn each_trace_is_what_happened() {
    let faults =
        in_virtual_time().filter(|listing| listing.has_trace).filter_map(|listing| {
            let trace = RUNS[&listing.slug].trace.as_deref().expect("it was recorded");
            let path = listing.trace();
            if accepting() {
                fs::write(&path, trace).expect("a trace can be written");
            }
            fault(&path, trace)
        });
    report(faults);
}

/// What is wrong with a trace that is kept.
pub(crate) fn fault(path: &Path, trace: &str) -> Option<String> {
    let kept = fs::read_to_string(path)
        .map_err(|error| Stale::Missing(path.to_owned(), error.to_string()));
    let compared = kept.and_then(|kept| snapshot::compare(path, &kept, trace));
    compared.err().map(|stale| stale.to_string())
}

#[test]
fn each_trace_shows_the_lines_that_were_printed() {
    let faults =
        in_virtual_time().filter(|listing| listing.has_trace).filter_map(|listing| {
            let run = &RUNS[&listing.slug];
            let shown: String = timed_lines(run.trace.as_deref().expect("it was recorded"))
                .into_iter()
                .map(|(_, line)| line + "\n")
                .collect();
            snapshot::compare(&listing.snapshot(), &run.stdout, &shown)
                .err()
                .map(|stale| stale.to_string())
        });
    report(faults);
}

#[test]
fn each_trace_can_be_opened_elsewhere() {
    let faults =
        in_virtual_time().filter(|listing| listing.has_trace).flat_map(|listing| {
            let trace = RUNS[&listing.slug].trace.as_deref().expect("it was recorded");
            importers::check(trace)
                .into_iter()
                .map(|fault| format!("{}: {fault}", listing.slug))
        });
    report(faults);
}

#[test]
fn each_trace_can_be_read_back_and_names_this_workspace_alone() {
    let faults =
        in_virtual_time().filter(|listing| listing.has_trace).flat_map(|listing| {
            let trace = RUNS[&listing.slug].trace.as_deref().expect("it was recorded");
            let reading = tulip_trace::read(trace);
            let mut faults: Vec<_> =
                reading.bad.iter().map(|bad| format!("{}: {bad}", listing.slug)).collect();
            if reading.program != listing.slug {
                faults
                    .push(format!("{}: the trace is of {}", listing.slug, reading.program));
            }
            let root = COURSE.root().to_string_lossy();
            if trace.contains(&*root) {
                faults.push(format!(
                    "{}: the trace holds a path of this machine",
                    listing.slug
                ));
            }
            faults
        });
    report(faults);
}
