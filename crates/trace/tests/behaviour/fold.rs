//! The events of a trace add up to states: after each step, who runs, who is ready, who waits
//! for what.

use std::collections::{BTreeMap, VecDeque};

use crate::every_word::every_word;
use proptest::prelude::*;
use tulip_trace::importers::check;
use tulip_trace::{
    Activity, Event, Lane, Machine, Place, Record, State, Timer, Where, capture, emit,
    fold, read,
};

#[test]
fn before_the_first_step_there_is_nothing() {
    assert_eq!(fold(&small(), 0), State::default());
}

#[test]
fn folding_to_a_step_is_applying_the_events_up_to_it() {
    let (_, trace) = every_word();
    let records = read(&trace).records;
    let last = records.last().unwrap().step;
    let mut state = State::default();
    for step in 1..=last {
        for record in records.iter().filter(|record| record.step == step) {
            state.apply(record);
        }
        assert_eq!(fold(&records, step), state, "step {step}");
    }
    assert_eq!(fold(&records, last + 9), state, "there is nothing after the last step");
}

#[test]
fn a_task_is_ready_runs_waits_and_ends() {
    let waits = |why: &str| Activity::Waiting(why.into());
    let done = |out: &str| Activity::Done(out.into());
    let steps = [
        (1, None, vec![1], Activity::Ready, None),
        (2, None, vec![1, 2], Activity::Ready, Some(Activity::Ready)),
        (3, Some(1), vec![2], Activity::Running, Some(Activity::Ready)),
        (9, None, vec![2], waits("timer 1"), Some(Activity::Ready)),
        (10, Some(2), vec![], waits("timer 1"), Some(Activity::Running)),
        (12, None, vec![2], waits("timer 1"), Some(Activity::Ready)),
        (13, Some(2), vec![], waits("timer 1"), Some(Activity::Running)),
        (14, None, vec![], waits("timer 1"), Some(done("7"))),
        (18, None, vec![1], Activity::Ready, Some(done("7"))),
        (19, Some(1), vec![], Activity::Running, Some(done("7"))),
        (23, None, vec![], Activity::Dropped("tired".into()), Some(done("7"))),
    ];
    for (step, running, ready, first, second) in steps {
        let state = fold(&small(), step);
        assert_eq!(state.running, running, "step {step}");
        assert_eq!(state.ready, ready, "step {step}");
        let activity = |task| state.tasks.get(&task).map(|task| task.activity.clone());
        assert_eq!((activity(1), activity(2)), (Some(first), second), "step {step}");
    }
}

#[test]
fn a_task_stands_where_it_was_seen_last() {
    let at = |step| fold(&small(), step).tasks[&1].at.clone();
    assert_eq!(at(1), place("main.rs:1"), "it was made there");
    assert_eq!(at(3), place("main.rs:1"), "it has not said more");
    assert_eq!(at(9), place("a.rs:7"));
    assert_eq!(at(19), place("a.rs:7"));
}

#[test]
fn a_task_counts_its_runs() {
    let runs = |step| fold(&small(), step).tasks[&2].runs;
    assert_eq!([runs(2), runs(10), runs(12), runs(13), runs(23)], [0, 1, 1, 2, 2]);
}

#[test]
fn a_timer_is_armed_until_it_fires_or_is_taken_back() {
    let timer = |name: &str, due| Timer { name: name.into(), due, task: Some(1) };
    let armed = |step| fold(&small(), step).timers;
    assert_eq!(armed(7), BTreeMap::new());
    assert_eq!(armed(8), BTreeMap::from([(1, timer("sleep 1s", 1_000_000))]));
    assert_eq!(armed(17), BTreeMap::new());
    assert_eq!(armed(20), BTreeMap::from([(2, timer("sleep 2s", 3_000_000))]));
    assert_eq!(armed(21), BTreeMap::new());
}

#[test]
fn the_loop_parks_until_time_goes_on() {
    let parked = |step| fold(&small(), step).parked;
    assert_eq!([parked(14), parked(15), parked(16)], [None, Some(Some(1_000_000)), None]);
    let now = |step| fold(&small(), step).now;
    assert_eq!([now(15), now(16)], [0, 1_000_000]);
}

#[test]
fn machines_nest_and_pause_from_within() {
    let lane = Lane::Task(1);
    let stack = |step| fold(&small(), step).stacks[&lane].clone();
    assert_eq!([stack(3), stack(4), stack(5)], [vec![], vec![1], vec![1, 2]]);
    assert_eq!([stack(6), stack(7)], [vec![1], vec![]]);

    let machine = |name: &str, state, at| Machine { name: name.into(), state, at };
    let seen = |step, number| fold(&small(), step).machines[&number].clone();
    let paused = || Where::Paused("1".into());
    assert_eq!(seen(6, 1), machine("outer", Where::Running, None));
    assert_eq!(seen(6, 2), machine("inner", paused(), place("in.rs:5")));
    assert_eq!(seen(7, 1), machine("outer", paused(), None));
}

