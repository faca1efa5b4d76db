//! Whether all that stands around a page's own text, and around the page, comes from the catalogue: with accents on
//! all of its words and pages in Greek, no plain word is left.

mod common;

use common::{Clone, this};

#[test]
fn no_word_stands_in_the_program() {
    let clone = Clone::new("translation");
    in_greek(&clone);
    clone.run(&["build", "--pseudo"]).is_well();
    for page in ["introduction", "sending", "glossary"] {
        // What machines are called, a program says; and numbers of the notes are no words.
        let said =
            without_code(&clone.built(page)).replace("echo", "").replace("A01L1", "");
        let found = said.find(|c: char| c.is_ascii_alphabetic());
        let found = found.map(|at| said[at..].chars().take(60).collect::<String>());
        assert_eq!(found, None, "{page} says so in English");
    }
    assert!(clone.built("sending").contains("⟦"), "nothing comes from the catalogue");

    let words = clone.read("target/book/words.js");
    let words = words.strip_prefix("globalThis.tulipWords = ").unwrap();
    let words: serde_json::Value =
        serde_json::from_str(words.trim_end().trim_end_matches(';')).unwrap();
    for (key, says) in words.as_object().unwrap() {
        let says = without(without(says.as_str().unwrap().to_owned(), "{", "}"), "`", "`");
        assert!(!says.contains(|c: char| c.is_ascii_alphabetic()), "{key}: {says}");
    }
}

/// The check of this test: a word in plain letters is found, code and attributes are not.
#[test]
fn a_plain_word_would_be_found() {
    let html = "<p class=\"a\">⟦ù⟧ <code>b</code> <pre lang=\"en\">c</pre></p>\
                <table lang=\"en\"><tr><td>d</td></tr></table><script>e</script>&amp;";
    assert_eq!(without_code(html).trim(), "⟦ù⟧");
    assert!(without_code("<p>word</p>").contains("word"));
    for label in LABELS {
        assert!(without_code(&format!("<p{label}word\">")).contains("word"));
    }
}

/// What is said to readers, in elements and in labels: not code, and not what is English anyway.
fn without_code(html: &str) -> String {
    let mut html = html.to_owned();
    for tag in ["script", "style", "pre", "code"] {
        html = without(html, &format!("<{tag}"), &format!("</{tag}>"));
    }
    for tag in ["figure", "table"] {
        while let Some(start) = english(&html, tag) {
            let end = html[start..].find(&format!("</{tag}>")).expect("it ends");
            html.replace_range(start..start + end, "");
        }
    }
    let labels: String = LABELS
        .iter()
        .flat_map(|label| html.split(label).skip(1))
        .filter_map(|rest| rest.split_once('"'))
        // A label names the listing that it is about, by its slug.
        .map(|(label, _)| label.replace("send", "") + " ")
        .collect();
    let text = without(html, "<", ">");
    // Entities are no words.
    labels + &without(text, "&", ";")
}

const LABELS: [&str; 3] = [" aria-label=\"", " title=\"", " placeholder=\""];

/// Where an element begins that is in English in every edition.
fn english(html: &str, tag: &str) -> Option<usize> {
    let tag = format!("<{tag}");
    let mut starts = html.match_indices(&tag).map(|(at, _)| at);
    starts.find(|at| {
        let end = html[*at..].find('>').expect("a tag ends");
        html[*at..*at + end].contains("lang=\"en\"")
    })
}

fn without(mut text: String, from: &str, to: &str) -> String {
    while let Some(start) = text.find(from) {
        let inner = start + from.len();
        let Some(end) = text[inner..].find(to) else { break };
        text.replace_range(start..inner + end + to.len(), "");
    }
    text
}

/// All that is written for this course alone.
fn in_greek(clone: &Clone) {
    clone.copy("book/theme/index.hbs");
    clone.replace("book/book.toml", "A small book", "Βιβλίο");
    clone.replace("book/src/SUMMARY.md", "[Introduction]", "[Αρχή]");
    clone.replace("book/src/SUMMARY.md", "[Sending]", "[Στέλνω]");
    clone.replace("book/src/SUMMARY.md", "[Glossary]", "[Λέξεις]");
    for (from, to) in [
        ("title = \"Introduction\"", "title = \"Αρχή\""),
        ("title = \"Sending\"", "title = \"Στέλνω\""),
        ("title = \"Later\"", "title = \"Μετά\""),
        ("title = \"Glossary\"", "title = \"Λέξεις\""),
    ] {
        clone.replace("chapters/course.toml", from, to);
    }
    clone.append(
        "chapters/course.toml",
        "\n[[listing]]\nslug = \"lose-a-wake-up\"\npage = \"sending\"\nabout = \"\"\ngame = true\n",
    );
    let game = "chapters/2-scheduler/games/lose-a-wake-up.json";
    clone.write(
        "chapters/1-state-machines/games/lose-a-wake-up.json",
        &std::fs::read_to_string(this().join(game)).unwrap(),
    );
    clone.write(
        "book/src/introduction.md",
        "# Α\n\n[Μετά](later.md)\n\n{{#inventory after}}\n",
    );
    let page = clone.read("book/src/sending.md");
    let directives = page.lines().filter(|line| line.starts_with("{{#"));
    let directives: Vec<_> = directives.collect();
    let page =
        format!("# Α\n\n{}\n\n{{{{#game lose-a-wake-up}}}}\n", directives.join("\n\n"));
    clone.write("book/src/sending.md", &page);
    clone.write("book/src/glossary.md", "# Λ\n\n{{#glossary}}\n\n{{#notes}}\n");
    clone.write(
        "book/glossary.toml",
        "[[term]]\nslug = \"machine\"\nterm = \"μηχανή\"\ntext = \"ναι\"\npage = \"sending\"\n",
    );
    clone.write(
        "book/notes.toml",
        "[[note]]\nid = \"A\"\ntitle = \"Α\"\n\n[[item]]\nid = \"A01\"\nat = \"L1\"\nsays = \"α\"\n\
         verdict = \"right\"\nplace = [\"sending\", \"later\"]\n",
    );
    clone.write("chapters/1-state-machines/differences/send.md", "ναι\n");
    clone.write(
        "chapters/1-state-machines/exercises/by-hand/text.md",
        "# Α\n\nα\n\n## Α {#hint-1}\n\nα\n\n## Α {#hint-2}\n\nα\n\n## Α {#hint-3}\n\nα\n\n\
         ## Α {#afterword}\n\nα\n",
    );
    for question in ["what-comes-out", "inventory/laziness"] {
        clone.write(
            &format!("book/questions/{question}.md"),
            "# Α;\n\n- [x] ναι\n\n    α\n\n- [ ] όχι\n\n    α\n",
        );
    }
}
