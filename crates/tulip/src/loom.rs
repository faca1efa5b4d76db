//! The one place where the standard library's atomics, locks and cells give way to loom's.
//!
//! Everything that threads share in this crate takes them from here. Built with
//! `RUSTFLAGS="--cfg loom"`, loom runs every order that the memory model allows.

#[cfg(all(loom, test))]
mod models;

#[cfg(loom)]
pub(crate) use loom::{
    cell::{Cell, UnsafeCell},
    sync::{Arc, Condvar, Mutex, MutexGuard, atomic},
};

#[cfg(not(loom))]
pub(crate) use self::plain::UnsafeCell;
#[cfg(not(loom))]
pub(crate) use std::{
    cell::Cell,
    sync::{Arc, Mutex, MutexGuard, atomic},
    thread,
};

#[cfg(not(loom))]
mod plain {
    /// [`std::cell::UnsafeCell`] with the interface of loom's, which sees who reads and writes.
    #[derive(Debug, Default)]
    pub(crate) struct UnsafeCell<T>(std::cell::UnsafeCell<T>);

    impl<T> UnsafeCell<T> {
        pub(crate) const fn new(value: T) -> Self {
            Self(std::cell::UnsafeCell::new(value))
        }

        /// A pointer to read through while `f` runs.
        #[inline]
        pub(crate) fn with<R>(&self, f: impl FnOnce(*const T) -> R) -> R {
            f(self.0.get())
        }

        /// A pointer to write through while `f` runs.
        #[inline]
        pub(crate) fn with_mut<R>(&self, f: impl FnOnce(*mut T) -> R) -> R {
            f(self.0.get())
        }
    }
}