#[test]
fn a_machine_returns_panics_or_is_dropped() {
    let (_, trace) = every_word();
    let state = fold(&read(&trace).records, u64::MAX);
    let ends: Vec<_> = state.machines.values().map(|m| (&*m.name, &m.state)).collect();
    let done = Where::Done("()".into());
    assert_eq!(
        ends,
        [("lines", &done), ("bytes", &Where::Dropped), ("broken", &Where::Panicked)]
    );
    assert!(state.stacks.values().all(Vec::is_empty));
}

#[test]
fn what_was_printed_keeps_its_time() {
    let hello = (0, "hello".to_owned());
    let bye = (1_000_000, "bye".to_owned());
    assert_eq!(fold(&small(), 10).output, []);
    assert_eq!(fold(&small(), 22).output, [hello, bye]);
}

#[test]
fn callbacks_queue_channels_fill_and_descriptors_are_watched() {
    let (_, trace) = every_word();
    let records = read(&trace).records;
    let after = |word: &str| {
        let record = records.iter().find(|record| record.event.word() == word);
        fold(&records, record.unwrap().step)
    };
    assert_eq!(after("cb.push").callbacks, [1]);
    assert_eq!(after("cb.run").callbacks, [2]);
    assert_eq!(after("cb.run").callback, Some(1));
    assert_eq!(after("cb.end").callback, None);
    assert_eq!(after("io.reg").watched[&7], ("fd 3 read".to_owned(), Some(1)));
    assert!(after("io.dereg").watched.is_empty());
    assert_eq!(after("fut.new").futures[&1], "line");
    assert!(after("fut.ready").futures.is_empty());
    assert_eq!(after("chan").channels["letters"], 1);
    assert_eq!(after("full").channels["letters"], 0);
}

/// A record can begin in the middle: what it did not see being made changes nothing.
#[test]
fn whoever_leaves_a_queue_leaves_the_others_in_it_and_no_double_of_its_own() {
    let mut state = State::default();
    let mut queue_after = |event| {
        state.apply(&Record { step: 1, lane: Lane::Main, now: 0, event });
        state.callbacks.clone()
    };
    for cb in [1, 2, 3, 2, 4, 1] {
        queue_after(Event::CbPush { cb, by: "main".into(), src: None });
    }
    for (cb, left) in [
        (3, vec![1, 2, 2, 4, 1]),
        (1, vec![2, 2, 4]),
        (9, vec![2, 2, 4]),
        (4, vec![2, 2]),
        (2, vec![]),
        (2, vec![]),
    ] {
        assert_eq!(queue_after(Event::CbRun { cb }), left, "{cb} leaves");
    }
    queue_after(Event::CbPush { cb: 2, by: "main".into(), src: None });
    assert!(queue_after(Event::CbSkip { cb: 2 }).is_empty());
}

#[test]
fn events_of_what_was_never_made_are_passed_over() {
    let (_, trace) = every_word();
    for from in 0..read(&trace).records.len() {
        let late = &read(&trace).records[from..];
        let state = fold(late, u64::MAX);
        assert!(state.running.is_none_or(|running| state.tasks.contains_key(&running)));
        assert!(state.ready.iter().all(|ready| state.tasks.contains_key(ready)));
    }
}

/// What a scheduler does next.
#[derive(Clone, Debug)]
enum Action {
    Spawn,
    Run(End),
    /// Wakes the waiting task of that number, counted round.
    Wake(usize),
    /// Drops the task of that number, counted round, unless it has ended.
    Drop(usize),
}

/// How a task's turn ends.
#[derive(Clone, Debug)]
enum End {
    Yield,
    Wait,
    Return,
}

fn actions() -> impl Strategy<Value = Vec<Action>> {
    let end = prop_oneof![Just(End::Yield), Just(End::Wait), Just(End::Return)];
    let action = prop_oneof![
        2 => Just(Action::Spawn),
        4 => end.prop_map(Action::Run),
        2 => any::<usize>().prop_map(Action::Wake),
        1 => any::<usize>().prop_map(Action::Drop),
    ];
    prop::collection::vec(action, 0..40)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 64,
        failure_persistence: None,
        ..<_>::default()
    })]

    #[test]
    fn the_state_after_each_step_is_the_schedulers_own(actions in actions()) {
        let recording = capture("any program", || {
            let mut scheduler = Scheduler::default();
            for action in actions {
                scheduler.act(action);
            }
            scheduler.seen
        });
        prop_assert_eq!(check(&recording.trace), []);
        let records = read(&recording.trace).records;
        let steps = recording.result.len();
        prop_assert_eq!(records.last().map_or(0, |last| last.step), steps as u64);
        for (step, seen) in (1..).zip(recording.result) {
            let state = fold(&records, step);
            prop_assert_eq!(is_sound(&state), Ok(()), "step {}", step);
            prop_assert_eq!(Seen::from(state), seen, "step {}", step);
        }
    }
}

