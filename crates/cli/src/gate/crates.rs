use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tulip_course::Chapter;

use super::variants::Variant;
use crate::cargo;
use crate::error::Error;
use crate::files;
use crate::workspace::Workspace;

/// Writes a crate for each chapter, of which each variant is a program. They make a workspace of
/// their own, so that neither the reader's builds nor their lock file know of it.
pub(super) fn write(
    workspace: &Workspace,
    variants: &[Variant<'_>],
) -> Result<PathBuf, Error> {
    let root = workspace.root().join("target/tulip/gate");
    files::make_folder(&root)?;
    let metadata = metadata(workspace)?;
    let mut members = Vec::new();
    for chapter in workspace.course.chapters() {
        let of_chapter = |one: &&Variant<'_>| one.exercise.chapter == chapter.slug;
        let of_chapter: Vec<_> = variants.iter().filter(of_chapter).collect();
        if of_chapter.is_empty() {
            continue;
        }
        members.push(&*chapter.slug);
        let folder = root.join(&chapter.slug);
        let programs = folder.join("src/bin");
        files::make_folder(&programs)?;
        remove_others(&programs, &of_chapter)?;
        let manifest = manifest(chapter, &metadata)?;
        files::write_if_changed(&folder.join("Cargo.toml"), manifest.as_bytes())?;
        of_chapter.iter().try_for_each(|variant| variant.write(&root))?;
    }
    let manifest = format!(
        "# Written by `cargo tulip dev check`.\n[workspace]\nresolver = \"3\"\nmembers = \
         {members:?}\n\n[profile.dev]\ndebug = false\nincremental = false\n"
    );
    files::write_if_changed(&root.join("Cargo.toml"), manifest.as_bytes())?;
    Ok(root)
}

/// Takes away the programs of variants that are no more.
fn remove_others(programs: &Path, variants: &[&Variant<'_>]) -> Result<(), Error> {
    for entry in fs::read_dir(programs).map_err(Error::reading(programs))?.flatten() {
        if !variants.iter().any(|variant| entry.file_name() == *variant.name) {
            let path = entry.path();
            fs::remove_dir_all(&path).map_err(Error::writing(&path))?;
        }
    }
    Ok(())
}

/// The manifest of a chapter's crate: it depends on what the reader's copies depend on, and on
/// nothing else.
fn manifest(chapter: &Chapter, metadata: &Value) -> Result<String, Error> {
    let name = format!("practice-{}", chapter.slug);
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let practice = packages.into_iter().find(|package| package["name"] == *name);
    let practice = practice.ok_or_else(|| {
        Error::Says(format!(
            "the workspace has no member `{name}`, in which the copies lie"
        ))
    })?;
    let dependencies = practice["dependencies"].as_array().into_iter().flatten();
    let dependencies = dependencies.filter_map(|dependency| {
        let name = dependency["name"].as_str()?;
        Some(match dependency["path"].as_str() {
            Some(path) => format!("{name} = {{ path = {path:?} }}"),
            None => format!("{name} = {:?}", dependency["req"].as_str()?),
        })
    });
    Ok(format!(
        "[package]\nname = \"gate-{}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\
         publish = false\n\n[dependencies]\n{}\n",
        chapter.slug,
        dependencies.collect::<Vec<_>>().join("\n")
    ))
}

/// What cargo knows of the members of the workspace.
fn metadata(workspace: &Workspace) -> Result<Value, Error> {
    let mut command = cargo::cargo();
    command.current_dir(workspace.root());
    command.args(["metadata", "--no-deps", "--format-version=1"]);
    let output = command.output().map_err(|error| Error::Start("cargo".into(), error))?;
    serde_json::from_slice(&output.stdout)
        .map_err(|_| Error::Cargo(String::from_utf8_lossy(&output.stderr).into_owned()))
}
