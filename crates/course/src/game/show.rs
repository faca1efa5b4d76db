use serde_json::{Map, Value, json};
use tulip_trace::{Activity, Event, Record, State};

use super::{Branch, Game, at_end, is_stuck};
use crate::catalogue::Catalogue;
use crate::replay::{Replay, Step};
use crate::tell::{label, task, who};

impl Game {
    /// The tree that the page walks; all its texts are plain.
    ///
    /// ```json
    /// {"runs": 12, "stuck": 4, "told": ["main makes t1 reader ..."],
    ///  "tasks": [{"id": 1, "name": "reader", "activity": "ready", "why": ""}],
    ///  "output": ["a line"],
    ///  "choices": [{"task": 1, "name": "reader", "node": {
    ///      "told": [], "tasks": [], "output": [],
    ///      "end": "stuck", "schedule": "1,1,2", "report": "deadlock: ...", "because": "..."}}]}
    /// ```
    ///
    /// `told` is what happens from the choice before to the next one, `tasks` and `output` are
    /// what there is then. Where no choice is left, the run is `finished` or `stuck`; an activity
    /// is `ready`, `waiting` (and why), `running`, `done` (and with what), `dropped` or `new`.
    pub fn to_json(&self, catalogue: &Catalogue) -> Value {
        let mut tree =
            Shown { catalogue, lines: Vec::new(), picks: Vec::new() }.branch(&self.root);
        let (runs, stuck) = self.runs();
        tree.extend([("runs".to_owned(), json!(runs)), ("stuck".to_owned(), json!(stuck))]);
        tree.into()
    }
}

/// A walk through the tree.
struct Shown<'a> {
    catalogue: &'a Catalogue,
    /// From the beginning of the run.
    lines: Vec<&'a str>,
    picks: Vec<String>,
}

impl<'a> Shown<'a> {
    fn branch(&mut self, branch: &'a Branch) -> Map<String, Value> {
        let before = self.lines.len();
        let steps_before =
            Replay::read(&self.lines.join("\n"), self.catalogue).steps().len();
        self.lines.extend(branch.events.iter().map(String::as_str));
        let replay = Replay::read(&self.lines.join("\n"), self.catalogue);
        let state = at_end(&self.lines);
        let told = replay.steps()[steps_before..].iter();
        let told: Vec<_> = told.filter_map(|step| self.told(&replay, step)).collect();
        let mut node = Map::new();
        node.insert("told".to_owned(), json!(told));
        node.insert("tasks".to_owned(), tasks(&state));
        let output: Vec<_> = state.output.iter().map(|(_, line)| line.trim_end()).collect();
        node.insert("output".to_owned(), json!(output));
        if branch.next.is_empty() {
            self.end(&replay, &state, &mut node);
        } else {
            node.insert("choices".to_owned(), self.choices(branch, &state));
        }
        self.lines.truncate(before);
        node
    }

    fn choices(&mut self, branch: &'a Branch, state: &State) -> Value {
        let choices = branch.next.iter().map(|(id, next)| {
            self.picks.push(id.to_string());
            let node = self.branch(next);
            self.picks.pop();
            let name = state.tasks.get(id).map_or("", |task| &task.name);
            json!({ "task": id, "name": name, "node": node })
        });
        choices.collect::<Vec<_>>().into()
    }

    /// A step in a sentence; what a reader of the first page need not know is left out.
    fn told(&self, replay: &Replay, step: &Step) -> Option<String> {
        let of_step = replay.records().iter().filter(|record| record.step == step.number);
        let events: Vec<_> = of_step.map(|record| &record.event).collect();
        let name = task(&replay.state(step.number), step.lane);
        let says = match &events[..] {
            [Event::Trap { .. } | Event::TaskDrop { .. }] => return None,
            [Event::TaskYield { .. }, Event::TaskReady { .. }] => {
                self.catalogue.told("game.told.aside", &[("task", &name)])
            }
            [Event::TaskYield { .. }, Event::TaskWait { why, .. }] => {
                self.catalogue.told("game.told.parks", &[("task", &name), ("why", why)])
            }
            _ => step.sentence.clone(),
        };
        Some(says.to_string())
    }

    fn end(&self, replay: &Replay, state: &State, node: &mut Map<String, Value>) {
        let is_stuck = is_stuck(state);
        let end = if is_stuck { "stuck" } else { "finished" };
        node.insert("end".to_owned(), json!(end));
        node.insert("schedule".to_owned(), json!(self.picks.join(",")));
        if is_stuck {
            node.insert("report".to_owned(), json!(self.report(state)));
            node.insert("because".to_owned(), json!(self.because(replay.records(), state)));
        }
    }

    fn report(&self, state: &State) -> String {
        let mut lines = vec![self.catalogue.told("game.report", &[]).to_string()];
        lines.extend(waiting(state).map(|(id, name, why)| {
            let places = [("task", &*label(id, name)), ("why", why)];
            self.catalogue.told("game.report.waits", &places).to_string()
        }));
        lines.join("\n")
    }

    /// For each task that waits: who woke it too early.
    fn because(&self, records: &[Record], state: &State) -> String {
        let reasons = waiting(state).map(|(id, name, why)| {
            let name = label(id, name);
            let lost = records.iter().rev().find_map(|record| match &record.event {
                Event::WakeDup { task, by } if *task == id => Some(who(state, by)),
                _ => None,
            });
            let places = [("task", &*name), ("why", why)];
            let reason = lost.as_ref().map_or_else(
                || self.catalogue.told("game.because.never", &places),
                |by| {
                    let [task, why] = places;
                    self.catalogue.told("game.because.lost", &[("by", by), task, why])
                },
            );
            reason.to_string()
        });
        reasons.collect::<Vec<_>>().join(" ")
    }
}

fn waiting(state: &State) -> impl Iterator<Item = (u32, &str, &str)> {
    state.tasks.iter().filter_map(|(id, task)| match &task.activity {
        Activity::Waiting(why) => Some((*id, &*task.name, &**why)),
        _ => None,
    })
}

fn tasks(state: &State) -> Value {
    let tasks = state.tasks.iter().map(|(id, task)| {
        let (activity, why) = match &task.activity {
            Activity::New => ("new", ""),
            Activity::Ready => ("ready", ""),
            Activity::Running => ("running", ""),
            Activity::Waiting(why) => ("waiting", &**why),
            Activity::Done(out) => ("done", &**out),
            Activity::Dropped(why) => ("dropped", &**why),
        };
        json!({ "id": id, "name": task.name, "activity": activity, "why": why })
    });
    tasks.collect::<Vec<_>>().into()
}
