//! Whether a page can be read in ten to twenty minutes. What is longer is two pages.

use std::collections::BTreeSet;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::fences;
use crate::book::Book;
use crate::directive::{Line, lines};
use crate::fault::Fault;

pub(super) fn faults(book: &Book) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    for (file, page) in &book.pages {
        let words = words(&page.source);
        if words > WORDS {
            let what =
                format!("{words} words, and a page has at most {WORDS}: make it two");
            faults.push(Fault::new(file, 0, what));
        }
        let shown = page.shown.code.iter();
        let shown =
            shown.flat_map(|(file, lines)| lines.iter().map(move |line| (file, line)));
        let new = shown.filter(|line| seen.insert(*line)).count();
        let new =
            new + fences::all(&page.source).iter().map(fences::Fence::code).sum::<usize>();
        if new > CODE {
            let what = format!(
                "{new} lines of code that are new here, and a page has at most {CODE}: show \
                 items (`{{{{#listing slug item}}}}`), or make it two"
            );
            faults.push(Fault::new(file, 0, what));
        }
    }
    faults
}

const WORDS: usize = 1200;
const CODE: usize = 80;

/// The words of running text: without code and what directives stand for.
fn words(source: &str) -> usize {
    let text = lines(source).map(|(_, line)| match line {
        Line::Text(line) => line,
        Line::Directive(_) | Line::Stray(_) => "",
    });
    let text = text.collect::<Vec<_>>().join("\n");
    let options = Options::ENABLE_TABLES | Options::ENABLE_HEADING_ATTRIBUTES;
    let mut in_code = false;
    let mut said = String::new();
    for event in Parser::new_ext(&text, options) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Text(text) | Event::Code(text) if !in_code => said.push_str(&text),
            Event::SoftBreak | Event::HardBreak | Event::End(_) => said.push(' '),
            _ => {}
        }
    }
    // An emphasis ends no word.
    said.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count()
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn words_are_those_of_running_text() {
        let page = "\
# A title {#title}

One *two* `three` — [four](x.md).

{{#listing send}}

```rust
let five = 5;
```

| six | seven |
|---|---|
| eight | - |
";
        assert_eq!(words(page), 2 + 4 + 3);
    }
}
