use std::error::Error;
use std::fmt;
use std::mem;
use std::panic::Location;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use crate::event_loop::EventLoop;
use crate::told::At;

/// What another thread can call a loop by. It can be cloned and sent.
///
/// ```
/// use std::thread;
/// use callback_loop::{Clock, EventLoop};
///
/// let event_loop = EventLoop::new(Clock::real())?;
/// let handle = event_loop.handle();
/// thread::spawn(move || handle.call_soon_threadsafe(|event_loop| event_loop.stop()));
/// event_loop.run_forever()?; // for ever, if nobody called from outside
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// The loop itself cannot be sent, and `call_soon` from another thread does not compile (asyncio
/// finds it out at run time, and in debug mode alone; else the callback waits until something
/// else wakes the loop):
///
/// ```compile_fail,E0277
/// use std::thread;
/// use callback_loop::{Clock, EventLoop};
///
/// let event_loop = EventLoop::new(Clock::real()).unwrap();
/// thread::spawn(move || event_loop.call_soon(EventLoop::stop));
/// ```
///
/// While a handle is left, a loop with nothing to do waits: the owner may call.
pub struct Handle {
    inbox: Arc<Inbox>,
}

impl Handle {
    pub(crate) fn new(inbox: &Arc<Inbox>) -> Self {
        inbox.state().handles += 1;
        Self { inbox: Arc::clone(inbox) }
    }

    /// Queues a callback from any thread, and wakes the loop if it is parked.
    ///
    /// # Errors
    ///
    /// [`LoopClosed`] if the loop is gone. The callback is dropped.
    #[track_caller]
    pub fn call_soon_threadsafe(
        &self,
        callback: impl FnOnce(&EventLoop) + Send + 'static,
    ) -> Result<(), LoopClosed> {
        self.inbox.push(Call { callback: Box::new(callback), at: Location::caller() })
    }
}

impl Clone for Handle {
    fn clone(&self) -> Self {
        Self::new(&self.inbox)
    }
}

impl Drop for Handle {
    /// When the last one goes, a loop that waits for nothing else has to know.
    fn drop(&mut self) {
        let mut state = self.inbox.state();
        state.handles -= 1;
        let is_last = state.handles == 0;
        drop(state);
        if is_last {
            self.inbox.ring();
        }
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle").finish_non_exhaustive()
    }
}

/// The loop that was called is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoopClosed;

impl fmt::Display for LoopClosed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the loop is closed: keep it until its handles have called")
    }
}

impl Error for LoopClosed {}

/// Where calls from other threads lie until the loop takes them.
pub(crate) struct Inbox {
    state: Mutex<State>,
    arrived: Condvar,
    /// Ends the wait of a loop that waits on the system.
    waker: Option<mio::Waker>,
}

#[derive(Default)]
struct State {
    calls: Vec<Call>,
    handles: usize,
    /// How many calls are sure to come.
    expected: usize,
    is_closed: bool,
}

pub(crate) struct Call {
    pub(crate) callback: Box<dyn FnOnce(&EventLoop) + Send>,
    pub(crate) at: At,
}

impl Inbox {
    pub(crate) fn new(waker: Option<mio::Waker>) -> Self {
        Self { state: Mutex::default(), arrived: Condvar::new(), waker }
    }

    fn push(&self, call: Call) -> Result<(), LoopClosed> {
        let mut state = self.state();
        if state.is_closed {
            return Err(LoopClosed);
        }
        let is_first = state.calls.is_empty();
        state.calls.push(call);
        drop(state);
        // Who finds calls there knows that somebody has rung.
        if is_first {
            self.ring();
        }
        Ok(())
    }

    fn ring(&self) {
        self.arrived.notify_one();
        if let Some(waker) = &self.waker {
            // It fails only when the loop is gone.
            let _ = waker.wake();
        }
    }

    pub(crate) fn take(&self) -> Vec<Call> {
        mem::take(&mut self.state().calls)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.state().calls.is_empty()
    }

    /// Blocks until a call is there, or nobody can call any more.
    pub(crate) fn wait(&self) {
        let is_quiet = |state: &mut State| state.calls.is_empty() && state.handles > 0;
        drop(self.arrived.wait_while(self.state(), is_quiet));
    }

    /// Whether somebody has a handle.
    pub(crate) fn is_reachable(&self) -> bool {
        self.state().handles > 0
    }

    /// A call is sure to come: a thread has begun to work for the loop.
    pub(crate) fn expect_one(&self) {
        self.state().expected += 1;
    }

    /// It came.
    pub(crate) fn one_came(&self) {
        self.state().expected -= 1;
    }

    pub(crate) fn expects(&self) -> bool {
        self.state().expected > 0
    }

    /// Drops what was not taken, and refuses what comes.
    pub(crate) fn close(&self) {
        let mut state = self.state();
        state.is_closed = true;
        let dropped = mem::take(&mut state.calls);
        drop(state);
        drop(dropped);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing that panics runs under the lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
