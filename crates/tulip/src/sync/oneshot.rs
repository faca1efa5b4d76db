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
use std::future::poll_fn;
use std::mem;
use std::panic::Location;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use super::{lock, renew, wake};
use crate::inspect::{Place, Wait, noted};
use crate::loom::{Arc, Mutex};

/// Makes a channel for one value.
#[track_caller]
pub fn channel<T>() -> (Sender<T>, Receiver<T>) {
    channel_for(Wait::Receive, Location::caller())
}

/// Makes a channel whose receiver says that it waits for `wait`, at `place`.
pub(crate) fn channel_for<T>(wait: Wait, place: Place) -> (Sender<T>, Receiver<T>) {
    let shared =
        Arc::new(Mutex::new(Shared { state: State::Open, receiver: None, sender: None }));
    let sender = Sender { shared: Arc::clone(&shared), sent: false };
    (sender, Receiver { shared, wait, place })
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

impl<T> Shared<T> {
    fn is_open(&self) -> bool {
        matches!(self.state, State::Open)
    }

    /// Takes the value, after which there will be none.
    fn take(&mut self) -> Result<T, TryRecvError> {
        match mem::replace(&mut self.state, State::Closed) {
            State::Sent(value) => Ok(value),
            State::Closed => Err(TryRecvError::Closed),
            State::Open => {
                self.state = State::Open;
                Err(TryRecvError::Empty)
            }
        }
    }
}

/// The end that sends. Dropping it without sending ends the wait of the receiver.
#[must_use = "a sender that is dropped sends nothing: the receiver gets an error"]
pub struct Sender<T> {
    shared: Arc<Mutex<Shared<T>>>,
    sent: bool,
}

impl<T> Sender<T> {
    /// Sends the value. It never waits.
    ///
    /// # Errors
    ///
    /// Gives the value back if the receiver is gone. A receiver can go after the value was sent
    /// and before it is looked at: then the value is dropped with it.
    pub fn send(mut self, value: T) -> Result<(), T> {
        self.sent = true;
        match self.end(State::Sent(value)) {
            Some(State::Sent(value)) => Err(value),
            _ => Ok(()),
        }
    }

    /// Whether the receiver is gone: what is sent now comes back.
    pub fn is_closed(&self) -> bool {
        !lock(&self.shared).is_open()
    }

    /// Waits until the receiver is gone, so that work nobody waits for can stop.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing.
    #[track_caller]
    pub fn closed(&mut self) -> impl Future<Output = ()> {
        let place = Location::caller();
        poll_fn(move |cx| {
            let mut shared = lock(&self.shared);
            if !shared.is_open() {
                return Poll::Ready(());
            }
            let old = renew(&mut shared.sender, cx.waker());
            drop(shared);
            drop(old);
            noted(Poll::Pending, Wait::Closed, place)
        })
    }

    /// The sender's last word; it comes back if the receiver is gone.
    fn end(&self, last: State<T>) -> Option<State<T>> {
        let mut shared = lock(&self.shared);
        if !shared.is_open() {
            return Some(last);
        }
        shared.state = last;
        let (receiver, sender) = (shared.receiver.take(), shared.sender.take());
        drop(shared);
        drop(sender);
        wake(receiver);
        None
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        if !self.sent {
            self.end(State::Closed);
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
    wait: Wait,
    place: Place,
}

impl<T> Receiver<T> {
    /// The value, if it is there already.
    ///
    /// # Errors
    ///
    /// `Empty` if nothing was sent yet, `Closed` if nothing will be.
    pub fn try_recv(&mut self) -> Result<T, TryRecvError> {
        lock(&self.shared).take()
    }

    /// Refuses a value that was not sent yet. One that was sent can still be received.
    pub fn close(&mut self) {
        let mut shared = lock(&self.shared);
        if shared.is_open() {
            shared.state = State::Closed;
        }
        let sender = shared.sender.take();
        drop(shared);
        wake(sender);
    }
}

impl<T> Future for Receiver<T> {
    type Output = Result<T, RecvError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut shared = lock(&self.shared);
        match shared.take() {
            Ok(value) => Poll::Ready(Ok(value)),
            Err(TryRecvError::Closed) => Poll::Ready(Err(RecvError)),
            Err(TryRecvError::Empty) => {
                let old = renew(&mut shared.receiver, cx.waker());
                drop(shared);
                drop(old);
                noted(Poll::Pending, self.wait, self.place)
            }
        }
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        let mut shared = lock(&self.shared);
        let state = mem::replace(&mut shared.state, State::Closed);
        let (receiver, sender) = (shared.receiver.take(), shared.sender.take());
        drop(shared);
        // The value's own drop is foreign code.
        drop((state, receiver));
        wake(sender);
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
        f.write_str("Sender(..)")
    }
}

impl<T> fmt::Debug for Receiver<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver").field("made", &self.place).finish_non_exhaustive()
    }
}
