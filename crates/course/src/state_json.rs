use std::collections::BTreeMap;

use serde_json::{Value, json};
use tulip_trace::{Activity, Lane, Place, State, Where};

/// A state of a trace as JSON, for those who fold in another language.
///
/// ```json
/// {"step": 7, "now": 0, "running": 2, "ready": [1, 3],
///  "tasks": {"1": {"name": "a", "activity": "waiting", "what": "timer 1",
///                  "at": "chapters/x.rs:7", "runs": 1}},
///  "machines": {"1": {"name": "echo", "state": "paused", "what": "3", "at": null}},
///  "stacks": {"main": [1], "t2": [3]},
///  "timers": {"1": {"name": "until 1s", "due": 1000000, "task": 2}},
///  "watched": {"3": {"name": "fd 3 read", "task": null}},
///  "callbacks": [4], "callback": 3, "futures": {"1": "recv"}, "channels": {"mail": 2},
///  "parked": {"timeout_us": null},
///  "output": [{"now": 0, "text": "a line"}]}
/// ```
///
/// An activity is `new`, `ready`, `running`, `waiting` (for what), `done` (with what) or
/// `dropped` (why); a machine's state is `running`, `paused` (with what), `done` (with what),
/// `panicked` or `dropped`. `running` and `callback` are `null` while none runs. Stacks that are
/// empty are left out; `parked` is `null` while the loop does not park, and `timeout_us` is `null`
/// if it parks without end.
pub fn state_json(state: &State) -> Value {
    json!({
        "step": state.step,
        "now": state.now,
        "running": state.running,
        "ready": state.ready,
        "tasks": tasks(state),
        "machines": machines(state),
        "stacks": stacks(state),
        "timers": by_number(&state.timers, |timer| {
            json!({ "name": timer.name, "due": timer.due, "task": timer.task })
        }),
        "watched": by_number(&state.watched, |(name, task)| {
            json!({ "name": name, "task": task })
        }),
        "callbacks": state.callbacks,
        "callback": state.callback,
        "futures": by_number(&state.futures, |name| json!(name)),
        "channels": state.channels,
        "parked": state.parked.map(|timeout| json!({ "timeout_us": timeout })),
        "output": state.output.iter().map(|(now, text)| {
            json!({ "now": now, "text": text })
        }).collect::<Vec<_>>(),
    })
}

fn tasks(state: &State) -> Value {
    by_number(&state.tasks, |task| {
        let (activity, what) = match &task.activity {
            Activity::New => ("new", None),
            Activity::Ready => ("ready", None),
            Activity::Running => ("running", None),
            Activity::Waiting(why) => ("waiting", Some(why)),
            Activity::Done(out) => ("done", Some(out)),
            Activity::Dropped(why) => ("dropped", Some(why)),
        };
        json!({
            "name": task.name,
            "activity": activity,
            "what": what,
            "at": at(task.at.as_ref()),
            "runs": task.runs,
        })
    })
}

fn machines(state: &State) -> Value {
    by_number(&state.machines, |machine| {
        let (word, what) = match &machine.state {
            Where::Running => ("running", None),
            Where::Paused(out) => ("paused", Some(out)),
            Where::Done(out) => ("done", Some(out)),
            Where::Panicked => ("panicked", None),
            Where::Dropped => ("dropped", None),
        };
        let at = at(machine.at.as_ref());
        json!({ "name": machine.name, "state": word, "what": what, "at": at })
    })
}

fn stacks(state: &State) -> Value {
    let lane = |lane: &Lane| match lane {
        Lane::Main => "main".to_owned(),
        Lane::Resources => "resources".to_owned(),
        Lane::Task(id) => format!("t{id}"),
    };
    let stacks = state.stacks.iter().filter(|(_, stack)| !stack.is_empty());
    stacks
        .map(|(of, stack)| (lane(of), json!(stack)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn by_number<T>(all: &BTreeMap<u32, T>, one: impl Fn(&T) -> Value) -> Value {
    let all = all.iter().map(|(number, value)| (number.to_string(), one(value)));
    all.collect::<serde_json::Map<_, _>>().into()
}

fn at(place: Option<&Place>) -> Option<String> {
    place.map(ToString::to_string)
}
