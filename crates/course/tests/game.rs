//! A game: every run of a listing, as a tree that a reader walks.

mod common;

use std::fs;

use common::{course, english};
use serde_json::Value;
use tulip_course::{Game, Listing};
use tulip_trace::{Event, Lane, capture, emit};

/// Two tasks; the second wakes the first, which waits if it comes first.
fn run(picks: [u32; 2]) -> String {
    let made = |task, name: &str| {
        let (name, by) = (name.to_owned(), "main".to_owned());
        emit(Lane::Task(task), || Event::TaskNew { task, name, parent: None, src: None });
        emit(Lane::Task(task), || Event::TaskReady { task, by, wake: None });
    };
    let runs = |task, poll, queue_left| {
        emit(Lane::Task(task), || Event::TaskPick { queue_left });
        emit(Lane::Task(task), || Event::TaskRun { task, poll, sent: None, src: None });
    };
    let ends = |task| {
        let out = "done".to_owned();
        emit(Lane::Task(task), || Event::TaskDone { out, end: None });
    };
    let recording = capture("pair", || {
        made(1, "sleeper");
        made(2, "alarm");
        if picks == [1, 2] {
            runs(1, 1, 1);
            let (out, why) = ("park for noon".to_owned(), "noon".to_owned());
            emit(Lane::Task(1), || Event::TaskYield { out, end: None });
            emit(Lane::Task(1), || Event::TaskWait { task: 1, why, src: None });
            runs(2, 1, 0);
            let by = || "t2".to_owned();
            emit(Lane::Task(2), || Event::Wake { wake: 1, task: 1, by: by(), src: None });
            emit(Lane::Task(1), || Event::TaskWoken { wake: 1 });
            emit(Lane::Task(1), || Event::TaskReady { task: 1, by: by(), wake: Some(1) });
            ends(2);
            runs(1, 2, 0);
            ends(1);
        } else {
            runs(2, 1, 1);
            emit(Lane::Task(2), || Event::WakeDup { task: 1, by: "t2".to_owned() });
            ends(2);
            runs(1, 1, 0);
            let (out, why) = ("park for noon".to_owned(), "noon".to_owned());
            emit(Lane::Task(1), || Event::TaskYield { out, end: None });
            emit(Lane::Task(1), || Event::TaskWait { task: 1, why, src: None });
            let why = "the kernel was dropped".to_owned();
            emit(Lane::Task(1), || Event::TaskDrop { task: 1, why });
        }
    });
    recording.trace
}

#[test]
fn each_choice_leads_to_what_happened() {
    let runs = [run([1, 2]), run([2, 1])];
    let game = Game::of_runs(runs.iter().map(String::as_str)).unwrap();
    assert_eq!(game.runs(), (2, 1));
    let tree = game.to_json(&english());
    assert_eq!((&tree["runs"], &tree["stuck"]), (&2.into(), &1.into()));
    assert_eq!(tree["told"][0], "main makes t1 sleeper and puts it into the ready queue.");
    assert_eq!(tree["tasks"][0]["activity"], "ready");
    let [sleeper, alarm] = &tree["choices"].as_array().unwrap()[..] else { panic!("two") };
    assert_eq!((&sleeper["task"], &sleeper["name"]), (&1.into(), &"sleeper".into()));

    let fine = &sleeper["node"];
    assert_eq!((&fine["end"], &fine["schedule"]), (&"finished".into(), &"1".into()));
    assert_eq!(fine["told"][1], "t1 sleeper parks: it waits for noon.");
    assert_eq!(
        fine["told"][3],
        "t2 alarm wakes t1 sleeper, which waited for noon and goes to the end of the ready queue."
    );
    assert!(fine.get("report").is_none() && fine.get("choices").is_none());

    let stuck = &alarm["node"];
    assert_eq!((&stuck["end"], &stuck["schedule"]), (&"stuck".into(), &"2".into()));
    assert_eq!(stuck["tasks"][0]["activity"], "waiting", "it stands as it stood");
    assert_eq!(
        stuck["report"],
        "deadlock: nobody is ready, and no timer is armed\nt1 sleeper waits for noon"
    );
    let because = stuck["because"].as_str().unwrap();
    assert!(because.starts_with("t2 alarm wakes t1 sleeper too early"), "{because}");
    let told = stuck["told"].to_string();
    assert!(!told.contains("dropped"), "what follows the end is not told: {told}");
}

#[test]
fn what_is_kept_is_read_back() {
    let runs = [run([2, 1]), run([1, 2])];
    let game = Game::of_runs(runs.iter().map(String::as_str)).unwrap();
    let text = game.to_text();
    let read = Game::parse(&text).unwrap();
    assert_eq!(read.to_json(&english()), game.to_json(&english()));
    let other_way = [run([1, 2]), run([2, 1])];
    let other_way = Game::of_runs(other_way.iter().map(String::as_str)).unwrap();
    assert_eq!(other_way.to_text(), text, "the order in which it was run does not matter");
}

#[test]
fn runs_that_are_no_game_are_refused() {
    let (first, second) = (run([1, 2]), run([2, 1]));
    let error =
        |runs: &[&str]| Game::of_runs(runs.iter().copied()).unwrap_err().to_string();
    assert_eq!(error(&[]), "there is no run");
    assert_eq!(
        error(&[&first]),
        "after 7 lines of the trace the tasks [1, 2] are ready, and there are runs for [1]"
    );
    let other = first.replace("noon", "night");
    let says = error(&[&first, &second, &other]);
    assert!(says.starts_with("runs with the same picks differ: "), "{says}");

    let game = Game::of_runs([&*first, &*second]).unwrap().to_text();
    for (broken, says) in [
        ("oops", "line 1: "),
        ("{}", "it is no tree of `events` and `choices`"),
        (
            &*game.replace("{\"task\":2,\"node\"", "{\"task\":3,\"node\""),
            "there are runs for [1, 3]",
        ),
    ] {
        let error = Game::parse(broken).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }
}

/// The game of the first page.
#[test]
fn the_kept_games_can_be_lost_and_won() {
    let (english, pseudo) = (english(), english().pseudo());
    let course = course();
    let games: Vec<&Listing> =
        course.listings().iter().filter(|listing| listing.has_game).collect();
    assert!(!games.is_empty());
    for listing in games {
        let game = Game::parse(&fs::read_to_string(listing.game()).unwrap()).unwrap();
        let (runs, stuck) = game.runs();
        assert!(
            (10..=40).contains(&runs) && 0 < stuck && stuck < runs / 2,
            "{runs}, {stuck}"
        );
        let ends = ends(&game.to_json(&english));
        assert_eq!(ends.len(), runs);
        for (task, reason) in ends {
            assert!(
                reason.is_empty() || reason.contains("the wake is lost"),
                "{task}: {reason}"
            );
        }
        let told = game.to_json(&pseudo)["told"].to_string();
        assert!(told.contains('⟦'), "{told}");
    }
}

/// The schedule of each end, and why it is stuck if it is.
fn ends(node: &Value) -> Vec<(String, String)> {
    let text = |key: &str| node[key].as_str().unwrap_or_default().to_owned();
    match node["choices"].as_array() {
        Some(choices) => choices.iter().flat_map(|choice| ends(&choice["node"])).collect(),
        None => vec![(text("schedule"), text("because"))],
    }
}
