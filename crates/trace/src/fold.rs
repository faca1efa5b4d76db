use std::collections::{BTreeMap, VecDeque};

use crate::event::Event;
use crate::lane::Lane;
use crate::place::Place;
use crate::read::Record;

/// The state after the first `steps` steps. Going back is folding again.
///
/// Costs as much as applying the events of these steps one after the other does.
pub fn fold(records: &[Record], steps: u64) -> State {
    let mut state = State::default();
    for record in records.iter().take_while(|record| record.step <= steps) {
        state.apply(record);
    }
    state
}

/// What the events of a trace add up to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// The last step that was applied.
    pub step: u64,
    /// The program's time, in microseconds.
    pub now: u64,
    /// The task that runs.
    pub running: Option<u32>,
    /// The ready tasks, the next one first.
    pub ready: VecDeque<u32>,
    /// All tasks, by id.
    pub tasks: BTreeMap<u32, Task>,
    /// All machines, by number.
    pub machines: BTreeMap<u32, Machine>,
    /// The machines that run on each lane, the outermost first.
    pub stacks: BTreeMap<Lane, Vec<u32>>,
    /// Timers that are armed, by number.
    pub timers: BTreeMap<u32, Timer>,
    /// Descriptors that are watched, by token: what, and who waits.
    pub watched: BTreeMap<u32, (String, Option<u32>)>,
    /// Callbacks in the queue, the next one first.
    pub callbacks: VecDeque<u32>,
    /// The callback that runs.
    pub callback: Option<u32>,
    /// Futures that are pending, by number.
    pub futures: BTreeMap<u32, String>,
    /// How many values each channel holds.
    pub channels: BTreeMap<String, u32>,
    /// Whether the loop parks, and for how long at most; nothing inside if without end.
    pub parked: Option<Option<u64>>,
    /// The lines that were printed, and when.
    pub output: Vec<(u64, String)>,
    in_ready: Queued,
    in_callbacks: Queued,
}

/// How often each number stands in a queue, so that nobody walks along it for one that is not
/// there, or that is the next one.
#[derive(Clone, Debug, Default, PartialEq)]
struct Queued(BTreeMap<u32, u32>);

impl Queued {
    fn push(&mut self, queue: &mut VecDeque<u32>, id: u32) {
        *self.0.entry(id).or_default() += 1;
        queue.push_back(id);
    }

    fn take(&mut self, queue: &mut VecDeque<u32>, id: u32) {
        match self.0.remove(&id) {
            None => {}
            Some(1) if queue.front() == Some(&id) => drop(queue.pop_front()),
            Some(_) => queue.retain(|queued| *queued != id),
        }
    }
}

/// A task, as the trace knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Its name.
    pub name: String,
    /// What it does.
    pub activity: Activity,
    /// The line on which it stands.
    pub at: Option<Place>,
    /// How many times it has run.
    pub runs: u32,
}

/// What a task does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Activity {
    /// It was made, and is in no queue yet.
    New,
    /// It is in the ready queue.
    Ready,
    /// It runs.
    Running,
    /// It waits for this.
    Waiting(String),
    /// It ended with this.
    Done(String),
    /// It was dropped before its end, because of this.
    Dropped(String),
}

/// A machine, as the trace knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Machine {
    /// Its name.
    pub name: String,
    /// Where it is in its life.
    pub state: Where,
    /// The line on which it stands; nothing if it never said.
    pub at: Option<Place>,
}

/// Where a machine is in its life.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Where {
    /// It runs, or it resumes a machine that does.
    Running,
    /// It pauses, and has handed out this.
    Paused(String),
    /// It has ended with this.
    Done(String),
    /// It has panicked.
    Panicked,
    /// It was dropped before its end.
    Dropped,
}

/// A timer that is armed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timer {
    /// What it is for.
    pub name: String,
    /// When it is due, in microseconds on the program's clock.
    pub due: u64,
    /// The task that waits for it.
    pub task: Option<u32>,
}

