//! Counts lines of code: without tests, comments and blanks.

use std::path::Path;
use std::{fs, io};

/// The lines of code in the Rust files of a folder and its folders. Files and folders called
/// `tests` are tests, and folders called `loom` stand in for something while a model is checked.
pub(crate) fn count(folder: &Path) -> io::Result<u32> {
    let mut lines = 0;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.file_stem().is_some_and(|stem| stem == "tests") {
            continue;
        }
        if path.is_dir() && path.ends_with("loom") {
            continue;
        }
        if path.is_dir() {
            lines += count(&path)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            lines += of(&fs::read_to_string(&path)?);
        }
    }
    Ok(lines)
}

fn of(source: &str) -> u32 {
    let code = without_tests(&without_comments(source));
    let lines = code.lines().filter(|line| !line.trim().is_empty()).count();
    u32::try_from(lines).expect("a file has no billions of lines")
}

/// The source with comments cut out, and with strings and characters emptied, so that braces
/// and slashes in what is left are code.
fn without_comments(source: &str) -> String {
    let mut code = String::new();
    let mut rest = source;
    while let Some(next) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            block(rest)
        } else if let Some(length) = raw_string(rest, code.chars().last()) {
            code.push_str("\"\"");
            length
        } else if next == '"' {
            code.push_str("\"\"");
            string(rest)
        } else if let Some(length) = character(rest) {
            code.push_str("' '");
            length
        } else {
            code.push(next);
            next.len_utf8()
        };
        // A string over several lines is several lines of code.
        if next != '\n' && !rest.starts_with('/') {
            let lines = rest[..length].matches('\n').count();
            code.push_str(&"\n\"\"".repeat(lines));
        }
        rest = &rest[length..];
    }
    code
}

/// The length of `/* ... */`, which may hold others.
fn block(rest: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

/// The length of `"..."`.
fn string(rest: &str) -> usize {
    let mut escaped = false;
    for (at, next) in rest.char_indices().skip(1) {
        match next {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// The length of `r#"..."#`, if that is what comes.
fn raw_string(rest: &str, before: Option<char>) -> Option<usize> {
    if before.is_some_and(|before| before.is_alphanumeric() || before == '_') {
        return None;
    }
    let hashes = rest.strip_prefix('r').or_else(|| rest.strip_prefix("br"))?;
    let start = rest.len() - hashes.len();
    let text = hashes.trim_start_matches('#');
    let count = hashes.len() - text.len();
    let text = text.strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(count));
    Some(start + count + 1 + text.find(&end)? + end.len())
}

/// The length of `'c'`; a lifetime is none.
fn character(rest: &str) -> Option<usize> {
    let text = rest.strip_prefix('\'')?;
    if text.starts_with('\\') {
        // After the backslash and what it escapes.
        return Some(3 + text.get(2..)?.find('\'')? + 1);
    }
    let next = text.chars().next()?.len_utf8();
    text[next..].starts_with('\'').then_some(next + 2)
}

/// The code without its items for tests.
fn without_tests(code: &str) -> String {
    let mut kept = String::new();
    let mut rest = code;
    while let Some((at, attribute)) = first_of(&["#[cfg(test)]", "#[cfg(all(test,"], rest) {
        kept.push_str(&rest[..at]);
        let test = &rest[at + attribute.len()..];
        let test = if attribute.ends_with(']') { test } else { after(']', test) };
        // The item ends with a semicolon, or with the brace that closes its first one.
        let is_use = test.trim_start().starts_with("use ");
        let mut depth = 0;
        let end = test.char_indices().find_map(|(at, next)| {
            match next {
                '{' | '(' | '[' => depth += 1,
                '}' | ')' | ']' => depth -= 1,
                _ => {}
            }
            let ends = next == ';' || next == '}' && !is_use;
            (ends && depth == 0).then_some(at + 1)
        });
        rest = &test[end.unwrap_or(test.len())..];
    }
    kept + rest
}

fn after(end: char, text: &str) -> &str {
    text.split_once(end).map_or("", |(_, rest)| rest)
}

/// Which of some words comes first, and where.
fn first_of<'a>(words: &[&'a str], text: &str) -> Option<(usize, &'a str)> {
    words.iter().filter_map(|word| Some((text.find(word)?, *word))).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_blanks_are_no_code() {
        assert_eq!(of("//! a\n\n/// b\nfn f() {} // c\n/* d\n /* e */\n*/\n"), 1);
        assert_eq!(of("let a = 1; /* b */ let c = 2;\n"), 1);
    }

    #[test]
    fn what_looks_like_a_comment_in_a_string_is_code() {
        assert_eq!(of("let a = \"// no comment \\\" /*\";\nlet b = 1;\n"), 2);
        assert_eq!(of("let a = r#\"/* \" \"#;\nlet b = br\"//\";\n"), 2);
        assert_eq!(of("let a = '\"';\nlet b = '\\'';\nlet c: &'static str = \"\";\n"), 3);
        assert_eq!(of("let a = '\\u{1F600}';\n// b\n"), 1);
        assert_eq!(of("let a = \"b\n\n  c\";\n"), 3);
    }

    #[test]
    fn tests_are_no_code() {
        let source =
            "fn f() {\n}\n#[cfg(test)]\nmod tests {\n    fn g() { h('{') }\n}\nfn i() {}\n";
        assert_eq!(of(source), 3);
        assert_eq!(of("#[cfg(test)]\nmod tests;\nfn f() {}\n"), 1);
        assert_eq!(of("#[cfg(test)]\nuse a::{b, c};\nfn f() {}\n"), 1);
        assert_eq!(
            of("#[cfg(all(test, not(loom)))]\nmod m {\n fn g() {}\n}\nfn f() {}\n"),
            1
        );
    }
}
