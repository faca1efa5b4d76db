//! Connects your runtime to the checks. Given; nothing is to be done here, unless you choose
//! other names or signatures than those of the template: then this file is where to say so.

mod stage3;

use std::time::Duration;

use tulip_conformance::{stage1, stage2};

use crate::clock::Clock;
use crate::coroutine::{Coroutine, CoroutineState, Machine, Total, Yielder, machine};
use crate::kernel::{self, JoinHandle, Kernel, Sys};
pub use stage3::MyLoop;

/// What the checks of stages 1 and 2 ask for.
pub struct Mine(Kernel);

// -- Stage 1 --------------------------------------------------------------------------------

impl stage1::Bridge for Mine {
    type Machine = Outward<Machine<u32, u64, String>>;
    type Yielder = MyYielder;
    type ByHand = Outward<Total>;

    fn machine(body: impl AsyncFnOnce(MyYielder) -> String + 'static) -> Self::Machine {
        Outward(machine(async move |yielder| body(MyYielder(yielder)).await))
    }

    fn by_hand(limit: u64) -> Self::ByHand {
        Outward(Total::Start { limit })
    }
}

/// Your yielder, as the checks see it.
pub struct MyYielder(Yielder<u32, u64>);

impl stage1::Yielder for MyYielder {
    fn first(&self) -> Option<u32> {
        self.0.first()
    }

    async fn yield_(&self, value: u64) -> u32 {
        self.0.yield_(value).await
    }

    async fn delegate<C>(&self, inner: &mut C, first: u32) -> C::Return
    where
        C: stage1::Coroutine<u32, Yield = u64>,
    {
        self.0.delegate(&mut Inward(inner), first).await
    }
}

/// A machine of yours, as the checks see it.
pub struct Outward<C>(C);

impl<C: Coroutine<u32>> stage1::Coroutine<u32> for Outward<C> {
    type Yield = C::Yield;
    type Return = C::Return;

    fn resume(&mut self, input: u32) -> stage1::CoroutineState<C::Yield, C::Return> {
        match self.0.resume(input) {
            CoroutineState::Yielded(value) => stage1::CoroutineState::Yielded(value),
            CoroutineState::Complete(result) => stage1::CoroutineState::Complete(result),
        }
    }
}

/// A machine of the checks, as your runtime sees it.
struct Inward<'a, C>(&'a mut C);

impl<C: stage1::Coroutine<u32>> Coroutine<u32> for Inward<'_, C> {
    type Yield = C::Yield;
    type Return = C::Return;

    fn resume(&mut self, input: u32) -> CoroutineState<C::Yield, C::Return> {
        match self.0.resume(input) {
            stage1::CoroutineState::Yielded(value) => CoroutineState::Yielded(value),
            stage1::CoroutineState::Complete(result) => CoroutineState::Complete(result),
        }
    }
}

// -- Stage 2 --------------------------------------------------------------------------------

impl stage2::Runtime for Mine {
    type Sys = MySys;
    type Handle = MyHandle;

    fn new(clock: stage2::Clock) -> Self {
        Self(Kernel::new(clock))
    }

    fn spawn(
        &mut self,
        name: &str,
        body: impl AsyncFnOnce(MySys) -> Result<u32, stage2::Cancelled> + 'static,
    ) -> MyHandle {
        MyHandle(self.0.spawn(name, inward(body)))
    }

    fn run(&mut self) -> Result<(), stage2::Deadlock> {
        self.0.run().map_err(|deadlock| stage2::Deadlock {
            waiting: deadlock.waiting,
        })
    }
}

impl Clock for stage2::Clock {
    fn now(&self) -> Duration {
        self.now()
    }

    fn sleep_until(&self, deadline: Duration) {
        self.sleep_until(deadline);
    }
}

/// How a task asks, as the checks see it.
pub struct MySys(Sys);

impl stage2::Sys for MySys {
    type Handle = MyHandle;

    async fn now(&self) -> Duration {
        self.0.now().await
    }

    async fn sleep(&self, time: Duration) -> Result<(), stage2::Cancelled> {
        self.0.sleep(time).await.map_err(cancelled)
    }

    async fn spawn(
        &self,
        name: &str,
        body: impl AsyncFnOnce(Self) -> Result<u32, stage2::Cancelled> + 'static,
    ) -> Result<MyHandle, stage2::Cancelled> {
        self.0
            .spawn(name, inward(body))
            .await
            .map(MyHandle)
            .map_err(cancelled)
    }

    async fn join(
        &self,
        task: &MyHandle,
    ) -> Result<Result<u32, stage2::JoinError>, stage2::Cancelled> {
        let joined = task.0.join(&self.0).await.map_err(cancelled)?;
        Ok(joined.map(|value| *value).map_err(join_error))
    }

    async fn park(&self) -> Result<(), stage2::Cancelled> {
        self.0.park().await.map_err(cancelled)
    }

    async fn wake(&self, task: &MyHandle) -> bool {
        self.0.wake(task.0.id()).await
    }

    async fn cancel(&self, task: &MyHandle) -> bool {
        self.0.cancel(task.0.id()).await
    }
}

/// A handle, as the checks see it.
#[derive(Clone)]
pub struct MyHandle(JoinHandle<u32>);

impl stage2::Handle for MyHandle {
    fn result(&self) -> Option<Result<u32, stage2::JoinError>> {
        Some(self.0.result()?.map(|value| *value).map_err(join_error))
    }
}

/// The body of a check as a body of yours.
fn inward(
    body: impl AsyncFnOnce(MySys) -> Result<u32, stage2::Cancelled> + 'static,
) -> impl AsyncFnOnce(Sys) -> Result<u32, kernel::Cancelled> + 'static {
    async move |sys| body(MySys(sys)).await.map_err(|_| kernel::Cancelled)
}

fn cancelled(_: kernel::Cancelled) -> stage2::Cancelled {
    stage2::Cancelled
}

fn join_error(error: kernel::JoinError) -> stage2::JoinError {
    match error {
        kernel::JoinError::Cancelled => stage2::JoinError::Cancelled,
        kernel::JoinError::Oneself => stage2::JoinError::Oneself,
    }
}
