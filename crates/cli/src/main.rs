//! The reader's command: `cargo tulip`.
//!
//! One file a verb in `verbs/`. Beside them stands what they share: the workspace and the
//! reader's place in it (`workspace.rs`, `state.rs`, `copy.rs`), programs that are built and run
//! under limits (`cargo.rs`, `child.rs`, `groups.rs`, `within.rs`), what a check says
//! (`judge.rs`, `verdict.rs`, `hang.rs`, `predict.rs`), traces (`traced.rs`, `columns.rs`,
//! `stepper.rs`) and the program of the book (`book.rs`).

mod book;
mod cargo;
mod child;
mod columns;
mod copy;
mod error;
mod explorer;
mod files;
mod games;
mod gate;
mod groups;
mod hang;
mod judge;
mod listen;
mod mine;
mod nearest;
mod parallel;
mod predict;
mod progress;
mod rendered;
mod scratch;
mod session;
mod state;
mod stepper;
mod strays;
mod style;
mod terminal;
mod traced;
mod verbs;
mod verdict;
mod within;
mod workspace;
mod yours;

use std::process::ExitCode;

use clap::Parser;

use crate::error::Error;
use crate::workspace::Workspace;

fn main() -> ExitCode {
    // Before everything else: this process is to become the reader's program.
    within::become_the_program();
    let cli = Cli::parse();
    let workspace = match Workspace::find() {
        Ok(workspace) => workspace,
        Err(error) => return fail(&error.to_string()),
    };
    match cli.run(&workspace) {
        Ok(code) => code,
        Err(error) => fail(&workspace.shortened(&error.to_string())),
    }
}

/// What was asked for could not be done; a check that is not green is another thing, and 1.
fn fail(error: &str) -> ExitCode {
    eprintln!("error: {error}");
    ExitCode::from(2)
}

/// Tulip: how an async runtime works, by building one. Without a verb it says where you are, and
/// serves the book until Ctrl-C.
#[derive(Parser)]
#[command(
    name = "cargo tulip",
    bin_name = "cargo tulip",
    disable_help_subcommand = true,
    args_conflicts_with_subcommands = true,
    after_help = "Example: cargo tulip next"
)]
struct Cli {
    #[command(flatten)]
    status: verbs::status::Args,
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(clap::Subcommand)]
enum Verb {
    Run(verbs::run::Args),
    Snap(verbs::snap::Args),
    Explore(verbs::explore::Args),
    /// Look at what a program did, step by step
    #[command(subcommand, after_help = "Example: cargo tulip trace step join")]
    Trace(Trace),
    Next(verbs::next::Args),
    List(verbs::list::Args),
    Check(verbs::check::Args),
    Watch(verbs::watch::Args),
    Hint(verbs::hint::Args),
    Diff(verbs::diff::Args),
    Solution(verbs::solution::Args),
    Reset(verbs::reset::Args),
    New(verbs::new::Args),
    Bench(verbs::bench::Args),
    Doctor(verbs::doctor::Args),
    /// For authors: keep what listings do, and check the whole course
    #[command(subcommand, after_help = "Example: cargo tulip dev check")]
    Dev(Dev),
}

#[derive(clap::Subcommand)]
enum Trace {
    Show(verbs::trace_show::Args),
    Step(verbs::trace_step::Args),
    Open(verbs::trace_open::Args),
    Diff(verbs::trace_diff::Args),
}

#[derive(clap::Subcommand)]
enum Dev {
    Accept(verbs::dev_accept::Args),
    Check(verbs::dev_check::Args),
}

impl Cli {
    fn run(self, workspace: &Workspace) -> Result<ExitCode, Error> {
        match self.verb {
            None => self.status.run(workspace),
            Some(Verb::Run(args)) => args.run(workspace),
            Some(Verb::Snap(args)) => args.run(workspace),
            Some(Verb::Explore(args)) => args.run(workspace),
            Some(Verb::Trace(Trace::Show(args))) => args.run(workspace),
            Some(Verb::Trace(Trace::Step(args))) => args.run(workspace),
            Some(Verb::Trace(Trace::Open(args))) => args.run(workspace),
            Some(Verb::Trace(Trace::Diff(args))) => args.run(workspace),
            Some(Verb::Next(args)) => args.run(workspace),
            Some(Verb::List(args)) => args.run(workspace),
            Some(Verb::Check(args)) => args.run(workspace),
            Some(Verb::Watch(args)) => args.run(workspace),
            Some(Verb::Hint(args)) => args.run(workspace),
            Some(Verb::Diff(args)) => args.run(workspace),
            Some(Verb::Solution(args)) => args.run(workspace),
            Some(Verb::Reset(args)) => args.run(workspace),
            Some(Verb::New(args)) => args.run(workspace),
            Some(Verb::Bench(args)) => args.run(workspace),
            Some(Verb::Doctor(args)) => Ok(args.run(workspace)),
            Some(Verb::Dev(Dev::Accept(args))) => args.run(workspace),
            Some(Verb::Dev(Dev::Check(args))) => args.run(workspace),
        }
    }
}