/// Rules that hold in every state.
fn is_sound(state: &State) -> Result<(), String> {
    for (id, task) in &state.tasks {
        let queued = state.ready.iter().filter(|ready| *ready == id).count();
        if queued != usize::from(task.activity == Activity::Ready) {
            return Err(format!("t{id} is {:?} and {queued} times ready", task.activity));
        }
        if (state.running == Some(*id)) != (task.activity == Activity::Running) {
            return Err(format!(
                "t{id} is {:?}, and {:?} runs",
                task.activity, state.running
            ));
        }
    }
    Ok(())
}

/// What the scheduler and the state must agree on.
#[derive(Clone, Debug, Default, PartialEq)]
struct Seen {
    running: Option<u32>,
    ready: VecDeque<u32>,
    waiting: Vec<u32>,
    ended: Vec<u32>,
}

impl From<State> for Seen {
    fn from(state: State) -> Self {
        let mut seen =
            Self { running: state.running, ready: state.ready, ..Self::default() };
        for (id, task) in state.tasks {
            match task.activity {
                Activity::Waiting(_) => seen.waiting.push(id),
                Activity::Done(_) | Activity::Dropped(_) => seen.ended.push(id),
                Activity::New | Activity::Ready | Activity::Running => {}
            }
        }
        seen
    }
}

/// The smallest scheduler that emits every event in a task's life.
#[derive(Default)]
struct Scheduler {
    now: Seen,
    runs: BTreeMap<u32, u32>,
    wakes: u32,
    /// After each step.
    seen: Vec<Seen>,
}

impl Scheduler {
    fn act(&mut self, action: Action) {
        match action {
            Action::Spawn => self.spawn(),
            Action::Run(end) => self.run(&end),
            Action::Wake(which) => self.wake(which),
            Action::Drop(which) => self.drop_task(which),
        }
    }

    fn spawn(&mut self) {
        let task = u32::try_from(self.runs.len()).unwrap() + 1;
        self.runs.insert(task, 0);
        let name = format!("task {task}");
        emit(Lane::Task(task), || Event::TaskNew { task, name, parent: None, src: None });
        self.make_ready(task, None);
    }

    fn run(&mut self, end: &End) {
        let Some(task) = self.now.ready.pop_front() else { return };
        let lane = Lane::Task(task);
        let queue_left = u32::try_from(self.now.ready.len()).unwrap();
        let runs = self.runs.get_mut(&task).unwrap();
        *runs += 1;
        emit(lane, || Event::TaskPick { queue_left });
        emit(lane, || Event::TaskRun { task, poll: *runs, sent: None, src: None });
        self.now.running = Some(task);
        self.seen.push(self.now.clone());
        self.now.running = None;
        let out = format!("{end:?}");
        match end {
            End::Yield => {
                emit(lane, || Event::TaskYield { out, end: None });
                self.make_ready(task, None);
            }
            End::Wait => {
                emit(lane, || Event::TaskYield { out, end: None });
                let why = "a wake".to_owned();
                emit(lane, || Event::TaskWait { task, why, src: None });
                self.now.waiting.push(task);
                self.now.waiting.sort_unstable();
                self.seen.push(self.now.clone());
            }
            End::Return => {
                emit(lane, || Event::TaskDone { out, end: None });
                self.end(task);
            }
        }
    }

    fn wake(&mut self, which: usize) {
        let waiting = self.now.waiting.len();
        if waiting == 0 {
            return;
        }
        let task = self.now.waiting.remove(which % waiting);
        self.wakes += 1;
        let wake = self.wakes;
        emit(Lane::Main, || Event::Wake { wake, task, by: "main".into(), src: None });
        emit(Lane::Task(task), || Event::TaskWoken { wake });
        self.make_ready(task, Some(wake));
    }

    fn drop_task(&mut self, which: usize) {
        let Some(task) = self.runs.keys().nth(which % self.runs.len().max(1)).copied()
        else {
            return;
        };
        if self.now.ended.contains(&task) {
            return;
        }
        emit(Lane::Task(task), || Event::TaskDrop { task, why: "a test".into() });
        self.now.ready.retain(|ready| *ready != task);
        self.now.waiting.retain(|waiting| *waiting != task);
        self.end(task);
    }

