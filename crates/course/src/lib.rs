//! What the course holds, and whether its listings print what they are said to print.
//!
//! [`Course`] reads `chapters/course.toml`. [`Programs`] builds the listings and runs them.
//! [`snapshot`] compares what they printed with what is kept, byte by byte, and says where the
//! first difference is; [`twin`] compares with what their Python twins printed.
//!
//! Tests, the reader's command and the book all ask here, so that they cannot disagree.

mod course;
mod programs;
pub mod snapshot;
pub mod twin;

pub use course::{
    Chapter, Course, CourseError, Difference, Listing, Page, Redaction, Time,
};
pub use programs::{Output, Programs, RunError};
