//! What other threads reach of a driver.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::park::Parker;

/// Makes the driver's current park return, or the next one if there is none.
pub(crate) type Unparker = Arc<Remote>;

/// The part of a driver that threads share.
#[derive(Debug)]
pub(crate) struct Remote {
    pub(super) parker: Parker,
    /// How many blocking jobs are queued or running: time may not jump while there are any.
    jobs: AtomicUsize,
    /// Whether time has waited for one of them: from then on the end of each unparks the owner.
    waits_for_jobs: AtomicBool,
}

impl Remote {
    pub(super) fn new() -> Self {
        Self {
            parker: Parker::new(),
            jobs: AtomicUsize::new(0),
            waits_for_jobs: AtomicBool::new(false),
        }
    }

    pub(crate) fn unpark(&self) {
        self.parker.unpark();
    }

    /// Whether there are jobs.
    pub(super) fn has_jobs(&self) -> bool {
        self.waits_for_jobs.store(true, Ordering::SeqCst);
        self.jobs.load(Ordering::SeqCst) > 0
    }
}

/// A blocking job, from when it is queued until it has ended and has woken whoever waits for it.
pub(crate) struct Busy(Unparker);

impl Busy {
    pub(crate) fn new(unparker: &Unparker) -> Self {
        unparker.jobs.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(unparker))
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        // SeqCst, as in `has_jobs`: either the owner sees that the job has ended, and its wakes
        // with it, or it is seen here that the owner waits.
        self.0.jobs.fetch_sub(1, Ordering::SeqCst);
        if self.0.waits_for_jobs.load(Ordering::SeqCst) {
            self.0.unpark();
        }
    }
}
