//! The state of a program in a few rows, and who stands on a line of its source.

use std::time::Duration;

use tulip_trace::{Activity, Place, State, Where};

/// The boxes of the state, always in the same order.
pub(super) fn rows(state: &State) -> Vec<(&'static str, String)> {
    let printed = state.output.last().map(|(_, line)| line.clone()).unwrap_or_default();
    if state.tasks.is_empty() {
        return vec![
            ("runs", machines(state, |state| matches!(state, Where::Running))),
            ("paused", machines(state, |state| matches!(state, Where::Paused(_)))),
            ("printed", printed),
        ];
    }
    let name = |id: &u32| match state.tasks.get(id) {
        Some(task) => format!("t{id} {}", task.name),
        None => format!("t{id}"),
    };
    let ready: Vec<_> = state.ready.iter().map(name).collect();
    let waits = state.tasks.iter().filter_map(|(id, task)| match &task.activity {
        Activity::Waiting(why) => Some(format!("{}: {why}", name(id))),
        _ => None,
    });
    let runs = match (state.running, state.parked) {
        (Some(id), _) => name(&id),
        (None, Some(_)) => "nobody: the loop parks".to_owned(),
        (None, None) => {
            state.callback.map(|id| format!("callback {id}")).unwrap_or_default()
        }
    };
    let mut timers: Vec<_> = state.timers.iter().collect();
    timers.sort_by_key(|(number, timer)| (timer.due, **number));
    let timers = timers.into_iter().map(|(number, timer)| {
        format!("{number} at {:?}", Duration::from_micros(timer.due))
    });
    vec![
        ("runs", runs),
        ("ready", ready.join(", ")),
        ("waits", waits.collect::<Vec<_>>().join(", ")),
        ("timers", timers.collect::<Vec<_>>().join(", ")),
        ("printed", printed),
    ]
}

fn machines(state: &State, is_so: impl Fn(&Where) -> bool) -> String {
    let machines = state.machines.values().filter(|machine| is_so(&machine.state));
    let shown = machines.map(|machine| match &machine.state {
        Where::Paused(out) if out != "()" => format!("{} with {out}", machine.name),
        _ => machine.name.clone(),
    });
    shown.collect::<Vec<_>>().join(", ")
}

/// Who stands on a line.
pub(super) fn standing(state: &State, file: &str, line: usize) -> String {
    let is_here = |at: &Option<Place>| {
        at.as_ref().is_some_and(|at| at.file == file && at.line as usize == line)
    };
    let tasks = state.tasks.iter().filter_map(|(id, task)| {
        let letter = match &task.activity {
            Activity::Ready => "Q",
            Activity::Waiting(_) => "W",
            Activity::Running => "R",
            Activity::New | Activity::Done(_) | Activity::Dropped(_) => return None,
        };
        is_here(&task.at).then(|| format!("  <- t{id} {letter}"))
    });
    let machines = state.machines.values().filter_map(|machine| {
        let letter = match &machine.state {
            Where::Paused(_) => "P",
            Where::Running => "R",
            Where::Done(_) | Where::Panicked | Where::Dropped => return None,
        };
        is_here(&machine.at).then(|| format!("  <- {} {letter}", machine.name))
    });
    tasks.chain(machines).collect()
}
