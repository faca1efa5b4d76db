//! Files are written whole or not at all.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::error::Error;

/// Writes a file beside and moves it over: whoever reads it finds the old text or the new one,
/// and a full disk or a kill leaves the old one.
pub(crate) fn write(path: &Path, text: &[u8]) -> Result<(), Error> {
    let beside = beside(path);
    write_whole(&beside, text)
        .and_then(|()| fs::rename(&beside, path))
        .inspect_err(|_| drop(fs::remove_file(&beside)))
        .map_err(Error::writing(path))
}

/// As [`write()`], but leaves a file that says so already alone, so that nobody builds it anew.
pub(crate) fn write_if_changed(path: &Path, text: &[u8]) -> Result<(), Error> {
    if fs::read(path).is_ok_and(|kept| kept == text) { Ok(()) } else { write(path, text) }
}

/// Writes a file that does not exist yet, and never over one that does: then it is `false`.
pub(crate) fn write_new(path: &Path, text: &[u8]) -> Result<bool, Error> {
    let beside = beside(path);
    let linked = write_whole(&beside, text).and_then(|()| fs::hard_link(&beside, path));
    let written = match linked {
        // Not every file system has hard links.
        Err(error) if error.kind() != ErrorKind::AlreadyExists => write_whole(path, text),
        linked => linked,
    };
    let _ = fs::remove_file(&beside);
    match written {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(Error::Write(path.to_owned(), error)),
    }
}

/// Makes a folder with those above it.
pub(crate) fn make_folder(path: &Path) -> Result<(), Error> {
    fs::create_dir_all(path).map_err(Error::writing(path))
}

/// Writes a new file, and takes it away if that fails half-way.
fn write_whole(path: &Path, text: &[u8]) -> io::Result<()> {
    let file = OpenOptions::new().write(true).create_new(true).open(path)?;
    fill(&file, text).and_then(|()| file.sync_all()).inspect_err(|_| {
        let _ = fs::remove_file(path);
    })
}

fn fill(mut file: &File, text: &[u8]) -> io::Result<()> {
    file.write_all(text)
}

/// A name that no other process or thread uses, and that cargo takes for no program.
fn beside(path: &Path) -> PathBuf {
    static NUMBER: AtomicU32 = AtomicU32::new(0);

    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}-{number}.tmp", process::id()));
    let beside = path.with_file_name(name);
    // One of a process that had this number before, and was killed.
    let _ = fs::remove_file(&beside);
    beside
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::{write, write_new};
    use crate::scratch::Scratch;

    #[test]
    fn what_stands_there_is_never_written_over_by_a_new_file() {
        let scratch = Scratch::new().unwrap();
        let path = scratch.file("copy.rs");
        assert!(write_new(&path, b"first").unwrap());
        assert!(!write_new(&path, b"second").unwrap());
        assert_eq!(fs::read(&path).unwrap(), b"first");
        write(&path, b"third").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"third");
        assert_eq!(fs::read_dir(scratch.path()).unwrap().count(), 1, "nothing lies about");
    }

    #[test]
    fn what_was_not_written_is_said() {
        let error = write(Path::new("/nowhere/copy.rs"), b"text").unwrap_err().to_string();
        assert!(error.starts_with("cannot write /nowhere/copy.rs: "), "{error}");
        assert!(error.ends_with("What stood there before is unchanged."), "{error}");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_said() {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let error = super::fill(&full, b"text").unwrap_err();
        let error = crate::error::Error::Write("copy.rs".into(), error).to_string();
        assert!(error.contains("The disk is full: make room and try again."), "{error}");
    }
}
