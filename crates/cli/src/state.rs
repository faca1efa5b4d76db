use std::fs::{self, File, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use crate::error::Error;
use crate::files;

/// The reader's place in the course: the files in `.tulip/`, which git ignores.
///
/// Each is a list of slugs, one a line, some with numbers behind them, so that it can be read and mended by hand. A slug that is
/// not in the course (any more, or yet) is kept and does no harm.
#[derive(Clone, Debug)]
pub(crate) struct State {
    folder: PathBuf,
}

impl State {
    /// The state that is kept in the workspace at `root`. Nothing is written before it changes.
    pub(crate) fn of(root: &Path) -> Self {
        Self { folder: root.join(".tulip") }
    }

    /// The exercises that were green once.
    pub(crate) fn done(&self) -> Result<Vec<String>, Error> {
        self.read(PROGRESS)
    }

    /// Notes that an exercise is green.
    pub(crate) fn set_done(&self, slug: &str) -> Result<(), Error> {
        self.change(PROGRESS, |done| {
            if !done.iter().any(|known| known == slug) {
                done.push(slug.to_owned());
            }
        })
    }

    /// Notes that an exercise is open again.
    pub(crate) fn set_open(&self, slug: &str) -> Result<(), Error> {
        self.change(PROGRESS, |done| done.retain(|known| known != slug))
    }

    /// The exercise that the reader is at.
    pub(crate) fn current(&self) -> Result<Option<String>, Error> {
        Ok(self.read(CURRENT)?.pop())
    }

    /// Notes what the reader is at.
    pub(crate) fn set_current(&self, slug: &str) -> Result<(), Error> {
        if self.current()?.as_deref() == Some(slug) {
            return Ok(());
        }
        self.change(CURRENT, |current| *current = vec![slug.to_owned()])
    }

    /// How many hints of an exercise were shown.
    pub(crate) fn hints(&self, slug: &str) -> Result<usize, Error> {
        Ok(self.read(HINTS)?.iter().filter(|known| *known == slug).count())
    }

    /// Notes that another hint was shown.
    pub(crate) fn add_hint(&self, slug: &str) -> Result<(), Error> {
        self.change(HINTS, |hints| hints.push(slug.to_owned()))
    }

    /// Where the reader's own runtime lies.
    pub(crate) fn mine(&self) -> Result<Option<PathBuf>, Error> {
        Ok(self.read(MINE)?.pop().map(Into::into))
    }

    /// Notes where the reader's own runtime lies. Of another one than before no rules are known.
    pub(crate) fn set_mine(&self, dir: &Path) -> Result<(), Error> {
        if self.mine()?.as_deref() != Some(dir) {
            self.change(RULES, Vec::clear)?;
        }
        self.change(MINE, |mine| *mine = vec![dir.display().to_string()])
    }

    /// How many rules the reader's own runtime keeps, of how many, at the step of that slug.
    pub(crate) fn rules(&self, slug: &str) -> Result<Option<(usize, usize)>, Error> {
        let of_step = |line: &String| {
            let mut words = line.split_whitespace();
            let is_of_step = words.next() == Some(slug);
            let [kept, of] = [words.next(), words.next()].map(|word| word?.parse().ok());
            is_of_step.then_some((kept?, of?))
        };
        Ok(self.read(RULES)?.iter().find_map(of_step))
    }

    /// Notes how many rules it keeps, of how many; with nothing, that nobody knows.
    pub(crate) fn set_rules(
        &self,
        slug: &str,
        rules: Option<(usize, usize)>,
    ) -> Result<(), Error> {
        self.change(RULES, |lines| {
            lines.retain(|line| line.split_whitespace().next() != Some(slug));
            lines.extend(rules.map(|(kept, of)| format!("{slug} {kept} {of}")));
        })
    }

    /// Keeps a copy of a file under the next free number, and says where.
    pub(crate) fn keep_backup(&self, file: &Path, text: &[u8]) -> Result<PathBuf, Error> {
        let folder = self.folder.join("backups");
        files::make_folder(&folder)?;
        let stem = file.file_stem().unwrap_or_default().to_string_lossy();
        let extension = file.extension().unwrap_or_default().to_string_lossy();
        for number in 1_u64.. {
            let backup = folder.join(format!("{stem}.{number}.{extension}"));
            if files::write_new(&backup, text)? {
                return Ok(backup);
            }
        }
        unreachable!("a folder holds fewer files than there are numbers")
    }

    fn read(&self, name: &str) -> Result<Vec<String>, Error> {
        let path = self.folder.join(name);
        let text = match fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(Error::Read(path, error)),
        };
        let lines = String::from_utf8_lossy(&text);
        let slugs = lines.lines().map(str::trim).filter(|line| !line.is_empty());
        Ok(slugs.map(str::to_owned).collect())
    }

    /// Reads, changes and writes a list while nobody else does.
    fn change(
        &self,
        name: &str,
        change: impl FnOnce(&mut Vec<String>),
    ) -> Result<(), Error> {
        files::make_folder(&self.folder)?;
        let _lock = self.lock()?;
        let mut slugs = self.read(name)?;
        change(&mut slugs);
        // The last line has an end too.
        slugs.push(String::new());
        files::write_if_changed(&self.folder.join(name), slugs.join("\n").as_bytes())
    }

    /// Waits until no other command writes; on a file system without locks, goes on without.
    fn lock(&self) -> Result<File, Error> {
        let path = self.folder.join("lock");
        let open = File::options().create(true).append(true).open(&path);
        let file = open.map_err(Error::writing(&path))?;
        let start = Instant::now();
        // Who holds it does so for some milliseconds; one that was stopped must not stop us.
        while let Err(TryLockError::WouldBlock) = file.try_lock() {
            if start.elapsed() > Duration::from_secs(5) {
                let path = path.display();
                let what =
                    format!("another `cargo tulip` holds {path}: end it and try again");
                return Err(Error::Says(what));
            }
            thread::sleep(Duration::from_millis(5));
        }
        Ok(file)
    }
}

