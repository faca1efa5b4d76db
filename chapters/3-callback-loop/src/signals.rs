//! Signals as callbacks.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{self, ErrorKind};
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use signal_hook::SigId;
use signal_hook::consts::{FORBIDDEN, SIGKILL, SIGSTOP};
use signal_hook::low_level::{pipe, unregister};

use crate::event_loop::EventLoop;
use crate::socket::Socket;

impl EventLoop {
    /// Calls back when the process gets a signal, in turn, as every other callback: nothing of
    /// yours is interrupted (R17). A second call for the same signal replaces the first.
    ///
    /// What the signal did before, as ending the process, it does again after
    /// [`remove_signal_handler`](Self::remove_signal_handler), or when the loop is gone.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] for a signal that cannot be caught, as `SIGKILL`, that is the
    /// program's own fault, as `SIGSEGV`, or that there is not; else what the system says. The
    /// callback of a call before stays.
    #[track_caller]
    pub fn add_signal_handler(
        &self,
        signal: i32,
        callback: impl FnMut(&Self) + 'static,
    ) -> io::Result<()> {
        if let Some(why) = refused(signal) {
            return Err(io::Error::new(ErrorKind::InvalidInput, why));
        }
        let (ours, theirs) = UnixStream::pair()?;
        let bell = Socket::from_descriptor(self, ours)?;
        let handler = Handler::new(signal, theirs, bell.clone()).map_err(|error| {
            if error.kind() != ErrorKind::InvalidInput {
                return error;
            }
            let say =
                format!("there is no signal {signal}: `signal_hook::consts` names them");
            io::Error::new(ErrorKind::InvalidInput, say)
        })?;
        self.remove_signal_handler(signal);
        let mut callback = callback;
        self.add_reader(&handler.bell, move |event_loop| {
            // A byte for each time that it came; several times are told once.
            let mut bytes = [0; 64];
            while bell.read(&mut bytes).is_ok_and(|count| count == bytes.len()) {}
            callback(event_loop);
        });
        self.core().signals.0.borrow_mut().insert(signal, handler);
        Ok(())
    }

    /// Ends [`add_signal_handler`](Self::add_signal_handler); `false` if there was none.
    pub fn remove_signal_handler(&self, signal: i32) -> bool {
        let handler = self.core().signals.0.borrow_mut().remove(&signal);
        let Some(handler) = handler else { return false };
        self.remove_reader(&handler.bell);
        true
    }
}

/// Why nobody can be called back for a signal.
fn refused(signal: i32) -> Option<String> {
    if [SIGKILL, SIGSTOP].contains(&signal) {
        return Some(format!("signal {signal} cannot be caught: nobody is asked"));
    }
    FORBIDDEN.contains(&signal).then(|| {
        format!("signal {signal} is a fault of the program itself, which cannot go on to a callback")
    })
}

/// The signals that a loop is told of.
#[derive(Default)]
pub(crate) struct Signals(RefCell<BTreeMap<i32, Handler>>);

/// While it lives, the signal rings a bell and does nothing else.
struct Handler {
    signal: i32,
    id: SigId,
    bell: Socket,
}

impl Handler {
    fn new(signal: i32, rings: UnixStream, bell: Socket) -> io::Result<Self> {
        instead_of_default(signal)?;
        let id = pipe::register(signal, rings)?;
        handlers(|all| all.entry(signal).or_default().count(1));
        Ok(Self { signal, id, bell })
    }
}

impl Drop for Handler {
    fn drop(&mut self) {
        unregister(self.id);
        handlers(|all| all.entry(self.signal).or_default().count(-1));
    }
}

/// From now on the signal does what it did before only while nobody handles it.
fn instead_of_default(signal: i32) -> io::Result<()> {
    handlers(|all| {
        if all.contains_key(&signal) {
            return Ok(());
        }
        let handled = Handled::default();
        signal_hook::flag::register_conditional_default(
            signal,
            Arc::clone(&handled.by_nobody),
        )?;
        all.insert(signal, handled);
        Ok(())
    })
}

/// How many loops of the process handle a signal.
#[derive(Default)]
struct Handled {
    loops: i32,
    by_nobody: Arc<AtomicBool>,
}

impl Handled {
    fn count(&mut self, change: i32) {
        self.loops += change;
        self.by_nobody.store(self.loops == 0, Ordering::Relaxed);
    }
}

fn handlers<R>(act: impl FnOnce(&mut BTreeMap<i32, Handled>) -> R) -> R {
    static HANDLERS: Mutex<BTreeMap<i32, Handled>> = Mutex::new(BTreeMap::new());
    act(&mut HANDLERS.lock().unwrap_or_else(PoisonError::into_inner))
}
