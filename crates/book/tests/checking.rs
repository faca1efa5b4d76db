//! What a check refuses, and that it refuses nothing else.

mod common;

use common::Clone;

#[test]
fn a_book_in_order_is_let_through() {
    let ran = Clone::new("in-order").run(&["check"]);
    ran.is_well();
    assert!(ran.stdout.contains("3 pages"), "{}", ran.stdout);
}

#[test]
fn links_and_anchors_that_lead_nowhere_are_named() {
    let clone = Clone::new("links");
    clone.append(
        "book/src/sending.md",
        "\n[a](sending.html#gone)\n[b](gone.html)\n[c](glossary.md#gone)\n[d](/introduction.html)\n\
         [e](javascript:alert(1))\n[f](../up.html)\n![g](https://example.com/g.png)\n\
         ![h](h.png)\n<div id=\"glossary\"></div>\n<div id=\"glossary\"></div>\n\n\
         [i](https://example.com/)\n[j](#send@3)\n[k](pictures/k.png#l)\n",
    );
    clone.write("book/src/pictures/k.png", "");
    clone.replace("book/book.toml", "sending.html#sending", "sending.html#gone-too");
    clone.append("book/book.toml", "\"older.html\" = \"gone-three.html\"\n");
    let ran = clone.run(&["check"]);
    for words in [
        &["sending.md:38: ", "`sending.html#gone`"][..],
        &["sending.md:39: ", "gone.html"],
        &["sending.md:40: ", "`glossary.html#gone`"],
        &["sending.md:41: ", "`/introduction.html`"],
        &["sending.md:42: ", "`javascript:`"],
        &["sending.md:43: ", "leaves the book"],
        &["sending.md:44: ", "from elsewhere"],
        &["sending.md:45: ", "h.png"],
        &["sending.md", "id `glossary` is there twice"],
        &["sending.md:51: ", "only pages have anchors"],
        &["book.toml", "old.html", "gone-too"],
        &["book.toml", "older.html", "gone-three.html"],
    ] {
        ran.refuses(words);
    }
    for line in ["md:49: ", "md:50: "] {
        assert!(!ran.stderr.contains(line), "{}", ran.stderr);
    }
}

#[test]
fn a_redirect_from_a_page_that_is_there_is_refused() {
    let clone = Clone::new("redirect");
    clone.append("book/book.toml", "\"glossary.html\" = \"sending.html\"\n");
    clone.run(&["check"]).refuses(&["book.toml", "glossary.html"]);
}

#[test]
fn code_that_does_not_compile_or_does_not_print_it_is_refused() {
    let clone = Clone::new("code");
    clone.append(
        "book/src/introduction.md",
        "\n```rust\nlet a: u8 = \"no\";\n```\n\n```rust\nassert_eq!(1, 2);\n```\n\n\
         ```rust,compile_fail\nlet b = 1;\n```\n\n```rust\nprintln!(\"4\");\n```\n\n\
         ```output\n5\n```\n\n```python\nprint(\n```\n\n```python\nprint(6)\n```\n\n\
         ```output\n7\n```\n\n```rsut\n```\n\n```\n```\n\n```rust,ignore\nnothing of that\n```\n",
    );
    let ran = clone.run(&["check"]);
    for words in [
        &["introduction.md:7: ", "mismatched types"][..],
        &["introduction.md:11: ", "1", "2"],
        &["introduction.md:15: "],
        &["introduction.md:19: ", "it prints\n4\nand the page says\n5\n"],
        &["introduction.md:27: ", "no Python"],
        &["introduction.md:31: ", "it prints\n6\n"],
        &["introduction.md:39: ", "`rsut`"],
        &["introduction.md:42: ", "names no language"],
    ] {
        ran.refuses(words);
    }
    assert!(!ran.stderr.contains("introduction.md:45: "), "{}", ran.stderr);
}

#[test]
fn a_program_that_hangs_is_ended() {
    let clone = Clone::new("hangs");
    clone.append(
        "book/src/introduction.md",
        "\n```python\nwhile True: pass\n```\n\n```output\n```\n",
    );
    clone.run(&["check"]).refuses(&["introduction.md:7: ", "still running"]);
}

#[test]
fn code_of_questions_is_run_and_printed_options_are_compared() {
    let clone = Clone::new("questions");
    let file = "book/questions/what-comes-out.md";
    clone.replace(file, "Look at", "```rust\nlet c: u8 = \"no\";\n```\n\nLook at");
    clone.replace(file, "`0`", "`10`");
    let ran = clone.run(&["check"]);
    ran.refuses(&["what-comes-out.md:5: ", "mismatched types"]);
    ran.refuses(&["what-comes-out.md", "prints `10`"]);
    clone.replace(file, "`3`", "`4`");
    clone.run(&["check"]).refuses(&["what-comes-out.md", "does not print `4`"]);
}

#[test]
fn a_page_that_is_too_long_is_refused() {
    let clone = Clone::new("long");
    clone.append("book/src/introduction.md", &format!("\n{}\n", "word ".repeat(1201)));
    let code = "let n = 1;\n".repeat(81);
    clone.append("book/src/glossary.md", &format!("\n```rust\n{code}```\n"));
    let ran = clone.run(&["check"]);
    ran.refuses(&["introduction.md: ", "words", "at most 1200"]);
    ran.refuses(&["glossary.md: 81 lines of code", "at most 80"]);
}

