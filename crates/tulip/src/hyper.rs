//! What hyper asks of a runtime: an executor and a timer. Its I/O traits are implemented by
//! [`TcpStream`](crate::net::TcpStream) itself.

use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant as StdInstant};

use ::hyper::rt;

use crate::time::{self, Instant};

/// Spawns hyper's tasks on the runtime of the thread, where they stay.
#[derive(Clone, Copy, Debug, Default)]
pub struct Executor;

impl<F> rt::Executor<F> for Executor
where
    F: Future + 'static,
    F::Output: 'static,
{
    #[track_caller]
    fn execute(&self, future: F) {
        drop(crate::spawn_local(future));
    }
}

/// Keeps hyper's time by the runtime's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct Timer;

impl rt::Timer for Timer {
    #[track_caller]
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn rt::Sleep>> {
        Box::pin(time::sleep(duration))
    }

    #[track_caller]
    fn sleep_until(&self, deadline: StdInstant) -> Pin<Box<dyn rt::Sleep>> {
        Box::pin(time::sleep_until(deadline.into()))
    }

    fn now(&self) -> StdInstant {
        Instant::now().into()
    }

    fn reset(&self, sleep: &mut Pin<Box<dyn rt::Sleep>>, deadline: StdInstant) {
        match sleep.as_mut().downcast_mut_pin::<time::Sleep>() {
            Some(sleep) => sleep.get_mut().reset(deadline.into()),
            None => *sleep = self.sleep_until(deadline),
        }
    }
}

impl rt::Sleep for time::Sleep {}
