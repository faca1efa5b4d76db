/// A Rust source in which comments are blank and the insides of texts are quotes, character by
/// character: what is left of braces and words is code.
pub(super) fn masked(source: &str) -> String {
    let chars: Vec<char> = source.chars().collect();
    let mut mask = String::with_capacity(source.len());
    let mut at = 0;
    while at < chars.len() {
        let rest = &chars[at..];
        let (length, fill) = token(rest, at.checked_sub(1).map(|before| chars[before]));
        for c in &rest[..length] {
            // As many bytes as there were, so that offsets stay.
            match fill {
                Some(fill) if *c != '\n' => {
                    mask.extend(std::iter::repeat_n(fill, c.len_utf8()));
                }
                _ => mask.push(*c),
            }
        }
        at += length;
    }
    mask
}

/// How many characters belong together, and with what to fill them.
fn token(rest: &[char], before: Option<char>) -> (usize, Option<char>) {
    let in_word = before.is_some_and(|c| c.is_alphanumeric() || c == '_');
    match rest {
        ['/', '/', ..] => (until(rest, |at| rest[at] == '\n'), Some(' ')),
        ['/', '*', ..] => (block_comment(rest), Some(' ')),
        ['"', ..] => (text(rest), Some('"')),
        ['r', '"' | '#', ..] if !in_word => match raw_text(rest) {
            Some(length) => (length, Some('"')),
            None => (1, None),
        },
        ['\'', '\\', ..] => (until(rest, |at| at > 2 && rest[at] == '\'') + 1, Some('"')),
        ['\'', _, '\'', ..] => (3, Some('"')),
        _ => (1, None),
    }
}

fn until(rest: &[char], is_end: impl Fn(usize) -> bool) -> usize {
    (1..rest.len()).find(|at| is_end(*at)).unwrap_or(rest.len())
}

fn block_comment(rest: &[char]) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at + 1 < rest.len() {
        match rest[at..at + 2] {
            ['/', '*'] => (depth, at) = (depth + 1, at + 2),
            ['*', '/'] if depth == 1 => return at + 2,
            ['*', '/'] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
    }
    rest.len()
}

fn text(rest: &[char]) -> usize {
    let mut at = 1;
    while at < rest.len() {
        match rest[at] {
            '"' => return at + 1,
            '\\' => at += 2,
            _ => at += 1,
        }
    }
    rest.len()
}

/// The length of `r#"..."#`; nothing if it is a raw name.
fn raw_text(rest: &[char]) -> Option<usize> {
    let hashes = rest[1..].iter().take_while(|c| **c == '#').count();
    if rest.get(1 + hashes) != Some(&'"') {
        return None;
    }
    let ends = |at: usize| {
        let tail = &rest[at..];
        tail[0] == '"' && tail.len() > hashes && tail[1..=hashes].iter().all(|c| *c == '#')
    };
    let end = (2 + hashes..rest.len()).find(|at| ends(*at));
    Some(end.map_or(rest.len(), |end| end + 1 + hashes))
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn only_code_is_left() {
        for (source, mask) in [
            ("a // {\nb", "a     \nb"),
            ("a /* { /* */ } */ b", "a                 b"),
            (r#"f("\"{", '{', '\'')"#, r#"f(""""", """, """")"#),
            ("r#\"{\"}\"# }", "\"\"\"\"\"\"\"\" }"),
            ("fn f<'a>(x: &'a str) {", "fn f<'a>(x: &'a str) {"),
            ("for r#in in x", "for r#in in x"),
            ("b'{' + '\\u{7b}'", "b\"\"\" + \"\"\"\"\"\"\"\""),
            ("'é' {", "\"\"\"\" {"),
        ] {
            assert_eq!(masked(source), mask, "{source}");
            assert_eq!(masked(source).len(), source.len(), "{source}");
        }
    }
}
