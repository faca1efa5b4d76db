use std::cell::{Cell, OnceCell, RefCell};
use std::error::Error;
use std::fmt;
use std::panic::Location;
use std::rc::{Rc, Weak};

use crate::error::Trouble;
use crate::event_loop::{Core, EventLoop};
use crate::task::Wakes;
use crate::told::{self, At};

/// A result that is not there yet: asyncio's `Future`. (That name is taken in Rust, by the thing
/// that stage 4 is about.)
///
/// It is settled once: with a result, with an error, or by being cancelled. Who waits for it is
/// called back, and never at once: a callback always goes through the loop's queue, also when
/// the promise was settled long before (R22). So whoever settles it is not interrupted, and
/// whoever waits finds the same order each time.
///
/// Clones are the same promise.
pub struct Promise<T: 'static> {
    shared: Rc<Shared<T>>,
}

struct Shared<T: 'static> {
    core: Weak<Core>,
    label: told::Label,
    made_at: At,
    /// `None` while it is pending.
    outcome: RefCell<Option<Result<T, PromiseError>>>,
    waiters: RefCell<Vec<(DoneCallback, Waiter<T>)>>,
    last_waiter: Cell<u64>,
    was_read: Cell<bool>,
    /// Who is asked to cancel, if not the promise itself.
    on_cancel: OnceCell<Box<dyn Fn() -> bool>>,
}

type OnDone<T> = Box<dyn FnOnce(&EventLoop, &Promise<T>)>;

enum Waiter<T: 'static> {
    Calls(OnDone<T>, At),
    /// A task stands on this promise.
    Wakes(Weak<dyn Wakes>),
}

/// Why a promise has no result.
#[derive(Clone, Debug)]
pub enum PromiseError {
    /// It is not settled yet. Looking never blocks (R24).
    Pending,
    /// It was cancelled.
    Cancelled,
    /// It failed with this.
    Failed(Rc<dyn Error>),
}

/// Names a callback, so that it can be taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DoneCallback(u64);

impl<T: 'static> Promise<T> {
    /// A promise that nobody has settled.
    #[track_caller]
    pub fn new(event_loop: &EventLoop) -> Self {
        Self::labelled(event_loop.core(), "promise", Location::caller())
    }

    pub(crate) fn labelled(core: &Rc<Core>, what: &'static str, made_at: At) -> Self {
        let label = told::promised(core.next_promise(), what, made_at);
        Self {
            shared: Rc::new(Shared {
                core: Rc::downgrade(core),
                label,
                made_at,
                outcome: RefCell::default(),
                waiters: RefCell::default(),
                last_waiter: Cell::new(0),
                was_read: Cell::new(false),
                on_cancel: OnceCell::new(),
            }),
        }
    }

    /// Settles it with a result.
    ///
    /// # Errors
    ///
    /// [`AlreadySettled`], also if it was cancelled.
    pub fn set_result(&self, result: T) -> Result<(), AlreadySettled> {
        self.settle(Ok(result))
    }

    /// Settles it with an error. If nobody ever looks, the loop is told when the promise goes
    /// away (R27).
    ///
    /// # Errors
    ///
    /// [`AlreadySettled`], also if it was cancelled.
    pub fn set_error(
        &self,
        error: impl Into<Box<dyn Error>>,
    ) -> Result<(), AlreadySettled> {
        self.settle(Err(PromiseError::Failed(error.into().into())))
    }

    /// Cancels it, at once and for good; `false` if it is settled (R29). Of a
    /// [`Task`](crate::Task) it is a request.
    pub fn cancel(&self) -> bool {
        if self.is_done() {
            return false;
        }
        match self.shared.on_cancel.get() {
            Some(ask) => ask(),
            None => self.settle(Err(PromiseError::Cancelled)).is_ok(),
        }
    }

    /// Its result.
    ///
    /// # Errors
    ///
    /// [`PromiseError`] if there is none.
    pub fn result(&self) -> Result<T, PromiseError>
    where
        T: Clone,
    {
        self.shared.was_read.set(true);
        self.shared.outcome.borrow().clone().unwrap_or(Err(PromiseError::Pending))
    }

    /// Whether it is settled.
    pub fn is_done(&self) -> bool {
        self.shared.outcome.borrow().is_some()
    }

    /// Whether it was cancelled.
    pub fn is_cancelled(&self) -> bool {
        matches!(*self.shared.outcome.borrow(), Some(Err(PromiseError::Cancelled)))
    }

    /// Whether it failed. Asking counts as looking.
    pub fn is_failed(&self) -> bool {
        self.shared.was_read.set(true);
        self.has_failed()
    }

    /// As [`is_failed`](Self::is_failed), but it does not count as looking.
    pub(crate) fn has_failed(&self) -> bool {
        matches!(*self.shared.outcome.borrow(), Some(Err(PromiseError::Failed(_))))
    }

    /// Calls back when it is settled; in the next turn, if it is. Callbacks run in the order of
    /// these calls.
    #[track_caller]
    pub fn add_done_callback(
        &self,
        callback: impl FnOnce(&EventLoop, &Self) + 'static,
    ) -> DoneCallback {
        self.add(Waiter::Calls(Box::new(callback), Location::caller()))
    }

    /// Takes a callback back; `false` if it was queued already, or taken back before.
    pub fn remove_done_callback(&self, callback: DoneCallback) -> bool {
        let mut waiters = self.shared.waiters.borrow_mut();
        let index = waiters.iter().position(|(name, _)| *name == callback);
        let removed = index.map(|index| waiters.remove(index));
        drop(waiters);
        removed.is_some()
    }

    fn add(&self, waiter: Waiter<T>) -> DoneCallback {
        let name = DoneCallback(self.shared.last_waiter.get() + 1);
        self.shared.last_waiter.set(name.0);
        if self.is_done() {
            self.queue(waiter);
        } else {
            self.shared.waiters.borrow_mut().push((name, waiter));
        }
        name
    }

    pub(crate) fn settle(
        &self,
        outcome: Result<T, PromiseError>,
    ) -> Result<(), AlreadySettled> {
        if self.is_done() {
            return Err(AlreadySettled);
        }
        told::settled(self.shared.label, &outcome);
        self.shared.outcome.replace(Some(outcome));
        for (_, waiter) in self.shared.waiters.take() {
            self.queue(waiter);
        }
        Ok(())
    }

    fn queue(&self, waiter: Waiter<T>) {
        let Some(core) = self.shared.core.upgrade() else { return };
        match waiter {
            Waiter::Calls(callback, at) => {
                let promise = self.clone();
                core.call_soon(
                    Box::new(move |event_loop| callback(event_loop, &promise)),
                    at,
                );
            }
            Waiter::Wakes(task) => {
                if let Some(task) = task.upgrade() {
                    task.wake(&core);
                }
            }
        }
    }

    /// A callback would be queued in the other loop, and that may never run.
    #[track_caller]
    pub(crate) fn assert_is_of(&self, core: &Rc<Core>) {
        let is_ours = self.shared.core.as_ptr() == Rc::as_ptr(core);
        assert!(is_ours, "the promise belongs to another loop: wait for it there");
    }

    /// Whoever cancels the promise asks this instead.
    pub(crate) fn asks_on_cancel(&self, ask: impl Fn() -> bool + 'static) {
        let first = self.shared.on_cancel.set(Box::new(ask));
        assert!(first.is_ok(), "a promise belongs to one task or group");
    }
}

