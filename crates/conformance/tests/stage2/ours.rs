//! The kernel of the scheduler, as the checks see it.

use std::time::Duration;

use scheduler::RunError;
use tulip_conformance::stage2::{
    Cancelled, Clock, Deadlock, Handle, JoinError, Runtime, Sys,
};
use tulip_trace::{Event, Recording, capture, read};

pub(crate) struct Ours {
    clock: Clock,
    kernel: scheduler::Kernel,
}

impl Runtime for Ours {
    type Sys = OurSys;
    type Handle = OurHandle;

    fn new(clock: Clock) -> Self {
        Self { kernel: scheduler::Kernel::new(clock.of_the_trace()), clock }
    }

    fn spawn(
        &mut self,
        name: &str,
        body: impl AsyncFnOnce(OurSys) -> Result<u32, Cancelled> + 'static,
    ) -> OurHandle {
        OurHandle(self.kernel.spawn(name.to_owned(), ours(body)))
    }

    fn run(&mut self) -> Result<(), Deadlock> {
        let Recording { result, trace } = capture("ours", || self.kernel.run());
        for record in read(&trace).records {
            if matches!(record.event, Event::LoopUnpark { .. }) {
                self.clock.note_jump(Duration::from_micros(record.now));
            }
        }
        result.map_err(|error| match error {
            RunError::Deadlock(deadlock) => {
                let names = deadlock.waiting.into_iter().map(|waiting| waiting.name);
                Deadlock { waiting: names.collect() }
            }
            RunError::Schedule(wrong) => panic!("there is no schedule: {wrong}"),
        })
    }
}

pub(crate) struct OurSys(scheduler::Sys);

impl Sys for OurSys {
    type Handle = OurHandle;

    async fn now(&self) -> Duration {
        self.0.now().await
    }

    async fn sleep(&self, time: Duration) -> Result<(), Cancelled> {
        self.0.sleep(time).await.map_err(cancelled)
    }

    async fn spawn(
        &self,
        name: &str,
        body: impl AsyncFnOnce(Self) -> Result<u32, Cancelled> + 'static,
    ) -> Result<OurHandle, Cancelled> {
        let task = self.0.spawn(name.to_owned(), ours(body)).await;
        task.map(OurHandle).map_err(cancelled)
    }

    async fn join(&self, task: &OurHandle) -> Result<Result<u32, JoinError>, Cancelled> {
        let joined = task.0.join(&self.0).await.map_err(cancelled)?;
        Ok(joined.map(|value| *value).map_err(join_error))
    }

    async fn park(&self) -> Result<(), Cancelled> {
        self.0.park(scheduler::Wait::for_thing("a wake")).await.map_err(cancelled)
    }

    async fn wake(&self, task: &OurHandle) -> bool {
        self.0.wake(task.0.id()).await
    }

    async fn cancel(&self, task: &OurHandle) -> bool {
        self.0.cancel(task.0.id()).await
    }
}

#[derive(Clone)]
pub(crate) struct OurHandle(scheduler::JoinHandle<u32>);

impl Handle for OurHandle {
    fn result(&self) -> Option<Result<u32, JoinError>> {
        Some(self.0.result()?.map(|value| *value).map_err(join_error))
    }
}

/// The body of a check as a body of ours.
fn ours(
    body: impl AsyncFnOnce(OurSys) -> Result<u32, Cancelled> + 'static,
) -> impl AsyncFnOnce(scheduler::Sys) -> Result<u32, scheduler::Cancelled> + 'static {
    async move |sys| body(OurSys(sys)).await.map_err(|Cancelled| scheduler::Cancelled)
}

fn cancelled(_: scheduler::Cancelled) -> Cancelled {
    Cancelled
}

fn join_error(error: scheduler::JoinError) -> JoinError {
    match error {
        scheduler::JoinError::Cancelled => JoinError::Cancelled,
        scheduler::JoinError::Oneself => JoinError::Oneself,
    }
}
