use std::ops::Range;

use super::masked::masked;

type Lines<'a> = Vec<(usize, &'a str)>;

/// All lines but the doc comments.
pub(super) fn whole(source: &str) -> Lines<'_> {
    let mask = masked(source);
    shown(source, &mask, 0..source.lines().count())
}

/// The item of that name: `Echo`, `main`, `impl Coroutine for Echo`, `Echo::new`.
pub(super) fn item<'a>(source: &'a str, name: &str) -> Result<Lines<'a>, String> {
    let mask = masked(source);
    let items = Item::all(&mask);
    let found: Vec<_> = items.iter().filter(|item| item.is(name, &items)).collect();
    let depth = found.iter().map(|item| item.depth).min();
    let outermost: Vec<_> = found.iter().filter(|item| Some(item.depth) == depth).collect();
    match &outermost[..] {
        [item] => Ok(shown(source, &mask, with_what_is_above(source, &mask, item))),
        [] => Err(format!("there is no item `{name}`")),
        [first, second, ..] => Err(format!(
            "`{name}` is ambiguous: it stands in lines {} and {}",
            first.lines.start + 1,
            second.lines.start + 1
        )),
    }
}

/// Something with a name, in a source.
#[derive(Debug)]
struct Item {
    /// As `fn`.
    keyword: String,
    /// What follows the keyword: a name, or `Coroutine for Echo`.
    name: String,
    depth: usize,
    /// From 0.
    lines: Range<usize>,
}

impl Item {
    fn all(mask: &str) -> Vec<Self> {
        let mut items = Vec::new();
        let (mut depth, mut offset) = (0_usize, 0);
        for (number, line) in mask.split_inclusive('\n').enumerate() {
            if let Some((keyword, name)) = head(&mask[offset..]) {
                let length = length(&mask[offset..], &keyword);
                let lines = number..number + 1 + length;
                items.push(Self { keyword, name, depth, lines });
            }
            depth += line.matches('{').count();
            depth = depth.saturating_sub(line.matches('}').count());
            offset += line.len();
        }
        items
    }

    fn is(&self, name: &str, items: &[Self]) -> bool {
        if let Some(wanted) = name.strip_prefix("impl ") {
            return self.keyword == "impl" && self.name == without_generics(wanted);
        }
        match name.rsplit_once("::") {
            None => self.keyword != "impl" && self.name == name,
            Some((owner, name)) => {
                let owns = |item: &Self| {
                    matches!(&*item.keyword, "impl" | "trait" | "mod")
                        && item.name.rsplit(' ').next() == Some(owner)
                        && item.lines.contains(&self.lines.start)
                        && item.depth + 1 == self.depth
                };
                self.name == name && items.iter().any(owns)
            }
        }
    }
}

/// The keyword and the name of the item that begins on the first line, if one does.
fn head(mask: &str) -> Option<(String, String)> {
    let line = mask.lines().next()?.trim_start();
    let mut rest = match line.strip_prefix("pub(") {
        Some(rest) => rest.split_once(')')?.1.trim_start(),
        None => line.strip_prefix("pub ").unwrap_or(line).trim_start(),
    };
    loop {
        let (word, after) =
            rest.split_once(|c: char| !(c.is_alphanumeric() || c == '_'))?;
        let next = after.trim_start();
        let names = next.starts_with("fn ") || next.starts_with("unsafe ");
        match word {
            "async" | "unsafe" | "default" => rest = next,
            "extern" => rest = next.trim_start_matches('"').trim_start(),
            "const" if names => rest = next,
            "fn" | "struct" | "enum" | "union" | "trait" | "type" | "const" | "static"
            | "mod" | "macro_rules" => {
                return Some((word.to_owned(), identifier(next).to_owned()));
            }
            "impl" => {
                let head = &mask[mask.find("impl")? + "impl".len()..];
                let head = head.split_once('{')?.0;
                let head = head.split(" where ").next()?.split("\nwhere").next()?;
                return Some((word.to_owned(), without_generics(head)));
            }
            _ => return None,
        }
    }
}

/// The name at the beginning of a text.
fn identifier(text: &str) -> &str {
    &text[..text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len())]
}

/// `<T> Coroutine<T> for Echo` becomes `Coroutine for Echo`.
fn without_generics(head: &str) -> String {
    let mut depth = 0_usize;
    let mut kept = String::new();
    let mut before = ' ';
    for c in head.chars() {
        match c {
            '<' => depth += 1,
            '>' if before != '-' => depth = depth.saturating_sub(1),
            c if depth == 0 => kept.push(c),
            _ => {}
        }
        before = c;
    }
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How many lines follow the first one.
fn length(mask: &str, keyword: &str) -> usize {
    let ends_with_semicolon = matches!(keyword, "const" | "static" | "type");
    let mut depth = 0_usize;
    let mut lines = 0;
    for c in mask.chars() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            '}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 && !ends_with_semicolon {
                    return lines;
                }
            }
            ';' if depth == 0 => return lines,
            '\n' => lines += 1,
            _ => {}
        }
    }
    lines
}

/// The item with its attributes and the comments above it.
fn with_what_is_above(source: &str, mask: &str, item: &Item) -> Range<usize> {
    let lines: Vec<_> = source.lines().zip(mask.lines()).collect();
    let belongs = |(line, mask): &(&str, &str)| {
        mask.trim_start().starts_with("#[") || is_comment(line, mask)
    };
    let above = lines[..item.lines.start].iter().rev().take_while(|line| belongs(line));
    item.lines.start - above.count()..item.lines.end
}

fn shown<'a>(source: &'a str, mask: &str, range: Range<usize>) -> Lines<'a> {
    let lines = (1..).zip(source.lines().zip(mask.lines()));
    let lines = lines.skip(range.start).take(range.len());
    let lines = lines.filter(|(_, (line, mask))| !is_doc(line, mask));
    lines.map(|(number, (line, _))| (number, line)).collect()
}

fn is_doc(line: &str, mask: &str) -> bool {
    let text = line.trim_start();
    is_comment(line, mask) && (text.starts_with("///") || text.starts_with("//!"))
}

/// Whether nothing but a comment stands on the line; a text that looks like one is none.
fn is_comment(line: &str, mask: &str) -> bool {
    line.trim_start().starts_with("//") && mask.trim().is_empty()
}
