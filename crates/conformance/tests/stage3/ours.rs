//! The loop of the course, as the checks see it.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::time::Duration;

use callback_loop::{EventLoop, PromiseError, Socket, Task};
use tulip_conformance::stage3::{
    Cancelled, Co, Handle, Nested, Promise, Runtime, Token, World,
};
use tulip_trace::{Event, Recording, capture, read};

/// It has a driver of its own: what the world plans is done to it with sockets and threads.
pub(crate) struct Ours {
    world: World,
    event_loop: EventLoop,
    /// Our side of each token, and the other side.
    sockets: RefCell<BTreeMap<Token, (Socket, Socket)>>,
    is_running: Cell<bool>,
}

impl Runtime for Ours {
    type Scheduled = callback_loop::Scheduled;
    type Handle = OurHandle;
    type Promise = OurPromise;
    type Co = OurCo;

    fn new(world: World) -> Self {
        let event_loop =
            EventLoop::new(world.of_the_trace()).expect("the system has a descriptor more");
        let (sockets, is_running) = (RefCell::default(), Cell::new(false));
        Self { world, event_loop, sockets, is_running }
    }

    fn call_soon(&self, callback: impl FnOnce() + 'static) -> callback_loop::Scheduled {
        self.event_loop.call_soon(|_| callback())
    }

    fn call_later(
        &self,
        delay: Duration,
        callback: impl FnOnce() + 'static,
    ) -> callback_loop::Scheduled {
        self.event_loop.call_later(delay, |_| callback())
    }

    fn cancel(&self, scheduled: &callback_loop::Scheduled) -> bool {
        scheduled.cancel()
    }

    fn handle(&self) -> OurHandle {
        OurHandle(self.event_loop.handle())
    }

    /// The world tells of each change once, and so each byte is read.
    fn add_reader(&self, token: Token, mut callback: impl FnMut() + 'static) {
        let (socket, _) = self.sockets(token);
        let reads = socket.clone();
        self.event_loop.add_reader(&socket, move |_| {
            if reads.read(&mut [0; 8]).is_ok() {
                callback();
            }
        });
    }

    fn remove_reader(&self, token: Token) -> bool {
        self.event_loop.remove_reader(&self.sockets(token).0)
    }

    fn promise(&self) -> OurPromise {
        OurPromise(callback_loop::Promise::new(&self.event_loop))
    }

    fn spawn(
        &self,
        name: &str,
        body: impl AsyncFnOnce(OurCo) -> Result<u32, Cancelled> + 'static,
    ) -> OurPromise {
        let task = Task::spawn(&self.event_loop, name, async move |co| {
            body(OurCo(co)).await.map_err(|Cancelled| callback_loop::Cancelled)
        });
        OurPromise(task.promise().clone())
    }

    fn gather(
        &self,
        promises: &[OurPromise],
        done: impl FnOnce(Result<Vec<u32>, Cancelled>) + 'static,
    ) {
        let promises: Vec<_> = promises.iter().map(|promise| promise.0.clone()).collect();
        let all = callback_loop::gather(&self.event_loop, &promises);
        all.add_done_callback(|_, all| {
            done(settled(all.result()).expect("it was waited for"));
        });
    }

    fn run_forever(&self) -> Result<(), Nested> {
        if self.is_running.replace(true) {
            // A record cannot be begun within another one.
            return self.event_loop.run_forever().map_err(nested);
        }
        for (at, token) in self.world.take_plan() {
            let (_, other) = self.sockets(token);
            self.event_loop.call_at(at, move |_| {
                other.write(b"!").expect("there is room for a byte");
            });
        }
        for act in self.world.take_outside() {
            self.event_loop.call_soon(move |event_loop| {
                let _done = event_loop.run_in_executor(act).expect("there is a thread");
            });
        }
        let Recording { result, trace } = capture("ours", || self.event_loop.run_forever());
        for record in read(&trace).records {
            if matches!(record.event, Event::LoopUnpark { .. }) {
                self.world.note_jump(Duration::from_micros(record.now));
            }
        }
        self.is_running.set(false);
        result.map_err(nested)
    }

    fn stop(&self) {
        self.event_loop.stop();
    }
}

impl Ours {
    fn sockets(&self, token: Token) -> (Socket, Socket) {
        let mut sockets = self.sockets.borrow_mut();
        let pair =
            || Socket::pair(&self.event_loop).expect("the system has two sockets more");
        sockets.entry(token).or_insert_with(pair).clone()
    }
}

fn nested(error: callback_loop::RunError) -> Nested {
    match error {
        callback_loop::RunError::Nested => Nested,
        other => panic!("{other}"),
    }
}

#[derive(Clone)]
pub(crate) struct OurHandle(callback_loop::Handle);

impl Handle for OurHandle {
    fn call_soon_threadsafe(&self, callback: impl FnOnce() + Send + 'static) {
        // A loop that is gone is called by nobody here.
        let _ = self.0.call_soon_threadsafe(|_| callback());
    }
}

#[derive(Clone)]
pub(crate) struct OurPromise(callback_loop::Promise<u32>);

impl Promise for OurPromise {
    fn set_result(&self, result: u32) -> bool {
        self.0.set_result(result).is_ok()
    }

    fn cancel(&self) -> bool {
        self.0.cancel()
    }

    fn result(&self) -> Option<Result<u32, Cancelled>> {
        settled(self.0.result())
    }

    fn add_done_callback(&self, callback: impl FnOnce() + 'static) {
        self.0.add_done_callback(|_, _| callback());
    }
}

pub(crate) struct OurCo(callback_loop::Co);

impl Co for OurCo {
    type Promise = OurPromise;

    async fn wait(
        &self,
        promise: &OurPromise,
    ) -> Result<Result<u32, Cancelled>, Cancelled> {
        let result = self.0.wait(&promise.0).await.map_err(cancelled)?;
        Ok(settled(result).expect("it was waited for"))
    }

    async fn sleep(&self, time: Duration) -> Result<(), Cancelled> {
        self.0.sleep(time).await.map_err(cancelled)
    }
}

fn settled<T>(result: Result<T, PromiseError>) -> Option<Result<T, Cancelled>> {
    match result {
        Ok(result) => Some(Ok(result)),
        Err(PromiseError::Pending) => None,
        Err(PromiseError::Cancelled) => Some(Err(Cancelled)),
        Err(error @ PromiseError::Failed(_)) => panic!("no check lets one fail: {error}"),
    }
}

fn cancelled(_: callback_loop::Cancelled) -> Cancelled {
    Cancelled
}
