use std::mem;

use crate::driver::Unparker;
use crate::loom::Mutex;
use crate::loom::atomic::{AtomicU8, Ordering};
use crate::task::TaskRef;

/// The way into the ready queue from other threads.
///
/// One word says whether the owner has to look:
///
/// * [`EMPTY`] to [`FILLED`]: somebody pushed. The owner runs, and will look.
/// * [`EMPTY`] to [`PARKED`]: the owner goes to sleep, in [`park`](Self::park).
/// * [`PARKED`] to [`FILLED`]: somebody pushed and has to wake the owner.
/// * [`FILLED`] or [`PARKED`] to [`EMPTY`]: the owner looks, in [`drain`](Self::drain).
///
/// All of these are read-modify-writes of the same word, so that a push either sees that the
/// owner parks, or is seen by it.
pub(crate) struct Injector {
    state: AtomicU8,
    /// `None` once the runtime has ended.
    tasks: Mutex<Option<Vec<TaskRef>>>,
    unparker: Unparker,
}

const EMPTY: u8 = 0;
const FILLED: u8 = 1;
const PARKED: u8 = 2;

impl Injector {
    pub(crate) fn new(unparker: Unparker) -> Self {
        Self { state: AtomicU8::new(EMPTY), tasks: Mutex::new(Some(Vec::new())), unparker }
    }

    /// Hands a task over. It comes back if the runtime has ended.
    pub(crate) fn push(&self, task: TaskRef) -> Result<(), TaskRef> {
        match &mut *self.tasks.lock().expect(NO_PANIC) {
            Some(tasks) => tasks.push(task),
            None => return Err(task),
        }
        // Release: the owner that sees `FILLED` sees the task. Acquire: what the owner did
        // before it parked, so that the unparker finds it.
        if self.state.swap(FILLED, Ordering::AcqRel) == PARKED {
            self.unparker.unpark();
        }
        Ok(())
    }

    /// Says that the owner goes to sleep; `false` if there is something to do instead.
    pub(crate) fn park(&self) -> bool {
        self.state
            .compare_exchange(EMPTY, PARKED, Ordering::AcqRel, Ordering::Relaxed)
            .is_ok()
    }

    /// Moves what was pushed to the end of `into`. The owner is awake.
    ///
    /// A look that finds nothing is a load.
    #[inline]
    pub(crate) fn drain(&self, into: &mut Vec<TaskRef>) {
        if self.state.load(Ordering::Relaxed) != EMPTY
            && self.state.swap(EMPTY, Ordering::AcqRel) == FILLED
        {
            let mut tasks = self.tasks.lock().expect(NO_PANIC);
            into.append(tasks.as_mut().unwrap_or(&mut Vec::new()));
        }
    }

    /// Takes no more tasks. Those that came are handed out.
    pub(crate) fn close(&self) -> Vec<TaskRef> {
        mem::take(&mut *self.tasks.lock().expect(NO_PANIC)).unwrap_or_default()
    }
}

const NO_PANIC: &str = "nobody panics with this lock";
