//! Lines of a page that stand for something else: `{{#listing send}}`.

/// A directive, as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Directive<'a> {
    pub(crate) word: &'a str,
    pub(crate) args: &'a str,
}

impl<'a> Directive<'a> {
    /// The first argument, and what follows it.
    pub(crate) fn slug(&self) -> (&'a str, &'a str) {
        let (slug, rest) = self.args.split_once(' ').unwrap_or((self.args, ""));
        (slug, rest.trim())
    }

    /// The first argument, which stands alone.
    pub(crate) fn only_slug(&self) -> Result<&'a str, String> {
        match self.slug() {
            (slug, "") => Ok(slug),
            (_, rest) => Err(format!("`{}` takes a slug, and no `{rest}`", self.word)),
        }
    }

    /// It has no arguments.
    pub(crate) fn stands_alone(&self) -> Result<(), String> {
        match self.args {
            "" => Ok(()),
            args => Err(format!("`{}` takes no `{args}`", self.word)),
        }
    }

    /// The arguments after `slug`, if they are all `name="value"`.
    pub(crate) fn settings(&self) -> Result<Vec<(&'a str, &'a str)>, String> {
        let mut settings = Vec::new();
        let mut rest = self.slug().1;
        while !rest.is_empty() {
            let setting = rest.split_once("=\"").and_then(|(name, rest)| {
                let (value, rest) = rest.split_once('"')?;
                Some((name, value, rest))
            });
            let Some((name, value, after)) = setting else {
                return Err(format!("expected `name=\"value\"`, found `{rest}`"));
            };
            settings.push((name, value));
            rest = after.trim_start();
        }
        Ok(settings)
    }
}

/// A line of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Line<'a> {
    Text(&'a str),
    Directive(Directive<'a>),
    /// Something from `{{#` to `}}` that does not stand alone.
    Stray(&'a str),
}

/// The lines of a page, by number from 1.
pub(crate) fn lines(page: &str) -> impl Iterator<Item = (usize, Line<'_>)> {
    let mut fence = None::<&str>;
    (1..).zip(page.lines()).map(move |(number, line)| {
        let start = line.trim_start();
        let ticks = &start[..start.len() - start.trim_start_matches(['`', '~']).len()];
        match fence {
            None if ticks.len() >= 3 => fence = Some(ticks),
            Some(open) if ticks.starts_with(open) && start.trim_end() == ticks => {
                fence = None
            }
            _ => {}
        }
        let Some(at) = line.find("{{#") else { return (number, Line::Text(line)) };
        let inner =
            line.strip_prefix("{{#").and_then(|line| line.trim_end().strip_suffix("}}"));
        if let Some(inner) = inner.filter(|inner| fence.is_none() && !inner.contains("{{"))
        {
            let (word, args) = inner.split_once(' ').unwrap_or((inner, ""));
            (number, Line::Directive(Directive { word, args: args.trim() }))
        } else {
            let end = line[at..].find("}}").map_or(line.len(), |end| at + end + 2);
            (number, Line::Stray(&line[at..end]))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{Directive, Line, lines};

    #[test]
    fn a_directive_stands_alone_outside_of_code() {
        let page =
            "a\n{{#listing send main}}\n```text\n{{#notes}}\n```\n {{#notes}}\n{{#notes}}";
        let found: Vec<_> = lines(page).map(|(_, line)| line).collect();
        let listing = Directive { word: "listing", args: "send main" };
        assert_eq!(found[0], Line::Text("a"));
        assert_eq!(found[1], Line::Directive(listing));
        let stray = Line::Stray("{{#notes}}");
        assert_eq!((found[3], found[5]), (stray, stray));
        assert_eq!(found[6], Line::Directive(Directive { word: "notes", args: "" }));
    }

    #[test]
    fn what_strays_is_told_as_it_stands() {
        for (line, stray) in [
            ("in {{#if}} {{{x}}}", "{{#if}}"),
            ("{{#if x}} {{#notes}}", "{{#if x}}"),
            ("an {{#open one", "{{#open one"),
        ] {
            assert_eq!(lines(line).next(), Some((1, Line::Stray(stray))), "{line}");
        }
    }

    #[test]
    fn settings_follow_the_slug() {
        let of = |args| Directive { word: "stepper", args }.settings();
        assert_eq!(of("send"), Ok(vec![]));
        assert_eq!(
            of("send stops=\"a b=next; c=value\" to=\"out\""),
            Ok(vec![("stops", "a b=next; c=value"), ("to", "out")])
        );
        for broken in ["send stops", "send stops=\"a", "send a=b"] {
            assert!(of(broken).is_err(), "{broken}");
        }
    }
}
