//! What is wrong with a `course.toml` is named by its line, and so is what was expected.

use std::path::Path;
use std::time::Duration;

use tulip_course::{Course, Kind};

const COURSE: &str = r#"
[[chapter]]
slug = "one"
folder = "1-one"
title = "The first"

[[page]]
slug = "a-page"
chapter = "one"
title = "A page"

[[listing]]
slug = "show"
page = "a-page"
about = "shows it"

[[exercise]]
slug = "first"
page = "a-page"
kind = "make"
about = "make it"
core = true

[[exercise]]
slug = "second"
page = "a-page"
kind = "predict"
about = "what will it do?"
limit = 20
needs = ["first"]
"#;

#[test]
fn an_exercise_knows_where_its_files_are() {
    let course = Course::parse(Path::new("/clone"), COURSE).unwrap();
    let [first, second] = course.exercises() else { panic!("two exercises") };
    assert_eq!(
        first.solution(),
        Path::new("/clone/chapters/1-one/exercises/first/solution.rs")
    );
    assert_eq!(first.copy(), Path::new("/clone/practice/one/src/bin/first.rs"));
    assert_eq!(second.copy(), Path::new("/clone/practice/one/src/bin/second.md"));
    assert_eq!(first.command(), "cargo run -p practice-one --bin first");
    assert_eq!((first.core, second.core), (true, false));
    assert_eq!(
        (first.limit, second.limit),
        (Duration::from_secs(5), Duration::from_secs(20))
    );
    assert_eq!((first.kind, second.kind), (Kind::Make, Kind::Predict));
    assert_eq!(second.needs, ["first"]);
}

#[test]
fn a_page_is_due_and_has_a_chapter_unless_it_says_otherwise() {
    let front = "[[page]]\nslug = \"front\"\ntitle = \"Front\"\ndue = false\n";
    let course = Course::parse(Path::new(""), &format!("{front}{COURSE}")).unwrap();
    let [front, page] = course.pages() else { panic!("two pages") };
    assert_eq!((front.chapter.as_deref(), front.due), (None, false));
    assert_eq!((page.chapter.as_deref(), page.due), (Some("one"), true));
}

#[test]
fn the_stages_of_a_runtime_stand_in_their_order() {
    let page = |slug: &str, stage: u32| {
        format!("[[page]]\nslug = \"{slug}\"\ntitle = \"Yours\"\nstage = {stage}\n\n")
    };
    let course = format!("{}{}", page("kernel", 2), page("loop", 3));
    let course = Course::parse(Path::new(""), &course).unwrap();
    let stages: Vec<_> = course.pages().iter().map(|page| page.stage).collect();
    assert_eq!(stages, [Some(2), Some(3)]);
    for (first, second) in [(2, 2), (2, 1), (0, 1)] {
        let course = format!("{}{}", page("a", first), page("b", second));
        let error = Course::parse(Path::new(""), &course).unwrap_err();
        assert!(error.what.contains("has a greater number"), "{error}");
    }
}

#[test]
fn a_listing_lives_in_the_crate_that_it_names_where_its_page_has_none() {
    let named = COURSE.replacen("chapter = \"one\"\n", "", 1).replacen(
        "about = \"shows it\"",
        "about = \"\"\nchapter = \"one\"\ngame = true",
        1,
    );
    let named = named.split_once("[[exercise]]").expect("an exercise").0;
    let course = Course::parse(Path::new(""), named).unwrap();
    let [listing] = course.listings() else { panic!("one listing") };
    assert_eq!(listing.chapter, "one");
    assert!(listing.has_game);
    assert!(listing.runs_here());
    assert_eq!(listing.game(), Path::new("chapters/1-one/games/show.json"));
}

#[test]
fn the_check_program_finds_its_files_wherever_the_clone_lies() {
    let course = Course::parse(Path::new("/clone"), COURSE).unwrap();
    let text = course.exercises()[0].check_program_text();
    assert!(text.contains("#[path = \"first.rs\"]\nmod exercise;"), "{text}");
    assert!(
        text.contains("#[path = \"../../../../chapters/1-one/exercises/first/check.rs\"]"),
        "{text}"
    );
    assert!(!text.contains("/clone"), "{text}");
}

#[test]
fn a_fault_is_named_by_file_and_line_with_what_was_expected() {
    for (from, to, says) in [
        (
            "kind = \"make\"",
            "kind = \"do\"",
            &[":20:", "`do`", "`complete`", "`predict`"][..],
        ),
        ("about = \"make it\"\n", "", &[":17:", "missing field `about`"]),
        ("core = true", "core = \"yes\"", &[":22:", "expected a boolean"]),
        ("core = true", "cor = true", &[":22:", "unknown field `cor`", "`core`"]),
        ("slug = \"second\"", "slug = \"show\"", &[":25:", "`show` is used twice"]),
        ("slug = \"second\"", "slug = \"Second\"", &[":25:", "small letters"]),
        ("limit = 20", "limit = 0", &[":29:", "at least 1"]),
        ("limit = 20", "limit = -1", &[":29:", "-1"]),
        ("[\"first\"]", "[\"third\"]", &[":30:", "`third`", "there are: first"]),
        ("[\"first\"]", "[\"second\"]", &[":30:", "above `second`"]),
        ("page = \"a-page\"\nkind", "page = \"b\"\nkind", &[":19:", "page `b`", "a-page"]),
        ("chapter = \"one\"", "chapter = \"two\"", &[":9:", "chapter `two`", "one"]),
        ("chapter = \"one\"\n", "", &[":13:", "`a-page` has no chapter"]),
        ("title = \"A page\"", "title = \"A page", &[":10:"]),
        (
            "about = \"shows it\"",
            "about = \"\"\nchapter = \"two\"",
            &[":16:", "chapter `two`", "one"],
        ),
        (
            "about = \"shows it\"",
            "about = \"\"\ntime = \"real\"\ngame = true",
            &[":13:", "has no trace: remove `game`"],
        ),
        (
            "about = \"shows it\"",
            "about = \"\"\ntime = \"slow\"",
            &[":16:", "`slow`", "`real`"],
        ),
        (
            "about = \"shows it\"",
            "about = \"\"\nsystem = \"vms\"",
            &[":16:", "`vms`", "`unix`"],
        ),
    ] {
        let broken = COURSE.replacen(from, to, 1);
        assert_ne!(broken, COURSE, "{from}: nothing was changed");
        let error = Course::parse(Path::new(""), &broken).unwrap_err().to_string();
        assert!(error.starts_with("chapters/course.toml:"), "{error}");
        for word in says {
            assert!(error.contains(word), "{to}: {word} is not in: {error}");
        }
    }
}

#[test]
fn a_course_that_cannot_be_read_is_named() {
    let error = Course::load(Path::new("/nowhere")).unwrap_err().to_string();
    assert!(error.starts_with("chapters/course.toml: "), "{error}");
}
