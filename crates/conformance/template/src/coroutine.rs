//! Stage 1: functions that pause.
//!
//! Go from top to bottom: first the machine by hand, then the bridge. `cargo test --test stage1`
//! says which rule comes next.

use std::marker::PhantomData;

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

/// A machine by hand. It hands out the sum so far, is sent a number, and adds it, until it has
/// enough:
///
/// ```python
/// def total(limit):
///     total = 0
///     while total < limit:
///         total += yield total
///     return f"{total} is enough"
/// ```
///
/// An enum has a variant for each place where the function can stand, with all that the function
/// knows there and still needs. The checks make one by `Total::Start`.
pub enum Total {
    /// It has not begun: it knows its limit.
    Start { limit: u64 },
    // To do: a variant for the place at the `yield`. What does the function know there?
    /// It has ended. Who resumes it now has made a mistake.
    Done,
}

impl Coroutine<u32> for Total {
    type Yield = u64;
    type Return = String;

    fn resume(&mut self, sent: u32) -> CoroutineState<u64, String> {
        todo!(
            "take the state by `mem::replace(self, Total::Done)`, match it, put back where it pauses"
        )
    }
}

/// Makes a machine of an async block: the compiler writes the enum.
///
/// An async block is a machine too, one that pauses at each `await` that is not ready. Between
/// the two stands a window: what is sent goes in by it, what is yielded comes out.
pub fn machine<In, Y, R>(body: impl AsyncFnOnce(Yielder<In, Y>) -> R + 'static) -> Machine<In, Y, R>
where
    In: 'static,
    Y: 'static,
    R: 'static,
{
    todo!("make the window, give the body its yielder, and keep the future; run nothing yet")
}

/// A machine that was made by [`machine`].
pub struct Machine<In, Y, R> {
    // To do: the future of the body, and its end of the window. Then delete this line.
    types: PhantomData<(In, Y, R)>,
}

impl<In, Y, R> Coroutine<In> for Machine<In, Y, R> {
    type Yield = Y;
    type Return = R;

    fn resume(&mut self, input: In) -> CoroutineState<Y, R> {
        todo!("put the input into the window, poll the future, and see what came of it")
    }
}

/// How the body of a [`machine`] yields, delegates, and gets what is sent.
pub struct Yielder<In, Y> {
    // To do: its end of the window. Then delete this line.
    types: PhantomData<(In, Y)>,
}

impl<In, Y> Yielder<In, Y> {
    /// What was sent with the first resume; nothing if it was taken already or the machine has
    /// paused since.
    pub fn first(&self) -> Option<In> {
        todo!("take what lies in the window")
    }

    /// Pauses, hands out `value`, and gives what is sent with the next resume.
    pub async fn yield_(&self, value: Y) -> In {
        todo!(
            "await a future of your own: it puts the value out once, and is ready when an answer is in"
        )
    }

    /// Drives `inner` to its end: its yields go out through this machine, what is sent goes in
    /// to it, and its result comes back here. `first` is what it is resumed with at first.
    pub async fn delegate<C: Coroutine<In, Yield = Y>>(
        &self,
        inner: &mut C,
        first: In,
    ) -> C::Return {
        todo!("resume `inner` in a loop; this takes no more than `yield_`")
    }
}
