use tulip_course::Game;

use crate::directive::Directive;
use crate::fault::Fault;
use crate::html::{block, json_script};
use crate::page::{Press, Shown, Trouble};

/// `{{#game slug}}`
pub(super) fn game(
    press: Press<'_>,
    directive: Directive<'_>,
    shown: &mut Shown,
) -> Result<String, Trouble> {
    let slug = directive.only_slug()?;
    let listing = press.workspace.listing(slug)?;
    if !listing.has_game {
        return Err(
            format!("chapters/course.toml does not say that `{slug}` is a game").into()
        );
    }
    let path = listing.game();
    let game = Game::parse(&press.workspace.read(&path)?);
    let game = game
        .map_err(|error| Fault::new(press.workspace.shown(&path), 0, error.to_string()))?;
    let id = shown.id(&format!("game-{slug}"));
    let says = press.words("book.game.without-scripts")?;
    Ok(block(&format!(
        "<wake-game id=\"{id}\" data-slug=\"{slug}\">\n{}\n<p>{says}</p>\n</wake-game>",
        json_script("tree", &game.to_json(press.catalogue)),
    )))
}
