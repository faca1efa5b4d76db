use std::cell::RefCell;
use std::error::Error;
use std::fmt;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::thread::LocalKey as ThreadKey;

use pin_project_lite::pin_project;

use crate::guard::AtTheEnd;

/// Declares values that belong to a task instead of a thread.
///
/// A future has a value for as long as it runs inside [`LocalKey::scope`]. A task that it spawns
/// does not inherit the value: pass it on by another `scope`.
///
/// ```
/// tulip::task_local! {
///     /// Which request this task serves.
///     static REQUEST: u64;
/// }
///
/// # tulip::Runtime::new()?.block_on(async {
/// REQUEST.scope(7, async { assert_eq!(REQUEST.get(), 7) }).await;
/// # });
/// # Ok::<(), std::io::Error>(())
/// ```
#[macro_export]
macro_rules! task_local {
    ($($(#[$about:meta])* $vis:vis static $name:ident: $Type:ty);+ $(;)?) => {
        $(
            $(#[$about])*
            $vis static $name: $crate::task::LocalKey<$Type> = {
                ::std::thread_local! {
                    static SLOT: ::std::cell::RefCell<::std::option::Option<$Type>> =
                        const { ::std::cell::RefCell::new(::std::option::Option::None) };
                }
                $crate::task::LocalKey::of(&SLOT)
            };
        )+
    };
}

/// The key of a value that [`task_local!`](crate::task_local) declares.
#[derive(Debug)]
pub struct LocalKey<T: 'static> {
    slot: &'static ThreadKey<RefCell<Option<T>>>,
}

impl<T: 'static> LocalKey<T> {
    #[doc(hidden)]
    pub const fn of(slot: &'static ThreadKey<RefCell<Option<T>>>) -> Self {
        Self { slot }
    }

    /// A future that runs as `future` does, with this value; it also has it when it is dropped.
    pub fn scope<F: Future>(&'static self, value: T, future: F) -> Scope<T, F> {
        Scope { key: self, value: Some(value), future: Some(future) }
    }

    /// Calls `f` with this value in place.
    ///
    /// # Panics
    ///
    /// If `f` does.
    pub fn sync_scope<R>(&'static self, value: T, f: impl FnOnce() -> R) -> R {
        let mut value = Some(value);
        let _in_place = self.put(&mut value);
        f()
    }

    /// Calls `f` with the value.
    ///
    /// # Panics
    ///
    /// If there is none: nobody set it by [`scope`](Self::scope).
    #[track_caller]
    pub fn with<R>(&'static self, f: impl FnOnce(&T) -> R) -> R {
        match self.try_with(f) {
            Ok(result) => result,
            Err(error) => panic!("{error}"),
        }
    }

    /// Calls `f` with the value, if there is one.
    pub fn try_with<R>(&'static self, f: impl FnOnce(&T) -> R) -> Result<R, NoValue> {
        self.slot.with(|slot| slot.borrow().as_ref().map(f)).ok_or(NoValue)
    }

    /// A copy of the value.
    ///
    /// # Panics
    ///
    /// If there is none.
    #[track_caller]
    pub fn get(&'static self) -> T
    where
        T: Clone,
    {
        self.with(T::clone)
    }

    /// Puts the value in its thread's slot, and keeps what was there until the guard is dropped.
    fn put<'a>(
        &'static self,
        value: &'a mut Option<T>,
    ) -> AtTheEnd<impl FnMut() + use<'a, T>> {
        let mut swap =
            move || self.slot.with(|slot| mem::swap(&mut *slot.borrow_mut(), value));
        swap();
        AtTheEnd(swap)
    }
}

/// A value is asked for outside of every [`LocalKey::scope`] that sets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoValue;

impl fmt::Display for NoValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "a task-local value is not set here: run the future inside `KEY.scope(value, future)`, also where it is spawned",
        )
    }
}

impl Error for NoValue {}

pin_project! {
    /// What [`LocalKey::scope`] returns.
    #[derive(Debug)]
    #[must_use = "a future does nothing unless it is awaited"]
    pub struct Scope<T: 'static, F> {
        key: &'static LocalKey<T>,
        value: Option<T>,
        #[pin]
        future: Option<F>,
    }

    impl<T: 'static, F> PinnedDrop for Scope<T, F> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            let _in_place = this.key.put(this.value);
            this.future.set(None);
        }
    }
}

impl<T: 'static, F: Future> Future for Scope<T, F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let mut this = self.project();
        let _in_place = this.key.put(this.value);
        let future = this.future.as_mut().as_pin_mut();
        let polled = future.expect("a scope is not polled after it was ready").poll(cx);
        if polled.is_ready() {
            this.future.set(None);
        }
        polled
    }
}
