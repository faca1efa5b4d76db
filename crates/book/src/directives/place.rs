//! Where something is taught, as links.

use std::path::Path;

use crate::fault::Fault;
use crate::page::{Press, Trouble};

/// Links to pages, listings and exercises, in HTML; `file` names them.
pub(super) fn links(
    press: Press<'_>,
    file: &str,
    places: &[String],
) -> Result<String, Trouble> {
    let links = places.iter().map(|place| inline(press, file, &link(press, file, place)?));
    Ok(links.collect::<Result<Vec<_>, _>>()?.join("<br>"))
}

/// Markdown of one paragraph as HTML, without the paragraph.
pub(super) fn inline(press: Press<'_>, file: &str, text: &str) -> Result<String, Trouble> {
    let html = press.html(Path::new(file), text)?;
    Ok(html.replace("<p>", "").replace("</p>", ""))
}

fn link(press: Press<'_>, file: &str, place: &str) -> Result<String, Trouble> {
    if let Some(page) = press.workspace.page(place) {
        return Ok(format!("[{}]({place}.md)", page.title));
    }
    if let Ok(listing) = press.workspace.listing(place) {
        return Ok(format!("[`{place}`]({}.md#listing-{place})", listing.page));
    }
    if let Ok(exercise) = press.workspace.exercise(place) {
        return Ok(format!("[`{place}`]({}.md#exercise-{place})", exercise.page));
    }
    let what = format!("there is no page, listing or exercise `{place}`");
    Err(Fault::new(file, 0, what).into())
}
