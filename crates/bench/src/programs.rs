//! The programs of the package tulip-bench-peers.

use std::env;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use crate::row::Trouble;
use crate::target::WORKSPACE;

/// The same program twice: as it is, and with an allocator that counts.
pub(crate) struct Programs {
    pub(crate) timed: PathBuf,
    pub(crate) counted: PathBuf,
}

impl Programs {
    /// Where they will be: beside this program.
    pub(crate) fn find() -> Result<Self, String> {
        let here = env::current_exe().map_err(|error| error.to_string())?;
        let beside = |name: &str| {
            here.with_file_name(name).with_extension(env::consts::EXE_EXTENSION)
        };
        Ok(Self { timed: beside(PACKAGE), counted: beside(&format!("{PACKAGE}-counted")) })
    }

    /// Builds them, with cargo's own progress on standard error.
    pub(crate) fn build() -> Result<Self, String> {
        build_with(&[])?;
        Self::find()
    }

    /// Builds them without the peers: tulip alone, in less time.
    pub(crate) fn build_tulip_alone() -> Result<Self, String> {
        build_with(&["--no-default-features"])?;
        Self::find()
    }
}

fn build_with(features: &[&str]) -> Result<(), String> {
    let ended = Command::new(env::var_os("CARGO").unwrap_or("cargo".into()))
        .args(["build", "--release", "-p", PACKAGE])
        .args(features)
        .current_dir(WORKSPACE)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status()
        .map_err(|error| format!("cannot start cargo: {error}"))?;
    if !ended.success() {
        return Err(format!("`cargo build --release -p {PACKAGE}` failed; see above"));
    }
    Ok(())
}

/// Runs a program to its end and reads the figure `key` that it prints. [`Trouble::NotHere`] if
/// the peer cannot do that.
pub(crate) fn figure(command: &mut Command, key: &str) -> Result<f64, Trouble> {
    let output = run(command)?;
    read(&String::from_utf8_lossy(&output.stdout), key)
        .ok_or_else(|| Trouble::Failed(format!("{} told no `{key}`", words(command))))
}

pub(crate) fn run(command: &mut Command) -> Result<Output, Trouble> {
    let output =
        command.stdin(Stdio::null()).stderr(Stdio::piped()).output().map_err(|error| {
            Trouble::Failed(format!("{} did not start: {error}", words(command)))
        })?;
    match output.status.code() {
        Some(0) => Ok(output),
        Some(CANNOT) => Err(Trouble::NotHere),
        _ => {
            let said = String::from_utf8_lossy(&output.stderr);
            let said = said.lines().take(5).collect::<Vec<_>>().join("\n");
            Err(Trouble::Failed(format!("{}: {}\n{said}", words(command), output.status)))
        }
    }
}

/// The figure of a line `key figure`.
pub(crate) fn read(text: &str, key: &str) -> Option<f64> {
    let figure = text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(' '))?;
    figure.parse().ok()
}

fn words(command: &Command) -> String {
    let words = command.get_args().map(|word| word.to_string_lossy());
    words.collect::<Vec<_>>().join(" ")
}

const PACKAGE: &str = "tulip-bench-peers";
/// The exit code by which a peer says that it cannot do that.
const CANNOT: i32 = 3;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_found_by_its_whole_name() {
        let text = "cpu-user 3\ncpu 12.5\nwall 13\n";
        assert_eq!(read(text, "cpu"), Some(12.5));
        assert_eq!(read(text, "wall"), Some(13.0));
        assert_eq!(read(text, "all"), None);
    }
}
