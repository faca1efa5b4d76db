//! The attributes `#[tulip::main]` and `#[tulip::test]`, by hand: a parser of Rust would take
//! longer to build than all of the runtime.

mod function;
mod options;

use proc_macro::{Delimiter, Group, Ident, Literal, Span, TokenStream, TokenTree};

use crate::function::AsyncFn;
use crate::options::Options;

/// Runs an async `main` on a runtime.
///
/// ```
/// #[tulip::main]
/// async fn main() -> Result<(), std::num::ParseIntError> {
///     let number: u32 = tulip::spawn(async { "42" }).await.expect("no panic").parse()?;
///     println!("{number}");
///     Ok(())
/// }
/// ```
///
/// Options: `shuffle = 42` picks tasks at random, by that seed; `start_paused = true` begins
/// with a clock that jumps.
///
/// A function that is not async is refused, and so is one with arguments, and an option that
/// does not exist:
///
/// ```compile_fail
/// #[tulip::main]
/// fn main() {}
/// ```
///
/// ```compile_fail
/// #[tulip::main]
/// async fn main(name: String) {}
/// ```
///
/// ```compile_fail
/// #[tulip::main(threads = 4)]
/// async fn main() {}
/// ```
///
/// ```compile_fail
/// #[tulip::main(shuffle = "often")]
/// async fn main() {}
/// ```
#[proc_macro_attribute]
pub fn main(options: TokenStream, item: TokenStream) -> TokenStream {
    expand(options, item, |options, function| {
        let run = options.call("main");
        function.with_body("", &run)
    })
}

/// Makes a test of an async function.
///
/// ```
/// #[tulip::test]
/// async fn adds() {
///     assert_eq!(async { 1 + 1 }.await, 2);
/// }
/// ```
///
/// Tasks are picked at random, by a seed that stands in the output of a test that fails;
/// `TULIP_SEED` brings it back. Options: `shuffle = 42` always takes that seed, `shuffle =
/// false` picks in order; `start_paused = true` begins with a clock that jumps.
#[proc_macro_attribute]
pub fn test(options: TokenStream, item: TokenStream) -> TokenStream {
    expand(options, item, |options, function| {
        let run = options.call("test");
        function.with_body("#[::core::prelude::v1::test]", &run)
    })
}

fn expand(
    options: TokenStream,
    item: TokenStream,
    with: impl FnOnce(&Options, &AsyncFn) -> TokenStream,
) -> TokenStream {
    let parsed = Options::parse(options).and_then(|options| {
        AsyncFn::parse(item.clone()).map(|function| (options, function))
    });
    match parsed {
        Ok((options, function)) => with(&options, &function),
        // The function stays, so that the compiler has no second complaint.
        Err(error) => error.into_tokens().into_iter().chain(item).collect(),
    }
}

/// What is wrong, and where.
struct Error {
    at: Span,
    says: &'static str,
}

impl Error {
    fn new(at: Span, says: &'static str) -> Self {
        Self { at, says }
    }

    fn into_tokens(self) -> TokenStream {
        let words: TokenStream = TokenTree::from(Literal::string(self.says)).into();
        let name = Ident::new("compile_error", self.at);
        let call: TokenStream = "::core::compile_error! {}".parse().expect("this is Rust");
        call.into_iter()
            .map(|token| match token {
                TokenTree::Ident(word) if word.to_string() == "compile_error" => {
                    name.clone().into()
                }
                TokenTree::Group(_) => Group::new(Delimiter::Brace, words.clone()).into(),
                other => other,
            })
            .map(|mut token: TokenTree| {
                token.set_span(self.at);
                token
            })
            .collect()
    }
}
