/// Those of `known` that a writer of `word` may have meant, the nearest first; at most three.
pub(crate) fn nearest<'a>(
    word: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Vec<String> {
    let mut near: Vec<_> = known
        .into_iter()
        .filter_map(|known| {
            let edits = edits(word, known);
            let is_part = word.len() > 2 && (known.contains(word) || word.contains(known));
            (edits <= word.len().max(known.len()) / 3 || is_part).then_some((edits, known))
        })
        .collect();
    near.sort_unstable();
    near.into_iter().take(3).map(|(_, known)| known.to_owned()).collect()
}

/// How many letters must be put in, taken out, changed, or swapped with their neighbours.
fn edits(a: &str, b: &str) -> usize {
    let (a, b): (Vec<_>, Vec<_>) = (a.chars().collect(), b.chars().collect());
    let mut before_last = Vec::new();
    let mut last: Vec<_> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let change = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = change.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                let before: &Vec<usize> = &before_last;
                best = best.min(before[j - 2] + 1);
            }
            row.push(best);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::{edits, nearest};

    #[test]
    fn what_was_meant_comes_first() {
        let known = ["countdown", "running-average", "by-hand", "flatten", "fair-turns"];
        let nearest = |word| nearest(word, known);
        assert_eq!(nearest("contdown"), ["countdown"]);
        assert_eq!(nearest("countdonw"), ["countdown"]);
        assert_eq!(nearest("average"), ["running-average"]);
        assert_eq!(nearest("by_hand"), ["by-hand"]);
        assert!(nearest("zzz").is_empty());
    }

    #[test]
    fn neighbours_that_changed_places_are_one_edit() {
        assert_eq!(edits("ab", "ba"), 1);
        assert_eq!(edits("", "abc"), 3);
        assert_eq!(edits("kitten", "sitting"), 3);
    }
}
