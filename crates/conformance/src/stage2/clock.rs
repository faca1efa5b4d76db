use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;
use std::time::Duration;

use crate::check::Failure;

/// The clock by which a kernel lives while it is checked.
///
/// Its time stands still until somebody sleeps, and then jumps. Clones show the same time. It
/// remembers every jump, and ends the check of a kernel that asks it again and again while
/// nothing moves.
#[derive(Clone)]
pub struct Clock(Rc<Shared>);

struct Shared {
    time: tulip_trace::Clock,
    /// When it was asked last, and how often since it moved.
    looked: Cell<(Duration, u32)>,
    jumps: RefCell<Vec<Duration>>,
}

impl Clock {
    pub(crate) fn new() -> Self {
        Self(Rc::new(Shared {
            time: tulip_trace::Clock::virtual_time(),
            looked: Cell::default(),
            jumps: RefCell::default(),
        }))
    }

    /// The time since the check began.
    pub fn now(&self) -> Duration {
        let now = self.0.time.now();
        let looks = match self.0.looked.get() {
            (then, looks) if then == now => looks + 1,
            _ => 1,
        };
        self.0.looked.set((now, looks));
        if looks > MOST_LOOKS {
            Failure::Says(format!(
                "a busy loop: the clock was asked {MOST_LOOKS} times while it stood still; a task \
                 that waits is not ready, and when nobody is, let the clock sleep until the first \
                 timer is due"
            ))
            .end();
        }
        now
    }

    /// Jumps to `deadline`; does nothing if it has passed.
    pub fn sleep_until(&self, deadline: Duration) {
        if deadline > self.0.time.now() {
            self.0.time.sleep_until(deadline);
            self.note_jump(deadline);
        }
    }

    /// The same time as a clock of the trace, for a kernel that lives by one. Its jumps are not
    /// seen here: tell them by [`note_jump`](Self::note_jump).
    pub fn of_the_trace(&self) -> tulip_trace::Clock {
        self.0.time.clone()
    }

    /// Says that somebody who lives by [`of_the_trace`](Self::of_the_trace) has slept until then.
    pub fn note_jump(&self, to: Duration) {
        self.0.jumps.borrow_mut().push(to);
    }

    /// Spends time computing, as a task does that keeps the kernel.
    pub(crate) fn work(&self, time: Duration) {
        self.0.time.work(time);
    }

    /// Where the kernel has slept to, in order.
    pub(crate) fn jumps(&self) -> Vec<Duration> {
        self.0.jumps.borrow().clone()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Clock").field(&self.0.time.now()).finish()
    }
}

/// Far more than any check has tasks and turns.
const MOST_LOOKS: u32 = 10_000;
