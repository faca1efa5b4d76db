use std::process::ExitCode;

use serde_json::json;
use tulip_course::{Replay, Step, state_json};
use tulip_trace::State;

use crate::columns::Columns;
use crate::error::Error;
use crate::say;
use crate::style::{bold, cyan, dim};
use crate::traced::{Traced, harmless};
use crate::workspace::Workspace;

/// Print what happened, a line a step, with a column for each task
///
/// A program without tasks has a column for each machine. With --json each line is an object:
/// `step`, its `sentence`, and the `state` after it, as crates/course documents it.
#[derive(clap::Args)]
#[command(after_help = "Examples: cargo tulip trace show join
          cargo tulip run join --trace mine.json && cargo tulip trace show mine.json")]
pub(crate) struct Args {
    /// A listing, or a file that `run --trace` has written
    trace: String,
    /// Print a line of JSON for each step
    #[arg(long)]
    json: bool,
}

impl Args {
    pub(crate) fn run(&self, workspace: &Workspace) -> Result<ExitCode, Error> {
        let replay = Traced::find(workspace, &self.trace)?.replay(workspace)?;
        if self.json {
            print_json(&replay);
        } else {
            print(&replay);
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn print(replay: &Replay) {
    let (columns, more) = Columns::of(replay).fitting(MOST_COLUMNS);
    if !replay.program().is_empty() {
        say!("{}", bold(&harmless(replay.program())));
    }
    columns.names().for_each(|name| say!("{}", harmless(&name)));
    if more > 0 {
        say!("{more} more have no column");
    }
    if !columns.letters().is_empty() {
        say!("{}", dim(columns.letters()));
    }
    say!("");
    say!("{}", bold(&format!("step     time  {}what", columns.heads())));
    each_state(replay, |step, state| {
        let (number, time) = (step.number, &step.time);
        let row = format!("{number:>4}  {time:>7}  {}", columns.letters_of(state));
        say!("{row}{}{}", sentence(step), place(step));
    });
    if replay.steps().is_empty() {
        say!("{}", dim("nothing happened"));
    }
}

pub(crate) fn sentence(step: &Step) -> String {
    step.sentence.to_text(|code| cyan(&harmless(code)))
}

fn place(step: &Step) -> String {
    let Some(place) = &step.place else { return String::new() };
    let file = place.file.rsplit_once('/').map_or(&*place.file, |(_, file)| file);
    dim(&harmless(&format!("  {file}:{}", place.line)))
}

fn print_json(replay: &Replay) {
    each_state(replay, |step, state| {
        let sentence = step.sentence.to_string();
        let state = state_json(state);
        say!("{}", json!({ "step": step.number, "sentence": sentence, "state": state }));
    });
}

/// Shows each step with the state after it, in one walk along the trace.
fn each_state(replay: &Replay, mut show: impl FnMut(&Step, &State)) {
    let mut state = State::default();
    let mut records = replay.records().iter().peekable();
    for step in replay.steps() {
        while let Some(record) = records.next_if(|record| record.step <= step.number) {
            state.apply(record);
        }
        show(step, &state);
    }
}

/// More would leave no room for the sentences.
const MOST_COLUMNS: usize = 16;
