//! What a build makes of directives, and what it refuses.

mod common;

use common::Clone;

#[test]
fn directives_become_what_they_name() {
    let clone = Clone::new("directives");
    clone.run(&["build"]).is_well();
    let page = clone.built("sending");
    for piece in [
        // A listing: the items, without their doc comments, in a fence of their own.
        "<figure class=\"listing\" id=\"listing-send\" data-slug=\"send\">",
        "cargo run -p state-machines --example send",
        "<code class=\"language-rust ignore\">enum Echo {\n    Start,",
        // The transcript, byte for byte.
        "<code class=\"language-text\">3\n10\n</code>",
        // The twin, with what differs.
        "<div class=\"twins\" id=\"listing-send-3\"",
        "<code class=\"language-python\">def echo():",
        "<div class=\"differences\">",
        "<td><code>3</code></td><td><code>three</code></td>",
        "<p>Python prints a <em>word</em>.</p>",
        // The stepper: table, trace, source, captions, stops.
        "<trace-stepper id=\"send\" data-slug=\"send\"",
        "<tr id=\"send@7\"><td>7</td>",
        "<script type=\"application/json\" class=\"trace\">[\n{\"ph\":\"M\"",
        "{\"chapters/1-state-machines/examples/send.rs\":{\"first\":1,\"text\":",
        "It hands out \\u003ccode>3\\u003c/code>.",
        "data-kind=\"stop\" data-slug=\"send@2\" data-ask=\"2\" data-step=\"2\"",
        // The question, with its answers for readers without scripts.
        "<form class=\"question\" id=\"question-what-comes-out\"",
        "<div class=\"explanation\" hidden=\"\" data-right=\"\">",
        "<details class=\"answers\">",
        "<p class=\"answer\"><button type=\"submit\">",
        // The exercise, with blank lines in its code and three hints.
        "<section class=\"exercise\" id=\"exercise-by-hand\"",
        "def a():\n\n    yield\n",
        "cargo tulip check by-hand",
        // The card.
        "<g class=\"part lit\" data-part=\"program\"",
        "<g class=\"part dim\" data-part=\"pick\"",
    ] {
        assert!(page.contains(piece), "{piece}\nis not in\n{page}");
    }
    assert_eq!(page.matches("<details class=\"hint\">").count(), 3);
    // An output is a text like others to those who colour code.
    assert!(!page.contains("language-output"), "{page}");
    assert!(!page.contains("The secret end") && !page.contains("{{#"), "{page}");
    assert!(clone.built("glossary").contains("<h2 id=\"machine\">"));
    let words = clone.read("target/book/words.js");
    assert!(words.starts_with("globalThis.tulipWords = {\""), "{words}");
}

#[test]
fn what_a_reader_was_asked_is_folded() {
    const FOLDED: &str = "<summary>What it prints</summary>";
    let clone = Clone::new("folded");
    let page = "book/src/sending.md";
    let stepper = "{{#stepper send stops=\"co.yield echo #1=value\"}}";
    let count = || clone.built("sending").matches(FOLDED).count();
    clone.run(&["build"]).is_well();
    assert_eq!(count(), 0, "nobody was asked yet");

    clone.replace(page, stepper, &format!("{stepper}\n\n{{{{#transcript send}}}}"));
    clone.run(&["build"]).is_well();
    assert_eq!(count(), 1, "below the question");
    let folded = "<code class=\"language-text\">3\n10\n</code></pre>\n</details>";
    assert!(clone.built("sending").contains(folded));

    clone.replace(page, " stops=\"co.yield echo #1=value\"", "");
    clone.run(&["build"]).is_well();
    assert_eq!(count(), 0, "this stepper asks nothing");

    clone.replace(page, "{{#transcript send}}", "{{#transcript send folded}}");
    clone.run(&["build"]).is_well();
    assert_eq!(count(), 1, "the page says so");
}

#[test]
fn a_link_to_a_page_that_is_not_due_is_marked_and_leads_nowhere() {
    let clone = Clone::new("not-due");
    clone.run(&["build"]).is_well();
    let page = clone.built("introduction");
    assert!(page.contains("<span class=\"not-yet\">what comes <small>"), "{page}");
    assert!(!page.contains("later."), "{page}");
    assert!(page.contains("href=\"sending.html#sending\""), "{page}");
}

#[test]
fn the_inventory_tells_nothing_before() {
    let clone = Clone::new("inventory");
    clone.run(&["build"]).is_well();
    let page = clone.built("introduction");
    assert!(
        page.contains("value=\"unsure\"") && !page.contains("It makes a value."),
        "{page}"
    );
    clone.replace("book/src/introduction.md", "inventory before", "inventory after");
    clone.run(&["build"]).is_well();
    assert!(clone.built("introduction").contains("It makes a value."));
}

