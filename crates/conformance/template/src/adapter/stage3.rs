//! Stage 3, as the checks see it. Given, as the rest of the adapter.

use std::sync::Arc;
use std::time::Duration;

use tulip_conformance::stage3;

use crate::driver::{Bell, Driver, Token};
use crate::event_loop::{EventLoop, Handle, Scheduled};
use crate::kernel::Cancelled;
use crate::promise::Promise;
use crate::task::{self, Co};

/// What the checks ask for.
pub struct MyLoop(EventLoop);

impl stage3::Runtime for MyLoop {
    type Scheduled = Scheduled;
    type Handle = MyLoopHandle;
    type Promise = MyPromise;
    type Co = MyCo;

    fn new(world: stage3::World) -> Self {
        Self(EventLoop::new(world))
    }

    fn call_soon(&self, callback: impl FnOnce() + 'static) -> Scheduled {
        self.0.call_soon(|_| callback())
    }

    fn call_later(&self, delay: Duration, callback: impl FnOnce() + 'static) -> Scheduled {
        self.0.call_later(delay, |_| callback())
    }

    fn cancel(&self, scheduled: &Scheduled) -> bool {
        scheduled.cancel()
    }

    fn handle(&self) -> MyLoopHandle {
        MyLoopHandle(self.0.handle())
    }

    fn add_reader(&self, token: Token, mut callback: impl FnMut() + 'static) {
        self.0.add_reader(token, move |_| callback());
    }

    fn remove_reader(&self, token: Token) -> bool {
        self.0.remove_reader(token)
    }

    fn promise(&self) -> MyPromise {
        MyPromise(Promise::new(&self.0))
    }

    fn spawn(
        &self,
        name: &str,
        body: impl AsyncFnOnce(MyCo) -> Result<u32, stage3::Cancelled> + 'static,
    ) -> MyPromise {
        MyPromise(task::spawn(&self.0, name, async move |co| {
            body(MyCo(co)).await.map_err(|_| Cancelled)
        }))
    }

    fn gather(
        &self,
        promises: &[MyPromise],
        done: impl FnOnce(Result<Vec<u32>, stage3::Cancelled>) + 'static,
    ) {
        let promises: Vec<_> = promises.iter().map(|promise| promise.0.clone()).collect();
        let all = task::gather(&self.0, &promises);
        let results = all.clone();
        all.add_done_callback(move |_| {
            let results = results.result().expect("it is settled");
            done(results.map_err(cancelled));
        });
    }

    fn run_forever(&self) -> Result<(), stage3::Nested> {
        self.0.run_forever().map_err(|_| stage3::Nested)
    }

    fn stop(&self) {
        self.0.stop();
    }
}

impl Driver for stage3::World {
    fn now(&self) -> Duration {
        self.now()
    }

    fn wait(&self, timeout: Option<Duration>) -> Vec<Token> {
        self.wait(timeout)
    }

    fn bell(&self) -> Bell {
        let bell = self.bell();
        Arc::new(move || bell.ring())
    }
}

/// A handle, as the checks see it.
#[derive(Clone)]
pub struct MyLoopHandle(Handle);

impl stage3::Handle for MyLoopHandle {
    fn call_soon_threadsafe(&self, callback: impl FnOnce() + Send + 'static) {
        self.0.call_soon_threadsafe(|_| callback());
    }
}

/// A promise, as the checks see it.
#[derive(Clone)]
pub struct MyPromise(Promise<u32>);

impl stage3::Promise for MyPromise {
    fn set_result(&self, result: u32) -> bool {
        self.0.set_result(result)
    }

    fn cancel(&self) -> bool {
        self.0.cancel()
    }

    fn result(&self) -> Option<Result<u32, stage3::Cancelled>> {
        Some(self.0.result()?.map_err(cancelled))
    }

    fn add_done_callback(&self, callback: impl FnOnce() + 'static) {
        self.0.add_done_callback(|_| callback());
    }
}

/// How a task waits, as the checks see it.
pub struct MyCo(Co);

impl stage3::Co for MyCo {
    type Promise = MyPromise;

    async fn wait(
        &self,
        promise: &MyPromise,
    ) -> Result<Result<u32, stage3::Cancelled>, stage3::Cancelled> {
        let result = self.0.wait(&promise.0).await.map_err(cancelled)?;
        Ok(result.map_err(cancelled))
    }

    async fn sleep(&self, time: Duration) -> Result<(), stage3::Cancelled> {
        self.0.sleep(time).await.map_err(cancelled)
    }
}

fn cancelled(_: Cancelled) -> stage3::Cancelled {
    stage3::Cancelled
}
