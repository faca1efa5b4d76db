//! A terminal that gives each key at once, and is given back as it was, whatever happens.

/// Keys come one by one, and are not shown, as long as this lives. `None` where that cannot be
/// had: then lines come, when Enter is pressed.
#[derive(Debug)]
pub(crate) struct Keys(());

impl Keys {
    pub(crate) fn one_by_one() -> Option<Self> {
        system::one_by_one().then_some(Self(()))
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        system::as_it_was();
    }
}

/// Columns and rows of the terminal that we write to, if we write to one. A controlling terminal
/// can be another one.
#[cfg(unix)]
pub(crate) fn size() -> Option<(u16, u16)> {
    let size = rustix::termios::tcgetwinsize(std::io::stdout()).ok()?;
    (size.ws_col > 0 && size.ws_row > 0).then_some((size.ws_col, size.ws_row))
}

#[cfg(not(unix))]
pub(crate) fn size() -> Option<(u16, u16)> {
    use std::io::IsTerminal;

    std::io::stdout().is_terminal().then(crossterm::terminal::size)?.ok()
}

#[cfg(unix)]
mod system {
    use std::io::{self, IsTerminal};
    use std::panic;
    use std::sync::{Mutex, Once, PoisonError};

    use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

    use crate::groups;

    /// How the terminal was, if it is changed.
    static BEFORE: Mutex<Option<Termios>> = Mutex::new(None);

    pub(super) fn one_by_one() -> bool {
        static ONCE: Once = Once::new();

        if !io::stdin().is_terminal() {
            return false;
        }
        let Ok(before) = tcgetattr(io::stdin()) else { return false };
        ONCE.call_once(|| {
            groups::at_the_end(as_it_was);
            groups::when_continued(again);
            let hook = panic::take_hook();
            panic::set_hook(Box::new(move |info| {
                as_it_was();
                hook(info);
            }));
        });
        *BEFORE.lock().unwrap_or_else(PoisonError::into_inner) = Some(before);
        change()
    }

    /// Ctrl-C stays a signal, and output stays as it is: all that changes is when keys come.
    fn change() -> bool {
        let Ok(mut mode) = tcgetattr(io::stdin()) else { return false };
        mode.local_modes.remove(LocalModes::ICANON | LocalModes::ECHO);
        tcsetattr(io::stdin(), OptionalActions::Now, &mode).is_ok()
    }

    /// After Ctrl-Z and `fg`: the shell has changed it meanwhile.
    fn again() {
        if BEFORE.lock().unwrap_or_else(PoisonError::into_inner).is_some() {
            change();
        }
    }

    pub(super) fn as_it_was() {
        let before = BEFORE.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(before) = before {
            let _ = tcsetattr(io::stdin(), OptionalActions::Now, &before);
        }
    }
}

#[cfg(not(unix))]
mod system {
    pub(super) fn one_by_one() -> bool {
        false
    }

    pub(super) fn as_it_was() {}
}