/// A file, what stands there, what stands there instead, and words of the fault.
type Plant = (&'static str, &'static str, &'static str, &'static [&'static str]);

#[test]
fn what_is_missing_is_named_by_file_and_line() {
    for (index, (file, from, to, words)) in PLANTS.iter().enumerate() {
        let clone = Clone::new(&format!("missing-{index}"));
        clone.replace(file, from, to);
        clone.run(&["build"]).refuses(words);
    }
}

const PAGE: &str = "book/src/sending.md";

const PLANTS: &[Plant] = &[
    (
        PAGE,
        "{{#question",
        "{{#quiz",
        &["sending.md:34: ", "no directive `quiz`", "question"],
    ),
    (PAGE, "{{#listing send Echo,", "{{#listing snd Echo,", &["md:7: ", "`snd`", "send"]),
    (PAGE, "{{#listing send Echo,", "{{#listing send Ecco,", &["md:7: ", "`Ecco`"]),
    (PAGE, "main | echo", "main | ecco", &["md:11: ", "`ecco`"]),
    (PAGE, "lib.rs half", "lib.rs whole", &["md:15: ", "`whole`"]),
    (PAGE, "src/lib.rs half", "src/gone.rs", &["src/gone.rs: "]),
    (PAGE, "chapters/1", "../chapters/1", &["md:15: ", "no path"]),
    (PAGE, "{{#transcript send", "{{#transcript sent", &["md:9: ", "`sent`"]),
    (PAGE, "{{#transcript send", "{{#transcript send shut", &["md:9: ", "`shut`"]),
    (PAGE, "echo #1=value", "echo #9=value", &["md:13: ", "echo #9"]),
    (PAGE, "co.yield echo #1=value", "co.yields=value", &["md:13: ", "`co.yields`"]),
    (PAGE, "echo #1=value", "echo #1=what", &["md:13: ", "`what`"]),
    (PAGE, "stops=", "stop=", &["md:13: ", "`stop`"]),
    (PAGE, "stops=", "to=\"co.resume echo #1\" stops=", &["md:13: ", "nobody comes to"]),
    (PAGE, "what-comes-out}}", "what-comes-in}}", &["questions/what-comes-in.md"]),
    (PAGE, "{{#exercise by-hand", "{{#exercise by-foot", &["md:36: ", "`by-foot`"]),
    (PAGE, "{{#machine state-machines", "{{#machine wheels", &["md:3: ", "`wheels`"]),
    (PAGE, "{{#machine state", " {{#machine state", &["md:3: ", "stands alone"]),
    (PAGE, "A [machine]", "{{#game send}}\n\nA [machine]", &["md:5: ", "is a game"]),
    (PAGE, "glossary.md#machine", "glossery.md#machine", &["md:5: ", "`glossery`"]),
    ("book/src/introduction.md", "before", "never", &["introduction.md:5: ", "`never`"]),
    (
        "book/src/SUMMARY.md",
        "sending.md",
        "sendin.md",
        &["book/src/SUMMARY.md:5: ", "git restore book/src/sendin.md"],
    ),
    (PAGE, "A [machine]", "A {{#if}} [machine]", &["md:5: ", "`{{#if}}` does not"]),
    ("book/glossary.toml", "\"sending\"", "\"sent\"", &["glossary.toml", "`sent`"]),
    ("book/glossary.toml", "term = ", "trem = ", &["glossary.toml:3: ", "`trem`"]),
    ("book/catalogue/en/captions.toml", "echo #1", "echo #8", &["captions.toml", "#8"]),
    ("book/catalogue/en/book.toml", "begin = ", "start = ", &["book.exercise.begin"]),
    ("book/catalogue/en/machine.toml", "pick = ", "pack = ", &["machine.svg", "pick"]),
    ("book/questions/what-comes-out.md", "[x]", "[ ]", &["what-comes-out.md", "crossed"]),
    (
        "book/questions/what-comes-out.md",
        "    That goes in.\n",
        "",
        &["what-comes-out.md:7: ", "no explanation"],
    ),
    (
        "book/machine/machine.svg",
        "class=\"part\"",
        "class=\"pert\"",
        &["machine.svg:", "`part`"],
    ),
    (
        "book/machine/machine.svg",
        "state-machines\"",
        "statues\"",
        &["machine.svg:", "`statues`"],
    ),
    ("book/questions/inventory/order.toml", "laziness", "haste", &["haste.md"]),
    (
        "chapters/1-state-machines/exercises/by-hand/text.md",
        "{#hint-2}",
        "",
        &["text.md:15: ", "hint-2"],
    ),
    ("chapters/1-state-machines/snapshots/send.snap", "---", "", &["send.snap", "header"]),
    ("chapters/1-state-machines/traces/send.json", "co.resume", "co.ru", &["co.ru"]),
    ("chapters/course.toml", "page = \"sending\"", "page = \"sinking\"", &["course.toml:"]),
    ("book/book.toml", "[build]", "[build", &["book"]),
    (PAGE, "# Sending", "# Sending <b>", &["book", "b"]),
];

#[test]
fn a_fence_that_does_not_end_is_all_that_is_told_of_its_page() {
    let clone = Clone::new("unclosed");
    clone.replace(PAGE, "3\n```\n\n{{#question", "3\n\n{{#question");
    let ran = clone.run(&["build"]);
    ran.refuses(&["sending.md:30: the fence that begins here does not end"]);
    assert_eq!(ran.stderr.matches("error: ").count(), 1, "{}", ran.stderr);
    // Without a directive below it, mdBook would take it.
    clone.append("book/src/introduction.md", "```text\na\n");
    clone.run(&["build"]).refuses(&["introduction.md:6: the fence"]);
}

#[test]
fn a_page_that_was_deleted_is_told_once() {
    let clone = Clone::new("deleted");
    clone.remove(PAGE);
    let ran = clone.run(&["build"]);
    ran.refuses(&["SUMMARY.md:5: `sending.md` is not there", "take this line out"]);
    assert_eq!(ran.stderr.matches("error: ").count(), 1, "{}", ran.stderr);
}

#[test]
fn a_file_that_a_page_needs_is_missed() {
    for (index, file) in [
        "chapters/1-state-machines/examples/send.rs",
        "chapters/1-state-machines/python/send.py",
        "chapters/1-state-machines/snapshots/send.snap",
        "chapters/1-state-machines/traces/send.json",
        "chapters/1-state-machines/differences/send.md",
        "chapters/1-state-machines/exercises/by-hand/text.md",
        "book/machine/machine.svg",
        "book/glossary.toml",
        "book/questions/inventory/laziness.md",
    ]
    .iter()
    .enumerate()
    {
        let clone = Clone::new(&format!("gone-{index}"));
        clone.remove(file);
        clone.run(&["build"]).refuses(&[file]);
    }
}

#[test]
fn all_faults_are_named_at_once_and_the_book_before_stays() {
    let clone = Clone::new("both");
    clone.run(&["build"]).is_well();
    let before = clone.built("sending");
    clone.replace("book/src/sending.md", "{{#transcript send", "{{#transcript sent");
    clone.replace("book/src/introduction.md", "before", "never");
    let ran = clone.run(&["build"]);
    ran.refuses(&["sending.md:9: "]);
    ran.refuses(&["introduction.md:5: "]);
    assert_eq!(clone.built("sending"), before);
}

#[test]
fn a_chapter_that_does_not_compile_keeps_nobody_from_reading() {
    let clone = Clone::new("broken-chapter");
    clone.write("chapters/1-state-machines/src/lib.rs", "pub fn half( { }\nfn half() {}\n");
    clone.replace(
        "book/src/sending.md",
        "{{#source chapters/1-state-machines/src/lib.rs half}}",
        "",
    );
    clone.run(&["build"]).is_well();
    assert!(clone.built("sending").contains("trace-stepper"));
}

#[test]
fn line_ends_of_windows_are_read() {
    let clone = Clone::new("windows");
    for file in ["book/src/sending.md", "chapters/1-state-machines/traces/send.json"] {
        clone.write(file, &clone.read(file).replace('\n', "\r\n"));
    }
    clone.run(&["build"]).is_well();
    assert!(clone.built("sending").contains("send@7"));
}

#[test]
fn another_folder_and_another_address_can_be_named() {
    let clone = Clone::new("elsewhere");
    let mut command = clone.command(&["build", "--dest", "site"]);
    command.env("MDBOOK_OUTPUT__HTML__SITE_URL", "/tulip/");
    assert!(command.status().unwrap().success());
    assert!(clone.read("site/404.html").contains("<base href=\"/tulip/\">"));
    let ran = clone.run(&["build", "--dest", "site"]);
    ran.is_well();
    // What is no book is not removed.
    clone.run(&["build", "--dest", "."]).refuses(&["no built book"]);
    clone.run(&["build", "--dest", "book/src"]).refuses(&["book/src: ", "no built book"]);
    assert!(clone.path("book/src/sending.md").is_file());
    assert!(ran.stdout.contains("site"), "{}", ran.stdout);
}

#[test]
fn outside_of_a_clone_it_says_where_to_go() {
    let clone = Clone::new("outside");
    let mut command = clone.command(&["build"]);
    let output = command.current_dir("/").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let says = String::from_utf8(output.stderr).unwrap();
    assert!(says.contains("go to your clone"), "{says}");
}

#[test]
fn the_theme_asks_the_catalogue_for_its_words() {
    let clone = Clone::new("theme");
    let template =
        "<title>{{label contents}}</title>\n{{{ content }}}\n<p>{{say gone}}</p>\n";
    clone.write("book/theme/index.hbs", template);
    clone.run(&["build"]).refuses(&["book/theme/index.hbs:3: ", "theme.gone"]);
    clone.replace("book/theme/index.hbs", "{{say gone}}", "{{say help.pages}}");
    clone.run(&["build"]).is_well();
    let page = clone.built("sending");
    assert!(page.contains("<title>Contents</title>"), "{page}");
    assert!(
        page.contains("<p><code>←</code> and <code>→</code> turn the page.</p>"),
        "{page}"
    );
    let beside = std::fs::read_dir(clone.path("target")).unwrap().flatten();
    let names: Vec<_> = beside.map(|entry| entry.file_name()).collect();
    assert_eq!(names, ["book"], "nothing is left beside the book");
}
