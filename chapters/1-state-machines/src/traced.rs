use std::fmt::Debug;
use std::mem;
use std::panic::Location;

use tulip_trace::{
    Event, Lane, Place, current_lane, cut, emit, is_on, next_id, set_mark, take_mark,
};

use crate::Coroutine;
use crate::CoroutineState::{self, Complete, Yielded};

/// Gives a machine a name, under which the trace shows each resume, pause and end.
///
/// A machine that is resumed by another is drawn inside it, so that a value can be followed
/// through all levels of a delegation. Where nothing is recorded, this costs one branch.
///
/// ```
/// use state_machines::{Coroutine, machine, traced};
///
/// let mut answer = traced("answer", machine(async |y| y.yield_(42).await));
/// answer.resume(());
/// ```
pub fn traced<C>(name: impl Into<String>, machine: C) -> Traced<C> {
    Traced {
        machine,
        name: name.into(),
        number: None,
        is_paused: false,
        at: None,
        lane: Lane::Main,
    }
}

/// A machine with a name. Made by [`traced`].
#[derive(Debug)]
pub struct Traced<C> {
    machine: C,
    name: String,
    /// From its first resume on. One that is resumed after its end is still the same.
    number: Option<u32>,
    is_paused: bool,
    at: Option<Place>,
    lane: Lane,
}

impl<C> Traced<C> {
    /// The machine itself.
    pub fn machine(&self) -> &C {
        &self.machine
    }
}

impl<In, C> Coroutine<In> for Traced<C>
where
    In: Debug,
    C: Coroutine<In>,
    C::Yield: Debug,
    C::Return: Debug,
{
    type Yield = C::Yield;
    type Return = C::Return;

    fn resume(&mut self, input: In) -> CoroutineState<C::Yield, C::Return> {
        if is_on() { self.resume_and_record(input) } else { self.machine.resume(input) }
    }
}

impl<C> Traced<C> {
    fn resume_and_record<In>(&mut self, input: In) -> CoroutineState<C::Yield, C::Return>
    where
        In: Debug,
        C: Coroutine<In>,
        C::Yield: Debug,
        C::Return: Debug,
    {
        self.lane = current_lane();
        let resumed = Event::CoResume {
            co: *self.number.get_or_insert_with(|| next_id("machine")),
            name: self.name.clone(),
            input: Some(cut(&input)).filter(|sent| sent != "()"),
            src: self.at.clone(),
        };
        emit(self.lane, || resumed);
        let outer_mark = take_mark();
        self.is_paused = false;
        let unwinding = Unwinding { lane: self.lane, name: &self.name, outer_mark };
        let state = self.machine.resume(input);
        mem::forget(unwinding);
        self.at = take_mark().map(Place::from).or(self.at.take());
        set_mark(outer_mark);
        let (name, end) = (self.name.clone(), self.at.clone());
        match &state {
            Yielded(value) => {
                self.is_paused = true;
                let out = cut(value);
                emit(self.lane, || Event::CoYield { name, out, end });
            }
            Complete(result) => {
                let out = cut(result);
                emit(self.lane, || Event::CoReturn { name, out, end });
            }
        }
        state
    }
}

impl<C> Drop for Traced<C> {
    /// Tells the trace that the machine is stopped before its end.
    fn drop(&mut self) {
        if let Some(co) = self.number.filter(|_| self.is_paused) {
            emit(current_lane(), || Event::CoDrop { co });
        }
    }
}

/// Dropped by a panic alone: ends the slice of the machine, so that the picture stays nested.
struct Unwinding<'a> {
    lane: Lane,
    name: &'a str,
    outer_mark: Option<&'static Location<'static>>,
}

impl Drop for Unwinding<'_> {
    fn drop(&mut self) {
        set_mark(self.outer_mark);
        let name = self.name.to_owned();
        emit(self.lane, || Event::CoPanic { name });
    }
}
