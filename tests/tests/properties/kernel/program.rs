//! What a random program is made of, and how the kernel runs it.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;
use std::time::Duration;

use proptest::prelude::*;
use scheduler::{
    Cancelled, Clock, JoinError, JoinHandle, Kernel, Mailbox, RunError, Sys, TaskId, Wait,
};

/// What a task does. Tasks are named by their numbers; who does not know a task of that number
/// does nothing.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Op {
    /// For so many seconds, without a pause.
    Work(u64),
    /// For so many seconds.
    Sleep(u64),
    Park,
    Wake(u32),
    Cancel(u32),
    Join(u32),
    Send,
    Receive,
    /// Makes the next task that is not made yet.
    Spawn,
}

#[derive(Clone, Debug)]
pub(crate) struct Body {
    pub(crate) ops: Vec<Op>,
    /// It refuses to be cancelled, once it has begun.
    pub(crate) stubborn: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Program {
    pub(crate) bodies: Vec<Body>,
    /// So many of them are made before the run.
    pub(crate) roots: usize,
}

pub(crate) fn programs() -> impl Strategy<Value = Program> {
    (3..=5_usize).prop_flat_map(|tasks| {
        (proptest::collection::vec(bodies(tasks), tasks), 2..=tasks)
            .prop_map(|(bodies, roots)| Program { bodies, roots })
    })
}

fn bodies(tasks: usize) -> impl Strategy<Value = Body> {
    let task = 1..=u32::try_from(tasks).unwrap();
    let op = prop_oneof![
        1 => Just(Op::Work(1)),
        2 => (0..3_u64).prop_map(Op::Sleep),
        1 => Just(Op::Park),
        1 => task.clone().prop_map(Op::Wake),
        3 => task.clone().prop_map(Op::Cancel),
        3 => task.prop_map(Op::Join),
        2 => Just(Op::Send),
        3 => Just(Op::Receive),
        1 => Just(Op::Spawn),
    ];
    (proptest::collection::vec(op, 1..8), any::<bool>())
        .prop_map(|(ops, stubborn)| Body { ops, stubborn })
}

/// How a run went.
#[derive(Debug, PartialEq)]
pub(crate) struct Outcome {
    /// What each operation gave, and when.
    pub(crate) log: Vec<String>,
    /// What the tasks that are known returned.
    pub(crate) results: BTreeMap<u32, Option<Result<(), JoinError>>>,
    /// Who waits for what in the end.
    pub(crate) stuck: Vec<String>,
    /// How many timers are left.
    pub(crate) timers: usize,
    pub(crate) ended_at: Duration,
    /// How the run ended, unless in a deadlock.
    pub(crate) ran: Result<(), RunError>,
}

impl Program {
    pub(crate) fn of_three_that_send() -> Self {
        Self::of_three(|_| vec![Op::Send, Op::Receive])
    }

    pub(crate) fn of_three_that_sleep() -> Self {
        Self::of_three(|task| vec![Op::Sleep(task)])
    }

    fn of_three(ops: fn(u64) -> Vec<Op>) -> Self {
        let bodies = [1, 2, 3].map(|task| Body { ops: ops(task), stubborn: false });
        Self { bodies: bodies.into(), roots: 3 }
    }

    /// Runs it on a kernel.
    pub(crate) fn run(&self) -> Outcome {
        self.run_by("")
    }

    /// Runs it on a kernel that follows the schedule, if there is one.
    pub(crate) fn run_by(&self, schedule: &str) -> Outcome {
        let clock = Clock::virtual_time();
        let mut kernel = Kernel::new(clock.clone());
        if !schedule.is_empty() {
            kernel.follow(schedule.parse().unwrap());
        }
        let mut unmade = VecDeque::from(self.bodies.clone());
        let roots: Vec<Body> = unmade.drain(..self.roots).collect();
        let world = Rc::new(World {
            clock: clock.clone(),
            unmade: RefCell::new(unmade),
            known: RefCell::default(),
            letters: Mailbox::new("letters"),
            sent: Cell::new(0),
            log: RefCell::default(),
        });
        for body in roots {
            let its_world = Rc::clone(&world);
            let task =
                kernel.spawn("root", async move |sys| follow(&sys, body, its_world).await);
            world.meet(task);
        }
        let (ran, stuck) = match kernel.run() {
            Err(RunError::Deadlock(deadlock)) => {
                let stuck = deadlock.waiting.iter();
                (Ok(()), stuck.map(|task| format!("{} {}", task.task, task.wait)).collect())
            }
            other => (other, Vec::new()),
        };
        let results = world.known.take();
        let results = results.into_iter().map(|(number, task)| {
            let result = task.result().map(|result| result.map(|value| *value));
            (number, result)
        });
        let timers = kernel.timers_len();
        Outcome {
            timers,
            log: world.log.take(),
            results: results.collect(),
            stuck,
            ended_at: clock.now(),
            ran,
        }
    }
}

/// What the tasks of a program share.
struct World {
    clock: Clock,
    unmade: RefCell<VecDeque<Body>>,
    known: RefCell<BTreeMap<u32, JoinHandle<()>>>,
    letters: Mailbox<u32>,
    sent: Cell<u32>,
    log: RefCell<Vec<String>>,
}

impl World {
    fn meet(&self, task: JoinHandle<()>) -> u32 {
        let number = task.id().number();
        self.known.borrow_mut().insert(number, task);
        number
    }

    fn task(&self, number: u32) -> Option<JoinHandle<()>> {
        self.known.borrow().get(&number).cloned()
    }

    fn id(&self, number: u32) -> Option<TaskId> {
        self.task(number).map(|task| task.id())
    }
}

async fn follow(sys: &Sys, body: Body, world: Rc<World>) -> Result<(), Cancelled> {
    let me = sys.current().await;
    for op in body.ops {
        let gave = perform(op, sys, &world).await;
        let line = format!("{:?} {me} {op:?}: {gave:?}", world.clock.now());
        world.log.borrow_mut().push(line);
        if !body.stubborn {
            gave?;
        }
    }
    Ok(())
}

/// What an operation gives, in words.
async fn perform(op: Op, sys: &Sys, world: &Rc<World>) -> Result<String, Cancelled> {
    Ok(match op {
        Op::Work(time) => {
            world.clock.work(Duration::from_secs(time));
            "worked".to_owned()
        }
        Op::Sleep(time) => {
            sys.sleep(Duration::from_secs(time)).await?;
            "slept".to_owned()
        }
        Op::Park => {
            sys.park(Wait::for_thing("a nudge")).await?;
            "woken".to_owned()
        }
        Op::Wake(task) => match world.id(task) {
            Some(task) => sys.wake(task).await.to_string(),
            None => "unknown".to_owned(),
        },
        Op::Cancel(task) => match world.id(task) {
            Some(task) => sys.cancel(task).await.to_string(),
            None => "unknown".to_owned(),
        },
        Op::Join(task) => match world.task(task) {
            Some(task) => format!("{:?}", task.join(sys).await?),
            None => "unknown".to_owned(),
        },
        Op::Send => {
            world.sent.set(world.sent.get() + 1);
            world.letters.send(sys, world.sent.get()).await;
            "sent".to_owned()
        }
        Op::Receive => world.letters.receive(sys).await?.to_string(),
        Op::Spawn => {
            let next = world.unmade.borrow_mut().pop_front();
            let Some(body) = next else { return Ok("all are made".to_owned()) };
            let its_world = Rc::clone(world);
            let child =
                sys.spawn("child", async move |sys| follow(&sys, body, its_world).await);
            format!("t{}", world.meet(child.await?))
        }
    })
}
