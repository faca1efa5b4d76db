//! The code beside a trace: the files that it names, as far as they are shown.

use std::path::{Component, Path};

use serde_json::{Value, json};

use super::Stepper;
use crate::workspace::Workspace;

impl Stepper<'_> {
    /// The files that the trace names and that the clone holds, by name.
    pub(super) fn sources(&self, workspace: &Workspace) -> Value {
        let files = self.replay.files().into_iter().filter_map(|(file, (first, last))| {
            let text = source(workspace, &file)?;
            let lines: Vec<_> = text.lines().collect();
            let is_whole = lines.len() <= WHOLE || self.source.as_ref() == Some(&file);
            let (first, last) = if is_whole {
                (1, lines.len())
            } else {
                let first = (first as usize).saturating_sub(AROUND).clamp(1, lines.len());
                (first, (last as usize).saturating_add(AROUND).clamp(first, lines.len()))
            };
            let text = lines.get(first - 1..last)?.join("\n");
            Some((file, json!({ "first": first, "text": text })))
        });
        Value::Object(files.collect())
    }
}

/// A file of up to this many lines is shown whole; of a longer one, so many lines around those
/// that a trace names.
const WHOLE: usize = 120;
const AROUND: usize = 12;

/// The text of a file of source in the clone. A trace can come from anywhere: what lies
/// elsewhere, or is no source, is not shown.
fn source(workspace: &Workspace, file: &str) -> Option<String> {
    let path = Path::new(file);
    let is_inside = path.components().all(|part| matches!(part, Component::Normal(_)));
    let is_source = matches!(path.extension()?.to_str()?, "rs" | "py");
    if !(is_inside && is_source) {
        return None;
    }
    let root = workspace.root().canonicalize().ok()?;
    let path = root.join(path).canonicalize().ok()?;
    let text = std::fs::read_to_string(path.starts_with(&root).then_some(path)?).ok()?;
    Some(text.replace("\r\n", "\n"))
}
