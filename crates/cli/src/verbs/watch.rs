use std::mem;
use std::process::ExitCode;
use std::sync::mpsc::{self, Receiver};
use std::thread;

use crate::error::Error;
use crate::listen::{self, Happened};
use crate::session::Session;
use crate::style::{bold, dim, red};
use crate::terminal::Keys;
use crate::verbs::{hint, list, next, reset};
use crate::workspace::Workspace;
use crate::{say, style};

/// Check your copy whenever you save it
///
/// Keys: n next, h hint, t task, l list, x reset, r run again, q quit. A key or a save ends a
/// check that runs. Without a terminal, write the letters as lines.
#[derive(clap::Args)]
#[command(after_help = "Examples: cargo tulip watch\n          cargo tulip watch flatten")]
pub(crate) struct Args {
    /// An exercise; without one, the one that you are at
    slug: Option<String>,
}

impl Args {
    pub(crate) fn run(&self, workspace: &Workspace) -> Result<ExitCode, Error> {
        let exercise = match &self.slug {
            Some(slug) => workspace.exercise(slug)?,
            None => {
                next::after(workspace)?.or(workspace.current()?).ok_or(Error::NoExercise)?
            }
        };
        let (tell, told) = mpsc::channel();
        let (_watcher, note) = listen::to_copies(workspace, &tell)?;
        let keys = Keys::one_by_one();
        listen::to_keys(keys.is_some(), tell.clone());
        if let Some(note) = note {
            say!("{note}");
        }
        thread::scope(|scope| {
            let clears = keys.is_some() && style::is_screen();
            let session = Session::new(workspace, exercise, scope, tell, clears);
            let mut watch = Watch { session, asked: Asked::Nothing };
            let watched = watch.session.begin(exercise).and_then(|()| watch.go_on(&told));
            watch.session.end_check();
            watched
        })?;
        Ok(ExitCode::SUCCESS)
    }
}

/// A watch over one exercise at a time, and what it has asked the reader.
struct Watch<'scope, 'env> {
    session: Session<'scope, 'env>,
    asked: Asked,
}

/// What the next keys answer.
#[derive(Debug, PartialEq, Eq)]
enum Asked {
    Nothing,
    /// Whether to reset.
    Reset,
    /// Which exercise of the list, as far as it is typed.
    Which(String),
}

impl Watch<'_, '_> {
    /// Goes on until the reader quits.
    fn go_on(&mut self, told: &Receiver<Happened>) -> Result<(), Error> {
        loop {
            let done = match self.session.wait(told) {
                Some(Happened::Key('q' | '\u{4}')) if self.asked == Asked::Nothing => {
                    return Ok(());
                }
                Some(Happened::Line(line)) if line.trim() == "q" => return Ok(()),
                Some(Happened::Key(key)) => self.key(key),
                Some(Happened::Line(line)) => self.line(line.trim()),
                // Saves go on without them.
                Some(Happened::NoMoreKeys) => Ok(()),
                Some(Happened::Saved(files)) => self.session.save(&files),
                Some(Happened::Checked(number, judged)) => {
                    self.session.show(number, judged)
                }
                None => {
                    self.asked = Asked::Nothing;
                    self.session.check_saved();
                    Ok(())
                }
            };
            // A full disk, or a file that is gone: it may be there again at the next save.
            if let Err(error) = done {
                let error = self.session.workspace.shortened(&error.to_string());
                say!("{} {error}", red("error:"));
                self.session.say_keys()?;
            }
        }
    }

    fn key(&mut self, key: char) -> Result<(), Error> {
        match &mut self.asked {
            Asked::Nothing => self.command(key),
            Asked::Reset => self.answer_reset(key),
            Asked::Which(word) => {
                match key {
                    '\n' | '\r' => {
                        let word = mem::take(word);
                        say!("");
                        return self.choose(&word);
                    }
                    '\u{7f}' | '\u{8}' => drop(word.pop()),
                    key => word.push(key),
                }
                // Keys that come one by one are not shown by the terminal.
                if style::is_screen() {
                    eprint!("\r\x1b[K{word}");
                } else {
                    eprint!("{key}");
                }
                Ok(())
            }
        }
    }

    /// A line is a key and Enter, or the answer to a question.
    fn line(&mut self, line: &str) -> Result<(), Error> {
        match (&self.asked, line.chars().next()) {
            (Asked::Which(_), _) => self.choose(line),
            (_, None) => Ok(()),
            (Asked::Reset, Some(key)) => self.answer_reset(key),
            (Asked::Nothing, Some(key)) => self.command(key),
        }
    }

    fn command(&mut self, key: char) -> Result<(), Error> {
        if self.session.end_check() && key != 'r' {
            say!("{}", dim("The check was ended; r runs it again."));
        }
        match key {
            'n' => match self.session.workspace.next()? {
                Some(next) if next.slug == self.session.exercise.slug => {
                    say!("{} is not green yet.", bold(&next.slug));
                }
                Some(next) => return self.session.begin(next),
                None => say!("All core exercises are done. Others wait: press l."),
            },
            'h' => say!("{}", hint::hint(self.session.workspace, self.session.exercise)?),
            't' => say!("{}", next::task(self.session.exercise)?),
            'l' => return self.list(),
            'x' => {
                say!(
                    "Begin {} anew? Your file is kept. y or n",
                    bold(&self.session.exercise.slug)
                );
                self.asked = Asked::Reset;
                return Ok(());
            }
            'r' => {
                self.session.clear();
                self.session.check();
                return Ok(());
            }
            // The letters of an arrow key, for one.
            _ => return Ok(()),
        }
        self.session.say_keys()
    }

    fn answer_reset(&mut self, key: char) -> Result<(), Error> {
        self.asked = Asked::Nothing;
        if matches!(key, 'y' | 'Y') {
            say!("{}", reset::reset(self.session.workspace, self.session.exercise)?);
            self.session.check();
            return Ok(());
        }
        say!("Nothing was changed.");
        self.session.say_keys()
    }

    /// Shows the exercises with numbers, and asks which.
    fn list(&mut self) -> Result<(), Error> {
        let done = self.session.workspace.done()?;
        let exercises = self.session.workspace.course.exercises();
        let width = exercises.iter().map(|one| one.slug.len()).max().unwrap_or_default();
        for (number, exercise) in (1..).zip(exercises) {
            let line =
                list::line(exercise, width, &done, Some(&self.session.exercise.slug));
            say!("{number:>3} {line}");
        }
        say!("{}", dim("A number or a name and Enter goes there; Enter alone stays."));
        self.asked = Asked::Which(String::new());
        Ok(())
    }

    fn choose(&mut self, word: &str) -> Result<(), Error> {
        self.asked = Asked::Nothing;
        let word = word.trim();
        if word.is_empty() {
            return self.session.say_keys();
        }
        let index = word.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        match index.and_then(|index| self.session.workspace.course.exercises().get(index)) {
            Some(exercise) => self.session.begin(exercise),
            None => self.session.begin(self.session.workspace.exercise(word)?),
        }
    }
}