#[test]
fn code_is_new_only_once_and_what_directives_show_is_no_prose() {
    let clone = Clone::new("seen");
    // 35 lines of `send` were shown on the page before.
    clone.append(
        "book/src/glossary.md",
        "\n{{#listing send Echo, impl Coroutine for Echo}}\n",
    );
    let code = "let n = 1;\n".repeat(80);
    clone.append(
        "book/src/glossary.md",
        &format!("\n```rust\n# let hidden = 1;\n{code}```\n"),
    );
    clone.run(&["check"]).is_well();
}

#[test]
fn whatever_has_a_slug_has_a_home() {
    let clone = Clone::new("homes");
    let page = "book/src/sending.md";
    for directive in [
        "{{#listing send Echo, impl Coroutine for Echo}}",
        "{{#transcript send}}",
        "{{#twin send main | echo}}",
        "{{#stepper send stops=\"co.yield echo #1=value\"}}",
        "{{#exercise by-hand}}",
        "{{#question what-comes-out}}",
    ] {
        clone.replace(page, directive, "");
    }
    clone.append("book/catalogue/en/captions.toml", "\n[gone]\n\"out\" = \"It is.\"\n");
    clone.write(
        "book/catalogue/en/predictions.toml",
        "[send.\"out=prints\"]\n\"0\" = \"It went in.\"\n",
    );
    clone.write(
        "book/questions/inventory/unasked.md",
        &clone.read("book/questions/what-comes-out.md"),
    );
    let ran = clone.run(&["check"]);
    ran.refuses(&["sending.md", "home of `send`", "{{#listing send}}"]);
    ran.refuses(&["sending.md", "home of `by-hand`", "{{#exercise by-hand}}"]);
    ran.refuses(&["questions/what-comes-out.md", "no page asks"]);
    ran.refuses(&["questions/inventory/unasked.md", "no page asks"]);
    ran.refuses(&["captions.toml", "no trace `gone`"]);
    ran.refuses(&["predictions.toml", "no stepper of `send`", "\"out=prints\""]);
}

#[test]
fn a_page_that_is_not_due_waits_and_one_that_is_there_is_due() {
    let clone = Clone::new("due");
    clone.replace("chapters/course.toml", "due = false", "due = true");
    clone.replace("book/src/introduction.md", "(later.md#x)", "(sending.md)");
    clone.run(&["check"]).refuses(&["SUMMARY.md", "`later` is due"]);

    clone.replace("chapters/course.toml", "due = true", "due = false");
    clone.write("book/src/lost.md", "# Lost\n");
    clone.append("book/src/SUMMARY.md", "\n[Later](later.md)\n[Stray](stray.md)\n");
    clone.write("book/src/later.md", "# Later\n");
    clone.write("book/src/stray.md", "# Stray\n");
    clone.replace("book/src/SUMMARY.md", "[Sending]", "[Sent]");
    let ran = clone.run(&["check"]);
    ran.refuses(&["course.toml", "`later`", "remove `due = false`"]);
    ran.refuses(&["course.toml", "`stray`", "[[page]]"]);
    ran.refuses(&["SUMMARY.md", "\"Sent\"", "\"Sending\""]);
    ran.refuses(&["book/src/lost.md: ", "SUMMARY.md does not list"]);
}

#[test]
fn every_item_of_the_notes_is_placed() {
    let clone = Clone::new("notes");
    clone.write(
        "book/notes.toml",
        "[[note]]\nid = \"A\"\ntitle = \"T\"\n\n[[item]]\nid = \"A01\"\nat = \"L1\"\nsays = \"s\"\n\
         verdict = \"right\"\nplace = [\"nowhere\"]\n",
    );
    clone.run(&["check"]).refuses(&["notes.toml", "A01", "nowhere"]);
    clone.replace("book/notes.toml", "[\"nowhere\"]", "[]");
    clone.run(&["check"]).refuses(&["notes.toml", "A01"]);
}

#[test]
fn chapters_that_do_not_build_are_named() {
    let clone = Clone::new("unbuilt");
    clone.write("chapters/1-state-machines/src/lib.rs", "pub fn half( {}\nfn half() {}\n");
    clone.replace("book/src/sending.md", "lib.rs half", "lib.rs");
    let ran = clone.run(&["check"]);
    ran.refuses(&["chapters: ", "do not build"]);
}

#[test]
fn what_belongs_to_a_page_that_is_not_due_may_be_missing() {
    let clone = Clone::new("unwritten");
    clone.append(
        "chapters/course.toml",
        "\n[[page]]\nslug = \"more\"\nchapter = \"state-machines\"\ntitle = \"More\"\ndue = false\n\n\
         [[listing]]\nslug = \"more-of-it\"\npage = \"more\"\nabout = \"\"\n\
         differs = [{ rust = [], python = [\"x\"] }]\n\n\
         [[exercise]]\nslug = \"more-to-do\"\npage = \"more\"\nkind = \"make\"\nabout = \"\"\n",
    );
    clone.run(&["check"]).is_well();
    clone.write("book/questions/broken.md", "# No options\n");
    clone.run(&["check"]).refuses(&["questions/broken.md:2: ", "expected an option"]);
}
