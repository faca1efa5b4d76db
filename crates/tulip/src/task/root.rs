use std::future::Future;
use std::marker::PhantomData;
use std::mem;
use std::panic::{Location, resume_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};

use super::context::Entered;
use super::id::Id;
use super::join::JoinHandle;
use super::spawn;

/// The future of `block_on`, as a task like any other. It lies on the stack of its caller, who
/// leaves when the task is done.
pub(crate) struct Root<'a> {
    handle: JoinHandle<()>,
    entered: &'a Entered<'a>,
    body: PhantomData<&'a mut ()>,
}

impl<'a> Root<'a> {
    /// The id of all of them: there is one at a time.
    const ID: u64 = 0;

    pub(crate) fn new(
        entered: &'a Entered<'a>,
        body: Pin<&'a mut (dyn Future<Output = ()> + 'a)>,
        at: &'static Location<'static>,
    ) -> Self {
        // SAFETY: the task is done, and looks at the body no more, before `'a` ends: `run_until`
        // returns when it is, and dropping a root makes it so.
        let body = unsafe {
            mem::transmute::<
                Pin<&'a mut (dyn Future<Output = ()> + 'a)>,
                Pin<&'static mut (dyn Future<Output = ()> + 'static)>,
            >(body)
        };
        let name = Some("block_on".into());
        let handle = spawn::with_id(entered.core, Body(body), at, name, Self::ID);
        Self { handle, entered, body: PhantomData }
    }

    #[inline]
    pub(crate) fn is_finished(&self) -> bool {
        self.handle.is_finished()
    }

    /// Passes the task's panic on, if it ended in one.
    pub(crate) fn join(mut self) {
        if let Some(Err(error)) = self.handle.take() {
            if let Ok(payload) = error.try_into_panic() {
                resume_unwind(payload);
            }
        }
    }
}

impl Drop for Root<'_> {
    /// A root that is dropped before its end belongs to a scheduler that panicked.
    fn drop(&mut self) {
        let Some(task) = self.handle.task() else { return };
        if !self.handle.is_finished() {
            self.entered.core.queue.remove(task);
            // SAFETY: the handle's reference keeps the task; this thread is the owner; the task
            // is not done, and stands in the queue no more.
            unsafe { task.cancel(self.entered.core) };
        }
    }
}

struct Body(Pin<&'static mut (dyn Future<Output = ()> + 'static)>);

impl Future for Body {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.0.as_mut().poll(cx)
    }
}

impl Id {
    /// Whether this is the future of [`block_on`](crate::Runtime::block_on) itself.
    pub fn is_root(self) -> bool {
        self.0 == Root::ID
    }
}
