use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::json;
use tulip_course::Exercise;

use crate::child::Cancel;
use crate::error::Error;
use crate::judge::{self, Judged};
use crate::rendered::{filled, rendered};
use crate::style::{bold, dim, green, plain, red, yellow};
use crate::verbs::next;
use crate::verdict::Verdict;
use crate::workspace::Workspace;
use crate::{copy, mine, say};

/// Check your copy of an exercise
#[derive(clap::Args)]
#[command(after_help = "Examples: cargo tulip check
          cargo tulip check flatten
          cargo tulip check --mine")]
pub(crate) struct Args {
    /// An exercise; without one, the one that you are at
    slug: Option<String>,
    /// Check all that you have begun
    #[arg(long, conflicts_with = "slug")]
    all: bool,
    /// Check your own runtime (see `new`), stage by stage
    #[arg(
        long,
        value_name = "DIR",
        num_args = 0..=1,
        require_equals = true,
        conflicts_with_all = ["slug", "all", "json"]
    )]
    #[allow(clippy::option_option, reason = "the folder can be left out, and all of it")]
    mine: Option<Option<PathBuf>>,
    /// Print the verdict as JSON
    #[arg(long)]
    json: bool,
}

impl Args {
    pub(crate) fn run(&self, workspace: &Workspace) -> Result<ExitCode, Error> {
        if let Some(dir) = &self.mine {
            return check_mine(workspace, dir.as_deref());
        }
        if self.all {
            return self.check_all(workspace);
        }
        let exercise = workspace.exercise_or_current(self.slug.as_deref())?;
        if copy::start(exercise)? && !self.json {
            say!(
                "Your copy was not there: the starter is now in {}",
                workspace.shown(&exercise.copy())
            );
        }
        workspace.noted(workspace.state.set_current(&exercise.slug));
        let judged = check(workspace, exercise, &Cancel::default())?;
        let judged = judged.expect("nobody cancels it");
        if self.json {
            say!("{:#}", to_json(exercise, &judged));
        } else {
            say!("{}", shown(workspace, exercise, &judged)?);
            if judged.verdict.is_green() {
                say!(
                    "{}",
                    dim(
                        "`cargo tulip next` goes on, `cargo tulip solution` shows another way."
                    )
                );
            }
        }
        Ok(code(judged.verdict.is_green()))
    }

    fn check_all(&self, workspace: &Workspace) -> Result<ExitCode, Error> {
        let begun = workspace.course.exercises().iter().filter(|one| one.copy().exists());
        let mut all = Vec::new();
        for exercise in begun {
            let judged = check(workspace, exercise, &Cancel::default())?;
            let judged = judged.expect("nobody cancels it");
            if !self.json {
                let first = judged.verdict.to_string();
                let first = first.lines().next().unwrap_or_default();
                say!("{:24} {}", exercise.slug, paint(&judged, first));
            }
            all.push((exercise, judged));
        }
        if self.json {
            let all: Vec<_> =
                all.iter().map(|(exercise, judged)| to_json(exercise, judged)).collect();
            say!("{:#}", json!(all));
        } else if all.is_empty() {
            say!("You have begun none. `cargo tulip next` begins the first.");
        }
        Ok(code(all.iter().all(|(_, judged)| judged.verdict.is_green())))
    }
}

fn check_mine(workspace: &Workspace, dir: Option<&Path>) -> Result<ExitCode, Error> {
    let dir = match dir {
        Some(dir) => dir.canonicalize().unwrap_or_else(|_| dir.to_owned()),
        None => workspace.state.mine()?.ok_or_else(|| {
            Error::Says(
                "there is no runtime of your own yet: `cargo tulip new ../my-runtime` begins it, \
                 and `cargo tulip check --mine=DIR` tells me where it lies"
                    .to_owned(),
            )
        })?,
    };
    Ok(code(mine::check(workspace, &dir)?))
}

/// Checks an exercise, and notes it if it is green. `None` if somebody cancelled.
pub(crate) fn check(
    workspace: &Workspace,
    exercise: &Exercise,
    cancel: &Cancel,
) -> Result<Option<Judged>, Error> {
    let judged = judge::judge(workspace, exercise, cancel)?;
    let is_green = judged.as_ref().is_some_and(|judged| judged.verdict.is_green());
    if is_green {
        workspace.noted(workspace.state.set_done(&exercise.slug));
    }
    Ok(judged)
}

/// A verdict as the reader sees it, with the afterword and the next step after green.
pub(crate) fn shown(
    workspace: &Workspace,
    exercise: &Exercise,
    judged: &Judged,
) -> Result<String, Error> {
    let slug = &exercise.slug;
    let verdict = format!("{slug}: {}", judged.verdict);
    let verdict = match judged.verdict {
        // The compiler has laid it out.
        Verdict::Compile { .. } => verdict,
        _ => filled(&verdict),
    };
    let (first, rest) = verdict.split_once('\n').unwrap_or((&verdict, ""));
    let first = first.strip_prefix(&format!("{slug}: ")).unwrap_or(first);
    let first = format!("{}: {}\n{rest}", bold(slug), paint(judged, first));
    let mut parts = vec![first.trim_end().to_owned()];
    if !judged.printed.is_empty() {
        parts.push(format!("{}\n{}", dim("it printed:"), judged.printed));
    }
    if judged.verdict.is_green() {
        parts.extend(judged.because.as_deref().map(rendered));
        parts.push(rendered(&next::text(exercise)?.afterword));
        parts.push(match workspace.next()? {
            Some(next) => format!("Next is {}: {}", bold(&next.slug), next.about),
            None => {
                "All core exercises are done. Others wait: `cargo tulip list`.".to_owned()
            }
        });
    }
    Ok(parts.join("\n\n"))
}

fn paint(judged: &Judged, first: &str) -> String {
    match judged.verdict.kind() {
        "green" => green(first),
        "open" => yellow(first),
        _ => red(first),
    }
}

fn to_json(exercise: &Exercise, judged: &Judged) -> serde_json::Value {
    json!({
        "slug": exercise.slug,
        "kind": judged.verdict.kind(),
        "says": plain(&judged.verdict.to_string()),
        "printed": judged.printed,
    })
}

fn code(is_green: bool) -> ExitCode {
    if is_green { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