    fn make_ready(&mut self, task: u32, wake: Option<u32>) {
        emit(Lane::Task(task), || Event::TaskReady { task, by: "main".into(), wake });
        self.now.ready.push_back(task);
        self.seen.push(self.now.clone());
    }

    fn end(&mut self, task: u32) {
        self.now.ended.push(task);
        self.now.ended.sort_unstable();
        self.seen.push(self.now.clone());
    }
}

fn place(text: &str) -> Option<Place> {
    text.parse().ok()
}

/// Two tasks: the first resumes a machine within a machine and sleeps, the second prints.
fn small() -> Vec<Record> {
    let reading = read(SMALL);
    assert_eq!(reading.bad, []);
    reading.records
}

/// As much of each line as a state needs.
const SMALL: &str = r#"[
{"tid":101,"now":0,"step":1,"ev":"task.new","name":"a","args":{"task":1,"src":"main.rs:1"}},
{"tid":101,"now":0,"step":1,"ev":"task.ready","args":{"task":1,"by":"main"}},
{"tid":102,"now":0,"step":2,"ev":"task.new","name":"b","args":{"task":2}},
{"tid":102,"now":0,"step":2,"ev":"task.ready","args":{"task":2,"by":"main"}},
{"tid":101,"now":0,"step":3,"ev":"task.pick","args":{"queue_left":1}},
{"tid":101,"now":0,"step":3,"ev":"task.run","args":{"task":1,"poll":1}},
{"tid":101,"now":0,"step":4,"ev":"co.resume","name":"outer","args":{"co":1}},
{"tid":101,"now":0,"step":5,"ev":"co.resume","name":"inner","args":{"co":2}},
{"tid":101,"now":0,"step":6,"ev":"co.yield","name":"inner","args":{"out":"1","end":"in.rs:5"}},
{"tid":101,"now":0,"step":7,"ev":"co.yield","name":"outer","args":{"out":"1"}},
{"tid":90,"now":0,"step":8,"ev":"timer.arm","name":"sleep 1s","id2":{"local":1},"args":{"task":1,"due_us":1000000}},
{"tid":101,"now":0,"step":9,"ev":"task.yield","args":{"out":"sleep"}},
{"tid":101,"now":0,"step":9,"ev":"task.wait","args":{"task":1,"why":"timer 1","src":"a.rs:7"}},
{"tid":102,"now":0,"step":10,"ev":"task.pick","args":{"queue_left":0}},
{"tid":102,"now":0,"step":10,"ev":"task.run","args":{"task":2,"poll":1}},
{"tid":102,"now":0,"step":11,"ev":"out","args":{"text":"hello"}},
{"tid":102,"now":0,"step":12,"ev":"task.yield","args":{"out":"yield"}},
{"tid":102,"now":0,"step":12,"ev":"task.ready","args":{"task":2,"by":"t2"}},
{"tid":102,"now":0,"step":13,"ev":"task.pick","args":{"queue_left":0}},
{"tid":102,"now":0,"step":13,"ev":"task.run","args":{"task":2,"poll":2}},
{"tid":102,"now":0,"step":14,"ev":"task.done","args":{"out":"7"}},
{"tid":1,"now":0,"step":15,"ev":"loop.park","args":{"timeout_us":1000000}},
{"tid":1,"now":1000000,"step":16,"ev":"loop.unpark","args":{"cause":"time"}},
{"tid":90,"now":1000000,"step":17,"ev":"timer.fire","name":"sleep 1s","id2":{"local":1}},
{"tid":1,"now":1000000,"step":18,"ev":"wake","args":{"wake":1,"task":1,"by":"timer 1"}},
{"tid":101,"now":1000000,"step":18,"ev":"task.woken","args":{"wake":1}},
{"tid":101,"now":1000000,"step":18,"ev":"task.ready","args":{"task":1,"by":"timer 1","wake":1}},
{"tid":101,"now":1000000,"step":19,"ev":"task.pick","args":{"queue_left":0}},
{"tid":101,"now":1000000,"step":19,"ev":"task.run","args":{"task":1,"poll":2}},
{"tid":90,"now":1000000,"step":20,"ev":"timer.arm","name":"sleep 2s","id2":{"local":2},"args":{"task":1,"due_us":3000000}},
{"tid":90,"now":1000000,"step":21,"ev":"timer.cancel","name":"sleep 2s","id2":{"local":2},"args":{"cancelled_by":"t1"}},
{"tid":101,"now":1000000,"step":22,"ev":"out","args":{"text":"bye"}},
{"tid":101,"now":1000000,"step":23,"ev":"task.drop","args":{"task":1,"why":"tired"}}
]"#;
