use std::fs;
use std::path::Path;

use tulip_course::{Exercise, Kind, OrderedLines, Question, Text, cut};

use super::Found;
use crate::error::Error;
use crate::workspace::Workspace;

/// Every exercise says what it should: a task, three hints, an afterword; a question has one
/// right answer, and every answer is explained.
#[allow(clippy::unnecessary_wraps, reason = "one signature for all parts of the gate")]
pub(super) fn texts(workspace: &Workspace) -> Result<Found, Error> {
    let mut found = Found::default();
    for exercise in workspace.course.exercises() {
        found.look();
        parse(workspace, &exercise.text(), &mut found, |text| {
            Text::parse(text).map(drop).map_err(|error| error.to_string())
        });
        match exercise.kind {
            Kind::Predict => parse(workspace, &exercise.questions(), &mut found, |text| {
                check_question(workspace, text)
            }),
            Kind::Order => parse(workspace, &exercise.questions(), &mut found, |text| {
                check_lines(exercise, text)
            }),
            Kind::Complete | Kind::Fix | Kind::Make | Kind::Play => {}
        }
    }
    Ok(found)
}

fn parse(
    workspace: &Workspace,
    path: &Path,
    found: &mut Found,
    check: impl FnOnce(&str) -> Result<(), String>,
) {
    let text = fs::read_to_string(path).map_err(|error| error.to_string());
    if let Err(says) = text.and_then(|text| check(&text)) {
        found.fault(workspace.shown(path), says);
    }
}

fn check_question(workspace: &Workspace, text: &str) -> Result<(), String> {
    let question = Question::parse(text).map_err(|error| error.to_string())?;
    if question.options.len() < 2 {
        return Err("a question has two options at least".to_owned());
    }
    if question.crossed().is_none() {
        return Err("one option, and one alone, has to be crossed".to_owned());
    }
    for option in &question.options {
        if option.explanation.is_empty() {
            return Err(format!("the option `{}` is not explained", option.text));
        }
        if question.options.iter().filter(|other| other.text == option.text).count() > 1 {
            return Err(format!("the option `{}` stands there twice", option.text));
        }
    }
    match question.listing {
        Some(slug) if workspace.find_listing(&slug).is_none() => {
            Err(format!("there is no listing `{slug}`"))
        }
        _ => Ok(()),
    }
}

/// The lines in question are those of the program: right ones in the solution, distractors in
/// the starter alone.
fn check_lines(exercise: &Exercise, text: &str) -> Result<(), String> {
    let order = OrderedLines::parse(text).map_err(|error| error.to_string())?;
    let source =
        fs::read_to_string(exercise.solution()).map_err(|error| error.to_string())?;
    let cut = |cut: fn(&str) -> Result<String, cut::CutError>| {
        cut(&source).map_err(|error| format!("solution.rs: {error}"))
    };
    let (starter, solution) = (cut(cut::starter)?, cut(cut::solution)?);
    let has = |program: &str, line: &str| {
        let bare = |text: &str| text.trim().trim_start_matches("//").trim().to_owned();
        program.lines().any(|other| bare(other) == bare(line))
    };
    for line in &order.lines {
        if !has(&solution, line) {
            return Err(format!("`{line}` is no line of the solution"));
        }
    }
    let distractors = order.distractors.iter().map(|(line, _)| line);
    for line in order.lines.iter().chain(distractors) {
        if !has(&starter, line) {
            return Err(format!("`{line}` is no line of the starter"));
        }
    }
    match order.distractors.iter().find(|(_, why)| why.is_empty()) {
        Some((line, _)) => Err(format!("the distractor `{line}` is not explained")),
        None => Ok(()),
    }
}
