//! What the course holds, and whether its listings print what they are said to print.
//!
//! [`Course`] reads `chapters/course.toml`. [`Programs`] builds the listings and runs them.
//! [`snapshot`] compares what they printed with what is kept, byte by byte, and says where the
//! first difference is; [`twin`] compares with what their Python twins printed. An [`Exercise`]
//! says where its files are; [`cut`] makes the starter and the shown solution of one source, and
//! [`Text`], [`Question`] and [`OrderedLines`] are what it says and asks.
//!
//! [`Replay`] shows a trace, step by step: what happens in each, in sentences of a [`Catalogue`];
//! a [`Selector`] points at a step, and a [`Stop`] asks before one.
//!
//! A [`Game`] is a listing under every schedule.
//!
//! Tests, the reader's command and the book all ask here, so that they cannot disagree.

mod catalogue;
mod course;
pub mod cut;
mod entries;
mod exercise;
mod game;
mod lanes;
mod listing;
mod names;
pub mod notes;
mod programs;
mod questions;
mod replay;
mod selector;
mod sentence;
pub mod snapshot;
mod state_json;
mod stops;
mod tell;
mod template;
mod text;
pub mod twin;

pub use catalogue::{Catalogue, CatalogueError};
pub use course::{Chapter, Course, CourseError, Page};
pub use exercise::{Exercise, Kind, check_program_text};
pub use game::{Game, GameError};
pub use lanes::Lanes;
pub use listing::{Difference, Listing, Redaction, System, Time};
pub use programs::{Output, Programs, RunError};
pub use questions::{Choice, OrderedLines, Question};
pub use replay::{LaneView, Replay, Step};
pub use selector::{Selector, SelectorError};
pub use sentence::Sentence;
pub use state_json::state_json;
pub use stops::{Stop, StopKind, StopOption};
pub use text::{Text, TextError};
