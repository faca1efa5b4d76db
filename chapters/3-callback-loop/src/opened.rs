use std::any::Any;
use std::rc::{Rc, Weak};

use crate::driver::Driver;
use crate::event_loop::{Core, EventLoop};
use crate::watch::{Readiness, Token};

/// What [`EventLoop::add_reader`](crate::EventLoop::add_reader) can watch: a
/// [`Socket`](crate::Socket) or a [`Listener`](crate::Listener).
pub trait Pollable: sealed::Sealed {
    #[doc(hidden)]
    fn token(&self) -> Token;

    #[doc(hidden)]
    fn is_of(&self, event_loop: &EventLoop) -> bool;

    /// Keeps it open as long as somebody watches it: a closed descriptor cannot be watched by
    /// mistake.
    #[doc(hidden)]
    fn keep_open(&self) -> Rc<dyn Any>;
}

mod sealed {
    pub trait Sealed {}

    impl Sealed for crate::Socket {}
    impl Sealed for crate::Listener {}
}

/// What can be open in a loop.
pub(crate) trait Source: 'static {
    /// The driver is to forget it.
    fn close(&mut self, driver: &Driver);
}

/// Something that is open in a loop, until it is dropped.
pub(crate) struct Opened<S: Source> {
    core: Weak<Core>,
    token: Token,
    readiness: Rc<Readiness>,
    source: S,
}

impl<S: Source> Opened<S> {
    pub(crate) fn new(core: &Rc<Core>, token: Token, source: S) -> Rc<Self> {
        let readiness = Rc::new(Readiness::default());
        core.watched.borrow_mut().open(token, Rc::clone(&readiness));
        Rc::new(Self { core: Rc::downgrade(core), token, readiness, source })
    }

    pub(crate) fn is_of(&self, event_loop: &EventLoop) -> bool {
        self.core.as_ptr() == Rc::as_ptr(event_loop.core())
    }

    pub(crate) fn token(&self) -> Token {
        self.token
    }

    pub(crate) fn source(&self) -> &S {
        &self.source
    }

    pub(crate) fn readiness(&self) -> &Readiness {
        &self.readiness
    }
}

impl<S: Source> Drop for Opened<S> {
    fn drop(&mut self) {
        // A loop that is gone has forgotten everything.
        let Some(core) = self.core.upgrade() else { return };
        self.source.close(&core.driver);
        core.watched.borrow_mut().close(self.token);
    }
}
