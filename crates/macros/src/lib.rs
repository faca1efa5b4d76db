//! The attributes `#[tulip::main]` and `#[tulip::test]`, by hand: a parser of Rust would take
//! longer to build than all of the runtime.

use proc_macro::{Delimiter, Group, Span, TokenStream, TokenTree};

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
/// Options: `shuffle = 42` picks tasks at random, by that seed, `shuffle = true` by one that is
/// printed; `start_paused = true` begins with a clock that jumps.
///
/// A function that is not async is refused, and so is a `main` with arguments, and an option that
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
    expand("", "main", options, item)
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
    expand("#[::core::prelude::v1::test]", "test", options, item)
}

/// The same function, not async, under `attribute`: its body is a future that is run with the
/// options. What is wrong in those, rustc finds and points at.
fn expand(
    attribute: &str,
    kind: &str,
    options: TokenStream,
    item: TokenStream,
) -> TokenStream {
    let mut function: Vec<_> = item.clone().into_iter().collect();
    let mut before_fn =
        function.iter().map(ToString::to_string).take_while(|word| word != "fn");
    let is_async = before_fn.position(|word| word == "async");
    let (Some(is_async), Some(TokenTree::Group(body))) = (is_async, function.pop()) else {
        // The function stays, so that the compiler has no second complaint.
        let error = "::core::compile_error! { \"this attribute is for an async function: write \
                     `async fn`, or leave the attribute out\" }";
        return words(error, Span::call_site()).chain(item).collect();
    };
    function.remove(is_async);
    // Errors of types are shown where the body ends, as in a function without an attribute.
    let end = body.span_close();
    let begin = options.clone().into_iter().next().map_or(end, |option| option.span());
    let group = |delimiter, inside: Vec<TokenTree>, at: Span| {
        let mut group = Group::new(delimiter, inside.into_iter().collect());
        group.set_span(at);
        TokenTree::from(group)
    };
    let named = words(kind, begin).chain([group(
        Delimiter::Parenthesis,
        options.into_iter().collect(),
        begin,
    )]);
    let future = words("async move", end).chain([body.into()]);
    let inside = words("let options = ::tulip::options!", begin)
        .chain([group(Delimiter::Brace, named.collect(), begin)])
        .chain(words("; options.run", end))
        .chain([group(Delimiter::Parenthesis, future.collect(), end)]);
    words(attribute, end)
        .chain(function)
        .chain([group(Delimiter::Brace, inside.collect(), end)])
        .collect()
}

/// Tokens that belong to that place, with names that the function's own cannot meet.
fn words(text: &str, at: Span) -> impl Iterator<Item = TokenTree> + use<> {
    let tokens: TokenStream = text.parse().expect("this is Rust");
    tokens.into_iter().map(move |mut token| {
        token.set_span(at.resolved_at(Span::mixed_site()));
        token
    })
}
