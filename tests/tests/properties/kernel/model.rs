//! What the kernel promises, written down once more in another way: a task is a list of
//! operations and a place in it, and nobody is a coroutine.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::mem;
use std::time::Duration;

use scheduler::{Cancelled, JoinError};

use super::program::{Body, Op, Outcome, Program};

/// A rule of the kernel that the model can break, to show that the comparison finds it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Wrong {
    TimersAreLookedAtBeforeEachPick,
    EqualDeadlinesFireBackwards,
    AWakeIsRemembered,
    AWakeRunsNext,
    AParentGoesOnBeforeItsChild,
    ASleepOfZeroKeepsTheTurn,
    OnlyTheFirstJoinerIsWoken,
    TwoRequestsCancelTwice,
    AnUnbegunTaskBegins,
    ACancelledSleeperSleepsOn,
}

impl Wrong {
    pub(crate) const ALL: [Self; 10] = [
        Self::TimersAreLookedAtBeforeEachPick,
        Self::EqualDeadlinesFireBackwards,
        Self::AWakeIsRemembered,
        Self::AWakeRunsNext,
        Self::AParentGoesOnBeforeItsChild,
        Self::ASleepOfZeroKeepsTheTurn,
        Self::OnlyTheFirstJoinerIsWoken,
        Self::TwoRequestsCancelTwice,
        Self::AnUnbegunTaskBegins,
        Self::ACancelledSleeperSleepsOn,
    ];
}

pub(crate) struct Model {
    wrong: Option<Wrong>,
    now: Duration,
    /// By number, from 1.
    tasks: BTreeMap<u32, Task>,
    known: BTreeSet<u32>,
    unmade: VecDeque<Body>,
    ready: VecDeque<u32>,
    /// Deadline, number, task.
    timers: BTreeSet<(Duration, i64, u32)>,
    timers_set: i64,
    letters: VecDeque<u32>,
    sent: u32,
    receivers: VecDeque<u32>,
    log: Vec<String>,
}

struct Task {
    body: Body,
    /// The operation that it has come to; nothing if it has not begun.
    at: Option<usize>,
    state: State,
    joiners: Vec<u32>,
    asked_itself: bool,
    woken_in_vain: bool,
    /// The task that it made last.
    child: u32,
}

#[derive(Clone, Debug, PartialEq)]
enum State {
    Ready(Result<(), Cancelled>),
    Running,
    Sleeping,
    /// For this.
    Parked(String),
    Ended(Result<(), JoinError>),
}

impl Model {
    pub(crate) fn new(program: &Program) -> Self {
        let mut model = Self {
            wrong: None,
            now: Duration::ZERO,
            tasks: BTreeMap::new(),
            known: BTreeSet::new(),
            unmade: program.bodies.clone().into(),
            ready: VecDeque::new(),
            timers: BTreeSet::new(),
            timers_set: 0,
            letters: VecDeque::new(),
            sent: 0,
            receivers: VecDeque::new(),
            log: Vec::new(),
        };
        for _ in 0..program.roots {
            let root = model.make();
            model.known.extend(root);
        }
        model
    }

    pub(crate) fn with(wrong: Wrong, program: &Program) -> Self {
        Self { wrong: Some(wrong), ..Self::new(program) }
    }

    pub(crate) fn run(mut self) -> Outcome {
        loop {
            self.fire();
            for _ in 0..self.ready.len() {
                if self.is(Wrong::TimersAreLookedAtBeforeEachPick) {
                    self.fire();
                }
                if let Some(task) = self.ready.pop_front() {
                    self.turn(task);
                }
            }
            if self.ready.is_empty() {
                let Some((deadline, ..)) = self.timers.first() else { break };
                self.now = self.now.max(*deadline);
            }
        }
        let stuck = self.tasks.iter().filter_map(|(number, task)| match &task.state {
            State::Parked(what) => Some(format!("t{number} {what}")),
            _ => None,
        });
        let results = self.known.iter().map(|number| match self.tasks[number].state {
            State::Ended(result) => (*number, Some(result)),
            _ => (*number, None),
        });
        Outcome {
            stuck: stuck.collect(),
            timers: 0,
            results: results.collect(),
            ended_at: self.now,
            ran: Ok(()),
            log: self.log,
        }
    }

