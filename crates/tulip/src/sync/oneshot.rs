//! One value, sent once, from anywhere to anywhere.
//!
//! ```
//! # tulip::Runtime::new()?.block_on(async {
//! use tulip::sync::oneshot;
//!
//! let (answer, question) = oneshot::channel();
//! tulip::spawn(async move { answer.send(42) });
//! assert_eq!(question.await, Ok(42));
//! # });
//! # Ok::<_, std::io::Error>(())
//! ```
//!
//! Python's twin is a `Future` that one side sets and the other awaits. Setting it twice is an
//! `InvalidStateError` there; here `send` takes the sender away, and does not compile twice.

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::panic::Location;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use super::lock;
use crate::inspect::{self, Wait};
use crate::loom::{Arc, Mutex};

/// Makes a channel for one value.
#[track_caller]
pub fn channel<T>() -> (Sender<T>, Receiver<T>) {
    let shared =
        Arc::new(Mutex::new(Shared { state: State::Open, receiver: None, sender: None }));
    let line = Location::caller();
    (Sender { shared: Some(Arc::clone(&shared)), line }, Receiver { shared, line })
}

struct Shared<T> {
    state: State<T>,
    /// The waker of a receiver that waits for the value.
    receiver: Option<Waker>,
    /// The waker of a sender that waits for the receiver to go.
    sender: Option<Waker>,
}

enum State<T> {
    /// Both ends are there, and nothing was sent.
    Open,
    Sent(T),
    /// The value was taken, or one of the ends is gone.
    Closed,
}

/// The end that sends. Dropping it without sending ends the wait of the receiver.
#[must_use = "a sender that is dropped sends nothing: the receiver gets an error"]
pub struct Sender<T> {
    /// `None` once the value was sent.
    shared: Option<Arc<Mutex<Shared<T>>>>,
    line: &'static Location<'static>,
}

impl<T> Sender<T> {
    /// Sends the value. It never waits.
    ///
    /// # Errors
    ///
    /// Gives the value back if the receiver is gone. A receiver can go after the value was sent
    /// and before it is looked at: then the value is dropped with it.
    pub fn send(mut self, value: T) -> Result<(), T> {
        let shared = self.shared.take().expect("only `send` takes it, and only once");
        let mut inner = lock(&shared);
        if !matches!(inner.state, State::Open) {
            return Err(value);
        }
        inner.state = State::Sent(value);
        let (receiver, sender) = (inner.receiver.take(), inner.sender.take());
        drop(inner);
        drop(sender);
        if let Some(receiver) = receiver {
            receiver.wake();
        }
        Ok(())
    }

    /// Whether the receiver is gone: what is sent now comes back.
    pub fn is_closed(&self) -> bool {
        self.shared
            .as_ref()
            .is_some_and(|shared| !matches!(lock(shared).state, State::Open))
    }

    /// Waits until the receiver is gone, so that work nobody waits for can stop.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing.
    #[track_caller]
    pub fn closed(&mut self) -> Closed<'_, T> {
        Closed { sender: self, line: Location::caller() }
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        let Some(shared) = self.shared.take() else { return };
        let mut inner = lock(&shared);
        if matches!(inner.state, State::Open) {
            inner.state = State::Closed;
        }
        let (receiver, sender) = (inner.receiver.take(), inner.sender.take());
        drop(inner);
        drop(sender);
        if let Some(receiver) = receiver {
            receiver.wake();
        }
    }
}

/// The end that receives: a future that gives the value.
///
/// # Cancel safety
///
/// Await it by `&mut` to go on waiting later. Dropping it drops a value that was sent and not
/// taken.
#[must_use = "a receiver that is dropped receives nothing; await it"]
pub struct Receiver<T> {
    shared: Arc<Mutex<Shared<T>>>,
    line: &'static Location<'static>,
}

impl<T> Receiver<T> {
    /// The value, if it is there already.
    ///
    /// # Errors
    ///
    /// `Empty` if nothing was sent yet, `Closed` if nothing will be.
    pub fn try_recv(&mut self) -> Result<T, TryRecvError> {
        let mut inner = lock(&self.shared);
        match std::mem::replace(&mut inner.state, State::Closed) {
            State::Sent(value) => Ok(value),
            State::Closed => Err(TryRecvError::Closed),
            State::Open => {
                inner.state = State::Open;
                Err(TryRecvError::Empty)
            }
        }
    }

    /// Refuses a value that was not sent yet. One that was sent can still be received.
    pub fn close(&mut self) {
        let mut inner = lock(&self.shared);
        if matches!(inner.state, State::Open) {
            inner.state = State::Closed;
        }
        let sender = inner.sender.take();
        drop(inner);
        if let Some(sender) = sender {
            sender.wake();
        }
    }
}

impl<T> Future for Receiver<T> {
    type Output = Result<T, RecvError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut inner = lock(&self.shared);
        match std::mem::replace(&mut inner.state, State::Closed) {
            State::Sent(value) => Poll::Ready(Ok(value)),
            State::Closed => Poll::Ready(Err(RecvError)),
            State::Open => {
                inner.state = State::Open;
                let old = renew(&mut inner.receiver, cx.waker());
                drop(inner);
                drop(old);
                inspect::waits_at(Wait::Receive, self.line);
                Poll::Pending
            }
        }
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        let mut inner = lock(&self.shared);
        let state = std::mem::replace(&mut inner.state, State::Closed);
        let (receiver, sender) = (inner.receiver.take(), inner.sender.take());
        drop(inner);
        // The value's own drop is foreign code.
        drop((state, receiver));
        if let Some(sender) = sender {
            sender.wake();
        }
    }
}

/// Gives back the old waker, to be dropped outside of the lock.
fn renew(slot: &mut Option<Waker>, waker: &Waker) -> Option<Waker> {
    match slot {
        Some(kept) if kept.will_wake(waker) => None,
        _ => slot.replace(waker.clone()),
    }
}

/// The future of [`Sender::closed`].
#[must_use = "futures do nothing unless you await them"]
pub struct Closed<'a, T> {
    sender: &'a mut Sender<T>,
    line: &'static Location<'static>,
}

impl<T> Future for Closed<'_, T> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let Some(shared) = &self.sender.shared else { return Poll::Ready(()) };
        let mut inner = lock(shared);
        if !matches!(inner.state, State::Open) {
            return Poll::Ready(());
        }
        let old = renew(&mut inner.sender, cx.waker());
        drop(inner);
        drop(old);
        inspect::waits_at(Wait::Closed, self.line);
        Poll::Pending
    }
}

/// The sender was dropped without sending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecvError;

impl fmt::Display for RecvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nothing will come: the sender was dropped without sending")
    }
}

impl Error for RecvError {}

/// Why [`Receiver::try_recv`] has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TryRecvError {
    /// Nothing was sent yet.
    Empty,
    /// Nothing will come: the sender was dropped without sending, or the value was taken.
    Closed,
}

impl fmt::Display for TryRecvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "nothing was sent yet; await the receiver to wait for it",
            Self::Closed => {
                "nothing will come: the sender was dropped, or the value was taken"
            }
        })
    }
}

impl Error for TryRecvError {}

impl<T> fmt::Debug for Sender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender").field("made", &self.line).finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Receiver<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver").field("made", &self.line).finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Closed<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Closed").finish_non_exhaustive()
    }
}
