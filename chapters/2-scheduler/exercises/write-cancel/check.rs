//! Cancels tasks that sleep, that are parked, that are ready, that have not begun, and that have
//! ended.

use std::cell::RefCell;
use std::fmt::Write;
use std::rc::Rc;
use std::time::Duration;

use state_machines::{Clock, Yielder, machine};
use tulip_conformance::Check;

use crate::exercise::{Cancelled, Kernel, Reply, Trap};

pub fn check(check: &mut Check) {
    check_sleeper(check);
    check_ready(check);

    check.step("cancel a task that is parked, and then wake it");
    let mut world = World::new();
    let worker = world.spawn(async |desk| {
        let woken = desk.park().await;
        desk.log(if woken == Err(Cancelled) { "is told" } else { "is not told" });
    });
    world.kernel.turn();
    check.that(
        world.kernel.cancel(worker),
        "`cancel` gives `true` for a task that is parked",
    );
    check.that(
        !world.kernel.wake(worker),
        "a task that was cancelled is ready, and no longer parked",
    );
    world.finish(check, "is told");

    check_order(check);

    check.step("cancel a task that refuses and goes on");
    let mut world = World::new();
    let worker = world.spawn(async |desk| {
        desk.log("works");
        if desk.sleep(9).await == Err(Cancelled) {
            desk.log("refuses");
            let slept = desk.sleep(5).await;
            desk.log(if slept.is_ok() { "is done" } else { "is told twice" });
        }
    });
    world.kernel.turn();
    world.kernel.cancel(worker);
    world.finish(check, "works, refuses, is done");
    let now = world.clock.now();
    check.that(now == 5 * SECOND, format!("it is done after 5s, and not after {now:?}"));

    check.step("cancel one of three tasks that are due at the same time");
    let mut world = World::new();
    let three = ["ann", "bob", "cyd"].map(|name| {
        world.spawn(async move |desk| {
            let slept = desk.sleep(4).await;
            desk.log(if slept.is_ok() { name } else { "is told" });
        })
    });
    for _ in three {
        world.kernel.turn();
    }
    world.kernel.cancel(three[1]);
    check.that(world.kernel.timers_len() == 2, "the timers of the other two stay armed");
    world.finish(check, "is told, ann, cyd");

    check.step("cancel a task that has ended");
    let mut world = World::new();
    let ended = world.spawn(async |desk| desk.log("ends"));
    world.finish(check, "ends");
    check.that(
        !world.kernel.cancel(ended),
        "`cancel` gives `false` for a task that has ended",
    );
    world.finish(check, "ends");
}

fn check_sleeper(check: &mut Check) {
    check.step("cancel a task that sleeps");
    let mut world = World::new();
    let worker = world.spawn(clean_up);
    world.kernel.turn();
    check.that(world.kernel.cancel(worker), "`cancel` gives `true` for a task that sleeps");
    check.that(
        world.log() == "works",
        format!(
            "cancelling is a request: the task hears of it in its next turn, and has no turn yet \
             (its log is: {})",
            world.log()
        ),
    );
    let timers = world.kernel.timers_len();
    check.that(
        timers == 0,
        "the timer of the sleep that is over is still armed: it will run the task again",
    );
    world.finish(check, "works, cleans up, is clean");
    check.that(
        world.clock.now() == CLEANING,
        format!(
            "the task is told at 0s and cleans up for {CLEANING:?}; it was clean at {:?}",
            world.clock.now()
        ),
    );

    check.step("cancel a task that sleeps, twice before its next turn");
    let mut world = World::new();
    let worker = world.spawn(clean_up);
    world.kernel.turn();
    world.kernel.cancel(worker);
    check.that(
        world.kernel.cancel(worker),
        "`cancel` gives `true`: the task has not ended yet",
    );
    world.kernel.turn();
    world.kernel.turn();
    check.that(
        world.log() == "works, cleans up",
        format!("a task that is asked twice before its turn is told once: {}", world.log()),
    );
    world.finish(check, "works, cleans up, is clean");

    check.step("cancel it again while it cleans up");
    let mut world = World::new();
    let worker = world.spawn(clean_up);
    world.kernel.turn();
    world.kernel.cancel(worker);
    world.kernel.turn();
    world.kernel.cancel(worker);
    world.finish(check, "works, cleans up, is told again");
}

