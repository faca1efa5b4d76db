use tulip_course::{Replay, Selector, SelectorError};

use super::listing::shown_path;
use crate::directive::Directive;
use crate::page::{Press, Shown, Trouble};
use crate::stepper::Stepper;

/// `{{#stepper slug stops="…" from="…" to="…"}}`
pub(super) fn stepper(
    press: Press<'_>,
    directive: Directive<'_>,
    shown: &mut Shown,
) -> Result<String, Trouble> {
    let (slug, _) = directive.slug();
    let listing = press.workspace.listing(slug)?;
    if !listing.has_trace {
        return Err(format!("`{slug}` keeps no trace: chapters/course.toml says so").into());
    }
    let trace = press.workspace.read(&listing.trace())?;
    let replay = Replay::read(&trace, press.catalogue);
    if let Some(bad) = replay.bad().first() {
        let path = listing.trace();
        let path = press.workspace.shown(&path).display();
        return Err(format!("{path}: {bad}").into());
    }
    let step = |selector: &str| -> Result<u64, SelectorError> {
        replay.find(&selector.parse::<Selector>()?)
    };
    let (mut stops, mut from, mut to) = (Vec::new(), None, None);
    for (name, value) in directive.settings()? {
        match name {
            "stops" => {
                stops = replay.stops(slug, value, press.catalogue)?;
                let asked = value.split(';').map(|stop| stop.trim().to_owned());
                shown.stops.extend(asked.map(|stop| (slug.to_owned(), stop)));
            }
            "from" => from = Some(step(value)?),
            "to" => to = Some(step(value)?),
            other => {
                let what = format!("expected `stops`, `from` or `to`, found `{other}`");
                return Err(what.into());
            }
        }
    }
    if let (Some(first), Some(last)) = (from, to)
        && first > last
    {
        return Err(format!("`from` is step {first}, `to` is step {last}").into());
    }
    let range = from.unwrap_or(1)..=to.unwrap_or(u64::MAX);
    if let Some(stop) =
        stops.iter().find(|stop| !range.contains(&stop.ask) || !range.contains(&stop.step))
    {
        let what = "outside of the steps that are shown: nobody comes to the question";
        return Err(format!("the stop at step {} lies {what}", stop.step).into());
    }
    let captions = replay.captions(press.catalogue, slug)?;
    let stepper = Stepper {
        id: &shown.id(slug),
        slug,
        file: &format!("{slug}.json"),
        trace: &trace,
        replay: &replay,
        captions,
        stops,
        from,
        to,
        source: Some(shown_path(press, &listing.source())),
    };
    Ok(stepper.html(press.workspace, press.catalogue)?)
}
