//! The lanes of a trace.

use std::fs;
use std::path::Path;

use tulip_course::Lanes;
use tulip_trace::{Lane, capture, emit, read};

#[test]
fn exactly_one_row_runs_or_parks_at_every_step_of_every_kept_trace() {
    let traces = kept_traces();
    assert!(traces.len() > 20, "there are traces to look at");
    for (name, trace) in traces {
        let records = read(&trace).records;
        let last = records.last().expect("it has steps").step;
        for step in 1..=last {
            let html = html(&trace, step, step);
            let shapes = html.split("<svg").nth(1).expect("a drawing by steps");
            let blocks: usize = ["run", "park"]
                .map(|look| {
                    let path = shapes.split(&format!("<path class=\"{look}\" d=\"")).nth(1);
                    path.map_or(0, |path| {
                        path[..path.find('"').unwrap()].matches('M').count()
                    })
                })
                .iter()
                .sum();
            assert_eq!(blocks, 1, "{name}, step {step}: {html}");
        }
    }
}

#[test]
fn a_trace_without_tasks_has_a_row_for_each_machine() {
    let html = html(&kept("1-state-machines", "delegation"), 1, 19);
    assert!(html.contains("value=\"main\" disabled>main<"), "{html}");
    assert!(html.contains("value=\"m1\" disabled>outer<"), "{html}");
    assert!(html.contains("data-touched=\"m1;"), "{html}");
}

#[test]
fn a_wake_is_an_arrow_from_who_wakes_to_who_is_woken() {
    let html = html(&kept("2-scheduler", "join"), 1, 49);
    assert!(html.contains("data-step=\"30\" data-by=\"t1\" data-woken=\"t2\""), "{html}");
}

#[test]
fn a_part_of_a_trace_begins_at_the_left_edge() {
    let html = html(&kept("2-scheduler", "join"), 20, 25);
    assert!(
        html.contains("<svg class=\"by-steps\" data-x=\"0 44 88 132 176 220 264\""),
        "{html}"
    );
    assert!(!html.contains("data-step=\"30\""), "what is not shown has no arrow");
}

#[test]
fn names_of_a_trace_are_escaped() {
    let recording = capture("x", || {
        emit(Lane::Task(1), || tulip_trace::Event::TaskNew {
            task: 1,
            name: "<img src=x onerror=\"alert(1)\">&".to_owned(),
            parent: None,
            src: None,
        });
    });
    let html = html(&recording.trace, 1, 1);
    assert!(
        html.contains("t1 &lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;"),
        "{html}"
    );
    assert!(!html.contains('\n'));
}

#[test]
fn a_foreign_trace_with_wild_numbers_is_drawn_all_the_same() {
    let trace = kept("2-scheduler", "join")
        .replace("\"step\":49", "\"step\":18446744073709551614")
        .replace("\"now\":2000000", "\"now\":7");
    assert!(html(&trace, 1, 18_446_744_073_709_551_614).len() < 5_000_000);
    assert!(html("", 1, 1).contains("value=\"main\""));
}

fn html(trace: &str, from: u64, to: u64) -> String {
    let label = |lane| format!("{lane:?}").to_lowercase();
    Lanes::of(&read(trace).records).html(from, to, &label, &|now| format!("{now} µs"))
}

fn kept(chapter: &str, slug: &str) -> String {
    let path = chapters().join(chapter).join("traces").join(format!("{slug}.json"));
    fs::read_to_string(path).expect("a kept trace")
}

fn kept_traces() -> Vec<(String, String)> {
    let folders = fs::read_dir(chapters()).expect("chapters").flatten();
    folders
        .filter_map(|chapter| fs::read_dir(chapter.path().join("traces")).ok())
        .flat_map(Iterator::flatten)
        .map(|file| {
            let text = fs::read_to_string(file.path()).expect("a trace");
            (file.file_name().to_string_lossy().into_owned(), text)
        })
        .collect()
}

fn chapters() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../chapters")
}
