use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use crate::driver::{Key, Mail, Remote};

/// A sleep that waits on another thread than that of its timers.
///
/// It stands between the two: the timers at home wake it as they would wake a task, and it wakes
/// whoever polled it last.
#[derive(Debug)]
pub(crate) struct Away {
    home: Arc<Remote>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    waker: Option<Waker>,
    /// The entry in the timers at home.
    key: Option<Key>,
    over: Option<Over>,
}

#[derive(Clone, Copy, Debug)]
enum Over {
    /// The time has come.
    Fired,
    /// The runtime has ended, and its time with it.
    Ended,
}

impl Away {
    /// Asks the timers at `home` to wake this at `tick`.
    pub(super) fn arm(home: Arc<Remote>, tick: u64, cx: &Context<'_>) -> Arc<Self> {
        let waker = Some(cx.waker().clone());
        let state = Mutex::new(State { waker, key: None, over: None });
        let away = Arc::new(Self { home, state });
        if !away.home.post(Mail::Arm(tick, Arc::clone(&away))) {
            Self::ended()
        }
        away
    }

    pub(super) fn poll(&self, cx: &Context<'_>) -> Poll<()> {
        // Foreign code; not under the lock.
        let waker = cx.waker().clone();
        let mut state = self.state();
        match state.over {
            Some(Over::Fired) => return Poll::Ready(()),
            Some(Over::Ended) => {
                drop(state);
                Self::ended()
            }
            None => {}
        }
        let old = state.waker.replace(waker);
        drop(state);
        drop(old);
        Poll::Pending
    }

    /// The sleep is dropped: the timers at home need not know it any more.
    pub(super) fn disarm(self: &Arc<Self>) {
        self.home.post(Mail::Disarm(Arc::clone(self)));
    }

    /// The timers at home have an entry for this.
    pub(crate) fn settle(&self, key: Key) {
        self.state().key = Some(key);
    }

    /// The timers at home take their entry back.
    pub(crate) fn unsettle(&self) -> Option<Key> {
        self.state().key.take()
    }

    pub(super) fn ended() -> ! {
        panic!(
            "the runtime on which this sleep was made has ended, and its clock with it: keep the runtime for as long as its sleeps, or make the sleep on the runtime that awaits it"
        )
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Wake for Away {
    fn wake(self: Arc<Self>) {
        let over = if self.home.is_closed() { Over::Ended } else { Over::Fired };
        let mut state = self.state();
        state.over = Some(over);
        let waker = state.waker.take();
        drop(state);
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}
