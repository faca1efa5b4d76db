use std::cell::RefCell;
use std::collections::VecDeque;
use std::fmt::Debug;
use std::panic::Location;

use tulip_trace::{Event, current_lane, cut, emit, is_on};

use crate::sys::Sys;
use crate::trap::{Cancelled, TaskId, Wait};

/// A queue between tasks: who finds it empty waits.
///
/// Built from `Park` and `Wake` alone, as [`JoinHandle`](crate::JoinHandle) is. Share it by
/// `Rc`. It has no limit: sending never waits for room.
///
/// ```
/// use std::rc::Rc;
/// use scheduler::{Clock, Kernel, Mailbox};
///
/// let mut kernel = Kernel::new(Clock::virtual_time());
/// let letters = Rc::new(Mailbox::new("letters"));
/// let mail = Rc::clone(&letters);
/// let reader = kernel.spawn("reader", async move |sys| mail.receive(&sys).await);
/// kernel.spawn("writer", async move |sys| Ok(letters.send(&sys, "hello").await));
/// kernel.run()?;
/// assert_eq!(reader.result().unwrap().as_deref(), Ok(&"hello"));
/// # Ok::<(), scheduler::RunError>(())
/// ```
#[derive(Debug)]
pub struct Mailbox<T> {
    name: &'static str,
    letters: RefCell<VecDeque<T>>,
    /// Parked receivers, the one that came first in front.
    waiting: RefCell<VecDeque<TaskId>>,
}

impl<T: Debug> Mailbox<T> {
    /// An empty mailbox. Reports and traces call it by its name.
    pub fn new(name: &'static str) -> Self {
        Self { name, letters: RefCell::default(), waiting: RefCell::default() }
    }

    /// Puts a letter in, and wakes the receiver that has waited longest.
    #[track_caller]
    pub fn send(&self, sys: &Sys, letter: T) -> impl Future<Output = ()> {
        let sys = sys.on_line(Location::caller());
        async move {
            let value = is_on().then(|| cut(&letter));
            self.letters.borrow_mut().push_back(letter);
            self.tell("send", value);
            self.wake_one(&sys).await;
        }
    }

    /// Takes the oldest letter, and waits until there is one.
    ///
    /// Cancel safety: no letter is lost. A receiver that is cancelled when a letter has just
    /// woken it passes the wake on to the next one.
    #[track_caller]
    pub fn receive(&self, sys: &Sys) -> impl Future<Output = Result<T, Cancelled>> {
        let sys = sys.on_line(Location::caller());
        async move {
            let me = sys.current().await;
            loop {
                let letter = self.letters.borrow_mut().pop_front();
                if let Some(letter) = letter {
                    self.tell("recv", is_on().then(|| cut(&letter)));
                    return Ok(letter);
                }
                // No pause between the look and the park: no letter can come in between.
                self.waiting.borrow_mut().push_back(me);
                let woken = sys.park(Wait::for_thing(self.name)).await;
                self.waiting.borrow_mut().retain(|waiter| *waiter != me);
                if let Err(cancelled) = woken {
                    if !self.is_empty() {
                        self.wake_one(&sys).await;
                    }
                    return Err(cancelled);
                }
            }
        }
    }

    /// How many letters wait to be taken.
    pub fn len(&self) -> usize {
        self.letters.borrow().len()
    }

    /// Whether no letter waits to be taken.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    async fn wake_one(&self, sys: &Sys) {
        let first = self.waiting.borrow_mut().pop_front();
        if let Some(receiver) = first {
            sys.wake(receiver).await;
        }
    }

    fn tell(&self, what: &str, value: Option<String>) {
        emit(current_lane(), || Event::Chan {
            name: what.to_owned(),
            chan: self.name.to_owned(),
            value: value.unwrap_or_default(),
            len: u32::try_from(self.len()).unwrap_or(u32::MAX),
        });
    }
}
