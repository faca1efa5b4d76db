//! A program on the runtime.

use std::cell::Cell;
use std::future::poll_fn;
use std::mem;
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};
use std::thread;
use std::time::Duration;

use tulip::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tulip::task::yield_now;
use tulip::{JoinHandle, Runtime, time};

use super::{FLAGS, Program, Step};
use crate::common::Log;

/// What the program did, in order.
pub(crate) fn run(runtime: Runtime, program: &Program) -> Vec<String> {
    let world = Rc::new(World {
        program: program.clone(),
        flags: Default::default(),
        spawned: Cell::new(0),
        log: Log::default(),
    });
    let first = Rc::clone(&world);
    runtime.block_on(async move {
        let _first = first.spawn(0);
        // Whoever can end has ended by then.
        time::sleep(Duration::from_secs(3600)).await;
    });
    world.log.say("the program ends");
    drop(runtime);
    world.log.take()
}

struct World {
    program: Program,
    flags: [Flag; FLAGS],
    spawned: Cell<usize>,
    log: Log,
}

/// Once set it stays so.
#[derive(Clone, Default)]
struct Flag(Arc<Mutex<(bool, Vec<Waker>)>>);

impl Flag {
    fn set(&self) {
        let mut state = self.0.lock().unwrap();
        state.0 = true;
        let wakers = mem::take(&mut state.1);
        drop(state);
        wakers.into_iter().for_each(Waker::wake);
    }

    async fn wait(&self) {
        poll_fn(|cx| {
            let mut state = self.0.lock().unwrap();
            if state.0 {
                return Poll::Ready(());
            }
            state.1.push(cx.waker().clone());
            Poll::Pending
        })
        .await;
    }
}

struct Child {
    number: usize,
    task: JoinHandle<()>,
    mailbox: UnboundedSender<()>,
}

struct Me {
    number: usize,
    body: usize,
    world: Rc<World>,
    children: Vec<Child>,
    mailbox: UnboundedReceiver<()>,
}

impl World {
    fn spawn(self: &Rc<Self>, body: usize) -> Child {
        let number = self.spawned.get();
        self.spawned.set(number + 1);
        let (sender, mailbox) = mpsc::unbounded_channel();
        let world = Rc::clone(self);
        let me = Me { number, body, world, children: Vec::new(), mailbox };
        Child { number, task: tulip::spawn_local(me.live()), mailbox: sender }
    }
}

impl Me {
    async fn live(mut self) {
        self.say("begins");
        for index in 0..self.world.program[self.body].len() {
            let step = self.world.program[self.body][index];
            self.step(step).await;
        }
        self.say("ends");
    }

    async fn step(&mut self, step: Step) {
        match step {
            Step::Yield => yield_now().await,
            Step::Sleep(ms) => time::sleep(Duration::from_millis(ms)).await,
            Step::Spawn(body) => {
                let below = self.world.program.len() - self.body - 1;
                if below == 0 || self.world.spawned.get() > 40 {
                    return;
                }
                let child = self.world.spawn(self.body + 1 + body % below);
                self.say(format_args!("spawns {}", child.number));
                self.children.push(child);
                return;
            }
            Step::Join(index) => {
                let Some(index) = self.child(index) else { return };
                let mut child = self.children.remove(index);
                let outcome = (&mut child.task).await;
                let how = if outcome.is_ok() { "ended" } else { "cancelled" };
                self.say(format_args!("joins {} {how}", child.number));
                return;
            }
            Step::Abort(index) => {
                let Some(index) = self.child(index) else { return };
                self.say(format_args!("aborts {}", self.children[index].number));
                self.children[index].task.abort();
                return;
            }
            Step::Detach(index) => {
                let Some(index) = self.child(index) else { return };
                self.say(format_args!("detaches {}", self.children[index].number));
                drop(self.children.remove(index));
                return;
            }
            Step::Send(index) => {
                let Some(index) = self.child(index) else { return };
                let sent = self.children[index].mailbox.send(()).is_ok();
                let number = self.children[index].number;
                return self.say(format_args!("sends to {number}: {sent}"));
            }
            Step::Receive => {
                let received = self.mailbox.recv().await.is_some();
                return self.say(format_args!("receives: {received}"));
            }
            Step::Wait(flag) => self.world.flags[flag].wait().await,
            Step::Set(flag) => self.world.flags[flag].set(),
            Step::SetFar(flag) => {
                let flag = self.world.flags[flag].clone();
                thread::spawn(move || flag.set()).join().unwrap();
            }
        }
        self.say(format_args!("did {step:?}"));
    }

    fn child(&self, index: usize) -> Option<usize> {
        (!self.children.is_empty()).then(|| index % self.children.len())
    }

    fn say(&self, words: impl std::fmt::Display) {
        self.world.log.say(format_args!("{} {words}", self.number));
    }
}

impl Drop for Me {
    fn drop(&mut self) {
        self.say("is dropped");
    }
}
