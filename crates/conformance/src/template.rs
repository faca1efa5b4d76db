//! Where a reader's own runtime begins: a crate outside the clone, with signatures and without
//! bodies, and the checks of each stage.

use std::error::Error;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The files of the template: where each goes, and its text.
///
/// `{{tulip}}` in `Cargo.toml` stands for the path of the clone; [`write()`] puts it in.
pub fn files() -> &'static [(&'static str, &'static str)] {
    macro_rules! file {
        ($path:literal) => {
            ($path, include_str!(concat!("../template/", $path)))
        };
        ($path:literal from $source:literal) => {
            ($path, include_str!(concat!("../template/", $source)))
        };
    }

    // Some have other names in the clone, so that nothing takes them for files of the clone.
    &[
        file!("Cargo.toml" from "Cargo.toml.template"),
        file!(".gitignore" from "gitignore.template"),
        file!("README.md"),
        file!("AGENTS.md" from "AGENTS.md.template"),
        file!("src/lib.rs"),
        file!("src/coroutine.rs"),
        file!("src/kernel.rs"),
        file!("src/clock.rs"),
        file!("src/driver.rs"),
        file!("src/event_loop.rs"),
        file!("src/promise.rs"),
        file!("src/task.rs"),
        file!("src/adapter.rs"),
        file!("src/adapter/stage3.rs"),
        file!("tests/stage1.rs"),
        file!("tests/stage2.rs"),
        file!("tests/stage3.rs"),
    ]
}

/// Writes the template into `dir`, which is made if it is not there.
///
/// `tulip_root` is the clone in which the checks are.
///
/// # Errors
///
/// If `dir` holds anything already, lies in the clone, or cannot be written. Nothing that was
/// there is touched, and nothing is left behind.
pub fn write(dir: &Path, tulip_root: &Path) -> Result<(), TemplateError> {
    let unwritable = |path: &Path| {
        let path = path.to_owned();
        move |error| TemplateError::Unwritable { path, error }
    };
    let root = tulip_root
        .canonicalize()
        .map_err(|error| TemplateError::NoClone { path: tulip_root.to_owned(), error })?;
    if nearest(dir).starts_with(&root) {
        return Err(TemplateError::InsideTheClone { dir: dir.to_owned(), clone: root });
    }
    let is_taken = match fs::read_dir(dir) {
        Ok(mut entries) => entries.next().is_some(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => false,
        Err(error) => return Err(unwritable(dir)(error)),
    };
    if is_taken {
        return Err(TemplateError::NotEmpty(dir.to_owned()));
    }
    let root = in_toml(&root).ok_or(TemplateError::NotText(root))?;
    let mut made = Made::default();
    for (path, text) in files() {
        let path = dir.join(path);
        let text = text.replace("{{tulip}}", &root);
        made.file(&path, &text).map_err(unwritable(&path))?;
    }
    made.keep();
    Ok(())
}

/// Why the template was not written.
#[derive(Debug)]
pub enum TemplateError {
    /// There is something in the folder.
    NotEmpty(PathBuf),
    /// The folder lies in the clone.
    InsideTheClone {
        /// The folder.
        dir: PathBuf,
        /// The clone.
        clone: PathBuf,
    },
    /// There is no clone.
    NoClone {
        /// Where it should be.
        path: PathBuf,
        /// Why it cannot be found.
        error: io::Error,
    },
    /// The path of the clone is not UTF-8, so that `Cargo.toml` cannot name it.
    NotText(PathBuf),
    /// Something cannot be read or written.
    Unwritable {
        /// What.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotEmpty(dir) => write!(
                f,
                "{} is not empty, and nothing in it was touched: name a folder that is new or \
                 empty",
                dir.display()
            ),
            Self::InsideTheClone { dir, clone } => write!(
                f,
                "{} lies in the clone {}: your runtime is yours, so name a folder outside, as \
                 ../my-runtime",
                dir.display(),
                clone.display()
            ),
            Self::NoClone { path, error } => write!(
                f,
                "no clone of Tulip at {}: {error}; the checks are in it, so start from a clone",
                path.display()
            ),
            Self::NotText(clone) => write!(
                f,
                "the path of the clone, {}, is not UTF-8, and a Cargo.toml cannot name it: move \
                 the clone",
                clone.display()
            ),
            Self::Unwritable { path, error } => write!(
                f,
                "cannot write {}: {error}; name a folder that you may write to",
                path.display()
            ),
        }
    }
}

impl Error for TemplateError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::NoClone { error, .. } | Self::Unwritable { error, .. } => Some(error),
            Self::NotEmpty(_) | Self::InsideTheClone { .. } | Self::NotText(_) => None,
        }
    }
}

/// The path, links followed, or that of the nearest folder above it that is there.
fn nearest(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut above = path.ancestors().filter_map(|path| path.canonicalize().ok());
    above.next().unwrap_or_default()
}

/// The path as the inside of a string in TOML; nothing if it is not UTF-8.
fn in_toml(path: &Path) -> Option<String> {
    let path = path.to_str()?;
    Some(path.replace('\\', "\\\\").replace('"', "\\\""))
}

/// What was made so far. Taken back when it is dropped, unless it is kept.
#[derive(Default)]
struct Made {
    files: Vec<PathBuf>,
    /// The outermost first.
    folders: Vec<PathBuf>,
}

impl Made {
    /// Makes a file that was not there, and the folders above it.
    fn file(&mut self, path: &Path, text: &str) -> io::Result<()> {
        let above = path.ancestors().skip(1).take_while(|folder| !folder.is_dir());
        let missing: Vec<_> = above.filter(|folder| *folder != Path::new("")).collect();
        for folder in missing.into_iter().rev() {
            fs::create_dir(folder)?;
            self.folders.push(folder.to_owned());
        }
        let mut file = File::create_new(path)?;
        self.files.push(path.to_owned());
        file.write_all(text.as_bytes())
    }

    fn keep(mut self) {
        self.files.clear();
        self.folders.clear();
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        for file in &self.files {
            let _ = fs::remove_file(file);
        }
        for folder in self.folders.iter().rev() {
            // Fails, and rightly, if somebody else has put something there meanwhile.
            let _ = fs::remove_dir(folder);
        }
    }
}
