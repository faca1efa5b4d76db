use std::mem::ManuallyDrop;
use std::pin::Pin;
use std::ptr::NonNull;
use std::task::{Context, Poll};

use super::context::RuntimeRef;
use super::header::{Header, TaskRef, VTable, borrow};
use super::id::Id;
use super::join::JoinHandle;
use super::panic::{Payload, UnhandledPanic, catch, drop_quietly};
use super::state::{flags, join, refs};
use crate::inspect::{Place, Wait};
use crate::loom::atomic::{AtomicU8, AtomicU32};
use crate::loom::{Cell, UnsafeCell};

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
    panic: ManuallyDrop<Box<UnhandledPanic>>,
}

/// Allocates a task with two references, the owner's and the handle's, and with `bits` beside
/// their count.
pub(super) fn allocate<F: Future>(
    runtime: RuntimeRef,
    future: F,
    id: Id,
    at: Place,
    bits: u32,
) -> (TaskRef, JoinHandle<F::Output>) {
    let task = Box::new(Task {
        header: Header {
            vtable: const { &Task::<F>::VTABLE },
            runtime,
            refs: AtomicU32::new(2 * refs::ONE + bits),
            flags: Cell::new(flags::QUEUED | flags::NEW),
            join: AtomicU8::new(0),
            wait: Cell::new(Wait::Other),
            waits: Cell::new(0),
            slot: Cell::new(id.upper()),
            id: id.lower(),
            join_waker: UnsafeCell::new(None),
            spawned_at: at,
            waits_at: Cell::new(None),
        },
        stage: UnsafeCell::new(Stage { future: ManuallyDrop::new(future) }),
    });
    let task = NonNull::from(Box::leak(task)).cast();
    (TaskRef(task), JoinHandle::new(TaskRef(task), id))
}

impl<F: Future> Task<F> {
    const VTABLE: VTable = VTable {
        poll: Self::poll,
        // SAFETY: as the caller says.
        cancel: |task| unsafe { Self::end(task, Ok(None)) },
        // SAFETY: the caller holds a reference.
        stage: |task| unsafe { Self::stage(task) }.with_mut(<*mut Stage<F>>::cast),
        // SAFETY: as the caller says.
        drop_output: |stage| unsafe { stage.cast::<F::Output>().drop_in_place() },
        // SAFETY: `allocate::<F>` made the box; nobody else has a pointer to it. Dropping it
        // drops no stage, which is a union.
        free: |task| drop(unsafe { Box::from_raw(task.cast::<Self>().as_ptr()) }),
    };

    /// # Safety
    ///
    /// The caller is the owner, and the future is there.
    unsafe fn poll(task: NonNull<Header>, cx: &mut Context<'_>) -> Option<u8> {
        // SAFETY: the caller holds a reference.
        let polled = unsafe { Self::stage(task) }.with_mut(|stage| {
            // SAFETY: the future is there, nobody else touches it, and it stays where it is
            // until it is dropped.
            catch(|| unsafe { Pin::new_unchecked(&mut *(*stage).future) }.poll(cx))
        });
        let outcome = match polled {
            Ok(Poll::Pending) => return None,
            Ok(Poll::Ready(output)) => Ok(Some(output)),
            Err(payload) => Err(payload),
        };
        // SAFETY: as the caller says.
        Some(unsafe { Self::end(task, outcome) })
    }

    /// Drops the future, and puts the outcome in its place: an output, a panic, or nothing for a
    /// task that is stopped.
    ///
    /// # Safety
    ///
    /// The caller is the owner, or nobody else has seen the task yet; the future is there.
    unsafe fn end(
        task: NonNull<Header>,
        outcome: Result<Option<F::Output>, Payload>,
    ) -> u8 {
        // SAFETY: the caller holds a reference.
        unsafe { Self::stage(task) }.with_mut(|stage| {
            // SAFETY: the future is there, and is not used again.
            let dropped = catch(|| unsafe { ManuallyDrop::drop(&mut (*stage).future) });
            // The first panic is told. Nothing may unwind from here before the stage is whole
            // again.
            let outcome = match (outcome, dropped) {
                (Ok(output), Err(payload)) => {
                    drop_quietly(output);
                    Err(payload)
                }
                (outcome, dropped) => {
                    drop_quietly(dropped);
                    outcome
                }
            };
            let (new, bits) = match outcome {
                Ok(None) => return join::CANCELLED,
                Ok(Some(output)) => (Stage { output: ManuallyDrop::new(output) }, 0),
                Err(payload) => {
                    // SAFETY: the caller holds a reference.
                    let task = unsafe { borrow(task) };
                    let panic = Box::new(UnhandledPanic::of(&task, payload));
                    (Stage { panic: ManuallyDrop::new(panic) }, join::PANICKED)
                }
            };
            // SAFETY: the future is gone; the place is the caller's.
            unsafe { stage.write(new) };
            bits
        })
    }

    /// # Safety
    ///
    /// The caller holds a reference for as long as it uses the stage.
    unsafe fn stage<'a>(task: NonNull<Header>) -> &'a UnsafeCell<Stage<F>> {
        // SAFETY: `allocate::<F>` made the task, and the reference keeps it.
        unsafe { &(*task.cast::<Self>().as_ptr()).stage }
    }
}
