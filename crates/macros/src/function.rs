use proc_macro::{Delimiter, Group, Span, TokenStream, TokenTree};

use crate::Error;

/// An async function without arguments, in its parts.
pub(crate) struct AsyncFn {
    /// Attributes, visibility and qualifiers, without `async`.
    before: Vec<TokenTree>,
    /// From `fn` to the body, which is not among them.
    signature: Vec<TokenTree>,
    body: Group,
}

impl AsyncFn {
    pub(crate) fn parse(item: TokenStream) -> Result<Self, Error> {
        let mut tokens: Vec<_> = item.into_iter().collect();
        let Some(TokenTree::Group(body)) = tokens.pop() else {
            return Err(Error::new(Span::call_site(), ONLY));
        };
        if body.delimiter() != Delimiter::Brace {
            return Err(Error::new(body.span(), ONLY));
        }
        let Some(fn_at) = tokens.iter().position(|token| is_word(token, "fn")) else {
            return Err(Error::new(body.span(), ONLY));
        };
        let signature = tokens.split_off(fn_at);
        let mut before = tokens;
        let Some(async_at) = before.iter().position(|token| is_word(token, "async")) else {
            return Err(Error::new(
                signature[0].span(),
                "the function is not async: write `async fn`, or leave the attribute out",
            ));
        };
        before.remove(async_at);
        match signature.get(2) {
            Some(TokenTree::Group(arguments)) if !arguments.stream().is_empty() => {
                Err(Error::new(
                    arguments.span(),
                    "nobody passes arguments to this function: it takes none",
                ))
            }
            Some(TokenTree::Punct(generics)) => Err(Error::new(
                generics.span(),
                "nobody chooses types for this function: it has no generic parameters",
            )),
            _ => Ok(Self { before, signature, body }),
        }
    }

    /// The same function, not async, under `attribute`: `run` does something with `body`, which
    /// is the function's own as a future.
    pub(crate) fn with_body(&self, attribute: &str, run: &str) -> TokenStream {
        let attribute: TokenStream = attribute.parse().expect("this is Rust");
        let begin: TokenStream = "let body = async move".parse().expect("this is Rust");
        let end: TokenStream = format!("; {run}").parse().expect("this is Rust");
        // Errors of types are shown where the body ends, as in a function without an attribute.
        let at = self.body.span_close();
        let inside = our_own(begin, at)
            .into_iter()
            .chain([TokenTree::from(self.body.clone())])
            .chain(our_own(end, at))
            .collect();
        let mut body = Group::new(Delimiter::Brace, inside);
        body.set_span(self.body.span());
        attribute
            .into_iter()
            .chain(self.before.iter().cloned())
            .chain(self.signature.iter().cloned())
            .chain([body.into()])
            .collect()
    }
}

/// Tokens that belong to that place, with names that the function's own cannot meet.
fn our_own(tokens: TokenStream, at: Span) -> TokenStream {
    let at = at.resolved_at(Span::mixed_site());
    tokens
        .into_iter()
        .map(|mut token| {
            if let TokenTree::Group(group) = &token {
                let inside = our_own(group.stream(), at);
                token = Group::new(group.delimiter(), inside).into();
            }
            token.set_span(at);
            token
        })
        .collect()
}

fn is_word(token: &TokenTree, word: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident.to_string() == word)
}

const ONLY: &str = "this attribute is for an async function";
