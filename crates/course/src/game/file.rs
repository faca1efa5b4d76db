use std::fmt::{self, Write};

use serde_json::Value;

use super::{Branch, Game, GameError};

impl Game {
    /// As the file that is kept: JSON with one event a line, so that differences can be read.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        write(&self.root, &mut text).expect("a string takes all that is written");
        text.push('\n');
        text
    }

    /// Reads the file that is kept.
    ///
    /// # Errors
    ///
    /// [`GameError`] if it is not what [`to_text`](Self::to_text) writes, or not whole.
    pub fn parse(text: &str) -> Result<Self, GameError> {
        let value: Value = serde_json::from_str(text)
            .map_err(|error| GameError::says(&format!("line {}: {error}", error.line())))?;
        let root = parse(&value)
            .ok_or_else(|| GameError::says("it is no tree of `events` and `choices`"))?;
        let game = Self { root };
        game.check()?;
        Ok(game)
    }
}

fn write(branch: &Branch, text: &mut String) -> fmt::Result {
    write!(text, "{{\"events\":[\n{}\n],\"choices\":[", branch.events.join(",\n"))?;
    for (index, (task, next)) in branch.next.iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        write!(text, "{comma}\n{{\"task\":{task},\"node\":")?;
        write(next, text)?;
        text.push('}');
    }
    text.write_str("]}")
}

fn parse(value: &Value) -> Option<Branch> {
    let events = value.get("events")?.as_array()?;
    let choices = value.get("choices")?.as_array()?;
    let next = choices.iter().map(|choice| {
        let task = choice.get("task")?.as_u64()?.try_into().ok()?;
        Some((task, parse(choice.get("node")?)?))
    });
    Some(Branch {
        events: events.iter().map(Value::to_string).collect(),
        next: next.collect::<Option<_>>()?,
    })
}
