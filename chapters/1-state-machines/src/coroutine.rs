/// A function that pauses: a machine.
///
/// A machine written by hand is an enum with a variant for each place where it can stand, and
/// follows one idiom: take the state, leave `Done` behind, and put back where you pause.
///
/// ```
/// use std::mem;
/// use state_machines::Coroutine;
/// use state_machines::CoroutineState::{self, Complete, Yielded};
///
/// /// def echo(): x = yield 3; return x
/// enum Echo {
///     Start,
///     AtYield,
///     Done,
/// }
///
/// impl Coroutine<i32> for Echo {
///     type Yield = i32;
///     type Return = i32;
///
///     fn resume(&mut self, sent: i32) -> CoroutineState<i32, i32> {
///         match mem::replace(self, Echo::Done) {
///             Echo::Start => {
///                 *self = Echo::AtYield;
///                 Yielded(3)
///             }
///             Echo::AtYield => Complete(sent),
///             Echo::Done => panic!("`Echo` resumed after completion"),
///         }
///     }
/// }
///
/// let mut echo = Echo::Start;
/// assert_eq!(echo.resume(0), Yielded(3));
/// assert_eq!(echo.resume(10), Complete(10));
/// ```
///
/// Because `Done` stands there while the body of a state runs, a machine that panics is done,
/// and one that forgets to say where it pauses ends loudly at the next resume.
///
/// What Python checks when it runs is here a type: what may be sent is `In`, and the first value
/// that is sent arrives like any other (Python refuses it). To stop a machine before its end,
/// drop it.
pub trait Coroutine<In = ()> {
    /// What it hands out at a pause.
    type Yield;
    /// What it hands out at its end.
    type Return;

    /// Runs the machine from where it stands to its next pause or its end.
    ///
    /// # Panics
    ///
    /// A machine that has ended panics, as std's coroutines and async blocks do. Python's
    /// generators would raise `StopIteration` again.
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

impl<In, C: Coroutine<In> + ?Sized> Coroutine<In> for &mut C {
    type Yield = C::Yield;
    type Return = C::Return;

    fn resume(&mut self, input: In) -> CoroutineState<C::Yield, C::Return> {
        (**self).resume(input)
    }
}

impl<In, C: Coroutine<In> + ?Sized> Coroutine<In> for Box<C> {
    type Yield = C::Yield;
    type Return = C::Return;

    fn resume(&mut self, input: In) -> CoroutineState<C::Yield, C::Return> {
        (**self).resume(input)
    }
}
