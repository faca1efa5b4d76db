use tulip_trace::{Event, State};

use super::{Asked, MOST, StopOption};
use crate::catalogue::Catalogue;
use crate::replay::Replay;
use crate::sentence::Sentence;
use crate::tell::speaker;

/// What is printed next?
pub(super) fn ask(
    replay: &Replay,
    catalogue: &Catalogue,
    from: u64,
) -> Result<Asked, String> {
    let lines = lines(replay);
    let right = lines.iter().position(|line| line.step >= from);
    let right = right.ok_or("nothing is printed from there on")?;
    let say = |key: &str, line: &Line| {
        let step = line.step.to_string();
        catalogue
            .told(&format!("stop.prints.{key}"), &[("who", &line.who), ("step", &step)])
    };
    let mut options =
        vec![StopOption::right(&lines[right].text, say("right", &lines[right]))];
    // What comes next is the most tempting, then what came last.
    let later = lines[right + 1..].iter().map(|line| ("later", line));
    let before = lines[..right].iter().rev().map(|line| ("before", line));
    for (key, line) in later.take(MOST - 2).chain(before) {
        // What the reader has seen already is not only to come.
        let seen = lines[..right].iter().rev().find(|seen| seen.text == line.text);
        let (key, line) = seen.map_or((key, line), |seen| ("before", seen));
        let text = Sentence::code(&line.text);
        if options.len() < MOST && options.iter().all(|option| option.text != text) {
            options.push(StopOption::wrong(&line.text, say(key, line)));
        }
    }
    let question = catalogue.told("stop.prints.question", &[]);
    Ok(Asked { step: lines[right].step, question, options })
}

/// A line that the program prints.
struct Line {
    step: u64,
    who: String,
    text: String,
}

fn lines(replay: &Replay) -> Vec<Line> {
    let mut state = State::default();
    let mut lines = Vec::new();
    for record in replay.records() {
        if let Event::Out { text, .. } = &record.event
            && !text.trim().is_empty()
        {
            let who = speaker(&state, replay.names(), record.lane);
            lines.push(Line { step: record.step, who, text: text.trim().to_owned() });
        }
        state.apply(record);
    }
    lines
}
