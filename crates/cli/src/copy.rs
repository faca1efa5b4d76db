//! The reader's copies of the exercises.

use std::fs;
use std::io::ErrorKind;

use tulip_course::{Exercise, Question, cut};

use crate::error::{CopyFault, Error};
use crate::files;

/// Writes the starter where the reader's copy belongs, if there is none. `false` if there was.
pub(crate) fn start(exercise: &Exercise) -> Result<bool, Error> {
    check_practice(exercise)?;
    let copy = exercise.copy();
    if copy.exists() {
        return Ok(false);
    }
    files::write_new(&copy, starter(exercise)?.as_bytes())
}

/// What the reader begins with.
pub(crate) fn starter(exercise: &Exercise) -> Result<String, Error> {
    if exercise.kind.is_program() {
        let source = exercise.solution();
        let text = fs::read_to_string(&source).map_err(Error::reading(&source))?;
        cut::starter(&text).map_err(|error| Error::Broken(source, error.to_string()))
    } else {
        Ok(question(exercise)?.starter(&exercise.slug))
    }
}

/// The question of an exercise, with its answers.
pub(crate) fn question(exercise: &Exercise) -> Result<Question, Error> {
    let path = exercise.questions();
    let text = fs::read_to_string(&path).map_err(Error::reading(&path))?;
    Question::parse(&text).map_err(|error| Error::Broken(path, error.to_string()))
}

/// What the reader has written.
pub(crate) fn read(exercise: &Exercise) -> Result<String, Error> {
    let path = exercise.copy();
    let fault = match fs::read(&path) {
        Ok(text) => match String::from_utf8(text) {
            Ok(text) => return Ok(text),
            Err(error) => {
                let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
                CopyFault::NotUtf8 { line: valid.split(|byte| *byte == b'\n').count() }
            }
        },
        Err(error) if error.kind() == ErrorKind::NotFound => {
            check_practice(exercise)?;
            CopyFault::Missing { slug: exercise.slug.clone() }
        }
        Err(error) => CopyFault::Unreadable(error),
    };
    Err(Error::Copy(path, fault))
}

/// The folder of the copies is part of the clone; it may have been deleted.
fn check_practice(exercise: &Exercise) -> Result<(), Error> {
    let practice = exercise.practice();
    if !practice.join("Cargo.toml").is_file() {
        return Err(Error::NoPractice(practice));
    }
    files::make_folder(&practice.join("src/bin"))
}
