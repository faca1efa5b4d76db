//! What each listing prints.

use std::fs;
use std::panic;
use std::path::Path;

use insta::Settings;
use tulip_course::{Listing, snapshot};

use super::{COURSE, RUNS, accepting, here, report};

#[test]
fn each_listing_prints_its_snapshot() {
    let faults = here().filter_map(|listing| {
        let output = listing.redacted(&RUNS[&listing.slug].stdout);
        let mut settings = Settings::new();
        settings.set_snapshot_path(listing.snapshots());
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.set_description(listing.command());
        let compare = || settings.bind(|| insta::assert_snapshot!(&*listing.slug, output));
        if panic::catch_unwind(panic::AssertUnwindSafe(compare)).is_err() && accepting() {
            return Some(format!("{}: cannot be written", listing.slug));
        }
        fault(&listing.snapshot(), &output)
    });
    report(faults);
}

/// What is wrong with a snapshot. insta forgives white space; a reader who compares does not.
pub(crate) fn fault(path: &Path, output: &str) -> Option<String> {
    let compared =
        snapshot::body(path).and_then(|kept| snapshot::compare(path, &kept, output));
    compared.err().map(|stale| stale.to_string())
}

#[test]
fn each_snapshot_belongs_to_a_listing() {
    let known: Vec<_> = COURSE.listings().iter().map(Listing::snapshot).collect();
    let faults = COURSE.chapters().iter().flat_map(|chapter| {
        let folder = COURSE.root().join("chapters").join(&chapter.folder).join("snapshots");
        let files = fs::read_dir(folder).expect("a chapter has a folder of snapshots");
        files.map(|file| file.expect("a folder can be read").path())
    });
    let orphans = faults.filter(|path| !known.contains(path));
    report(orphans.map(|path| format!("{}: no listing has this snapshot", path.display())));
}
