type Lines<'a> = Vec<(usize, &'a str)>;

/// All lines but the docstring of the module.
pub(super) fn whole(source: &str) -> Lines<'_> {
    let lines: Vec<_> = (1..).zip(source.lines()).collect();
    let quotes = "\"\"\"";
    let Some(first) = source.strip_prefix(quotes) else { return lines };
    let end = first.find(quotes).map_or(0, |end| first[..end].matches('\n').count() + 1);
    lines[end..].to_vec()
}

/// The function or class of that name, with its decorators.
pub(super) fn item<'a>(source: &'a str, name: &str) -> Result<Lines<'a>, String> {
    let lines: Vec<_> = (1..).zip(source.lines()).collect();
    let is_head = |(_, line): &(usize, &str)| {
        let line = line.trim_start();
        let line = line.strip_prefix("async ").unwrap_or(line);
        let rest = line.strip_prefix("def ").or(line.strip_prefix("class "));
        let rest = rest.and_then(|rest| rest.strip_prefix(name));
        rest.is_some_and(|rest| rest.starts_with(['(', ':']))
    };
    let mut heads = (0..lines.len()).filter(|at| is_head(&lines[*at]));
    let head = heads
        .next()
        .ok_or_else(|| format!("there is no `def` or `class` named `{name}`"))?;
    if let Some(second) = heads.next() {
        let (head, second) = (head + 1, second + 1);
        return Err(format!(
            "`{name}` is ambiguous: it stands in lines {head} and {second}"
        ));
    }
    let indent = |line: &str| line.len() - line.trim_start().len();
    let margin = indent(lines[head].1);
    let above = lines[..head].iter().rev();
    let above = above.take_while(|(_, line)| line.trim_start().starts_with('@')).count();
    let inside = |line: &str| line.trim().is_empty() || indent(line) > margin;
    let below = lines[head + 1..].iter().take_while(|(_, line)| inside(line)).count();
    let item = lines[head - above..=head + below].iter().copied();
    Ok(without_docstring(item.collect(), above))
}

/// Leaves out the text that comes first in the body of an item.
fn without_docstring(mut item: Lines<'_>, head: usize) -> Lines<'_> {
    let quotes = "\"\"\"";
    let ends = item[head..].iter().position(|(_, line)| line.trim_end().ends_with(':'));
    let first = head + ends.unwrap_or_default() + 1;
    let Some(begun) =
        item.get(first).and_then(|(_, line)| line.trim().strip_prefix(quotes))
    else {
        return item;
    };
    let length = if begun.contains(quotes) {
        1
    } else {
        let rest = item[first + 1..].iter();
        2 + rest.take_while(|(_, line)| !line.contains(quotes)).count()
    };
    item.drain(first..(first + length).min(item.len()));
    item
}
