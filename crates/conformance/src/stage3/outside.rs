//! Other threads, and what ends a wait from one of them.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// What another thread does.
pub type Outside = Box<dyn FnOnce() + Send>;

/// How quick another thread is.
#[derive(Clone, Copy)]
pub(super) enum Pace {
    /// It is done before the loop wakes up.
    Quick,
    /// It has rung, and the system gives its processor to the loop: it goes on when the loop
    /// waits again.
    PausesAtItsRing,
}

/// Ends a wait, from any thread. A ring that comes before the wait ends it at once.
#[derive(Clone, Debug, Default)]
pub struct Bell(Arc<AtomicBool>);

impl Bell {
    /// Rings.
    pub fn ring(&self) {
        self.0.store(true, Ordering::SeqCst);
        if let Some(pause) = PAUSE.take() {
            pause.wait_for_the_loop();
        }
    }

    pub(super) fn has_rung(&self) -> bool {
        self.0.swap(false, Ordering::SeqCst)
    }
}

/// A thread that stands still where it has rung.
pub(super) struct Paused {
    thread: JoinHandle<()>,
    goes_on: Sender<()>,
}

impl Paused {
    /// Lets a thread act until it rings; `None` if it ends without.
    pub(super) fn at_its_ring(act: Outside) -> Option<Self> {
        let (rings, heard) = mpsc::channel();
        let (goes_on, go) = mpsc::channel();
        let thread = thread::spawn(move || {
            PAUSE.set(Some(Pause { rings, go }));
            act();
            // If it has not rung, nobody is to be told any more.
            PAUSE.take();
        });
        let has_rung = heard.recv().is_ok();
        let paused = Self { thread, goes_on };
        if has_rung {
            return Some(paused);
        }
        paused.end();
        None
    }

    /// Lets the thread come to its end.
    pub(super) fn end(self) {
        drop(self.goes_on);
        self.thread.join().expect("another thread does not panic");
    }
}

/// The thread's side of it.
struct Pause {
    rings: Sender<()>,
    go: Receiver<()>,
}

impl Pause {
    fn wait_for_the_loop(self) {
        // Nobody listens if the check has ended.
        let _ = self.rings.send(());
        // Who rings with a lock in its hand keeps the loop from its next wait. That is no mistake,
        // so this wait has an end.
        let _ = self.go.recv_timeout(LONGEST_PAUSE);
    }
}

thread_local! {
    static PAUSE: Cell<Option<Pause>> = const { Cell::new(None) };
}

const LONGEST_PAUSE: Duration = Duration::from_secs(1);
