use std::any::Any;
use std::future::Future;
use std::mem::ManuallyDrop;
use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::pin::Pin;
use std::ptr::NonNull;
use std::task::{Context, Poll};

use super::context;
use super::header::{Header, TaskPtr, VTable};
use super::id::Id;
use super::panic::{Panicked, drop_quietly};
use super::state::{flags, join, refs};
use crate::inspect::Wait;
use crate::loom::atomic::{AtomicU8, AtomicU32};
use crate::loom::{Cell, UnsafeCell};
use crate::runtime::Core;

/// A task: one allocation.
#[repr(C)]
struct Task<F: Future> {
    header: Header,
    stage: UnsafeCell<Stage<F>>,
}

/// What lies behind the header. Which of them is there, flags and join byte say.
#[repr(C)]
union Stage<F: Future> {
    future: ManuallyDrop<F>,
    output: ManuallyDrop<F::Output>,
    panic: ManuallyDrop<Box<Panicked>>,
}

/// How a new task begins.
pub(super) struct Birth {
    pub(super) id: Id,
    pub(super) at: &'static Location<'static>,
    /// Whether it goes to the owner through the injector.
    pub(super) injected: bool,
}

/// Allocates a task with two references: the owner's and the handle's.
pub(super) fn allocate<F: Future>(core: *const Core, future: F, birth: &Birth) -> TaskPtr {
    context::retain(core);
    let bits = if birth.injected { refs::INJECTED } else { 0 };
    let task = Box::new(Task {
        header: Header {
            vtable: const { &Task::<F>::VTABLE },
            core,
            refs: AtomicU32::new(2 * refs::ONE + bits),
            flags: Cell::new(flags::QUEUED | flags::NEW),
            join: AtomicU8::new(0),
            wait: Cell::new(Wait::Other),
            waits: Cell::new(0),
            slot: Cell::new(birth.id.upper()),
            id: birth.id.lower(),
            join_waker: UnsafeCell::new(None),
            spawned_at: birth.at,
            waits_at: Cell::new(None),
        },
        stage: UnsafeCell::new(Stage { future: ManuallyDrop::new(future) }),
    });
    TaskPtr(NonNull::from(Box::leak(task)).cast())
}

impl<F: Future> Task<F> {
    const VTABLE: VTable = VTable {
        poll: Self::poll,
        cancel: Self::cancel,
        drop_output: Self::drop_output,
        stage: Self::stage,
        free: Self::free,
    };

    /// # Safety
    ///
    /// The caller is the owner, and the future is there.
    unsafe fn poll(task: TaskPtr, cx: &mut Context<'_>) -> Option<u8> {
        // SAFETY: the caller holds a reference.
        let stage = unsafe { Self::cell(task) };
        let polled = catch_unwind(AssertUnwindSafe(|| {
            stage.with_mut(|stage| {
                // SAFETY: the future is there, nobody else touches it, and it stays where it is
                // until it is dropped.
                unsafe { Pin::new_unchecked(&mut *(*stage).future) }.poll(cx)
            })
        }));
        let outcome = match polled {
            Ok(Poll::Pending) => return None,
            Ok(Poll::Ready(output)) => Ok(output),
            Err(payload) => Err(payload),
        };
        // SAFETY: the future is still there, and is not used again.
        let dropped = unsafe { Self::drop_future(stage) };
        // The first panic is told. Nothing may unwind from here before the stage is whole again.
        let outcome = match (outcome, dropped) {
            (outcome, Ok(())) => outcome,
            (Ok(output), Err(payload)) => {
                drop_quietly(output);
                Err(payload)
            }
            (Err(payload), Err(second)) => {
                drop_quietly(second);
                Err(payload)
            }
        };
        let (new, bits) = match outcome {
            Ok(output) => (Stage { output: ManuallyDrop::new(output) }, 0),
            // SAFETY: the caller is the owner.
            Err(payload) => (unsafe { Self::panicked(task, payload) }, join::PANICKED),
        };
        // SAFETY: the future is gone; the place is the owner's.
        stage.with_mut(|stage| unsafe { stage.write(new) });
        Some(bits)
    }

    /// # Safety
    ///
    /// The caller is the owner, or nobody has seen the task yet; the future is there.
    unsafe fn cancel(task: TaskPtr) -> u8 {
        // SAFETY: the caller holds a reference, and the future is there.
        let stage = unsafe { Self::cell(task) };
        // SAFETY: the future is there, and is not used again.
        match unsafe { Self::drop_future(stage) } {
            Ok(()) => join::CANCELLED,
            Err(payload) => {
                // SAFETY: the caller is the owner, or alone with the task.
                let new = unsafe { Self::panicked(task, payload) };
                // SAFETY: the future is gone; the place is the caller's.
                stage.with_mut(|stage| unsafe { stage.write(new) });
                join::PANICKED
            }
        }
    }

    /// # Safety
    ///
    /// The outcome is there and the caller's, and is no panic.
    unsafe fn drop_output(task: TaskPtr, outcome: u8) {
        if outcome & join::CANCELLED == 0 {
            // SAFETY: the caller holds a reference; the output is there.
            unsafe { Self::cell(task) }
                .with_mut(|stage| unsafe { ManuallyDrop::drop(&mut (*stage).output) });
        }
    }

    unsafe fn stage(task: TaskPtr) -> *mut () {
        // SAFETY: the caller holds a reference.
        unsafe { Self::cell(task) }.with_mut(<*mut Stage<F>>::cast)
    }

    /// # Safety
    ///
    /// The caller gave back the last reference.
    unsafe fn free(task: TaskPtr) {
        // SAFETY: `allocate::<F>` made the box; nobody else has a pointer to it. Dropping it
        // drops no stage, which is a union.
        let task = unsafe { Box::from_raw(task.0.as_ptr().cast::<Self>()) };
        let core = task.header.core;
        drop(task);
        // SAFETY: `allocate` counted this header.
        unsafe { context::release(core) }
    }

    /// # Safety
    ///
    /// The caller is the owner, or nobody else has seen the task yet.
    #[cold]
    unsafe fn panicked(task: TaskPtr, payload: Box<dyn Any + Send>) -> Stage<F> {
        // SAFETY: as the caller says.
        let (id, name, spawned_at) = unsafe { task.who() };
        Stage {
            panic: ManuallyDrop::new(Box::new(Panicked { id, name, spawned_at, payload })),
        }
    }

    /// # Safety
    ///
    /// The future is there, is the caller's, and is not used again.
    unsafe fn drop_future(stage: &UnsafeCell<Stage<F>>) -> Result<(), Box<dyn Any + Send>> {
        catch_unwind(AssertUnwindSafe(|| {
            // SAFETY: as the caller says.
            stage.with_mut(|stage| unsafe { ManuallyDrop::drop(&mut (*stage).future) })
        }))
    }

    /// # Safety
    ///
    /// The caller holds a reference for as long as it uses the stage.
    unsafe fn cell<'a>(task: TaskPtr) -> &'a UnsafeCell<Stage<F>> {
        // SAFETY: `allocate::<F>` made the task, and the reference keeps it.
        unsafe { &(*task.0.as_ptr().cast::<Self>()).stage }
    }
}
