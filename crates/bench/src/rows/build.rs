//! What building and testing cost a reader, in CPU seconds of cargo and all that it starts.
//!
//! Cargo builds this workspace, but into a folder of our own beside this program, which is empty
//! at first and removed at the end. (A run that is interrupted leaves it. The next one begins by
//! removing it, and `cargo clean` removes it too.)

use std::cell::RefCell;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::rc::Rc;
use std::{env, fs};

use crate::linux;
use crate::row::{Group, Row, Trouble, Unit};

pub(crate) fn group() -> Group {
    // What the cold row leaves, the warm row finds.
    let left_by_cold = Rc::new(RefCell::new(None));
    let found_by_warm = Rc::clone(&left_by_cold);
    Group {
        name: "build",
        rows: vec![
            Row::new("build-first-run", Unit::Seconds, || {
                Target::empty()?.cargo(FIRST_RUN)
            })
            .at_most(5.0),
            Row::new("build-test-cold", Unit::Seconds, move || {
                let target = Target::empty()?;
                let seconds = target.cargo(TEST);
                *left_by_cold.borrow_mut() = Some(target);
                seconds
            })
            .at_most(60.0),
            Row::new("build-test-warm", Unit::Seconds, move || {
                if let Some(target) = found_by_warm.take() {
                    return target.cargo(TEST);
                }
                let target = Target::empty()?;
                target.cargo(TEST)?;
                target.cargo(TEST)
            })
            .at_most(5.0),
        ],
        rounds: 1,
        on_request: true,
        notes: |_| Vec::new(),
    }
}

/// A folder to build into. Dropping it removes it.
struct Target {
    folder: PathBuf,
}

impl Target {
    fn empty() -> Result<Self, Trouble> {
        let program =
            env::current_exe().map_err(|error| Trouble::Failed(error.to_string()))?;
        let folder = program.with_file_name("tulip-bench-build");
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir(&folder).map_err(|error| {
            Trouble::Failed(format!("cannot make {} anew: {error}", folder.display()))
        })?;
        Ok(Self { folder })
    }

    /// CPU seconds of a cargo command.
    fn cargo(&self, words: &[&str]) -> Result<f64, Trouble> {
        let before = linux::children_cpu_seconds().ok_or(Trouble::NotHere)?;
        let command = words.join(" ");
        let ended = Command::new(env::var_os("CARGO").unwrap_or("cargo".into()))
            .args(words)
            .arg("--quiet")
            .current_dir(WORKSPACE)
            .env("CARGO_TARGET_DIR", &self.folder)
            .env_remove("TULIP_CLOCK")
            .env_remove("TULIP_SCHEDULE")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .status()
            .map_err(|error| Trouble::Failed(format!("cannot start cargo: {error}")))?;
        if !ended.success() {
            return Err(Trouble::Failed(format!(
                "`cargo {command}` failed; mend that first"
            )));
        }
        Ok(linux::children_cpu_seconds().ok_or(Trouble::NotHere)? - before)
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

const FIRST_RUN: &[&str] = &["run", "-p", "state-machines"];
const TEST: &[&str] = &["test"];
const WORKSPACE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
