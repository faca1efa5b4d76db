use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::error::Error;
use crate::groups;

/// A folder for files that nobody needs later. It goes when this does, and when a signal ends
/// the command.
#[derive(Debug)]
pub(crate) struct Scratch {
    path: PathBuf,
}

impl Scratch {
    pub(crate) fn new() -> Result<Self, Error> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);

        loop {
            let number = NUMBER.fetch_add(1, Ordering::Relaxed);
            let path = env::temp_dir().join(format!("tulip-{}-{number}", process::id()));
            match fs::create_dir(&path) {
                Ok(()) => {
                    groups::remember_folder(&path);
                    return Ok(Self { path });
                }
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => {
                    let folder = env::temp_dir();
                    return Err(Error::Says(format!(
                        "cannot write to {}: {error}\n\
                         Files for a while lie there; TMPDIR names another folder.",
                        folder.display()
                    )));
                }
            }
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// A file of that name in it.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.path);
        groups::forget_folder(&self.path);
    }
}
