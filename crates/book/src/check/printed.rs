//! Questions that ask what is printed: is the right option what is printed, and no other?

use tulip_course::Question;

use super::texts::Text;
use crate::fault::Fault;
use crate::workspace::Workspace;

pub(super) fn faults(workspace: &Workspace, texts: &[Text]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for Text { file, source } in
        texts.iter().filter(|text| text.file.starts_with(QUESTIONS))
    {
        let Ok(question) = Question::parse(source) else { continue };
        let Some(slug) = &question.listing else { continue };
        let listing = workspace.listing(slug).map_err(|what| Fault::new(file, 0, what));
        let printed = match listing.and_then(|listing| workspace.transcript(listing)) {
            Ok(printed) => printed,
            Err(fault) => {
                faults.push(fault);
                continue;
            }
        };
        for option in &question.options {
            let says = option.text.trim_matches('`');
            let is_printed = printed.lines().any(|line| line == says);
            if is_printed != option.crossed {
                let does = if is_printed { "prints" } else { "does not print" };
                faults.push(Fault::new(file, 0, format!("`{slug}` {does} `{says}`")));
            }
        }
    }
    faults
}

const QUESTIONS: &str = "book/questions";
