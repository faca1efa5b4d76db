//! Rows of how much there is to read.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::{Must, comparison};
use crate::compare::comparison::{Comparison, YARDSTICK};
use crate::lines;
use crate::row::{Trouble, Unit};
use crate::target::WORKSPACE;

pub(crate) fn rows() -> Vec<Comparison> {
    let row = comparison(
        "lines",
        "lines of code, without tests, comments and blanks",
        Unit::Lines,
        Must::AtMost(4200.0),
        &["tulip", YARDSTICK, "smol", "monoio", "glommio"],
        count,
    );
    vec![row.rounds(1).noting(&[
        "tulip is to have 4,200 at most for one thread, and 7,500 in the end. The peers' crates \
         are counted whole, whatever tulip lacks of them; mio, libc and the futures crates are \
         counted for nobody.",
    ])]
}

fn count(peer: &'static str) -> Result<f64, Trouble> {
    let crates: &[&str] = match peer {
        "tulip" => &["tulip", "macros"],
        YARDSTICK => &["tokio", "tokio-macros"],
        "smol" => SMOL,
        "monoio" => &["monoio", "monoio-macros"],
        _ => &["glommio"],
    };
    let mut lines = 0;
    for name in crates {
        let folder = match peer {
            "tulip" => PathBuf::from(WORKSPACE).join("crates").join(name),
            _ => folder_of(name)?,
        };
        lines += lines::count(&folder.join("src")).map_err(|error| {
            Trouble::Failed(format!("cannot read {}: {error}", folder.display()))
        })?;
    }
    Ok(f64::from(lines))
}

const SMOL: &[&str] = &[
    "async-channel",
    "async-executor",
    "async-io",
    "async-task",
    "blocking",
    "concurrent-queue",
    "event-listener",
    "event-listener-strategy",
    "fastrand",
    "futures-lite",
    "parking",
    "polling",
];

/// Where cargo has put the sources of a crate.
fn folder_of(name: &str) -> Result<PathBuf, Trouble> {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()))
        .args(["metadata", "--format-version=1"])
        .current_dir(WORKSPACE)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| Trouble::Failed(format!("cannot start cargo: {error}")))?;
    let metadata = String::from_utf8_lossy(&output.stdout);
    let manifest = manifest_of(name, &metadata);
    manifest.ok_or_else(|| Trouble::Failed(format!("cargo knows no crate `{name}`")))
}

/// The folder `.../name-1.2.3` of a manifest in cargo's metadata.
fn manifest_of(name: &str, metadata: &str) -> Option<PathBuf> {
    metadata
        .split("\"manifest_path\":\"")
        .filter_map(|rest| {
            PathBuf::from(rest.split('"').next()?).parent().map(PathBuf::from)
        })
        .find(|folder| {
            let folder = folder.file_name().unwrap_or_default().to_string_lossy();
            folder
                .strip_prefix(name)
                .and_then(|version| version.strip_prefix('-'))
                .is_some_and(|version| version.starts_with(|c: char| c.is_ascii_digit()))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_is_found_by_its_name_and_no_other() {
        let metadata = r#"{"manifest_path":"/r/tokio-macros-2.1.0/Cargo.toml"},
            {"manifest_path":"/r/tokio-1.54.1/Cargo.toml"}"#;
        assert_eq!(manifest_of("tokio", metadata), Some("/r/tokio-1.54.1".into()));
        assert_eq!(manifest_of("toki", metadata), None);
    }
}
