//! Games: a listing under every schedule, kept, and told when it is stale.

mod common;

use common::Clone;
use serde_json::Value;

#[test]
fn every_run_is_kept_and_a_stale_one_is_named() {
    let clone = Clone::new("game");
    let row = "about = \"two tasks, one of which can come too late\"\ntwin = false\ntrace = false";
    let with_game = row.replace("trace = false", "game = true");
    clone.replace("chapters/course.toml", row, &with_game);
    clone.run(&["dev", "check"]).is(1, &["games/race-game.json", "dev accept race-game"]);
    clone.run(&["dev", "accept", "race-NAME"]).is(1, &["Nothing was written."]);
    clone.run(&["dev", "accept", "race-NAME", "--yes"]).is(
        0,
        &["wrote chapters/1-one/games/race-game.json", "wrote chapters/1-one/traces/"],
    );
    clone.run(&["dev", "accept", "--yes"]).is(0, &["Nothing is new."]);
    clone.run(&["dev", "check"]).is(0, &["All is well."]);

    let kept: Value = serde_json::from_str(&clone.read(GAME)).unwrap();
    assert_eq!(tasks(&kept), [1, 2]);
    let writer_first = &kept["choices"][0]["node"];
    assert_eq!(tasks(writer_first), [1, 2]);

    // A run that is not what the program does now; one that is missing; a program that changed.
    let before = clone.read(GAME);
    for (file, from, to) in [
        (GAME, "is there a letter?", "is there a later?"),
        (GAME, "{\"task\":2,\"node\":{\"events\":[", "{\"task\":3,\"node\":{\"events\":["),
        (RACE, "is there a letter?", "any letter?"),
    ] {
        let unplanted = clone.read(file);
        clone.replace(file, from, to);
        clone
            .run(&["dev", "check"])
            .is(1, &["games/race-game.json: line ", "`cargo tulip dev accept race-game`"]);
        clone.write(file, &unplanted);
    }
    assert_eq!(clone.read(GAME), before, "a check writes nothing");

    // Captions of the trace that is kept now.
    for (caption, words) in [
        ("oops", "`oops` is no word of the trace"),
        ("task.run writer #9", "the trace has only 2 of them"),
        ("task.run nobody", "the trace has it about: `writer`, `reader`"),
    ] {
        clone.write(CAPTIONS, &format!("[race-NAME]\n\"{caption}\" = \"A line.\"\n"));
        clone.run(&["dev", "check"]).is(1, &["race-game", words]);
    }
    clone.write(CAPTIONS, "[race-NAME]\n\"task.run writer #2\" = \"Again.\"\n");
    clone.run(&["dev", "check"]).is(0, &["All is well."]);
}

#[test]
fn what_does_not_end_is_no_game() {
    let clone = Clone::new("no-game");
    let row = "about = \"two tasks, one of which can come too late\"\ntwin = false\ntrace = false";
    clone.replace(
        "chapters/course.toml",
        row,
        &row.replace("trace = false", "game = true"),
    );
    clone.replace(RACE, "if !letter.get() {", "if !letter.get() { panic!(\"no letter\");");
    clone
        .run(&["dev", "accept", "race-NAME", "--yes"])
        .is(2, &["race-no-game is no game: under the schedule 2", "it fails"]);
    assert!(!clone.path(GAME).exists());
}

fn tasks(node: &Value) -> Vec<u64> {
    let choices = node["choices"].as_array().unwrap();
    choices.iter().map(|choice| choice["task"].as_u64().unwrap()).collect()
}

const GAME: &str = "chapters/1-one/games/race-NAME.json";
const RACE: &str = "chapters/1-one/examples/race-NAME.rs";
const CAPTIONS: &str = "book/catalogue/en/captions.toml";