const PROGRESS: &str = "progress";
const CURRENT: &str = "current";
const HINTS: &str = "hints";
const MINE: &str = "mine";
const RULES: &str = "rules";

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;
    use std::thread;

    use super::State;
    use crate::scratch::Scratch;

    #[test]
    fn two_that_write_at_once_lose_nothing() {
        let scratch = Scratch::new().unwrap();
        thread::scope(|scope| {
            for writer in 0..4 {
                let state = State::of(scratch.path());
                scope.spawn(move || {
                    for number in 0..10 {
                        state.set_done(&format!("w{writer}-{number}")).unwrap();
                    }
                });
            }
        });
        assert_eq!(State::of(scratch.path()).done().unwrap().len(), 40);
    }

    #[test]
    fn unknown_slugs_and_bad_lines_do_no_harm() {
        let scratch = Scratch::new().unwrap();
        fs::create_dir(scratch.file(".tulip")).unwrap();
        fs::write(scratch.file(".tulip/progress"), b"gone\r\n\n \xff \nfirst").unwrap();
        let state = State::of(scratch.path());
        state.set_done("second").unwrap();
        let done = state.done().unwrap();
        assert_eq!(done.len(), 4);
        for slug in ["gone", "first", "second"] {
            assert!(done.iter().any(|known| known == slug), "{slug} was lost");
        }
        state.set_open("gone").unwrap();
        assert_eq!(state.done().unwrap().len(), 3);
    }

    #[test]
    fn the_rules_of_another_runtime_are_not_known() {
        let scratch = Scratch::new().unwrap();
        let state = State::of(scratch.path());
        state.set_mine(Path::new("/a")).unwrap();
        state.set_rules("machine", Some((3, 16))).unwrap();
        state.set_rules("kernel", Some((0, 9))).unwrap();
        state.set_rules("machine", Some((4, 16))).unwrap();
        state.set_mine(Path::new("/a")).unwrap();
        assert_eq!(state.rules("machine").unwrap(), Some((4, 16)));
        state.set_rules("kernel", None).unwrap();
        assert_eq!(state.rules("kernel").unwrap(), None);
        state.set_mine(Path::new("/b")).unwrap();
        assert_eq!(state.rules("machine").unwrap(), None);
    }

    #[test]
    fn each_backup_has_its_own_number() {
        let scratch = Scratch::new().unwrap();
        let state = State::of(scratch.path());
        let copy = scratch.file("countdown.rs");
        for (text, name) in [("a", "countdown.1.rs"), ("b", "countdown.2.rs")] {
            let backup = state.keep_backup(&copy, text.as_bytes()).unwrap();
            assert!(backup.ends_with(name), "{}", backup.display());
            assert_eq!(fs::read_to_string(backup).unwrap(), text);
        }
    }
}
