//! Who runs next.

mod chance;
mod current_thread;
mod injector;

pub(crate) use self::chance::Chance;
pub(crate) use self::injector::Injector;