/// What a task needs of what it waits for, whatever the result is.
pub(crate) trait Awaited {
    fn wakes_when_done(&self, task: Weak<dyn Wakes>);
    fn cancel(&self) -> bool;
    fn is_cancelled(&self) -> bool;
    fn label(&self) -> told::Label;
}

impl<T: 'static> Awaited for Promise<T> {
    fn wakes_when_done(&self, task: Weak<dyn Wakes>) {
        self.add(Waiter::Wakes(task));
    }

    fn cancel(&self) -> bool {
        self.cancel()
    }

    fn is_cancelled(&self) -> bool {
        self.is_cancelled()
    }

    fn label(&self) -> told::Label {
        self.shared.label
    }
}

impl<T: 'static> Clone for Promise<T> {
    fn clone(&self) -> Self {
        Self { shared: Rc::clone(&self.shared) }
    }
}

impl<T: 'static> fmt::Debug for Promise<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match &*self.shared.outcome.borrow() {
            None => "pending",
            Some(Ok(_)) => "settled",
            Some(Err(PromiseError::Failed(_))) => "failed",
            Some(Err(_)) => "cancelled",
        };
        f.debug_struct("Promise").field("state", &state).finish_non_exhaustive()
    }
}

impl<T: 'static> Drop for Shared<T> {
    fn drop(&mut self) {
        if let Some(Err(PromiseError::Failed(error))) = self.outcome.get_mut() {
            let unread = Some(error).filter(|_| !self.was_read.get());
            if let (Some(error), Some(event_loop)) =
                (unread, EventLoop::upgrade(&self.core))
            {
                let error = Rc::clone(error);
                event_loop.report(&Trouble::Unread { error, made_at: self.made_at });
            }
        }
    }
}

impl fmt::Display for PromiseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pending => f.write_str("the promise is not settled yet"),
            Self::Cancelled => f.write_str("the promise was cancelled"),
            Self::Failed(error) => error.fmt(f),
        }
    }
}

impl Error for PromiseError {}

/// A promise is settled once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlreadySettled;

impl fmt::Display for AlreadySettled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the promise is settled already: ask `is_done` before")
    }
}

impl Error for AlreadySettled {}
