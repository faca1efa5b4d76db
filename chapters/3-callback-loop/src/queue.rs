use std::cell::Cell;
use std::collections::VecDeque;
use std::fmt;
use std::rc::{Rc, Weak};

use crate::event_loop::{Core, EventLoop};
use crate::timers::TimerKey;
use crate::told::{self, At};
use crate::watch::{Reaction, Watch};

/// The callbacks whose turn it is, the first one first.
#[derive(Default)]
pub(crate) struct Queue {
    entries: VecDeque<Entry>,
    numbered: u32,
}

/// A callback in the queue.
pub(crate) struct Entry {
    /// From 1, in the order of queueing.
    pub(crate) number: u32,
    pub(crate) work: Work,
    /// The line that asked for it.
    pub(crate) at: At,
}

/// What is called once.
pub(crate) type Callback = Box<dyn FnOnce(&EventLoop)>;

/// What is to be called.
pub(crate) enum Work {
    /// A callback that runs once, if nobody takes it back before.
    Once(Rc<Slot>),
    /// Whoever watches this socket when its turn comes.
    Reaction(Rc<Watch>, Reaction),
}

impl Queue {
    /// Adds to the end, and gives the number of the entry.
    pub(crate) fn push(&mut self, work: Work, at: At) -> u32 {
        self.numbered = self.numbered.wrapping_add(1);
        self.entries.push_back(Entry { number: self.numbered, work, at });
        self.numbered
    }

    pub(crate) fn pop(&mut self) -> Option<Entry> {
        self.entries.pop_front()
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl Work {
    pub(crate) fn once(callback: Callback) -> Self {
        Self::Once(Rc::new(Cell::new(Some(callback))))
    }

    /// What is to be called now; `None` if it was taken back.
    pub(crate) fn callback(self) -> Option<Callback> {
        match self {
            Self::Once(slot) => slot.take(),
            Self::Reaction(watch, reaction) => {
                let callback = watch.callback(reaction)?;
                Some(Box::new(move |event_loop| (callback.borrow_mut())(event_loop)))
            }
        }
    }
}

/// Holds a callback until it runs or is taken back.
pub(crate) type Slot = Cell<Option<Callback>>;

/// A callback that was queued, or will be when it is time. (asyncio's `Handle` and
/// `TimerHandle`.)
///
/// Dropping it changes nothing: the callback runs.
pub struct Scheduled {
    slot: Rc<Slot>,
    timer: Option<(Weak<Core>, TimerKey)>,
}

impl Scheduled {
    pub(crate) fn new(callback: Callback) -> Self {
        Self { slot: Rc::new(Cell::new(Some(callback))), timer: None }
    }

    pub(crate) fn slot(&self) -> Rc<Slot> {
        Rc::clone(&self.slot)
    }

    pub(crate) fn belongs_to(&mut self, core: Weak<Core>, key: TimerKey) {
        self.timer = Some((core, key));
    }

    /// Takes the callback back, and drops it with all that it holds. `false` if it has run, runs,
    /// or was taken back before.
    pub fn cancel(&self) -> bool {
        let callback = self.slot.take();
        let timer =
            self.timer.as_ref().and_then(|(core, key)| Some((core.upgrade()?, *key)));
        if let Some((core, key)) = timer {
            let was_armed = core.timers.borrow_mut().cancel(key);
            if was_armed {
                told::timer_cancelled(key, core.running.get());
            }
        }
        callback.is_some()
    }
}

impl fmt::Debug for Scheduled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scheduled").finish_non_exhaustive()
    }
}
