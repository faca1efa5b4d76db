use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::panic::Location;
use std::time::Duration;

use tulip_trace::{Clock, Event, Lane, Place, emit, is_on, micros};

use crate::driver::wheel::Key;
use crate::runtime::context;

/// The clock by which the trace stamps what happens on this thread.
#[derive(Debug)]
pub(in crate::driver) struct Shown(RefCell<Clock>);

impl Shown {
    pub(in crate::driver) fn new(paused: bool) -> Self {
        Self(RefCell::new(if paused { Clock::virtual_time() } else { Clock::real() }))
    }

    /// The runtime's clock stands from now on. A clock that stood once is moved by
    /// [`follow`](Self::follow) ever after, so that the trace's time never runs back.
    pub(in crate::driver) fn stand(&self, now: Duration) {
        if !self.0.borrow().is_virtual() {
            self.0.replace(Clock::virtual_time());
        }
        self.follow(now);
    }

    /// What the runtime's clock shows.
    pub(in crate::driver) fn follow(&self, now: Duration) {
        let shown = self.0.borrow();
        if shown.is_virtual() {
            shown.work(now.saturating_sub(shown.now()));
        }
    }
}

/// The timers that are armed, as the trace names them.
#[derive(Debug)]
pub(in crate::driver) struct Alarms {
    last: Cell<u32>,
    armed: RefCell<HashMap<Key, Alarm>>,
}

#[derive(Debug)]
struct Alarm {
    number: u32,
    name: String,
}

impl Alarms {
    pub(in crate::driver) fn new() -> Self {
        Self { last: Cell::new(0), armed: RefCell::default() }
    }

    pub(in crate::driver) fn armed(
        &self,
        key: Key,
        tick: u64,
        place: Option<&'static Location<'static>>,
    ) {
        emit(Lane::Resources, || {
            let number = self.last.get() + 1;
            self.last.set(number);
            let due = Duration::from_millis(tick);
            let name = format!("until {due:?}");
            self.armed.borrow_mut().insert(key, Alarm { number, name: name.clone() });
            Event::TimerArm {
                timer: number,
                name,
                task: running(),
                due_us: micros(due),
                src: place.map(Place::from),
            }
        });
    }

    pub(in crate::driver) fn cancelled(&self, key: Key) {
        if let Some(Alarm { number, name }) = self.take(key) {
            emit(Lane::Resources, || Event::TimerCancel {
                timer: number,
                name,
                cancelled_by: running()
                    .map_or("main".to_owned(), |task| format!("t{task}")),
            });
        }
    }

    pub(in crate::driver) fn fired(&self, key: Key, wake: impl FnOnce()) {
        let Some(Alarm { number, name }) = self.take(key) else {
            return wake();
        };
        emit(Lane::Resources, || Event::TimerFire { timer: number, name });
        because(|| format!("timer {number}"), wake);
    }

    fn take(&self, key: Key) -> Option<Alarm> {
        self.armed.borrow_mut().remove(&key)
    }
}

pub(in crate::driver) fn parks(timeout: Option<Duration>) {
    emit(Lane::Main, || Event::LoopPark { timeout_us: timeout.map(micros) });
}

pub(in crate::driver) fn unparks(cause: &'static str) {
    emit(Lane::Main, || Event::LoopUnpark { cause: cause.to_owned() });
}

pub(in crate::driver) fn watches(token: usize, place: &'static Location<'static>) {
    emit(Lane::Resources, || Event::IoReg {
        token: number(token),
        name: socket(token),
        task: running(),
        src: Some(place.into()),
    });
}

pub(in crate::driver) fn ready(token: usize) {
    emit(Lane::Resources, || Event::IoReady {
        token: number(token),
        name: socket(token),
        bytes: None,
    });
}

pub(in crate::driver) fn forgets(token: usize) {
    emit(Lane::Resources, || Event::IoDereg { token: number(token), name: socket(token) });
}

/// Wakes those who waited for sockets.
pub(in crate::driver) fn wakes(wake: impl FnOnce()) {
    because(|| "I/O".to_owned(), wake);
}

fn because(cause: impl FnOnce() -> String, wake: impl FnOnce()) {
    let mut wake = Some(wake);
    if is_on() {
        context::with(|core| {
            core.told.because(cause, || {
                if let Some(wake) = wake.take() {
                    wake();
                }
            });
        });
    }
    if let Some(wake) = wake {
        wake();
    }
}

fn running() -> Option<u32> {
    let id =
        context::with(|core| core.running().map(|task| task.id().as_u64())).flatten()?;
    u32::try_from(id).ok()
}

fn socket(token: usize) -> String {
    format!("socket {}", number(token))
}

/// Tokens count from 0, what the trace numbers from 1.
fn number(token: usize) -> u32 {
    u32::try_from(token + 1).unwrap_or(u32::MAX)
}
