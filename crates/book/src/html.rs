//! Pieces of HTML that stand inside a page's Markdown.

use std::borrow::Cow;

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, html};
use serde_json::Value;

/// Adds to a text what `format!` would make.
macro_rules! push {
    ($text:expr, $($arg:tt)*) => {
        ::std::fmt::Write::write_fmt(&mut $text, ::core::format_args!($($arg)*))
            .expect("writing to a `String` does not fail")
    };
}
pub(crate) use push;

/// For text between tags and inside attributes.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// A script that holds JSON. Nothing in it can end the script, or begin another.
pub(crate) fn json_script(class: &str, json: &Value) -> String {
    raw_script(class, &json.to_string())
}

/// As [`json_script`], for a text that is JSON already, or is meant to be.
pub(crate) fn raw_script(class: &str, json: &str) -> String {
    let json = json.replace('<', "\\u003c");
    format!("<script type=\"application/json\" class=\"{class}\">{json}</script>")
}

/// HTML that Markdown takes as one block: a blank line would end it. Control characters, which
/// HTML forbids, are marked.
pub(crate) fn block(html: &str) -> String {
    let html =
        html.replace(|c: char| c.is_control() && !matches!(c, '\n' | '\t'), "\u{fffd}");
    let mut block = String::from("\n");
    let mut in_code = false;
    for line in html.trim().lines() {
        let opens = line.rfind("<pre");
        let closes = line.rfind("</pre>");
        if line.trim().is_empty() {
            // In code a blank line counts, elsewhere it does not.
            block.push_str(if in_code { "&#10;" } else { "" });
        } else {
            block.push_str(line);
            block.push('\n');
        }
        in_code = opens > closes || (in_code && closes.is_none());
    }
    block.push('\n');
    block
}

/// A Markdown fence that nothing in the text can end.
pub(crate) fn fence(language: &str, text: &str) -> String {
    let longest = text.lines().map(|line| {
        let line = line.trim_start();
        line.len() - line.trim_start_matches('`').len()
    });
    let ticks = "`".repeat(longest.max().unwrap_or_default().max(2) + 1);
    let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    format!("\n{ticks}{language}\n{text}{end}{ticks}\n\n")
}

/// A line of Markdown; where it begins the output of a program, it begins a text.
pub(crate) fn with_known_language(line: &str) -> Cow<'_, str> {
    match line.trim_start().strip_prefix("```") {
        Some("output") => line.replacen("output", "text", 1).into(),
        _ => line.into(),
    }
}

/// Markdown as HTML, with links to pages as they are called in the built book.
pub(crate) fn from_markdown(text: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_SMART_PUNCTUATION;
    let text: Vec<_> = text.lines().map(with_known_language).collect();
    let text = text.join("\n");
    let events = Parser::new_ext(&text, options).map(|event| match event {
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            let dest_url = CowStr::from(built_address(&dest_url));
            Event::Start(Tag::Link { link_type, dest_url, title, id })
        }
        event => event,
    });
    let mut html = String::new();
    html::push_html(&mut html, events);
    html.trim().to_owned()
}

/// A line of Markdown as HTML, without a paragraph around it.
pub(crate) fn from_inline(text: &str) -> String {
    let html = from_markdown(text);
    let inner = html.strip_prefix("<p>").and_then(|html| html.strip_suffix("</p>"));
    inner.filter(|inner| !inner.contains("<p>")).unwrap_or(&html).to_owned()
}

fn built_address(link: &str) -> String {
    let (page, anchor) = link.split_once('#').map_or((link, None), |(p, a)| (p, Some(a)));
    match page.strip_suffix(".md").filter(|_| !page.contains(':')) {
        Some(page) => match anchor {
            Some(anchor) => format!("{page}.html#{anchor}"),
            None => format!("{page}.html"),
        },
        None => link.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{block, escape, fence, from_inline, from_markdown, raw_script};

    #[test]
    fn nothing_in_a_text_is_a_tag() {
        assert_eq!(escape("<b class=\"x\">&"), "&lt;b class=&quot;x&quot;&gt;&amp;");
        let script = raw_script("trace", "[\"</script><!--<script>\"]");
        assert_eq!(script.matches('<').count(), 2, "{script}");
    }

    #[test]
    fn a_block_has_no_blank_line_and_code_keeps_its_own() {
        let html = "<p>a</p>\n\n<pre><code>b\n\nc\n</code></pre>\n\n<p>d</p>";
        let block = block(html);
        assert!(!block.trim().contains("\n\n"), "{block}");
        assert!(block.contains("b\n&#10;c\n"), "{block}");
        assert_eq!(super::block("a\0\tb"), "\na\u{fffd}\tb\n\n");
    }

    #[test]
    fn a_fence_is_longer_than_those_in_it() {
        assert_eq!(fence("text", "a"), "\n```text\na\n```\n\n");
        assert_eq!(fence("text", "````\n"), "\n`````text\n````\n`````\n\n");
    }

    #[test]
    fn links_name_pages_as_they_are_built() {
        let html = from_markdown("[a](b.md#c) [d](https://e.f/g.md)");
        assert!(html.contains("\"b.html#c\"") && html.contains("e.f/g.md\""), "{html}");
        assert_eq!(from_inline("a `b`"), "a <code>b</code>");
    }
}
