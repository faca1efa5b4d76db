//! What a program that did not end was doing: read from the end of its trace.

use std::collections::BTreeMap;
use std::time::Duration;

use tulip_trace::{Activity, Event, Lane, Place, Record, State, Where, read};

/// Says who ran last, who waits for what, and which timers are armed. `busy` says whether the
/// program was computing, if that is known.
pub(crate) fn report(trace: &str, busy: Option<bool>) -> Vec<String> {
    let records = read(trace).records;
    let last = last_kernel(&records);
    let mut state = State::default();
    for record in last {
        state.apply(record);
    }

    let mut lines = vec![cause(&state, last, busy)];
    let is_known = state.parked.is_some() || records.iter().any(is_full);
    if busy != Some(false) && !is_known {
        lines.push(where_it_computes(&records));
    }
    lines.extend(state.tasks.iter().filter_map(|(id, task)| match &task.activity {
        Activity::Waiting(why) => {
            Some(format!("t{id} {} waits for {why}{}", task.name, at(task.at.as_ref())))
        }
        _ => None,
    }));
    lines.extend(state.timers.iter().map(|(id, timer)| {
        let whose = timer.task.map(|task| format!(" of t{task}")).unwrap_or_default();
        let due = Duration::from_micros(timer.due);
        format!("timer {id}{whose} is due at {due:?}; it is {:?}", now(&state))
    }));
    lines
}

/// The line that printed last since the check named its step, if the reader wrote it.
pub(crate) fn last_print(trace: &str) -> Option<Place> {
    last_print_in(&read(trace).records).cloned()
}

fn last_print_in(records: &[Record]) -> Option<&Place> {
    let is_step = |record: &&Record| matches!(record.event, Event::Mark { .. });
    let of_step = records.iter().rev().take_while(|record| !is_step(record));
    let mut printed = of_step.filter_map(|record| match &record.event {
        Event::Out { src, .. } => Some(readers(src.as_ref())),
        _ => None,
    });
    printed.next().flatten()
}

/// A trace knows lines that printed or paused. A loop does neither unless the reader helps.
fn where_it_computes(records: &[Record]) -> String {
    match last_print_in(records) {
        Some(place) => format!("it printed last at {place}, and has not ended since"),
        None => HELP.to_owned(),
    }
}

/// A check may make one kernel after the other, whose tasks have the same numbers: the records
/// of the last one.
fn last_kernel(records: &[Record]) -> &[Record] {
    let is_first = |record: &Record| matches!(record.event, Event::TaskNew { task: 1, .. });
    &records[records.iter().rposition(is_first).unwrap_or_default()..]
}

/// What kept it from its end, as far as the trace can tell.
fn cause(state: &State, records: &[Record], busy: Option<bool>) -> String {
    if let Some(full) = records.iter().rfind(|record| is_full(record)) {
        let Event::Full { events } = full.event else { unreachable!("it was looked for") };
        return format!(
            "it goes on and on ({events} events): {}",
            goes_round(state, records)
        );
    }
    if let Some(task) = state.running {
        let name = &state.tasks[&task].name;
        let lane = Lane::Task(task);
        let place = state.tasks[&task].at.as_ref();
        return match running_machine(state, lane) {
            Some(machine) => format!("in t{task} {name}, {machine}"),
            None => format!(
                "t{task} {name} runs and does not pause{}{}",
                since(place),
                while_busy(busy)
            ),
        };
    }
    if let Some(machine) = running_machine(state, Lane::Main) {
        return format!("{machine}{}", while_busy(busy));
    }
    match state.parked {
        Some(Some(time)) => format!("it sleeps for {:?}", Duration::from_micros(time)),
        Some(None) => "it parks, and no timer is armed: nobody will wake it".to_owned(),
        None => outside(state, records, busy),
    }
}

/// Nobody runs: whether the program computes, and what happened last.
fn outside(state: &State, records: &[Record], busy: Option<bool>) -> String {
    let does = match busy {
        Some(true) => "it computes all the time: look for a loop without an end",
        Some(false) => "it stands still and computes nothing: look for what blocks",
        None => "no task and no machine runs",
    };
    // What it printed stands below the verdict, and so does the step.
    let is_told =
        |record: &&Record| matches!(record.event, Event::Out { .. } | Event::Mark { .. });
    let Some(record) = records.iter().rfind(|record| !is_told(record)) else {
        return does.to_owned();
    };
    let place = at(place_of(record));
    match last_run(state, records) {
        Some((id, task)) => format!("{does}; t{id} {task} ran last{place}"),
        None => format!("{does}; {}{place}", last_event(&record.event)),
    }
}

