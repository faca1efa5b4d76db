use std::any::Any;
use std::fmt;
use std::mem;
use std::panic::{AssertUnwindSafe, Location, catch_unwind};

use super::header::Header;
use super::id::Id;
use crate::inspect::Place;

/// What a panic carries.
pub(super) type Payload = Box<dyn Any + Send>;

/// A task panicked. It is unhandled if nobody asks for the task's outcome: its handle is gone.
pub struct UnhandledPanic {
    id: Id,
    name: Option<String>,
    spawned_at: Place,
    payload: Payload,
}

impl UnhandledPanic {
    /// That of a task that its owner looks at.
    #[cold]
    pub(super) fn of(task: &Header, payload: Payload) -> Self {
        let (id, name) = (task.id(), task.name());
        Self { id, name, spawned_at: task.spawned_at, payload }
    }

    /// The task's id.
    pub fn id(&self) -> Id {
        self.id
    }

    /// The task's name, if it has one.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The line that made the task.
    pub fn spawned_at(&self) -> &'static Location<'static> {
        self.spawned_at
    }

    /// What the task panicked with.
    pub fn payload(&self) -> &(dyn Any + Send) {
        &*self.payload
    }

    /// What the task panicked with, if it is words.
    pub fn message(&self) -> Option<&str> {
        let payload = self.payload();
        payload
            .downcast_ref::<&'static str>()
            .copied()
            .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
    }

    pub(super) fn into_payload(self) -> Payload {
        self.payload
    }

    /// The task, `about` it, and the words that it panicked with.
    pub(super) fn write(
        &self,
        f: &mut fmt::Formatter<'_>,
        about: fmt::Arguments<'_>,
    ) -> fmt::Result {
        write!(f, "task {}", self.id)?;
        if let Some(name) = &self.name {
            write!(f, " `{name}`")?;
        }
        f.write_fmt(about)?;
        self.message().map_or(Ok(()), |words| write!(f, ": {words}"))
    }
}

impl fmt::Display for UnhandledPanic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.spawned_at;
        self.write(
            f,
            format_args!(", spawned at {at}, panicked, and nobody asked for its outcome"),
        )
    }
}

impl fmt::Debug for UnhandledPanic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UnhandledPanic({self})")
    }
}

/// Who is told.
pub(crate) type OnUnhandledPanic = Box<dyn Fn(&UnhandledPanic) + Send + Sync>;

/// Says it on standard error.
pub(crate) fn report(panic: &UnhandledPanic) {
    eprintln!(
        "error: {panic}\nAwait the task's handle, or pass the panic to `Builder::on_unhandled_panic`."
    );
}

/// Calls what somebody else wrote. A panic out of it is an error.
pub(super) fn catch<R>(f: impl FnOnce() -> R) -> Result<R, Payload> {
    catch_unwind(AssertUnwindSafe(f))
}

/// Calls what somebody else wrote, where a panic out of it has nowhere to go.
pub(super) fn call_quietly(f: impl FnOnce()) {
    drop_quietly(catch(f));
}

/// Drops what somebody else wrote, where a panic out of it has nowhere to go.
pub(super) fn drop_quietly<T>(value: T) {
    // The destructor of the payload could panic again.
    let _ = catch(|| drop(value)).map_err(mem::forget);
}
