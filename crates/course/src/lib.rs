//! What the course holds, and whether its listings print what they are said to print.
//!
//! [`Course`] reads `chapters/course.toml`. [`Programs`] builds the listings and runs them.
//! [`snapshot`] compares what they printed with what is kept, byte by byte, and says where the
//! first difference is; [`twin`] compares with what their Python twins printed. An [`Exercise`]
//! says where its files are; [`cut`] makes the starter and the shown solution of one source, and
//! [`Text`], [`Question`] and [`OrderedLines`] are what it says and asks.
//!
//! Tests, the reader's command and the book all ask here, so that they cannot disagree.

mod course;
pub mod cut;
mod entries;
mod exercise;
mod listing;
mod programs;
mod questions;
pub mod snapshot;
mod text;
pub mod twin;

pub use course::{Chapter, Course, CourseError, Page};
pub use exercise::{Exercise, Kind, check_program_text};
pub use listing::{Difference, Listing, Redaction, Time};
pub use programs::{Output, Programs, RunError};
pub use questions::{Choice, OrderedLines, Question};
pub use text::{Text, TextError};
