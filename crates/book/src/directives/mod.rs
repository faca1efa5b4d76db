//! What can stand on a page in place of a text: one directive a line, alone on it.
//!
//! | directive | becomes |
//! |---|---|
//! | `{{#listing send}}` | a listing, with its path and its command |
//! | `{{#listing send Echo, impl Coroutine for Echo}}` | these items of it, without their doc comments |
//! | `{{#source crates/trace/src/clock.rs Clock::now}}` | items of any `.rs` or `.py` file, or a whole `.toml` |
//! | `{{#transcript send}}`, `{{#transcript send folded}}` | what the listing prints: its snapshot; folded where the reader was asked for it |
//! | `{{#twin send}}`, `{{#twin send Echo \| echo}}` | Rust beside Python, and what they print otherwise |
//! | `{{#stepper send stops="co.yield echo #1=value" from="…" to="…"}}` | its trace, step by step; it asks at the stops |
//! | `{{#question slug}}` | `book/questions/slug.md` |
//! | `{{#inventory before}}`, `{{#inventory after}}` | the questions of `book/questions/inventory/` |
//! | `{{#exercise slug}}` | its task, its commands and its hints |
//! | `{{#machine scheduler}}`, `{{#machine scheduler small}}` | the machine card, the parts of that stage lit |
//! | `{{#game lose-a-wake-up}}` | the game, every branch a recorded run |
//! | `{{#glossary}}`, `{{#notes}}`, `{{#asked}}` | `book/glossary.toml`, `notes.toml`, `asked.toml` |
//!
//! What is unknown or missing is an error that names the file and the line.

mod exercise;
mod game;
mod glossary;
mod listing;
mod machine;
mod notes;
mod place;
pub(crate) mod question;
mod stepper;
mod twin;

use crate::directive::Directive;
use crate::page::{Press, Shown, Trouble};

type TakeIn = fn(Press<'_>, Directive<'_>, &mut Shown) -> Result<String, Trouble>;

/// The directives, by their words.
pub(crate) const ALL: &[(&str, TakeIn)] = &[
    ("listing", listing::listing),
    ("source", listing::source),
    ("transcript", listing::transcript),
    ("twin", twin::twin),
    ("stepper", stepper::stepper),
    ("question", question::question),
    ("inventory", question::inventory),
    ("exercise", exercise::exercise),
    ("machine", machine::machine),
    ("game", game::game),
    ("glossary", glossary::glossary),
    ("notes", notes::notes),
    ("asked", notes::asked),
];
