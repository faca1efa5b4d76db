//! The page's stepper on a trace of 10,000 events, in Chromium.
//!
//! `tests/browser/measure.mjs` measures; it needs Node.js, the packages of the browser tests,
//! Chromium, and the built book. So these rows run only if they are asked for by name.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::row::{Group, Row, Trouble, Unit};

pub(crate) fn group() -> Group {
    Group {
        name: "stepper",
        rows: vec![
            Row::new("stepper-load", Unit::Seconds, || ask("load_ms")).at_most(0.2),
            Row::new("stepper-step", Unit::Seconds, || ask("step_ms")).at_most(0.016),
        ],
        rounds: 3,
        on_request: true,
        notes: |_| Vec::new(),
    }
}

/// The figure of that name, in seconds.
fn ask(name: &str) -> Result<f64, Trouble> {
    let script = Path::new(WORKSPACE).join("tests/browser/measure.mjs");
    let output = Command::new("node")
        .arg(script)
        .current_dir(WORKSPACE)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| Trouble::Failed(format!("cannot start node: {error}")))?;
    let text = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() {
        return Err(Trouble::Failed(
            "tests/browser/measure.mjs failed; it needs `npm ci --prefix tests/browser`, \
             Chromium, and `cargo run -p tulip-book -- build`"
                .to_owned(),
        ));
    }
    milliseconds(&text, name)
        .map(|figure| figure / 1000.0)
        .ok_or_else(|| Trouble::Failed(format!("tests/browser/measure.mjs says {text}")))
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
