use tulip_course::{Difference, Listing};

use super::listing::{code, shown_path};
use crate::directive::Directive;
use crate::html::{block, escape, push};
use crate::page::{Press, Shown, Trouble};

/// `{{#twin slug}}`, `{{#twin slug rust items | python items}}`
pub(super) fn twin(
    press: Press<'_>,
    directive: Directive<'_>,
    shown: &mut Shown,
) -> Result<String, Trouble> {
    let (slug, items) = directive.slug();
    let listing = press.workspace.listing(slug)?;
    if !listing.has_twin {
        return Err(format!("chapters/course.toml says that `{slug}` has no twin").into());
    }
    let (rust, python) = items.split_once('|').unwrap_or((items, ""));
    let id = shown.id(&format!("listing-{slug}"));
    let mut html = format!("<div class=\"twins\" id=\"{id}\" data-slug=\"{slug}\">\n\n");
    for (class, path, items) in
        [("in-rust", listing.source(), rust), ("in-python", listing.twin(), python)]
    {
        push!(
            html,
            "<figure class=\"{class}\"><figcaption><code class=\"path\">{}</code></figcaption>\n\
             {}</figure>\n\n",
            shown_path(press, &path),
            code(press, &path, items.trim(), shown)?
        );
    }
    if !listing.differs.is_empty() {
        html.push_str(&differences(press, listing)?);
    }
    html.push_str("</div>\n");
    Ok(html)
}

/// What the two print otherwise, line by line, and why.
fn differences(press: Press<'_>, listing: &Listing) -> Result<String, Trouble> {
    let path = listing.reason();
    let reason = press.html(&path, &press.workspace.read(&path)?)?;
    let mut html = format!(
        "<div class=\"differences\"><table lang=\"en\"><caption>{}</caption>\
         <thead><tr><th scope=\"col\">Rust</th><th scope=\"col\">Python</th></tr></thead><tbody>",
        press.words("book.twin.differs")?
    );
    for Difference { rust, python } in &listing.differs {
        let cell = |lines: &[String]| {
            let lines = lines.iter().map(|line| format!("<code>{}</code>", escape(line)));
            lines.collect::<Vec<_>>().join("<br>")
        };
        push!(html, "<tr><td>{}</td><td>{}</td></tr>", cell(rust), cell(python));
    }
    html.push_str("</tbody></table>\n");
    html.push_str(&reason);
    html.push_str("</div>");
    Ok(block(&html))
}
