//! Figures that a script of `tests/browser` measures in Chromium.
//!
//! They need Node.js, the packages of the browser tests, Chromium, and the built book. So rows
//! that ask for one run only if they are asked for by name.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::row::Trouble;

/// What is to be said about such a row.
pub(crate) const ON_THE_WALL: &str =
    "What a browser takes is measured by the clock on the wall.";

/// The figure of that name, in seconds, of what the script prints as JSON in milliseconds.
pub(crate) fn ask(script: &str, name: &str) -> Result<f64, Trouble> {
    let output = Command::new("node")
        .arg(Path::new(WORKSPACE).join("tests/browser").join(script))
        .current_dir(WORKSPACE)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| Trouble::Failed(format!("cannot start node: {error}")))?;
    let text = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() {
        return Err(Trouble::Failed(format!(
            "tests/browser/{script} failed; it needs `npm ci --prefix tests/browser`, \
             Chromium, and `cargo run -p tulip-book -- build`"
        )));
    }
    milliseconds(&text, name)
        .map(|figure| figure / 1000.0)
        .ok_or_else(|| Trouble::Failed(format!("tests/browser/{script} says {text}")))
}

/// The number after `"name":`.
fn milliseconds(text: &str, name: &str) -> Option<f64> {
    let (_, rest) = text.split_once(&format!("\"{name}\":"))?;
    let end = rest.find([',', '}'])?;
    rest[..end].trim().parse().ok()
}

const WORKSPACE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_read_by_its_name() {
        let said = "{\"load_ms\":121.5,\"step_ms\":4}";
        assert_eq!(milliseconds(said, "load_ms"), Some(121.5));
        assert_eq!(milliseconds(said, "step_ms"), Some(4.0));
        assert_eq!(milliseconds(said, "other"), None);
    }
}
