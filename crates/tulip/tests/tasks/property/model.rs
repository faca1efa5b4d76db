//! A program on a model of the runtime: queues of numbers, and nothing else.

use std::collections::VecDeque;

use super::{FLAGS, Program, Step};

/// What the program must do, in order.
pub(crate) fn run(program: &Program) -> Vec<String> {
    let mut model = Model { program: program.clone(), ..Model::default() };
    model.first_turn();
    while model.turn() {}
    model.end();
    model.log
}

/// As many as the scheduler runs before it looks at other threads.
const PICKS_A_TURN: usize = 61;

#[derive(Default)]
struct Model {
    program: Program,
    tasks: Vec<Task>,
    queue: VecDeque<usize>,
    /// Woken by other threads; they join the queue when the turn is over.
    injected: Vec<usize>,
    /// When, who; in the order in which they began to sleep.
    timers: Vec<(u64, usize)>,
    now: u64,
    flags: [(bool, Vec<usize>); FLAGS],
    /// How many tasks ran in this turn.
    ran: usize,
    log: Vec<String>,
}

#[derive(Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a word of the task's own")]
struct Task {
    body: usize,
    /// The step that it is at, and whether it has begun to wait in it.
    at: usize,
    waits: bool,
    begun: bool,
    queued: bool,
    aborted: bool,
    outcome: Option<Outcome>,
    /// Who awaits it.
    joiner: Option<usize>,
    children: Vec<usize>,
    /// The child that it awaits, which is no longer among the others.
    awaits: Option<usize>,
    /// Messages that it has not received, and whether more may come.
    mailbox: usize,
    has_sender: bool,
    receives: bool,
    sleeps_until: u64,
}

#[derive(Clone, Copy, PartialEq)]
enum Outcome {
    Ended,
    Cancelled,
}

impl Model {
    /// The future of `block_on` spawns the first task, and sleeps for longer than all others.
    fn first_turn(&mut self) {
        self.ran = 1;
        self.spawn(0);
    }

    /// Runs tasks until the turn is over. `false` if nothing will ever happen again.
    fn turn(&mut self) -> bool {
        while self.ran < PICKS_A_TURN {
            let Some(task) = self.queue.pop_front() else { break };
            self.ran += 1;
            self.tasks[task].queued = false;
            self.run(task);
        }
        let parks = self.ran < PICKS_A_TURN;
        self.ran = 0;
        if !self.injected.is_empty() {
            for task in std::mem::take(&mut self.injected) {
                self.wake(task);
            }
            return true;
        }
        !parks || self.jump()
    }

    /// Time goes on to the next timer.
    fn jump(&mut self) -> bool {
        let Some(next) = self.timers.iter().map(|(when, _)| *when).min() else {
            return false;
        };
        self.now = next;
        let (due, later) = self.timers.drain(..).partition(|(when, _)| *when == next);
        self.timers = later;
        let due: Vec<(u64, usize)> = due;
        for (_, task) in due {
            self.wake(task);
        }
        true
    }

    /// The runtime drops what is left.
    fn end(&mut self) {
        self.log.push("the program ends".to_owned());
        for task in 0..self.tasks.len() {
            if self.tasks[task].outcome.is_none() {
                self.complete(task, Outcome::Cancelled);
            }
        }
    }

    fn spawn(&mut self, body: usize) -> usize {
        let task = self.tasks.len();
        self.tasks.push(Task { body, queued: true, has_sender: true, ..Task::default() });
        self.queue.push_back(task);
        task
    }

    fn wake(&mut self, task: usize) {
        if !self.tasks[task].queued && self.tasks[task].outcome.is_none() {
            self.tasks[task].queued = true;
            self.queue.push_back(task);
        }
    }

    fn run(&mut self, task: usize) {
        if self.tasks[task].aborted {
            self.forget_timers(task);
            return self.complete(task, Outcome::Cancelled);
        }
        if !std::mem::replace(&mut self.tasks[task].begun, true) {
            self.say(task, "begins");
        }
        while let Some(step) = self.program[self.tasks[task].body].get(self.tasks[task].at)
        {
            let again = self.tasks[task].waits;
            if !self.step(task, *step, again) {
                self.tasks[task].waits = true;
                return;
            }
            self.tasks[task].at += 1;
            self.tasks[task].waits = false;
        }
        self.say(task, "ends");
        self.complete(task, Outcome::Ended);
    }

