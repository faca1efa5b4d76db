use std::path::Path;
use std::time::Duration;

use super::variants::{Role, Variant};
use super::{Found, crates};
use crate::cargo::{self, Built};
use crate::child::{self, Cancel, End};
use crate::error::Error;
use crate::judge::{self, Judged};
use crate::parallel::for_all;
use crate::progress::Progress;
use crate::scratch::Scratch;
use crate::within::{self, LIMITS};
use crate::workspace::Workspace;

/// Every starter compiles and fails, every solution passes without warnings, and every wrong
/// program is refused for the reason that its first line states.
pub(super) fn programs(workspace: &Workspace) -> Result<Found, Error> {
    let mut found = Found::default();
    let mut variants = Vec::new();
    for exercise in workspace.course.exercises().iter().filter(|one| one.kind.is_program())
    {
        match Variant::all(exercise) {
            Ok(all) => variants.extend(all),
            // The other exercises are looked at all the same.
            Err(error) => found.fault(&exercise.slug, error.to_string()),
        }
    }
    if variants.is_empty() {
        return Ok(found);
    }
    let built = build(workspace, &variants)?;
    let progress = Progress::bar(variants.len(), "checking the exercises");
    let faults = for_all(&variants, |variant| {
        progress.tell(&variant.name);
        let fault = fault(variant, &built);
        progress.step();
        fault
    });
    found.looked_at = variants.len();
    for (variant, fault) in variants.iter().zip(faults) {
        if let Some(says) = fault? {
            let role = match variant.role {
                Role::Starter => "the starter of ",
                Role::Solution | Role::Alone => "the solution of ",
                Role::Wrong { .. } => "",
            };
            found.fault(format!("{role}{}", workspace.shown(&variant.source)), says);
        }
    }
    Ok(found)
}

/// Builds all of them with one cargo; one that does not compile does not keep the others back.
fn build(workspace: &Workspace, variants: &[Variant<'_>]) -> Result<Built, Error> {
    let folder = crates::write(workspace, variants)?;
    let progress = Progress::bar(variants.len(), "building the exercises");
    let target = folder.join("target");
    let target = target.to_string_lossy();
    let args = ["--keep-going", "--bins", "--target-dir", &target];
    let built = cargo::build(&folder, &args, &progress, &Cancel::default())?;
    let built = built.expect("nobody cancels it");
    if built.executables.is_empty() && built.diagnostics.is_empty() {
        return Err(Error::Cargo(format!(
            "cargo cannot build the exercises\n{}",
            built.stderr
        )));
    }
    Ok(built)
}

/// What is wrong with a variant, if anything is.
fn fault(variant: &Variant<'_>, built: &Built) -> Result<Option<String>, Error> {
    let executable = built.executables.get(&variant.name);
    let warnings: String = built
        .diagnostics
        .iter()
        .filter(|said| said.target == variant.name && !said.is_error)
        .map(|said| &*said.rendered)
        .collect();
    if let Role::Alone = variant.role {
        return match executable {
            Some(_) if !warnings.is_empty() => {
                Ok(Some(format!("the compiler warns\n{warnings}")))
            }
            Some(executable) => alone(executable, variant.exercise.limit),
            // Said of the solution with its check.
            None => Ok(None),
        };
    }
    let Judged { verdict, .. } = match executable {
        Some(executable) => {
            let limit = variant.exercise.limit;
            let judged = judge::judge_program(executable, limit, &Cancel::default())?;
            judged.expect("nobody cancels it")
        }
        None => judge::refused(&of(built, &variant.name), &variant.file())?,
    };
    let said = verdict.to_string();
    Ok(match &variant.role {
        Role::Starter => match verdict.kind() {
            "green" => Some("it passes its check, with nothing done".to_owned()),
            "compile" => Some(format!("it does not compile\n{said}")),
            _ => None,
        },
        Role::Solution => match verdict.kind() {
            "green" if warnings.contains("check.rs") => {
                Some(format!("the compiler warns of its check\n{warnings}"))
            }
            "green" => None,
            _ => Some(format!("it does not pass its check\n{said}")),
        },
        Role::Wrong { kind, words } => {
            if verdict.is_green() {
                Some("it passes the check".to_owned())
            } else if verdict.kind() != kind {
                Some(format!("it is refused, but not by `{kind}`\n{said}"))
            } else if !verdict.names(words) {
                Some(format!("it is refused, but not with the words `{words}`\n{said}"))
            } else {
                None
            }
        }
        Role::Alone => unreachable!("it has no check"),
    })
}

/// What was built, with the diagnostics of one program alone.
fn of(built: &Built, name: &str) -> Built {
    let of_it = built.diagnostics.iter().filter(|said| said.target == name);
    Built {
        diagnostics: of_it.cloned().collect(),
        stderr: built.stderr.clone(),
        ..Built::default()
    }
}

/// A solution is a program that can be run, and shows something.
fn alone(executable: &Path, limit: Duration) -> Result<Option<String>, Error> {
    let scratch = Scratch::new()?;
    let mut command = within::command(executable, LIMITS);
    command.current_dir(scratch.path()).env("TULIP_CLOCK", "virtual");
    command.env_remove("TULIP_SCHEDULE").env_remove("TULIP_TRACE");
    let ran = child::run(&mut command, limit, &Cancel::default())
        .map_err(|error| Error::Start(executable.to_owned(), error))?;
    Ok(match ran.end {
        End::Ended(status) if !status.success() => {
            Some(format!("run by itself: {status}\n{}", ran.stderr))
        }
        End::Ended(_) if ran.stdout.is_empty() => {
            Some("run by itself, it prints nothing".to_owned())
        }
        End::Ended(_) => None,
        End::Late { .. } | End::Flood | End::Cancelled => {
            Some("run by itself, it does not end".to_owned())
        }
    })
}
