//! What other threads reach of a driver.

use std::collections::BTreeMap;
use std::fmt;
use std::mem;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::park::Parker;
use super::wheel::Key;
use crate::time::Away;

/// The part of a driver that threads share.
pub(crate) struct Remote {
    pub(super) parker: Parker,
    /// `None` once the runtime has ended.
    mail: Mutex<Option<Vec<Mail>>>,
    has_mail: AtomicBool,
    /// How many blocking jobs are queued or running: time may not jump while there are any.
    jobs: AtomicUsize,
    /// Whether time waits for the last of them.
    waits_for_jobs: AtomicBool,
}

/// What a [`Sleep`](crate::time::Sleep) far from home asks of its timers.
#[derive(Debug)]
pub(crate) enum Mail {
    /// Take out the entry.
    Remove(Key),
    /// Wake it at that tick.
    Arm(u64, Arc<Away>),
    /// Forget about it.
    Disarm(Arc<Away>),
}

impl Remote {
    pub(super) fn new() -> Self {
        Self {
            parker: Parker::new(),
            mail: Mutex::new(Some(Vec::new())),
            has_mail: AtomicBool::new(false),
            jobs: AtomicUsize::new(0),
            waits_for_jobs: AtomicBool::new(false),
        }
    }

    /// Leaves mail for the owner; `false` if the runtime has ended.
    pub(crate) fn post(&self, letter: Mail) -> bool {
        match &mut *self.mail.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(mail) => mail.push(letter),
            None => return false,
        }
        self.has_mail.store(true, Ordering::Release);
        self.parker.unpark();
        true
    }

    /// Whether the runtime has ended.
    pub(crate) fn is_closed(&self) -> bool {
        self.mail.lock().unwrap_or_else(PoisonError::into_inner).is_none()
    }

    pub(super) fn collect(&self) -> Vec<Mail> {
        if !self.has_mail.load(Ordering::Relaxed) {
            return Vec::new();
        }
        // Before the lock: what comes later sets it again.
        self.has_mail.store(false, Ordering::Relaxed);
        let mut mail = self.mail.lock().unwrap_or_else(PoisonError::into_inner);
        mail.as_mut().map(mem::take).unwrap_or_default()
    }

    pub(super) fn close(&self) -> Vec<Mail> {
        let mut mail = self.mail.lock().unwrap_or_else(PoisonError::into_inner);
        mail.take().unwrap_or_default()
    }

    /// A blocking job is queued.
    pub(crate) fn begin_job(&self) {
        self.jobs.fetch_add(1, Ordering::Relaxed);
    }

    /// A blocking job has ended, and has woken whoever waits for it.
    pub(crate) fn end_job(&self) {
        // SeqCst, as in `has_jobs`: either the owner sees that the job has ended, and its wakes
        // with it, or it is seen here that the owner waits.
        self.jobs.fetch_sub(1, Ordering::SeqCst);
        if self.waits_for_jobs.load(Ordering::SeqCst) {
            self.parker.unpark();
        }
    }

    /// Whether there are jobs. If so, the end of each of them unparks the owner.
    pub(super) fn has_jobs(&self) -> bool {
        self.waits_for_jobs.store(true, Ordering::SeqCst);
        let jobs = self.jobs.load(Ordering::SeqCst);
        if jobs == 0 {
            self.waits_for_jobs.store(false, Ordering::Relaxed);
        }
        jobs > 0
    }
}

impl fmt::Debug for Remote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Remote").finish_non_exhaustive()
    }
}

/// Makes the driver's current park return, or the next one if there is none.
#[derive(Clone, Debug)]
pub(crate) struct Unparker(pub(super) Arc<Remote>);

impl Unparker {
    pub(crate) fn unpark(&self) {
        self.0.parker.unpark();
    }

    pub(crate) fn remote(&self) -> &Arc<Remote> {
        &self.0
    }
}

/// Runtimes by the number that their sleeps carry: 4 bytes instead of 8 in each of a million.
static HOMES: Mutex<Homes> = Mutex::new(Homes { last: 0, living: BTreeMap::new() });

struct Homes {
    last: u32,
    living: BTreeMap<NonZeroU32, Arc<Remote>>,
}

/// Enters a runtime that makes its first sleep.
pub(super) fn settle(remote: &Arc<Remote>) -> NonZeroU32 {
    let mut homes = HOMES.lock().unwrap_or_else(PoisonError::into_inner);
    homes.last = homes.last.wrapping_add(1);
    let home = NonZeroU32::new(homes.last).expect("fewer than 4 billion runtimes");
    homes.living.insert(home, Arc::clone(remote));
    home
}

/// Forgets a runtime that has ended.
pub(super) fn leave(home: NonZeroU32) {
    HOMES.lock().unwrap_or_else(PoisonError::into_inner).living.remove(&home);
}

/// The runtime of that number, unless it has ended.
pub(crate) fn find(home: NonZeroU32) -> Option<Arc<Remote>> {
    HOMES.lock().unwrap_or_else(PoisonError::into_inner).living.get(&home).cloned()
}
