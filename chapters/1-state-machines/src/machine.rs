use std::cell::Cell;
use std::fmt;
use std::panic::Location;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use tulip_trace::set_mark;

use crate::Coroutine;
use crate::CoroutineState::{self, Complete, Yielded};

/// Makes a machine from an async block: the compiler writes the enum.
///
/// For now this is a closed box. It works because an async block is a machine too: one that
/// pauses at each `await` that is not ready. Stage 4 opens it.
///
/// ```
/// use state_machines::CoroutineState::{Complete, Yielded};
/// use state_machines::{Coroutine, machine};
///
/// let mut echo = machine(async |y| {
///     let sent: i32 = y.yield_(3).await;
///     sent
/// });
/// assert_eq!(echo.resume(0), Yielded(3));
/// assert_eq!(echo.resume(10), Complete(10));
/// ```
///
/// Nothing runs before the first resume. What is sent with that resume waits in
/// [`Yielder::first`].
pub fn machine<In, Y, R>(
    body: impl AsyncFnOnce(Yielder<In, Y>) -> R + 'static,
) -> Machine<In, Y, R>
where
    In: 'static,
    Y: 'static,
    R: 'static,
{
    let window = Rc::new(Window { input: Cell::new(None), output: Cell::new(None) });
    let yielder = Yielder { window: Rc::clone(&window) };
    Machine { body: Some(Box::pin(async move { body(yielder).await })), window }
}

/// A machine that was made by [`machine`].
pub struct Machine<In, Y, R> {
    /// `None` while it runs, and once it has ended.
    body: Option<Pin<Box<dyn Future<Output = R>>>>,
    window: Rc<Window<In, Y>>,
}

impl<In, Y, R> Coroutine<In> for Machine<In, Y, R> {
    type Yield = Y;
    type Return = R;

    /// # Panics
    ///
    /// After the end; and if the block awaits anything but its [`Yielder`], because nobody here
    /// would wake it.
    fn resume(&mut self, input: In) -> CoroutineState<Y, R> {
        let Some(mut body) = self.body.take() else {
            panic!("machine resumed after completion");
        };
        self.window.input.set(Some(input));
        match body.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(result) => Complete(result),
            Poll::Pending => {
                let value = self.window.output.take().expect(
                    "a machine may await only its own yielder: nobody would wake it from anything else",
                );
                self.body = Some(body);
                Yielded(value)
            }
        }
    }
}

impl<In, Y, R> fmt::Debug for Machine<In, Y, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Machine")
            .field("ended", &self.body.is_none())
            .finish_non_exhaustive()
    }
}

/// How the body of a [`machine`] yields, delegates, and gets what is sent.
pub struct Yielder<In, Y> {
    window: Rc<Window<In, Y>>,
}

impl<In, Y> Yielder<In, Y> {
    /// Pauses the machine and hands out `value`. Awaiting it gives what is sent with the next
    /// resume. Nothing happens until it is awaited.
    #[track_caller]
    pub fn yield_(&self, value: Y) -> Pause<'_, In, Y> {
        self.yield_at(Location::caller(), value)
    }

    /// What was sent with the first resume; `None` if it was taken already or the machine has
    /// paused since.
    pub fn first(&self) -> Option<In> {
        self.window.input.take()
    }

    /// Drives `inner` to its end: its yields go out through this machine, what is sent goes in
    /// to it, and its result comes back here. Python's `yield from`.
    ///
    /// `first` is what `inner` is resumed with at first; Python always sends `None` there.
    #[track_caller]
    pub fn delegate<C>(&self, inner: &mut C, first: In) -> impl Future<Output = C::Return>
    where
        C: Coroutine<In, Yield = Y>,
    {
        let at = Location::caller();
        async move {
            let mut sent = first;
            loop {
                match inner.resume(sent) {
                    Yielded(value) => sent = self.yield_at(at, value).await,
                    Complete(result) => return result,
                }
            }
        }
    }

    /// Pauses, and says in the trace that the machine stands on the line `at`.
    fn yield_at(&self, at: &'static Location<'static>, value: Y) -> Pause<'_, In, Y> {
        set_mark(Some(at));
        Pause { window: &self.window, value: Some(value) }
    }
}

impl<In, Y> Clone for Yielder<In, Y> {
    fn clone(&self) -> Self {
        Self { window: Rc::clone(&self.window) }
    }
}

impl<In, Y> fmt::Debug for Yielder<In, Y> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Yielder").finish_non_exhaustive()
    }
}

/// A pause of a [`machine`], to be awaited.
#[must_use = "the machine pauses where this is awaited"]
pub struct Pause<'a, In, Y> {
    window: &'a Window<In, Y>,
    /// `None` once it was handed out.
    value: Option<Y>,
}

impl<In, Y> Future for Pause<'_, In, Y> {
    type Output = In;

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<In> {
        if let Some(value) = self.value.take() {
            // What came in before belongs to the pause before.
            self.window.input.set(None);
            let before = self.window.output.replace(Some(value));
            assert!(before.is_none(), "a machine yielded twice in one resume");
            return Poll::Pending;
        }
        match self.window.input.take() {
            Some(input) => Poll::Ready(input),
            None => Poll::Pending,
        }
    }
}

/// Nothing in a pause refers to the pause itself.
impl<In, Y> Unpin for Pause<'_, In, Y> {}

impl<In, Y> fmt::Debug for Pause<'_, In, Y> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pause").finish_non_exhaustive()
    }
}

/// The window between a machine and who resumes it: one value goes in, one comes out.
struct Window<In, Y> {
    input: Cell<Option<In>>,
    output: Cell<Option<Y>>,
}
