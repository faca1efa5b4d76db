use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::rc::Rc;
use std::thread;
use std::time::Duration;

use super::outside::{Bell, Outside, Pace, Paused};
use crate::check::Failure;

/// Names what a loop can hear of.
pub type Token = usize;

/// What a loop waits on while it is checked: its time, its sockets, and other threads.
///
/// Time stands still until somebody waits, and then jumps. Clones are the same world. It remembers
/// every jump, and ends the check of a loop that waits for nothing, or for ever.
#[derive(Clone)]
pub struct World(Rc<Shared>);

struct Shared {
    time: tulip_trace::Clock,
    /// What becomes ready, and when.
    plan: RefCell<BTreeMap<(Duration, usize), Token>>,
    /// What other threads do, one after the other, when the loop is parked.
    outside: RefCell<VecDeque<(Outside, Pace)>>,
    /// The one that has rung, and goes on when the loop waits again.
    paused: Cell<Option<Paused>>,
    bell: Bell,
    /// Waits that brought nothing, since anything happened.
    idle: Cell<u32>,
    jumps: RefCell<Vec<Duration>>,
}

impl World {
    pub(super) fn new() -> Self {
        Self(Rc::new(Shared {
            time: tulip_trace::Clock::virtual_time(),
            plan: RefCell::default(),
            outside: RefCell::default(),
            paused: Cell::new(None),
            bell: Bell::default(),
            idle: Cell::new(0),
            jumps: RefCell::default(),
        }))
    }

    /// The time since the check began.
    pub fn now(&self) -> Duration {
        self.0.time.now()
    }

    /// What ends a wait from another thread.
    pub fn bell(&self) -> Bell {
        self.0.bell.clone()
    }

    /// Waits until there is news, the bell rings, or `timeout` has passed; for ever without one.
    /// Gives the tokens of which there is news. It tells of each change once.
    pub fn wait(&self, timeout: Option<Duration>) -> Vec<Token> {
        if let Some(paused) = self.0.paused.take() {
            paused.end();
        }
        let ready = self.news();
        if !ready.is_empty() || self.0.bell.has_rung() {
            self.0.idle.set(0);
            return ready;
        }
        if timeout == Some(Duration::ZERO) {
            self.note_idle();
            return ready;
        }
        let outside = self.0.outside.borrow_mut().pop_front();
        if let Some((act, pace)) = outside {
            match pace {
                Pace::Quick => thread::spawn(act).join().expect("it does not panic"),
                Pace::PausesAtItsRing => self.0.paused.set(Paused::at_its_ring(act)),
            }
            if self.0.bell.has_rung() {
                return Vec::new();
            }
        }
        let news = self.0.plan.borrow().first_key_value().map(|((at, _), _)| *at);
        let deadline = timeout.map(|time| self.now().saturating_add(time));
        let Some(next) = news.into_iter().chain(deadline).min() else {
            Failure::Says(
                "the loop parks for ever: it asked to be woken at no time, nothing becomes ready, \
                 and nobody rang. While a timer is armed, wait until it is due; who calls from \
                 another thread rings the bell"
                    .to_owned(),
            )
            .end();
        };
        self.0.idle.set(0);
        self.0.time.sleep_until(next);
        self.note_jump(next);
        self.news()
    }

    /// The same time as a clock of the trace, for a loop that has a driver of its own. Its jumps
    /// are not seen here: tell them by [`note_jump`](Self::note_jump).
    pub fn of_the_trace(&self) -> tulip_trace::Clock {
        self.0.time.clone()
    }

    /// Says that the loop has slept until then.
    pub fn note_jump(&self, to: Duration) {
        self.0.jumps.borrow_mut().push(to);
    }

    /// What becomes ready when, for a loop that has a driver of its own. It is given once.
    pub fn take_plan(&self) -> Vec<(Duration, Token)> {
        let plan = self.0.plan.take();
        plan.into_iter().map(|((at, _), token)| (at, token)).collect()
    }

    /// What other threads do while the loop is parked, for a loop that has a driver of its own.
    /// It is given once.
    pub fn take_outside(&self) -> Vec<Outside> {
        self.0.outside.take().into_iter().map(|(act, _)| act).collect()
    }

    /// There will be news of a token.
    pub(super) fn ready_at(&self, at: Duration, token: Token) {
        let number = self.0.plan.borrow().len();
        self.0.plan.borrow_mut().insert((at, number), token);
    }

    /// Another thread does something while the loop is parked.
    pub(super) fn outside(&self, pace: Pace, act: impl FnOnce() + Send + 'static) {
        self.0.outside.borrow_mut().push_back((Box::new(act), pace));
    }

    /// Spends time computing, as a callback does that keeps the loop.
    pub(super) fn work(&self, time: Duration) {
        self.0.time.work(time);
    }

    /// Where the loop has slept to, in order.
    pub(super) fn jumps(&self) -> Vec<Duration> {
        self.0.jumps.borrow().clone()
    }

    fn news(&self) -> Vec<Token> {
        let mut ready = Vec::new();
        let mut plan = self.0.plan.borrow_mut();
        while let Some(next) = plan.first_entry().filter(|next| next.key().0 <= self.now())
        {
            ready.push(next.remove());
        }
        ready
    }

    fn note_idle(&self) {
        self.0.idle.set(self.0.idle.get() + 1);
        if self.0.idle.get() > MOST_IDLE {
            Failure::Says(format!(
                "a busy loop: it has waited {MOST_IDLE} times for no time at all, and nothing has \
                 happened; when no callback is queued, wait until the first timer is due"
            ))
            .end();
        }
    }
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("World").field(&self.now()).finish()
    }
}

/// Far more than any check has turns.
const MOST_IDLE: u32 = 10_000;