fn last_event(event: &Event) -> String {
    match event {
        Event::CoResume { name, .. } => format!("`{name}` was resumed last"),
        Event::CoYield { name, .. } => format!("`{name}` paused last"),
        Event::CoReturn { name, .. } => format!("`{name}` ended last"),
        other => format!("the last event was `{}`", other.word()),
    }
}

/// The innermost machine of a lane that was resumed and has not come back.
fn running_machine(state: &State, lane: Lane) -> Option<String> {
    let machine = &state.machines[state.stacks.get(&lane)?.last()?];
    let since = since(machine.at.as_ref());
    (machine.state == Where::Running)
        .then(|| format!("`{}` was resumed and does not come back{since}", machine.name))
}

/// Who takes turns with whom in a program that goes on and on.
fn goes_round(state: &State, records: &[Record]) -> String {
    let tail = &records[records.len().saturating_sub(TAIL)..];
    let mut runs = BTreeMap::new();
    for record in tail {
        if let (Event::TaskRun { .. }, Lane::Task(id)) = (&record.event, record.lane) {
            *runs.entry(id).or_insert(0) += 1;
        }
    }
    let names: Vec<_> = runs
        .keys()
        .filter_map(|id| {
            let task = state.tasks.get(id)?;
            Some(format!("t{id} {}{}", task.name, at(task.at.as_ref())))
        })
        .collect();
    let stands_still = tail.first().is_some_and(|first| first.now == state.now);
    let time = if stands_still {
        format!(", and it is still {:?}", now(state))
    } else {
        String::new()
    };
    match names.len() {
        0 => {
            if let Some(place) = last_print_in(records) {
                return format!("it prints again and again, at {place}{time}");
            }
            let last = tail.iter().rfind(|record| !is_full(record));
            let word = last.map_or("nothing", |record| record.event.word());
            format!("the last was `{word}`{time}")
        }
        1 => format!("{} runs again and again{time}", names[0]),
        _ => format!("{} take turns{time}", names.join(" and ")),
    }
}

fn last_run<'a>(state: &'a State, records: &[Record]) -> Option<(u32, &'a str)> {
    let id =
        records.iter().rev().find_map(|record| match (&record.event, record.lane) {
            (Event::TaskRun { .. }, Lane::Task(id)) => Some(id),
            _ => None,
        })?;
    Some((id, &state.tasks.get(&id)?.name))
}

fn place_of(record: &Record) -> Option<&Place> {
    match &record.event {
        Event::Wake { src, .. } | Event::TaskWait { src, .. } => src.as_ref(),
        Event::CoYield { end, .. }
        | Event::CoReturn { end, .. }
        | Event::TaskYield { end, .. }
        | Event::TaskDone { end, .. } => end.as_ref(),
        _ => None,
    }
}

fn is_full(record: &Record) -> bool {
    matches!(record.event, Event::Full { .. })
}

fn now(state: &State) -> Duration {
    Duration::from_micros(state.now)
}

fn at(place: Option<&Place>) -> String {
    readers(place).map(|place| format!(", at {place}")).unwrap_or_default()
}

fn since(place: Option<&Place>) -> String {
    readers(place).map(|place| format!("; it stood at {place} before")).unwrap_or_default()
}

/// A line that the reader wrote; those of the check say nothing about it.
fn readers(place: Option<&Place>) -> Option<&Place> {
    place.filter(|place| !place.file.ends_with("/check.rs"))
}

fn while_busy(busy: Option<bool>) -> &'static str {
    match busy {
        Some(true) => " (it computes all the time: a loop without an end?)",
        Some(false) => " (it computes nothing: it blocks)",
        None => "",
    }
}

/// How many events at the end tell who goes round.
const TAIL: usize = 200;

const HELP: &str = "to find the line, put `println!(\"here\");` on those that you suspect, and check \
                    again: you are told which of them printed last";

#[cfg(test)]
mod tests {
    use tulip_trace::{Event, Lane, capture, emit};

    use super::{HELP, report};

    fn reported(busy: Option<bool>, events: impl FnOnce()) -> String {
        report(&capture("test", events).trace, busy).join("\n")
    }

    fn made(task: u32, name: &str) {
        let (name, by) = (name.to_owned(), "main".to_owned());
        emit(Lane::Task(task), || Event::TaskNew { task, name, parent: None, src: None });
        emit(Lane::Task(task), || Event::TaskReady { task, by, wake: None });
    }

