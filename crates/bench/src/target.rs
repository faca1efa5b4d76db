//! A folder to build into, beside this program.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use crate::linux;
use crate::row::Trouble;

/// Cargo builds into it, and it is empty at first. Dropping it removes it. (A run that is
/// interrupted leaves it. The next one begins by removing it, and `cargo clean` removes it too.)
pub(crate) struct Target {
    folder: PathBuf,
}

impl Target {
    pub(crate) fn empty() -> Result<Self, Trouble> {
        let folder = Self::beside("tulip-bench-build")?;
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir(&folder).map_err(|error| {
            Trouble::Failed(format!("cannot make {} anew: {error}", folder.display()))
        })?;
        Ok(Self { folder })
    }

    /// The path of that name in the folder of this program.
    pub(crate) fn beside(name: &str) -> Result<PathBuf, Trouble> {
        let program =
            env::current_exe().map_err(|error| Trouble::Failed(error.to_string()))?;
        Ok(program.with_file_name(name))
    }

    /// CPU seconds of a cargo command on this workspace.
    pub(crate) fn cargo(&self, words: &[&str]) -> Result<f64, Trouble> {
        self.cargo_in(Path::new(WORKSPACE), words)
    }

    /// CPU seconds of a cargo command in some folder. What it downloads costs little of them.
    pub(crate) fn cargo_in(&self, folder: &Path, words: &[&str]) -> Result<f64, Trouble> {
        let before = linux::children_cpu_seconds().ok_or(Trouble::NotHere)?;
        self.run(folder, words)?;
        Ok(linux::children_cpu_seconds().ok_or(Trouble::NotHere)? - before)
    }

    fn run(&self, folder: &Path, words: &[&str]) -> Result<(), Trouble> {
        let ended = Command::new(env::var_os("CARGO").unwrap_or("cargo".into()))
            .args(words)
            .arg("--quiet")
            .current_dir(folder)
            .env("CARGO_TARGET_DIR", &self.folder)
            .env_remove("TULIP_CLOCK")
            .env_remove("TULIP_SCHEDULE")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .status()
            .map_err(|error| Trouble::Failed(format!("cannot start cargo: {error}")))?;
        if !ended.success() {
            let command = words.join(" ");
            return Err(Trouble::Failed(format!(
                "`cargo {command}` failed; mend that first"
            )));
        }
        Ok(())
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

pub(crate) const WORKSPACE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
