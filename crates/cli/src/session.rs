use std::fs;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::thread::{Scope, ScopedJoinHandle};
use std::time::{Duration, Instant};

use tulip_course::Exercise;

use crate::child::Cancel;
use crate::error::Error;
use crate::judge::Judged;
use crate::listen::Happened;
use crate::say;
use crate::style::{bold, dim};
use crate::verbs::{check, next};
use crate::workspace::Workspace;

/// One exercise that is watched, and the check of it that runs.
pub(crate) struct Session<'scope, 'env> {
    pub(crate) workspace: &'env Workspace,
    pub(crate) exercise: &'env Exercise,
    scope: &'scope Scope<'scope, 'env>,
    tell: Sender<Happened>,
    running: Option<Running<'scope>>,
    checks: u64,
    /// What the copy held when it was checked last; `None` if it could not be read.
    checked: Option<Vec<u8>>,
    /// When a save has settled: editors save in several steps.
    saved: Option<Instant>,
    /// Whether each check begins with an empty screen.
    clears: bool,
}

/// A check that runs.
struct Running<'scope> {
    number: u64,
    cancel: Cancel,
    thread: ScopedJoinHandle<'scope, ()>,
}

impl<'scope, 'env> Session<'scope, 'env> {
    /// A session whose checks run in `scope` and tell of their ends. Nothing is checked yet.
    pub(crate) fn new(
        workspace: &'env Workspace,
        exercise: &'env Exercise,
        scope: &'scope Scope<'scope, 'env>,
        tell: Sender<Happened>,
        clears: bool,
    ) -> Self {
        Self {
            workspace,
            exercise,
            scope,
            tell,
            running: None,
            checks: 0,
            checked: None,
            saved: None,
            clears,
        }
    }

    /// Waits for the next thing; `None` if it is that a save has settled.
    pub(crate) fn wait(&self, told: &Receiver<Happened>) -> Option<Happened> {
        let wait = self.saved.map_or(Duration::MAX, |settled| {
            settled.saturating_duration_since(Instant::now())
        });
        match told.recv_timeout(wait) {
            Ok(happened) => Some(happened),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => unreachable!("it holds a sender itself"),
        }
    }

    /// Goes to an exercise: shows its task, and checks it.
    pub(crate) fn begin(&mut self, exercise: &'env Exercise) -> Result<(), Error> {
        self.exercise = exercise;
        next::begin(self.workspace, exercise)?;
        self.clear();
        say!("{}\n", next::task(exercise)?);
        self.check();
        Ok(())
    }

    /// Starts a check; the one that runs is ended.
    pub(crate) fn check(&mut self) {
        self.end_check();
        self.saved = None;
        self.checks += 1;
        self.checked = fs::read(self.exercise.copy()).ok();
        let file = self.workspace.shown(&self.exercise.copy());
        say!("{}\n", dim(&format!("checking {file}; any key ends it")));
        let (number, cancel) = (self.checks, Cancel::default());
        let (workspace, exercise) = (self.workspace, self.exercise);
        let (tell, cancelled) = (self.tell.clone(), cancel.clone());
        let thread = self.scope.spawn(move || {
            let judged = check::check(workspace, exercise, &cancelled);
            let _ = tell.send(Happened::Checked(number, judged));
        });
        self.running = Some(Running { number, cancel, thread });
    }

    pub(crate) fn check_saved(&mut self) {
        self.clear();
        self.check();
    }

    /// Ends the check that runs; `false` if none does.
    pub(crate) fn end_check(&mut self) -> bool {
        let Some(Running { cancel, thread, .. }) = self.running.take() else {
            return false;
        };
        cancel.cancel();
        // It looks every few milliseconds, and then shows nothing more.
        let _ = thread.join();
        true
    }

    /// Shows a verdict, unless another check was started meanwhile.
    pub(crate) fn show(
        &mut self,
        number: u64,
        judged: Result<Option<Judged>, Error>,
    ) -> Result<(), Error> {
        if self.running.as_ref().is_none_or(|running| running.number != number) {
            return Ok(());
        }
        self.running = None;
        if let Some(judged) = judged? {
            say!("{}", check::shown(self.workspace, self.exercise, &judged)?);
        }
        self.say_keys()
    }

    /// A file was saved: checks what it is a copy of, when it has settled.
    pub(crate) fn save(&mut self, files: &[PathBuf]) -> Result<(), Error> {
        let exercises = self.workspace.course.exercises();
        // By name: some systems tell of a path that goes through no links.
        let is_saved = |one: &&Exercise| {
            files.iter().any(|file| file.file_name() == one.copy().file_name())
        };
        let saved = exercises.iter().find(is_saved);
        if let Some(other) = saved.filter(|saved| saved.slug != self.exercise.slug) {
            if other.copy().exists() {
                return self.begin(other);
            }
            return Ok(());
        }
        if (saved.is_some() || files.is_empty())
            && fs::read(self.exercise.copy()).ok() != self.checked
        {
            self.end_check();
            self.saved = Some(Instant::now() + SETTLES);
        }
        Ok(())
    }

    pub(crate) fn say_keys(&self) -> Result<(), Error> {
        let done = self.workspace.done()?;
        let core = || self.workspace.course.exercises().iter().filter(|one| one.core);
        let (of, done) =
            (core().count(), core().filter(|one| done.contains(&one.slug)).count());
        say!(
            "\n{}",
            dim(&format!(
                "{done} of {of} core done | n next, h hint, t task, l list, x reset, r run \
                 again, q quit"
            ))
        );
        Ok(())
    }

    pub(crate) fn clear(&self) {
        if self.clears {
            say!("\x1b[2J\x1b[H{}", bold(&self.exercise.slug));
        }
    }
}

/// How long after a save another one may follow that belongs to it.
const SETTLES: Duration = Duration::from_millis(80);
