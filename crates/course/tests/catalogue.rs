//! The texts of the book: read, held against what asks for them, and made strange.

mod common;

use std::fs;

use common::{copied_catalogue, english};
use tulip_course::Catalogue;

#[test]
fn texts_are_found_by_their_keys_with_their_places_filled() {
    let english = english();
    let places = [("task", "t1 a"), ("why", "<b> & `c`")];
    let sentence = english.sentence("event.task.wait", &places).unwrap();
    assert_eq!(sentence.to_string(), "t1 a waits for <b> & `c`.");
    assert_eq!(
        sentence.to_html(),
        "<code>t1 a</code> waits for <code>&lt;b&gt; &amp; `c`</code>."
    );
    assert_eq!(english.text("lane.main").unwrap(), "main");
    assert_eq!(english.under("time")["seconds"], "{seconds} s");
    for (key, places, says) in [
        ("event.oops", &places[..], "`event.oops`: the catalogue has no such text"),
        ("event.task.wait", &places[..1], "nothing is given for `{why}`"),
        ("event.task.pick", &places[..], "the text has no place `{why}`"),
        ("event.task.wait", &[], "nothing is given for `{task}`"),
    ] {
        let error = english.sentence(key, places).unwrap_err().to_string();
        assert!(error.contains(says), "{key}: {error}");
    }
}

#[test]
fn a_fault_is_named_by_its_file_and_line() {
    let waits = "\"task.wait\" = \"`{task}` waits for `{why}`.\"";
    for (name, file, from, to, says) in [
        ("missing", "events", waits, "", "no file has a text for `event.task.wait`"),
        (
            "too-many",
            "events",
            waits,
            &*format!("{waits}\n\"task.sleeps\" = \"zzz\""),
            "events.toml:LINE+1: nobody asks for `event.task.sleeps`",
        ),
        (
            "no-place",
            "events",
            "waits for `{why}`.\"",
            "waits for `{what}`.\"",
            "events.toml:LINE: `event.task.wait` has no place `{what}`: it has `{task}`, `{why}`",
        ),
        (
            "left-out",
            "events",
            "waits for `{why}`.\"",
            "waits.\"",
            "events.toml:LINE: the text of `event.task.wait` leaves `{why}` out",
        ),
        (
            "unclosed",
            "events",
            "`{task}` waits for",
            "`{task} waits for",
            "events.toml:LINE: `event.task.wait`: a ``` has no second one",
        ),
        (
            "no-text",
            "events",
            waits,
            "\"task.wait\" = 7",
            "events.toml:LINE: `event.task.wait` is",
        ),
        ("no-toml", "events", waits, "\"task.wait\" = ", "events.toml:LINE: "),
        (
            "twice",
            "stops",
            "[stop.next]",
            "[event]\nmark = \"Again.\"\n[stop.next]",
            "`event.mark` has a text already: ",
        ),
    ] {
        let folder = copied_catalogue(name);
        let path = folder.join(format!("{file}.toml"));
        let text = fs::read_to_string(&path).unwrap();
        let at = text.find(from).unwrap_or_else(|| panic!("{name}: no `{from}`"));
        let line = text[..at].lines().count() + usize::from(text[..at].ends_with('\n'));
        fs::write(&path, text.replacen(from, to, 1)).unwrap();
        let error = Catalogue::load(&folder).unwrap_err().to_string();
        let says = says
            .replace("LINE+1", &(line + 1).to_string())
            .replace("LINE", &line.to_string());
        assert!(error.contains(&says), "{name}: {error}\nis not: {says}");
    }
}

#[test]
fn a_caption_is_held_against_marks_and_kinds() {
    for (name, captions, says) in [
        (
            "caption-mark",
            "[send]\n\"out\" = \"`oops\"\n",
            "captions.toml:2: `out`: a ``` has",
        ),
        ("caption-kind", "[send]\nout = 3\n", "captions.toml:2: `out`: is no text"),
        ("caption-table", "send = \"oops\"\n", "captions.toml:1: `send` is no table"),
    ] {
        let folder = copied_catalogue(name);
        fs::write(folder.join("captions.toml"), captions).unwrap();
        let error = Catalogue::load(&folder).unwrap_err().to_string();
        assert!(error.contains(says), "{name}: {error}");
    }
    for (name, predictions, says) in [
        (
            "prediction-stops",
            "send = 3\n",
            "predictions.toml:1: `send` is no table of stops",
        ),
        (
            "prediction-options",
            "[send]\n\"out=prints\" = \"x\"\n",
            "predictions.toml:2: `out=prints` is no table of options",
        ),
        (
            "prediction-mark",
            "[send.\"out=prints\"]\n\"0\" = \"`oops\"\n",
            "predictions.toml:2: `0`: a ``` has",
        ),
    ] {
        let folder = copied_catalogue(name);
        fs::write(folder.join("predictions.toml"), predictions).unwrap();
        let error = Catalogue::load(&folder).unwrap_err().to_string();
        assert!(error.contains(says), "{name}: {error}");
    }
    let nowhere = copied_catalogue("nowhere");
    fs::remove_dir_all(&nowhere).unwrap();
    assert!(Catalogue::load(&nowhere).unwrap_err().to_string().contains("nowhere"));
}

#[test]
fn the_pseudo_locale_leaves_no_letter_as_it_was() {
    let pseudo = english().pseudo();
    let mut seen = 0;
    for prefix in ["event", "step", "lane", "time", "stop", "game"] {
        for (key, text) in pseudo.under(prefix) {
            seen += 1;
            let mut inside_code = false;
            let mut plain = String::new();
            for c in text.chars() {
                inside_code ^= c == '`';
                if !inside_code {
                    plain.push(c);
                }
            }
            while let Some((before, after)) = plain.split_once('{') {
                let (_, after) = after.split_once('}').unwrap();
                plain = format!("{before}{after}");
            }
            assert!(!plain.contains(|c: char| c.is_ascii_alphabetic()), "{key}: {text}");
            assert!(plain.starts_with('⟦') && plain.ends_with('⟧'), "{key}: {text}");
        }
    }
    assert!(seen > 90, "{seen}");
    let places = [("task", "t1 a"), ("why", "light")];
    let sentence = pseudo.sentence("event.task.wait", &places).unwrap();
    assert_eq!(sentence.to_string(), "⟦t1 a ŵáíŧš ƒóř light.⟧");
}
