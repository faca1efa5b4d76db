use std::any::Any;
use std::fmt;
use std::mem;
use std::panic::{AssertUnwindSafe, Location, catch_unwind};

use super::id::Id;

/// A panic that ended a task, and whose task it was.
pub(crate) struct Panicked {
    pub(super) id: Id,
    pub(super) name: Option<String>,
    pub(super) spawned_at: &'static Location<'static>,
    pub(super) payload: Box<dyn Any + Send>,
}

/// A task panicked, and nobody asked for its outcome: its handle is gone.
pub struct UnhandledPanic<'a>(pub(super) &'a Panicked);

impl<'a> UnhandledPanic<'a> {
    /// The task's id.
    pub fn id(&self) -> Id {
        self.0.id
    }

    /// The task's name, if it has one.
    pub fn name(&self) -> Option<&'a str> {
        self.0.name.as_deref()
    }

    /// The line that made the task.
    pub fn spawned_at(&self) -> &'static Location<'static> {
        self.0.spawned_at
    }

    /// What the task panicked with.
    pub fn payload(&self) -> &'a (dyn Any + Send) {
        &*self.0.payload
    }

    /// What the task panicked with, if it is words.
    pub fn message(&self) -> Option<&'a str> {
        message(self.payload())
    }
}

impl fmt::Display for UnhandledPanic<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Panicked { id, name, spawned_at, .. } = self.0;
        write!(f, "task {id}")?;
        if let Some(name) = name {
            write!(f, " `{name}`")?;
        }
        write!(f, ", spawned at {spawned_at}, panicked, and nobody asked for its outcome")?;
        self.message().map_or(Ok(()), |words| write!(f, ": {words}"))
    }
}

impl fmt::Debug for UnhandledPanic<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UnhandledPanic({self})")
    }
}

/// Who is told.
pub(crate) type OnUnhandledPanic = Box<dyn Fn(&UnhandledPanic<'_>) + Send + Sync>;

/// Says it on standard error.
pub(crate) fn report(panic: &UnhandledPanic<'_>) {
    eprintln!(
        "error: {panic}\nAwait the task's handle, or pass the panic to `Builder::on_unhandled_panic`."
    );
}

/// A panic's words, if it came with words.
pub(super) fn message(payload: &(dyn Any + Send)) -> Option<&str> {
    payload
        .downcast_ref::<&'static str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
}

/// Drops what somebody else wrote, where a panic out of it has nowhere to go.
pub(super) fn drop_quietly<T>(value: T) {
    if let Err(payload) = catch_unwind(AssertUnwindSafe(|| drop(value))) {
        // Its destructor could panic again.
        mem::forget(payload);
    }
}

/// Calls what somebody else wrote, where a panic out of it has nowhere to go.
pub(super) fn call_quietly(f: impl FnOnce()) {
    drop_quietly(catch_unwind(AssertUnwindSafe(f)));
}
