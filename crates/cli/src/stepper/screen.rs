use tulip_course::Step;
use tulip_trace::State;

use super::boxes::{rows, standing};
use super::source::Sources;
use super::walk::Walk;
use crate::style::{bold, cyan, dim};
use crate::traced::harmless;

/// What the terminal shows: the step, the state after it, the source, and the steps around.
///
/// What does not fit is left out, from the least to the most needed: source, steps around,
/// state, keys.
#[derive(Debug)]
pub(super) struct Screen<'a> {
    pub(super) walk: &'a Walk<'a>,
    pub(super) width: usize,
    pub(super) height: usize,
}

impl Screen<'_> {
    /// At most `height` lines, none wider than `width`.
    pub(super) fn lines(&self, sources: &mut Sources) -> Vec<String> {
        let mut top = vec![self.title()];
        let Some(step) = self.walk.step() else {
            top.push(self.line(plain, "nothing happened"));
            return self.with_keys(top);
        };
        let sentence = harmless(&step.sentence.to_string());
        top.extend(
            wrapped(&sentence, self.width).iter().map(|line| self.line(plain, line)),
        );
        let state = self.walk.state();
        top.extend(self.state(&state, step));
        let left = self.height.saturating_sub(top.len() + 1);
        let code = if left > LEAST { (left / 2).min(MOST_CODE) } else { 0 };
        if code > 0 {
            top.extend(self.source(&state, sources, code - 1));
        }
        let left = self.height.saturating_sub(top.len() + 1);
        if left > 2 {
            top.push(String::new());
            top.extend(self.steps_around(left - 1));
        }
        self.with_keys(top)
    }

    fn title(&self) -> String {
        let program = harmless(self.walk.replay.program());
        let steps = self.walk.replay.steps().len();
        let Some(step) = self.walk.step() else { return self.line(bold, &program) };
        let (at, time) = (self.walk.at() + 1, &step.time);
        self.line(bold, &format!("{program}  step {at} of {steps}  {time}"))
    }

    /// The keys, or what the last one could not do, on the last line.
    fn with_keys(&self, mut lines: Vec<String>) -> Vec<String> {
        lines.truncate(self.height.saturating_sub(1));
        lines.resize(self.height.saturating_sub(1), String::new());
        lines.push(match &*self.walk.note {
            "" => self.line(dim, KEYS),
            note => self.line(bold, note),
        });
        lines
    }

    /// Who runs, who is ready, who waits for what; bold where this step has changed it.
    fn state(&self, state: &State, step: &Step) -> Vec<String> {
        let before = self.walk.replay.state(step.number.saturating_sub(1));
        let before = rows(&before);
        let row = |(index, (name, text)): (usize, (&'static str, String))| {
            let is_new = before.get(index).is_none_or(|(_, before)| *before != text);
            let shown = format!("{name:<7} {}", harmless(&text));
            self.line(if is_new { bold } else { plain }, shown.trim_end())
        };
        rows(state).into_iter().enumerate().map(row).collect()
    }

    /// The lines around the one that the step is about, with a mark where everybody stands.
    fn source(&self, state: &State, sources: &mut Sources, most: usize) -> Vec<String> {
        let Some(place) = self.walk.place(state) else {
            return Vec::new();
        };
        let mut shown = vec![String::new()];
        let Some(lines) = sources.lines(&place.file) else {
            shown.push(self.line(dim, &harmless(&place.to_string())));
            return shown;
        };
        shown.push(self.line(dim, &harmless(&place.file)));
        let most = most.saturating_sub(1);
        let at = (place.line as usize).saturating_sub(1);
        let first = at.saturating_sub(most / 2).min(lines.len().saturating_sub(most));
        for (index, text) in lines.iter().enumerate().skip(first).take(most) {
            let number = index + 1;
            let here = if index == at { '>' } else { ' ' };
            let who = standing(state, &place.file, number);
            let line = format!("{here}{number:>4} {}{who}", harmless(text));
            shown.push(self.line(if index == at { cyan } else { plain }, line.trim_end()));
        }
        shown
    }

    /// This step between those before and those after it, with the letters of the lanes.
    fn steps_around(&self, most: usize) -> Vec<String> {
        let steps = self.walk.replay.steps();
        let at = self.walk.at();
        let heads = self.walk.columns.heads();
        let has_columns = heads.len() <= self.width / 3;
        let most = most.saturating_sub(1);
        let first = at.saturating_sub(most / 2).min(steps.len().saturating_sub(most));
        let steps = &steps[first..(first + most).min(steps.len())];
        let letters = if has_columns {
            self.walk.letters(steps)
        } else {
            vec![String::new(); steps.len()]
        };
        let heads = if has_columns { &*heads } else { "" };
        let mut shown = vec![self.line(dim, &format!("  step  {heads}what"))];
        for ((index, step), letters) in (first..).zip(steps).zip(letters) {
            let here = if index == at { '>' } else { ' ' };
            let says = harmless(&step.sentence.to_string());
            let line = format!("{here}{:>5}  {letters}{says}", step.number);
            shown.push(self.line(if index == at { bold } else { plain }, &line));
        }
        shown
    }

    /// A line that fits.
    fn line(&self, paint: fn(&str) -> String, text: &str) -> String {
        let mut width = 0;
        let fits = |c: &char| {
            width += columns_of(*c);
            width <= self.width
        };
        paint(&text.chars().take_while(fits).collect::<String>())
    }
}

