//! The bits of a task's three words, and who sets them.

/// The owner's flags: a plain cell that its thread alone reads and writes.
pub(crate) mod flags {
    /// The task stands in the ready queue, or will join it as soon as its run is over. Set by a
    /// wake, cleared when the task is picked. A task that carries it is not woken again.
    pub(crate) const QUEUED: u8 = 1;
    /// The task is being polled. A wake in the meantime sets [`QUEUED`] and leaves the queue
    /// alone: the scheduler looks when the poll returns.
    pub(crate) const RUNNING: u8 = 1 << 1;
    /// The future is gone. Nothing else is set any more, and nothing is ever set again.
    pub(crate) const DONE: u8 = 1 << 2;
    /// Somebody asked the task to stop. The next pick drops the future instead of polling it.
    pub(crate) const ABORT: u8 = 1 << 3;
    /// The task has a name, which stands in the list of owned tasks.
    pub(crate) const NAMED: u8 = 1 << 4;
    /// The task stands in no list yet: it is being made, is on its way through the injector, or
    /// came too late. The slot holds the upper half of its id instead.
    pub(crate) const NEW: u8 = 1 << 5;
}

/// The word that wakers share: two bits for what other threads ask of the owner, the rest counts
/// references.
pub(crate) mod refs {
    /// The task is in the injector, or will be there in a moment: whoever sets this bit puts it
    /// in. It also carries one reference, until the owner has taken the task out.
    pub(crate) const INJECTED: u32 = 1;
    /// A thread that is not the owner asked the task to stop. Set together with [`INJECTED`] in
    /// one step, so that the owner sees it when it takes the task out.
    pub(crate) const ABORT: u32 = 1 << 1;
    /// One reference.
    pub(crate) const ONE: u32 = 1 << 2;
    /// Above these the next few clones could overflow into nothing, which frees the task under
    /// its users.
    pub(crate) const TOO_MANY: u32 = 1 << 31;
    /// The bits that are not references.
    pub(crate) const BITS: u32 = INJECTED | ABORT;
}

/// The byte between the task and its handle.
pub(crate) mod join {
    /// The outcome is there. Set once, by the owner; from then on the outcome belongs to the
    /// handle, or to the owner if [`DROPPED`] came first.
    pub(crate) const COMPLETE: u8 = 1;
    /// The slot of the join waker is full and belongs to the owner. Set and cleared by the
    /// handle; without it the slot belongs to the handle.
    pub(crate) const WAKER: u8 = 1 << 1;
    /// The handle is gone. Set once, by the handle, together with clearing [`WAKER`].
    pub(crate) const DROPPED: u8 = 1 << 2;
    /// The outcome is a panic. Set together with [`COMPLETE`].
    pub(crate) const PANICKED: u8 = 1 << 3;
    /// The outcome is that the task was stopped. Set together with [`COMPLETE`].
    pub(crate) const CANCELLED: u8 = 1 << 4;
}