    /// The future is dropped, then the outcome is there, then its joiner is woken.
    fn complete(&mut self, task: usize, outcome: Outcome) {
        self.say(task, "is dropped");
        if let Some(child) = self.tasks[task].awaits.take() {
            self.leave(child, task);
        }
        for child in std::mem::take(&mut self.tasks[task].children) {
            self.leave(child, task);
        }
        self.tasks[task].outcome = Some(outcome);
        if let Some(joiner) = self.tasks[task].joiner.take() {
            self.wake(joiner);
        }
    }

    /// The handle of a child and the way to its mailbox are dropped.
    fn leave(&mut self, child: usize, parent: usize) {
        if self.tasks[child].joiner == Some(parent) {
            self.tasks[child].joiner = None;
        }
        self.tasks[child].has_sender = false;
        if self.tasks[child].receives {
            self.wake(child);
        }
    }

    fn forget_timers(&mut self, task: usize) {
        self.timers.retain(|(_, sleeper)| *sleeper != task);
    }

    /// Whether the step is over.
    fn step(&mut self, task: usize, step: Step, again: bool) -> bool {
        match step {
            Step::Yield => {
                if !again {
                    self.wake(task);
                    return false;
                }
            }
            Step::Sleep(ms) => {
                if !again {
                    let until = self.now + ms;
                    self.tasks[task].sleeps_until = until;
                    self.timers.push((until, task));
                }
                if self.now < self.tasks[task].sleeps_until {
                    return false;
                }
            }
            Step::Spawn(body) => {
                let below = self.program.len() - self.tasks[task].body - 1;
                if below > 0 && self.tasks.len() <= 40 {
                    let child = self.spawn(self.tasks[task].body + 1 + body % below);
                    self.say(task, format_args!("spawns {child}"));
                    self.tasks[task].children.push(child);
                }
                return true;
            }
            Step::Join(index) => return self.join(task, index, again),
            Step::Abort(index) => {
                if let Some(index) = self.child(task, index) {
                    let child = self.tasks[task].children[index];
                    self.say(task, format_args!("aborts {child}"));
                    self.tasks[child].aborted = true;
                    self.wake(child);
                }
                return true;
            }
            Step::Detach(index) => {
                if let Some(index) = self.child(task, index) {
                    let child = self.tasks[task].children.remove(index);
                    self.say(task, format_args!("detaches {child}"));
                    self.leave(child, task);
                }
                return true;
            }
            Step::Send(index) => {
                if let Some(index) = self.child(task, index) {
                    let child = self.tasks[task].children[index];
                    let sent = self.tasks[child].outcome.is_none();
                    if sent {
                        self.tasks[child].mailbox += 1;
                        if self.tasks[child].receives {
                            self.wake(child);
                        }
                    }
                    self.say(task, format_args!("sends to {child}: {sent}"));
                }
                return true;
            }
            Step::Receive => {
                let received = self.tasks[task].mailbox > 0;
                if !received && self.tasks[task].has_sender {
                    self.tasks[task].receives = true;
                    return false;
                }
                self.tasks[task].receives = false;
                self.tasks[task].mailbox -= usize::from(received);
                self.say(task, format_args!("receives: {received}"));
                return true;
            }
            Step::Wait(flag) => {
                if !self.flags[flag].0 {
                    self.flags[flag].1.push(task);
                    return false;
                }
            }
            Step::Set(flag) => {
                self.flags[flag].0 = true;
                for waiter in std::mem::take(&mut self.flags[flag].1) {
                    self.wake(waiter);
                }
            }
            Step::SetFar(flag) => {
                self.flags[flag].0 = true;
                let mut waiters = std::mem::take(&mut self.flags[flag].1);
                self.injected.append(&mut waiters);
            }
        }
        self.say(task, format_args!("did {step:?}"));
        true
    }

    fn join(&mut self, task: usize, index: usize, again: bool) -> bool {
        if !again {
            let Some(index) = self.child(task, index) else { return true };
            self.tasks[task].awaits = Some(self.tasks[task].children.remove(index));
        }
        let child = self.tasks[task].awaits.expect("it was put there");
        let Some(outcome) = self.tasks[child].outcome else {
            self.tasks[child].joiner = Some(task);
            return false;
        };
        self.tasks[task].awaits = None;
        let how = if outcome == Outcome::Ended { "ended" } else { "cancelled" };
        self.say(task, format_args!("joins {child} {how}"));
        self.leave(child, task);
        true
    }

    fn child(&self, task: usize, index: usize) -> Option<usize> {
        let children = self.tasks[task].children.len();
        (children > 0).then(|| index % children)
    }

    fn say(&mut self, task: usize, words: impl std::fmt::Display) {
        self.log.push(format!("{task} {words}"));
    }
}