fn plain(text: &str) -> String {
    text.to_owned()
}

/// A text in lines of at most this width, broken at spaces.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last_mut().expect("there is a first line");
        let wide = |text: &str| text.chars().map(columns_of).sum::<usize>();
        if line.is_empty() {
            line.push_str(word);
        } else if wide(line) + 1 + wide(word) <= width {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines.truncate(MOST_SENTENCE);
    lines
}

/// How wide a terminal draws a character: those of East Asia take two columns.
fn columns_of(c: char) -> usize {
    match c {
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' => 0,
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{1f300}'..='\u{1faff}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}

const KEYS: &str = "j k step  J K of the same task  w who woke it  Home End  q quit";
const MOST_SENTENCE: usize = 4;
/// Lines of source, with those above them.
const MOST_CODE: usize = 14;
/// With fewer lines than that there is no room for the source.
const LEAST: usize = 9;

#[cfg(test)]
mod tests {
    use std::path::Path;

    use tulip_course::Replay;

    use super::super::source::Sources;
    use super::super::walk::Walk;
    use super::{Screen, columns_of};
    use crate::style::plain;
    use crate::traced::catalogue;

    fn root() -> &'static Path {
        Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap()
    }

    fn replay(trace: &str) -> Replay {
        let trace = std::fs::read_to_string(root().join("chapters").join(trace)).unwrap();
        Replay::read(&trace, &catalogue(root()).unwrap())
    }

    fn lines(walk: &Walk<'_>, width: usize, height: usize) -> Vec<String> {
        let mut sources = Sources::in_clone(root());
        let lines = Screen { walk, width, height }.lines(&mut sources);
        lines.iter().map(|line| plain(line)).collect()
    }

    #[test]
    fn nothing_is_wider_or_higher_than_the_terminal() {
        for trace in
            ["2-scheduler/traces/join.json", "1-state-machines/traces/delegation.json"]
        {
            let replay = replay(trace);
            let mut walk = Walk::along(&replay);
            for step in 0..replay.steps().len() {
                for (width, height) in
                    [(1, 1), (8, 3), (20, 6), (40, 12), (80, 24), (200, 70)]
                {
                    let lines = lines(&walk, width, height);
                    assert_eq!(lines.len(), height, "step {step}");
                    for line in lines {
                        let wide = line.chars().map(columns_of).sum::<usize>();
                        assert!(wide <= width, "step {step}, {width}x{height}: {line}");
                    }
                }
                walk.next();
            }
        }
    }

    #[test]
    fn the_step_its_state_its_source_and_the_keys_are_shown() {
        let replay = replay("2-scheduler/traces/join.json");
        let mut walk = Walk::along(&replay);
        while walk.step().unwrap().number < 15 {
            walk.next();
        }
        let shown = lines(&walk, 100, 40).join("\n");
        for part in [
            "join  step 15 of ",
            "\nt3 b is picked and runs for the first time.\n",
            "\nruns    t3 b\n",
            "\nready   t4 late\n",
            "\nwaits   t1 child: timer 1, t2 a: the end of t1\n",
            "\ntimers  1 at 1s\n",
            "\nprinted a waits\n",
            "kernel.spawn(name, async move |sys| wait_for(&sys, name, &child).await);  <- t3 R",
            "\n>   15  W  W  R  Q   t3 b is picked",
            "j k step",
        ] {
            assert!(shown.contains(part), "{part}\n{shown}");
        }
    }

    #[test]
    fn a_small_terminal_shows_the_step_and_the_state_first() {
        let replay = replay("2-scheduler/traces/join.json");
        let shown = lines(&Walk::along(&replay), 44, 9);
        assert!(shown[0].starts_with("join  step 1 of "));
        assert!(
            shown[1].starts_with("main makes t1 child and puts it into the"),
            "{shown:#?}"
        );
        assert!(
            shown.iter().any(|line| line.starts_with("ready   t1 child")),
            "{shown:#?}"
        );
        assert!(shown[8].starts_with("j k step"), "{shown:#?}");
    }

    #[test]
    fn a_trace_from_elsewhere_cannot_steer_the_terminal() {
        let trace = std::fs::read_to_string(
            root().join("chapters/1-state-machines/traces/send.json"),
        );
        let trace = trace.unwrap().replace("\"echo\"", "\"\\u001b[2Jecho\"");
        let replay = Replay::read(&trace, &catalogue(root()).unwrap());
        let mut walk = Walk::along(&replay);
        for _ in 0..3 {
            let shown = lines(&walk, 90, 30).join("\n");
            assert!(!shown.contains('\x1b') && shown.contains("␛[2Jecho"), "{shown}");
            walk.next();
        }
    }
}
