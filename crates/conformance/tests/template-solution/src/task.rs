//! Stage 3: functions that pause, resumed by callbacks.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use crate::coroutine::CoroutineState::{Complete, Yielded};
use crate::coroutine::{Coroutine, Machine, Yielder, machine};
use crate::event_loop::EventLoop;
use crate::kernel::Cancelled;
use crate::promise::Promise;

type Sent = Result<(), Cancelled>;
type Body<T> = Machine<Sent, Rc<dyn Awaited>, Result<T, Cancelled>>;

/// Makes a task, and gives the promise of its result.
pub fn spawn<T: Clone + 'static>(
    event_loop: &EventLoop,
    _name: impl Into<String>,
    body: impl AsyncFnOnce(Co) -> Result<T, Cancelled> + 'static,
) -> Promise<T> {
    let inner = event_loop.clone();
    let machine = machine(async move |yielder: Yielder<Sent, Rc<dyn Awaited>>| {
        if let Some(Err(cancelled)) = yielder.first() {
            return Err(cancelled);
        }
        let co = Co {
            yielder,
            event_loop: inner,
        };
        body(co).await
    });
    let promise = Promise::new(event_loop);
    let task = Rc::new(Task {
        promise: promise.clone(),
        machine: RefCell::new(Some(machine)),
        awaited: RefCell::default(),
        cancel_requested: Cell::new(false),
    });
    let weak = Rc::downgrade(&task);
    promise.asks_on_cancel(move || weak.upgrade().is_some_and(|task| task.cancel()));
    event_loop.call_soon(move |_| task.step());
    promise
}

struct Task<T> {
    promise: Promise<T>,
    /// `None` while it runs, and once it has ended.
    machine: RefCell<Option<Body<T>>>,
    awaited: RefCell<Option<Rc<dyn Awaited>>>,
    /// It is to be told with its next step.
    cancel_requested: Cell<bool>,
}

impl<T: Clone + 'static> Task<T> {
    fn step(self: Rc<Self>) {
        let Some(mut machine) = self.machine.take() else {
            return;
        };
        self.awaited.take();
        let sent = if self.cancel_requested.take() {
            Err(Cancelled)
        } else {
            Ok(())
        };
        match machine.resume(sent) {
            Complete(result) => {
                self.promise.settle(result);
            }
            Yielded(awaited) => {
                self.machine.replace(Some(machine));
                self.awaited.replace(Some(Rc::clone(&awaited)));
                let task = Rc::clone(&self);
                awaited.on_done(Box::new(move |_| task.step()));
                // Somebody asked while it ran.
                if self.cancel_requested.get() {
                    awaited.cancel();
                }
            }
        }
    }

    fn cancel(&self) -> bool {
        self.cancel_requested.set(true);
        let awaited = self.awaited.borrow().clone();
        if let Some(awaited) = awaited {
            awaited.cancel();
        }
        true
    }
}

/// A promise of all results, in the order of the arguments.
pub fn gather<T: Clone + 'static>(
    event_loop: &EventLoop,
    promises: &[Promise<T>],
) -> Promise<Vec<T>> {
    let all = Promise::new(event_loop);
    let left = Rc::new(Cell::new(promises.len()));
    let promises: Rc<[Promise<T>]> = promises.into();
    if promises.is_empty() {
        all.set_result(Vec::new());
    }
    for promise in &*promises {
        let (one, others) = (promise.clone(), Rc::clone(&promises));
        let (all, left) = (all.clone(), Rc::clone(&left));
        promise.add_done_callback(move |_| {
            left.set(left.get() - 1);
            if matches!(one.result(), Some(Err(Cancelled))) {
                all.cancel();
            } else if left.get() == 0 {
                let results = others.iter().filter_map(Promise::result);
                all.settle(results.collect());
            }
        });
    }
    all
}

/// What a task needs of what it waits for.
trait Awaited {
    fn on_done(&self, callback: Box<dyn FnOnce(&EventLoop)>);
    fn cancel(&self);
}

impl<T: Clone + 'static> Awaited for Promise<T> {
    fn on_done(&self, callback: Box<dyn FnOnce(&EventLoop)>) {
        self.add_done_callback(callback);
    }

    fn cancel(&self) {
        self.cancel();
    }
}

/// How a task waits.
pub struct Co {
    yielder: Yielder<Sent, Rc<dyn Awaited>>,
    event_loop: EventLoop,
}

impl Co {
    /// Waits until a promise is settled, and gives its result; does not pause if it is.
    pub async fn wait<T: Clone + 'static>(
        &self,
        promise: &Promise<T>,
    ) -> Result<Result<T, Cancelled>, Cancelled> {
        loop {
            if let Some(result) = promise.result() {
                return Ok(result);
            }
            self.yielder.yield_(Rc::new(promise.clone())).await?;
        }
    }

    /// Lets others run for `time`.
    pub async fn sleep(&self, time: Duration) -> Result<(), Cancelled> {
        let over = Promise::new(&self.event_loop);
        let ring = over.clone();
        let timer = self.event_loop.call_later(time, move |_| {
            ring.set_result(());
        });
        let slept = self.wait(&over).await;
        timer.cancel();
        slept.map(|_| ())
    }
}