impl State {
    /// Adds one event. Costs no more than a walk along the ready queue, and little where it is the
    /// next one that is picked.
    ///
    /// An event that makes no sense, as one of a task that was never made, changes the time
    /// alone: a record can begin in the middle.
    pub fn apply(&mut self, record: &Record) {
        self.step = record.step;
        self.now = record.now;
        match record.lane {
            Lane::Task(task) => self.apply_to_task(task, record),
            Lane::Main | Lane::Resources => {}
        }
        self.apply_to_machine(record);
        match &record.event {
            Event::LoopPark { timeout_us } => self.parked = Some(*timeout_us),
            Event::LoopUnpark { .. } => self.parked = None,
            Event::CbPush { cb, .. } => self.in_callbacks.push(&mut self.callbacks, *cb),
            Event::CbRun { cb } => {
                self.in_callbacks.take(&mut self.callbacks, *cb);
                self.callback = Some(*cb);
            }
            Event::CbSkip { cb } => self.in_callbacks.take(&mut self.callbacks, *cb),
            Event::CbEnd { .. } => self.callback = None,
            Event::TimerArm { timer, name, task, due_us, .. } => {
                let timer_state = Timer { name: name.clone(), due: *due_us, task: *task };
                self.timers.insert(*timer, timer_state);
            }
            Event::TimerFire { timer, .. } | Event::TimerCancel { timer, .. } => {
                self.timers.remove(timer);
            }
            Event::IoReg { token, name, task, .. } => {
                self.watched.insert(*token, (name.clone(), *task));
            }
            Event::IoDereg { token, .. } => {
                self.watched.remove(token);
            }
            Event::FutNew { fut, name, .. } => {
                self.futures.insert(*fut, name.clone());
            }
            Event::FutReady { fut, .. } => {
                self.futures.remove(fut);
            }
            Event::Chan { chan, len, .. } => {
                self.channels.insert(chan.clone(), *len);
            }
            Event::Out { text, .. } => self.output.push((record.now, text.clone())),
            _ => {}
        }
    }

    /// Events on a task's lane.
    fn apply_to_task(&mut self, id: u32, record: &Record) {
        if let Event::TaskNew { name, src, .. } = &record.event {
            let task = Task {
                name: name.clone(),
                activity: Activity::New,
                at: src.clone(),
                runs: 0,
            };
            self.tasks.insert(id, task);
            return;
        }
        let Some(task) = self.tasks.get_mut(&id) else {
            return;
        };
        match &record.event {
            Event::TaskReady { .. } => {
                task.activity = Activity::Ready;
                self.in_ready.push(&mut self.ready, id);
            }
            Event::TaskPick { .. } => self.in_ready.take(&mut self.ready, id),
            Event::TaskRun { poll, src, .. } => {
                task.activity = Activity::Running;
                task.runs = *poll;
                task.at = src.clone().or(task.at.take());
                self.running = Some(id);
            }
            Event::TaskYield { end, .. } => {
                task.at = end.clone().or(task.at.take());
                self.running = None;
            }
            Event::TaskWait { why, src, .. } => {
                task.activity = Activity::Waiting(why.clone());
                task.at = src.clone().or(task.at.take());
            }
            Event::TaskDone { out, end } => {
                task.activity = Activity::Done(out.clone());
                task.at = end.clone().or(task.at.take());
                self.running = None;
            }
            Event::TaskDrop { why, .. } => {
                task.activity = Activity::Dropped(why.clone());
                self.in_ready.take(&mut self.ready, id);
                self.running = self.running.filter(|running| *running != id);
            }
            _ => {}
        }
    }

    fn apply_to_machine(&mut self, record: &Record) {
        let stack = self.stacks.entry(record.lane).or_default();
        let (id, state, at) = match &record.event {
            Event::CoResume { co, name, src, .. } => {
                stack.push(*co);
                let machine = self.machines.entry(*co).or_insert_with(|| Machine {
                    name: name.clone(),
                    state: Where::Running,
                    at: None,
                });
                machine.state = Where::Running;
                machine.at = src.clone().or(machine.at.take());
                return;
            }
            Event::CoYield { out, end, .. } => {
                (stack.pop(), Where::Paused(out.clone()), end)
            }
            Event::CoReturn { out, end, .. } => {
                (stack.pop(), Where::Done(out.clone()), end)
            }
            Event::CoPanic { .. } => (stack.pop(), Where::Panicked, &None),
            Event::CoDrop { co } => (Some(*co), Where::Dropped, &None),
            _ => return,
        };
        if let Some(machine) = id.and_then(|id| self.machines.get_mut(&id)) {
            machine.state = state;
            machine.at = at.clone().or(machine.at.take());
        }
    }
}
