use proc_macro::{Delimiter, Span, TokenStream, TokenTree};

use crate::Error;

/// What stands in the brackets of an attribute.
#[derive(Default)]
pub(crate) struct Options {
    /// `None` if nothing is said about it.
    shuffle: Option<Shuffle>,
    start_paused: bool,
}

enum Shuffle {
    Never,
    By(String),
}

impl Options {
    pub(crate) fn parse(tokens: TokenStream) -> Result<Self, Error> {
        let mut options = Self::default();
        let mut tokens = tokens.into_iter();
        while let Some(name) = tokens.next() {
            let at = name.span();
            let equals = tokens.next();
            let value = tokens.next().filter(|_| is_punct(equals.as_ref(), '='));
            let Some(value) = value else {
                return Err(Error::new(at, OPTIONS));
            };
            options.set(&name.to_string(), at, &value)?;
            match tokens.next() {
                None => break,
                comma if is_punct(comma.as_ref(), ',') => {}
                Some(other) => return Err(Error::new(other.span(), OPTIONS)),
            }
        }
        Ok(options)
    }

    fn set(&mut self, name: &str, at: Span, value: &TokenTree) -> Result<(), Error> {
        let word = value_of(value);
        match (name, word.as_str()) {
            ("shuffle", "false") => self.shuffle = Some(Shuffle::Never),
            ("shuffle", seed) if seed.replace('_', "").parse::<u64>().is_ok() => {
                self.shuffle = Some(Shuffle::By(seed.to_owned()));
            }
            ("shuffle", _) => {
                return Err(Error::new(
                    value.span(),
                    "`shuffle` takes a seed, as in `shuffle = 42`, or `false`",
                ));
            }
            ("start_paused", "true") => self.start_paused = true,
            ("start_paused", "false") => self.start_paused = false,
            ("start_paused", _) => {
                return Err(Error::new(
                    value.span(),
                    "`start_paused` takes `true` or `false`",
                ));
            }
            _ => return Err(Error::new(at, OPTIONS)),
        }
        Ok(())
    }

    /// The call that runs `body`, as text.
    pub(crate) fn call(&self, what: &str) -> String {
        let shuffle = match &self.shuffle {
            None => "Default".to_owned(),
            Some(Shuffle::Never) => "Never".to_owned(),
            Some(Shuffle::By(seed)) => format!("By({seed})"),
        };
        let paused = self.start_paused;
        format!(
            "::tulip::macros::{what}(::tulip::macros::Shuffle::{shuffle}, {paused}, body)"
        )
    }
}

/// The text of a value, out of the invisible brackets in which a macro may pass it.
fn value_of(value: &TokenTree) -> String {
    match value {
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
            group.stream().to_string()
        }
        other => other.to_string(),
    }
}

fn is_punct(token: Option<&TokenTree>, sign: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == sign)
}

const OPTIONS: &str =
    "the options are `shuffle = <seed>`, `shuffle = false` and `start_paused = true`";
