//! Stage 1: functions that pause.

use std::cell::Cell;
use std::future::poll_fn;
use std::mem;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use CoroutineState::{Complete, Yielded};

/// A function that pauses: a machine.
pub trait Coroutine<In = ()> {
    /// What it hands out at a pause.
    type Yield;
    /// What it hands out at its end.
    type Return;

    /// Runs from where it stands to its next pause or its end. Panics if it has ended.
    fn resume(&mut self, input: In) -> CoroutineState<Self::Yield, Self::Return>;
}

/// What a machine hands out when it stops running.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "a machine that has ended must not be resumed again"]
pub enum CoroutineState<Y, R> {
    /// It pauses, with this value.
    Yielded(Y),
    /// It has ended, with this result.
    Complete(R),
}

/// ```python
/// def total(limit):
///     total = 0
///     while total < limit:
///         total += yield total
///     return f"{total} is enough"
/// ```
pub enum Total {
    Start { limit: u64 },
    AtYield { limit: u64, total: u64 },
    Done,
}

impl Coroutine<u32> for Total {
    type Yield = u64;
    type Return = String;

    fn resume(&mut self, sent: u32) -> CoroutineState<u64, String> {
        let (limit, total) = match mem::replace(self, Total::Done) {
            Total::Start { limit } => (limit, 0),
            Total::AtYield { limit, total } => (limit, total + u64::from(sent)),
            Total::Done => panic!("`Total` resumed after completion"),
        };
        if total < limit {
            *self = Total::AtYield { limit, total };
            Yielded(total)
        } else {
            Complete(format!("{total} is enough"))
        }
    }
}

/// Makes a machine of an async block: the compiler writes the enum.
pub fn machine<In, Y, R>(body: impl AsyncFnOnce(Yielder<In, Y>) -> R + 'static) -> Machine<In, Y, R>
where
    In: 'static,
    Y: 'static,
    R: 'static,
{
    let window = Rc::new(Window {
        input: Cell::new(None),
        output: Cell::new(None),
    });
    let yielder = Yielder {
        window: Rc::clone(&window),
    };
    Machine {
        body: Some(Box::pin(async move { body(yielder).await })),
        window,
    }
}

/// A machine that was made by [`machine`].
pub struct Machine<In, Y, R> {
    /// `None` once it has ended.
    body: Option<Pin<Box<dyn Future<Output = R>>>>,
    window: Rc<Window<In, Y>>,
}

struct Window<In, Y> {
    input: Cell<Option<In>>,
    output: Cell<Option<Y>>,
}

impl<In, Y, R> Coroutine<In> for Machine<In, Y, R> {
    type Yield = Y;
    type Return = R;

    fn resume(&mut self, input: In) -> CoroutineState<Y, R> {
        let mut body = self.body.take().expect("the machine has ended");
        self.window.input.set(Some(input));
        match body.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(result) => Complete(result),
            Poll::Pending => {
                let value = self
                    .window
                    .output
                    .take()
                    .expect("it awaits only its yielder");
                self.body = Some(body);
                Yielded(value)
            }
        }
    }
}

/// How the body of a [`machine`] yields, delegates, and gets what is sent.
pub struct Yielder<In, Y> {
    window: Rc<Window<In, Y>>,
}

/// Another one for the same machine.
impl<In, Y> Clone for Yielder<In, Y> {
    fn clone(&self) -> Self {
        Self {
            window: Rc::clone(&self.window),
        }
    }
}

impl<In, Y> Yielder<In, Y> {
    /// What was sent with the first resume; nothing if it was taken already or the machine has
    /// paused since.
    pub fn first(&self) -> Option<In> {
        self.window.input.take()
    }

    /// Pauses, hands out `value`, and gives what is sent with the next resume.
    pub async fn yield_(&self, value: Y) -> In {
        self.window.input.set(None);
        self.window.output.set(Some(value));
        poll_fn(|_| match self.window.input.take() {
            Some(input) => Poll::Ready(input),
            None => Poll::Pending,
        })
        .await
    }

    /// Drives `inner` to its end: its yields go out through this machine, what is sent goes in
    /// to it, and its result comes back here. `first` is what it is resumed with at first.
    pub async fn delegate<C>(&self, inner: &mut C, first: In) -> C::Return
    where
        C: Coroutine<In, Yield = Y>,
    {
        let mut sent = first;
        loop {
            match inner.resume(sent) {
                Yielded(value) => sent = self.yield_(value).await,
                Complete(result) => return result,
            }
        }
    }
}
