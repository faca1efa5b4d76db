//! The steps that the reader's own runtime takes: the pages called *Yours*.

use serde_json::{Value, json};
use tulip_course::Page;

use crate::error::Error;
use crate::workspace::Workspace;

/// A step, and how far the reader is with it.
#[derive(Debug)]
pub(crate) struct Step<'a> {
    pub(crate) page: &'a Page,
    pub(crate) stage: u32,
    /// Whether there is a runtime of the reader's.
    has_begun: bool,
    /// How many rules it kept when it was checked last, and of how many.
    rules: Option<(usize, usize)>,
}

impl<'a> Step<'a> {
    /// All steps that can be taken, in the order of the course.
    pub(crate) fn all(workspace: &'a Workspace) -> Result<Vec<Self>, Error> {
        let mine = workspace.state.mine()?;
        let has_begun = mine.is_some_and(|dir| dir.join("Cargo.toml").is_file());
        let pages = workspace.course.pages().iter().filter(|page| page.due);
        let steps = pages.filter_map(|page| Some((page, page.stage?)));
        let step = |(page, stage): (&'a Page, u32)| {
            let rules = workspace.state.rules(&page.slug)?.filter(|_| has_begun);
            Ok(Self { page, stage, has_begun, rules })
        };
        steps.map(step).collect()
    }

    /// The first that is open and stands before this page of the course; without a page, before
    /// its end.
    pub(crate) fn open_before(
        workspace: &'a Workspace,
        page: Option<&str>,
    ) -> Result<Option<Self>, Error> {
        let pages = workspace.course.pages().iter().map(|page| &*page.slug);
        let before: Vec<_> = pages.take_while(|slug| Some(*slug) != page).collect();
        let mut open = Self::all(workspace)?.into_iter().filter(|step| !step.is_done());
        Ok(open.find(|step| before.contains(&&*step.page.slug)))
    }

    /// Whether all its rules are kept.
    pub(crate) fn is_done(&self) -> bool {
        self.rules.is_some_and(|(kept, of)| kept == of)
    }

    /// How far the reader is.
    pub(crate) fn state(&self) -> String {
        match self.rules {
            Some((kept, of)) => format!("{kept} of {of} rules are kept"),
            None if self.has_begun => "not checked yet".to_owned(),
            None => "not begun".to_owned(),
        }
    }

    /// The command that begins it, or goes on with it.
    pub(crate) fn command(&self) -> &'static str {
        if self.has_begun { "cargo tulip check --mine" } else { BEGIN }
    }

    pub(crate) fn to_json(&self) -> Value {
        let rules = self.rules.map(|(kept, of)| json!({ "kept": kept, "of": of }));
        json!({
            "slug": self.page.slug,
            "stage": self.stage,
            "begun": self.has_begun,
            "rules": rules,
            "done": self.is_done(),
            "command": self.command(),
        })
    }
}

/// What begins a runtime of one's own.
pub(crate) const BEGIN: &str = "cargo tulip new ../my-runtime";