    fn turn(&mut self, me: u32) {
        let State::Ready(reply) = mem::replace(&mut self.task(me).state, State::Running)
        else {
            panic!("t{me} is in the queue and not ready");
        };
        let mut resumed = None;
        let at = self.task(me).at;
        match at {
            Some(_) => resumed = Some(reply),
            None if reply.is_err() && !self.is(Wrong::AnUnbegunTaskBegins) => {
                return self.end(me, Err(JoinError::Cancelled));
            }
            None => self.task(me).at = Some(0),
        }
        loop {
            let task = self.task(me);
            let Some(op) = task.at.and_then(|at| task.body.ops.get(at)).copied() else {
                return self.end(me, Ok(()));
            };
            let Some(gave) = self.perform(op, me, resumed.take()) else { return };
            self.log.push(format!("{:?} t{me} {op:?}: {gave:?}", self.now));
            let task = self.task(me);
            if gave.is_err() && !task.body.stubborn {
                return self.end(me, Err(JoinError::Cancelled));
            }
            task.at = task.at.map(|at| at + 1);
        }
    }

    /// What the operation gives, when it begins or when it is resumed after a wait; nothing if
    /// it has to wait.
    fn perform(
        &mut self,
        op: Op,
        me: u32,
        resumed: Option<Result<(), Cancelled>>,
    ) -> Option<Result<String, Cancelled>> {
        match (op, resumed) {
            (Op::Work(time), _) => {
                self.now += Duration::from_secs(time);
                Some(Ok("worked".to_owned()))
            }
            (Op::Sleep(_), Some(reply)) => Some(reply.map(|()| "slept".to_owned())),
            (Op::Sleep(0), None) if self.is(Wrong::ASleepOfZeroKeepsTheTurn) => {
                Some(Ok("slept".to_owned()))
            }
            (Op::Sleep(time), None) => {
                self.sleep(me, time);
                None
            }
            (Op::Park, Some(reply)) => Some(reply.map(|()| "woken".to_owned())),
            (Op::Park, None) => {
                self.park(me, "a nudge".to_owned());
                None
            }
            (Op::Wake(task) | Op::Cancel(task) | Op::Join(task), _)
                if !self.known.contains(&task) =>
            {
                Some(Ok("unknown".to_owned()))
            }
            (Op::Wake(task), _) => Some(Ok(self.wake(task).to_string())),
            (Op::Cancel(task), _) => Some(Ok(self.cancel(task).to_string())),
            (Op::Join(task), _) if task == me => Some(Ok("Err(Oneself)".to_owned())),
            (Op::Join(task), _) => self.join(me, task, resumed),
            (Op::Send, _) => {
                self.sent += 1;
                self.letters.push_back(self.sent);
                self.wake_receiver();
                Some(Ok("sent".to_owned()))
            }
            (Op::Receive, _) => self.receive(me, resumed),
            (Op::Spawn, Some(reply)) => Some(reply.map(|()| {
                let child = self.task(me).child;
                self.known.insert(child);
                format!("t{child}")
            })),
            (Op::Spawn, None) => {
                let Some(child) = self.make() else {
                    return Some(Ok("all are made".to_owned()));
                };
                self.task(me).child = child;
                self.make_ready(me, Ok(()));
                if self.is(Wrong::AParentGoesOnBeforeItsChild) {
                    let last = self.ready.len() - 1;
                    self.ready.swap(last - 1, last);
                }
                None
            }
        }
    }

    fn make(&mut self) -> Option<u32> {
        let body = self.unmade.pop_front()?;
        let number = u32::try_from(self.tasks.len()).unwrap() + 1;
        let task = Task {
            body,
            at: None,
            state: State::Running,
            joiners: Vec::new(),
            asked_itself: false,
            woken_in_vain: false,
            child: 0,
        };
        self.tasks.insert(number, task);
        self.make_ready(number, Ok(()));
        Some(number)
    }

    fn sleep(&mut self, me: u32, time: u64) {
        if mem::take(&mut self.task(me).asked_itself) {
            self.make_ready(me, Err(Cancelled));
        } else if time == 0 {
            self.make_ready(me, Ok(()));
        } else {
            self.timers_set += 1;
            let backwards = self.is(Wrong::EqualDeadlinesFireBackwards);
            let number = if backwards { -self.timers_set } else { self.timers_set };
            self.timers.insert((self.now + Duration::from_secs(time), number, me));
            self.task(me).state = State::Sleeping;
        }
    }

