//! Rows of what a dependency costs to build: cold, in debug, with nothing but it.

use std::fs;

use super::{Must, comparison};
use crate::compare::comparison::{Comparison, YARDSTICK};
use crate::row::{Trouble, Unit};
use crate::target::{Target, WORKSPACE};

pub(crate) fn rows() -> Vec<Comparison> {
    vec![
        comparison(
            "build",
            "cold debug build of a program that depends on it, CPU",
            Unit::Seconds,
            Must::Times(0.6),
            PEERS,
            |peer| Target::empty()?.cargo_in(&package(peer)?, &["build"]),
        )
        .rounds(3)
        .noting(&[SLIM]),
        comparison(
            "build-crates",
            "crates in that build",
            Unit::Crates,
            Must::AtMost(10.0),
            PEERS,
            |peer| crates(&package(peer)?),
        )
        .rounds(1)
        .noting(&[SLIM]),
    ]
}

const PEERS: &[&str] = &["tulip", YARDSTICK, "tokio-full", "smol"];
const SLIM: &str = "tokio has the features rt, net, time, sync, io-util and signal here, which \
    is what tulip always has but for its macros; tokio-full has all. smol is the crate smol.";

/// Writes a package that depends on the peer, and gives its folder.
fn package(peer: &str) -> Result<std::path::PathBuf, Trouble> {
    let dependency = match peer {
        "tulip" => format!("tulip-rt = {{ path = \"{WORKSPACE}/crates/tulip\" }}"),
        YARDSTICK => {
            let features = "\"rt\", \"net\", \"time\", \"sync\", \"io-util\", \"signal\"";
            format!("tokio = {{ version = \"1\", features = [{features}] }}")
        }
        "tokio-full" => "tokio = { version = \"1\", features = [\"full\"] }".to_owned(),
        _ => format!("{peer} = \"*\""),
    };
    let folder = Target::beside("tulip-bench-package")?.join(peer);
    // A crate of a registry is never built incrementally; ours lies on the disk, and would be.
    let manifest = format!(
        "[package]\nname = \"scratch\"\nedition = \"2024\"\n\n[dependencies]\n{dependency}\n\n\
         [profile.dev]\nincremental = false\n\n[workspace]\n"
    );
    let failed = |error: std::io::Error| Trouble::Failed(error.to_string());
    fs::create_dir_all(folder.join("src")).map_err(failed)?;
    fs::write(folder.join("Cargo.toml"), manifest).map_err(failed)?;
    fs::write(folder.join("src/main.rs"), "fn main() {}\n").map_err(failed)?;
    // The versions of the workspace, where it has them.
    fs::copy(format!("{WORKSPACE}/Cargo.lock"), folder.join("Cargo.lock"))
        .map_err(failed)?;
    Ok(folder)
}

/// The crates that cargo builds for a package, without itself.
fn crates(package: &std::path::Path) -> Result<f64, Trouble> {
    let tree = Target::beside("tulip-bench-package")?;
    let words =
        ["tree", "--quiet", "--edges=normal,build", "--prefix=none", "--format={p}"];
    let mut command =
        std::process::Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()));
    command.args(words).current_dir(package).env("CARGO_TARGET_DIR", tree);
    let output = crate::programs::run(&mut command)?;
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(f64::from(distinct(&text)) - 1.0)
}

fn distinct(tree: &str) -> u32 {
    let lines = tree.lines().map(|line| line.trim_end_matches(" (*)"));
    let mut lines: Vec<_> = lines.filter(|line| !line.is_empty()).collect();
    lines.sort_unstable();
    lines.dedup();
    u32::try_from(lines.len()).expect("a build has no billions of crates")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_that_several_depend_on_is_built_once() {
        let tree = "scratch v0.1.0 (/x)\na v1.0.0\nb v1.0.0\na v1.0.0 (*)\n\n";
        assert_eq!(distinct(tree), 3);
    }
}