fn check_ready(check: &mut Check) {
    check.step("cancel a task that has not begun");
    let mut world = World::new();
    let worker = world.spawn(clean_up);
    check.that(
        world.kernel.cancel(worker),
        "`cancel` gives `true` for a task that is ready",
    );
    world.finish(check, "never begins");

    check.step("cancel a task that was woken and has not had its turn");
    let mut world = World::new();
    let worker = world.spawn(async |desk| {
        let woken = desk.park().await;
        desk.log(if woken == Err(Cancelled) { "is told" } else { "is not told" });
        let slept = desk.sleep(1).await;
        desk.log(if slept.is_ok() { "ends" } else { "is told twice" });
    });
    world.kernel.turn();
    world.kernel.wake(worker);
    world.kernel.cancel(worker);
    world.finish(check, "is told, ends");

    check.step("cancel the first of two ready tasks");
    let mut world = World::new();
    let first = world.spawn(clean_up);
    world.spawn(async |desk| desk.log("the other"));
    world.kernel.cancel(first);
    world.finish(check, "never begins, the other");

    check.step("cancel the second of two ready tasks");
    let mut world = World::new();
    world.spawn(async |desk| {
        let slept = desk.sleep(1).await;
        desk.log(if slept.is_ok() { "the other" } else { "the other is told" });
    });
    let second = world.spawn(clean_up);
    world.kernel.cancel(second);
    world.finish(check, "never begins, the other");
}

/// Who is told waits at the end of the queue, behind those that were ready before.
fn check_order(check: &mut Check) {
    let waits: [(&str, Trap); 2] =
        [("sleeps", Trap::Sleep(Duration::from_secs(3600))), ("is parked", Trap::Park)];
    for (how, trap) in waits {
        check.step(format!("cancel a task that {how}, while another one is ready"));
        let mut world = World::new();
        let worker = world.spawn(async move |desk| {
            let waited = desk.y.yield_(trap).await;
            desk.log(if waited == Err(Cancelled) { "is told" } else { "is not told" });
        });
        world.kernel.turn();
        world.spawn(async |desk| desk.log("was ready before"));
        world.kernel.cancel(worker);
        world.finish(check, "was ready before, is told");
    }
}

/// Works for an hour. Cleans up if it is told to stop, which takes two hours.
async fn clean_up(desk: Desk) {
    if desk.y.first() == Some(Err(Cancelled)) {
        return desk.log("never begins");
    }
    desk.log("works");
    if desk.sleep(3600).await.is_ok() {
        return desk.log("is not told");
    }
    desk.log("cleans up");
    let cleaned = desk.sleep(7200).await;
    desk.log(if cleaned.is_ok() { "is clean" } else { "is told again" });
}

/// A kernel, its clock, and what its tasks have done.
struct World {
    kernel: Kernel,
    clock: Clock,
    log: Log,
}

impl World {
    fn new() -> Self {
        let clock = Clock::virtual_time();
        Self { kernel: Kernel::new(clock.clone()), clock, log: Log::default() }
    }

    fn spawn(&mut self, body: impl AsyncFnOnce(Desk) + 'static) -> usize {
        let log = Rc::clone(&self.log);
        self.kernel.spawn(machine(async move |y| body(Desk { y, log }).await))
    }

    /// Gives everybody their turns, and compares what they did.
    fn finish(&mut self, check: &mut Check, expected: &str) {
        if (0..MOST_TURNS).all(|_| self.kernel.turn()) {
            check.fail(format!(
                "after {MOST_TURNS} turns there is still something to do; the log is: {}",
                self.log()
            ));
        }
        check.that(
            self.log() == expected,
            format!("the log should be: {expected}; and is: {}", self.log()),
        );
    }

    fn log(&self) -> String {
        let log = self.log.borrow();
        if log.is_empty() { "nothing".to_owned() } else { log.clone() }
    }
}

/// Where a task works.
struct Desk {
    y: Yielder<Reply, Trap>,
    log: Log,
}

impl Desk {
    fn log(&self, words: &str) {
        let mut log = self.log.borrow_mut();
        let comma = if log.is_empty() { "" } else { ", " };
        write!(log, "{comma}{words}").expect("a string takes everything");
    }

    async fn sleep(&self, seconds: u64) -> Reply {
        self.y.yield_(Trap::Sleep(Duration::from_secs(seconds))).await
    }

    async fn park(&self) -> Reply {
        self.y.yield_(Trap::Park).await
    }
}

type Log = Rc<RefCell<String>>;

const SECOND: Duration = Duration::from_secs(1);

/// How long [`clean_up`] takes to clean up.
const CLEANING: Duration = Duration::from_secs(7200);

/// More than any of these programs need.
const MOST_TURNS: u32 = 100;