    fn park(&mut self, me: u32, what: String) {
        if mem::take(&mut self.task(me).asked_itself) {
            self.make_ready(me, Err(Cancelled));
        } else if mem::take(&mut self.task(me).woken_in_vain) {
            self.make_ready(me, Ok(()));
        } else {
            self.task(me).state = State::Parked(what);
        }
    }

    fn join(
        &mut self,
        me: u32,
        task: u32,
        resumed: Option<Result<(), Cancelled>>,
    ) -> Option<Result<String, Cancelled>> {
        self.task(task).joiners.retain(|joiner| *joiner != me);
        if resumed == Some(Err(Cancelled)) {
            return Some(Err(Cancelled));
        }
        if let State::Ended(result) = self.task(task).state {
            return Some(Ok(format!("{result:?}")));
        }
        self.task(task).joiners.push(me);
        self.park(me, format!("the end of t{task}"));
        None
    }

    fn receive(
        &mut self,
        me: u32,
        resumed: Option<Result<(), Cancelled>>,
    ) -> Option<Result<String, Cancelled>> {
        self.receivers.retain(|receiver| *receiver != me);
        if resumed == Some(Err(Cancelled)) {
            if !self.letters.is_empty() {
                self.wake_receiver();
            }
            return Some(Err(Cancelled));
        }
        if let Some(letter) = self.letters.pop_front() {
            return Some(Ok(letter.to_string()));
        }
        self.receivers.push_back(me);
        self.park(me, "letters".to_owned());
        None
    }

    fn wake_receiver(&mut self) {
        if let Some(receiver) = self.receivers.pop_front() {
            self.wake(receiver);
        }
    }

    fn wake(&mut self, task: u32) -> bool {
        if !matches!(self.task(task).state, State::Parked(_)) {
            self.task(task).woken_in_vain = self.is(Wrong::AWakeIsRemembered);
            return false;
        }
        self.make_ready(task, Ok(()));
        if self.is(Wrong::AWakeRunsNext) {
            self.ready.rotate_right(1);
        }
        true
    }

    fn cancel(&mut self, task: u32) -> bool {
        let state = self.task(task).state.clone();
        let asked = state == State::Ready(Err(Cancelled));
        match state {
            State::Ended(_) => return false,
            State::Running => {
                self.task(task).asked_itself = true;
                return true;
            }
            State::Ready(_) => self.task(task).state = State::Ready(Err(Cancelled)),
            State::Sleeping if self.is(Wrong::ACancelledSleeperSleepsOn) => return true,
            State::Sleeping => {
                self.timers.retain(|(_, _, sleeper)| *sleeper != task);
                self.make_ready(task, Err(Cancelled));
            }
            State::Parked(_) => self.make_ready(task, Err(Cancelled)),
        }
        self.task(task).asked_itself = asked && self.is(Wrong::TwoRequestsCancelTwice);
        true
    }

    fn end(&mut self, me: u32, result: Result<(), JoinError>) {
        self.task(me).state = State::Ended(result);
        let joiners = mem::take(&mut self.task(me).joiners);
        let all = if self.is(Wrong::OnlyTheFirstJoinerIsWoken) { 1 } else { usize::MAX };
        for joiner in joiners.into_iter().take(all) {
            self.wake(joiner);
        }
    }

    /// Wakes the sleepers whose time has come.
    fn fire(&mut self) {
        while let Some(&(deadline, number, task)) = self.timers.first() {
            if deadline > self.now {
                break;
            }
            self.timers.remove(&(deadline, number, task));
            self.make_ready(task, Ok(()));
        }
    }

    fn make_ready(&mut self, task: u32, reply: Result<(), Cancelled>) {
        self.task(task).state = State::Ready(reply);
        self.ready.push_back(task);
    }

    fn task(&mut self, number: u32) -> &mut Task {
        self.tasks.get_mut(&number).unwrap()
    }

    fn is(&self, wrong: Wrong) -> bool {
        self.wrong == Some(wrong)
    }
}
