//! Real time: pauses are felt. Nothing here is timed; only words are compared.

use std::fs;

use tulip_course::{Listing, Redaction, Time, snapshot};

use super::{COURSE, PROGRAMS, as_output, for_all, here, report};
use crate::python;

/// Once a stage, those whose script is played on real sockets then, and all of them where
/// everything has to be checked.
#[test]
fn listings_print_the_same_in_real_time() {
    let everything = std::env::var_os("CI").is_some_and(|ci| ci == "true");
    let listings: Vec<_> = here()
        .filter(|listing| {
            listing.time == Time::Virtual
                && (everything || listing.is_main() || plays_a_script(listing))
        })
        .cloned()
        .collect();
    let faults = for_all(&listings, |listing| {
        let output = match PROGRAMS.run(listing, Some(Time::Real), None) {
            Ok(output) => output.stdout,
            Err(error) => return Some(error.to_string()),
        };
        compare(listing, &output)
    });
    report(faults.into_iter().flatten());
}

fn plays_a_script(listing: &Listing) -> bool {
    let source = fs::read_to_string(listing.source()).expect("a listing has a source");
    source.contains("EventLoop::playing(")
}

#[test]
fn the_twins_of_the_running_example_print_the_same_in_real_time() {
    let stages: Vec<_> =
        COURSE.listings().iter().filter(|listing| listing.is_main()).collect();
    let Some(twins) = python::run("real", &stages) else { return };
    let faults = stages.iter().filter_map(|stage| match &twins[&stage.slug] {
        Ok(lines) => compare(stage, &as_output(lines)),
        Err(error) => Some(format!("{}: {error}", stage.slug)),
    });
    report(faults);
}

/// Real time is never exact, so numbers are left out of the comparison.
fn compare(listing: &Listing, output: &str) -> Option<String> {
    let mut without_numbers = listing.clone();
    without_numbers.redact.push(Redaction::Numbers);
    let kept = match snapshot::body(&listing.snapshot()) {
        Ok(kept) => without_numbers.redacted(&kept),
        Err(stale) => return Some(stale.to_string()),
    };
    let output = without_numbers.redacted(output);
    snapshot::compare(&listing.snapshot(), &kept, &output)
        .err()
        .map(|stale| stale.to_string())
}