    fn runs(task: u32) {
        let src = "practice/x.rs:7".parse().ok();
        emit(Lane::Task(task), || Event::TaskPick { queue_left: 0 });
        emit(Lane::Task(task), || Event::TaskRun { task, poll: 1, sent: None, src });
    }

    fn waits(task: u32, why: &str) {
        let (out, why) = ("park".to_owned(), why.to_owned());
        emit(Lane::Task(task), || Event::TaskYield { out, end: None });
        emit(Lane::Task(task), || Event::TaskWait { task, why, src: None });
    }

    #[test]
    fn a_task_that_does_not_pause_is_named_first() {
        let report = reported(Some(true), || {
            made(1, "a");
            made(2, "b");
            runs(1);
            waits(1, "a letter");
            runs(2);
        });
        assert_eq!(
            report,
            format!(
                "t2 b runs and does not pause; it stood at practice/x.rs:7 before (it computes all \
                 the time: a loop without an end?)\n{HELP}\nt1 a waits for a letter, at \
                 practice/x.rs:7"
            )
        );
    }

    #[test]
    fn a_park_without_a_timer_is_told_as_such() {
        let report = reported(Some(false), || {
            made(1, "a");
            runs(1);
            waits(1, "light");
            emit(Lane::Main, || Event::LoopPark { timeout_us: None });
        });
        assert!(report.starts_with("it parks, and no timer is armed"), "{report}");
        assert!(report.contains("t1 a waits for light"), "{report}");
    }

    #[test]
    fn only_the_last_kernel_is_told_of() {
        let report = reported(None, || {
            made(1, "old");
            made(2, "gone");
            runs(1);
            waits(1, "nothing");
            made(1, "new");
            runs(1);
        });
        assert!(report.starts_with("t1 new runs and does not pause"), "{report}");
        assert!(!report.contains("gone") && !report.contains("nothing"), "{report}");
    }

    #[test]
    fn a_program_that_goes_round_is_told_by_who_takes_turns() {
        let report = reported(Some(true), || {
            made(1, "ping");
            for _ in 0..40_000 {
                runs(1);
                let out = "sleep 0ns".to_owned();
                emit(Lane::Task(1), || Event::TaskYield { out, end: None });
            }
        });
        assert!(
            report.contains("t1 ping, at practice/x.rs:7 runs again and again"),
            "{report}"
        );
        assert!(report.contains("it is still 0ns"), "{report}");
    }

    #[test]
    fn what_ran_last_is_named_and_not_what_was_printed() {
        let report = reported(Some(true), || {
            let input = None;
            emit(Lane::Main, || Event::CoResume {
                co: 1,
                name: "a".to_owned(),
                input,
                src: None,
            });
            let (name, out) = ("a".to_owned(), "1".to_owned());
            emit(Lane::Main, || Event::CoReturn { name, out, end: None });
            emit(Lane::Main, || Event::Out { text: "a has ended".to_owned(), src: None });
        });
        assert_eq!(
            report,
            format!(
                "it computes all the time: look for a loop without an end; `a` ended last\n{HELP}"
            )
        );
    }

    #[test]
    fn the_line_that_printed_last_in_this_step_is_named() {
        let prints = |line: &'static str| {
            let src = line.parse().ok();
            emit(Lane::Main, || Event::Out { text: "here".to_owned(), src });
        };
        let step = || emit(Lane::Main, || Event::Mark { label: "step".to_owned() });
        let report = |events: &dyn Fn()| reported(Some(true), events);
        let named = report(&|| {
            step();
            prints("practice/x.rs:7");
            prints("practice/x.rs:9");
        });
        assert!(named.contains("it printed last at practice/x.rs:9"), "{named}");
        let before = report(&|| {
            prints("practice/x.rs:7");
            step();
        });
        assert!(before.ends_with(HELP), "{before}");
        let on_and_on = report(&|| (0..100_000).for_each(|_| prints("practice/x.rs:7")));
        let words = "it prints again and again, at practice/x.rs:7";
        assert!(on_and_on.contains(words), "{on_and_on}");
        let of_the_check = report(&|| prints("chapters/x/check.rs:7"));
        assert!(of_the_check.ends_with(HELP), "{of_the_check}");
    }

    #[test]
    fn a_program_that_does_nothing_says_whether_it_computes() {
        assert!(reported(Some(true), || ()).starts_with("it computes all the time"));
        assert!(reported(Some(false), || ()).starts_with("it stands still"));
        assert!(reported(None, || ()).starts_with("no task and no machine runs"));
    }
}
