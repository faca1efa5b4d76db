//! The rules of the house that a machine can check.

use std::fs;

use toml::Table;

use super::{COURSE, report, root};

/// A fresh clone prints its first transcript within seconds, because the first stages pull in
/// nothing from outside.
#[test]
fn the_ground_and_stages_1_and_2_depend_on_nothing_outside_the_workspace() {
    let folders = ["crates/trace", "chapters/1-state-machines", "chapters/2-scheduler"];
    let faults = folders.into_iter().flat_map(|folder| {
        let manifest = fs::read_to_string(root().join(folder).join("Cargo.toml"));
        let manifest: Table =
            manifest.expect("the crate is there").parse().expect("it is TOML");
        let table =
            |name: &str| manifest.get(name).and_then(|table| table.as_table().cloned());
        // cargo builds the dev-dependencies of a chapter before its first example.
        let for_examples =
            folder.starts_with("chapters").then(|| table("dev-dependencies"));
        let runtime = table("dependencies")
            .into_iter()
            .chain(table("build-dependencies"))
            .chain(for_examples.flatten());
        let names: Vec<_> =
            runtime.flat_map(|table| table.keys().cloned().collect::<Vec<_>>()).collect();
        let outside = names
            .into_iter()
            .filter(|name| !["state-machines", "tulip-trace"].contains(&name.as_str()));
        outside.map(move |name| format!("{folder} depends on {name}")).collect::<Vec<_>>()
    });
    report(faults);
}

#[test]
fn every_example_is_in_the_course_and_every_listing_has_its_files() {
    let mut faults = Vec::new();
    for chapter in COURSE.chapters() {
        let folder = root().join("chapters").join(&chapter.folder);
        for (part, extension) in [("examples", "rs"), ("python", "py"), ("traces", "json")]
        {
            let files = fs::read_dir(folder.join(part)).expect("a chapter has this folder");
            for file in files.map(|file| file.expect("a folder can be read").path()) {
                let known = COURSE.listings().iter().any(|listing| {
                    let its = match part {
                        "examples" => listing.source(),
                        "python" => listing.twin(),
                        _ => listing.trace(),
                    };
                    its == file
                });
                let is_ours = file.extension().is_some_and(|found| found == extension);
                if is_ours && !known {
                    faults.push(format!("{}: no listing has this file", file.display()));
                }
            }
        }
    }
    for listing in COURSE.listings() {
        let twin = listing.has_twin.then(|| listing.twin());
        let trace = listing.has_trace.then(|| listing.trace());
        for file in [Some(listing.source()), twin, trace].into_iter().flatten() {
            if !file.exists() {
                faults.push(format!("{}: {} is missing", listing.slug, file.display()));
            }
        }
    }
    report(faults);
}
