//! The bridge of our stage 1, made to be broken: each [`Bridge`] replaces one part of it.

use std::marker::PhantomData;
use std::mem;

use state_machines::CoroutineState::{self, Complete, Yielded};
use state_machines::{Coroutine, machine};
use tulip_conformance::stage1;

/// The parts, as they should be.
pub(crate) trait Bridge: 'static {
    /// A machine that was made of an async block.
    fn made(machine: Machine) -> Machine {
        machine
    }

    async fn pause(yielder: &Yielder, value: u64) -> u32 {
        yielder.yield_(value).await
    }

    fn first(yielder: &Yielder) -> Option<u32> {
        yielder.first()
    }

    async fn delegate<C: Coroutine<u32, Yield = u64>>(
        yielder: &Yielder,
        inner: &mut C,
        first: u32,
    ) -> C::Return {
        yielder.delegate(inner, first).await
    }

    fn by_hand(limit: u64) -> Machine {
        Box::new(Total::Start { limit })
    }
}

pub(crate) type Machine = Box<dyn Coroutine<u32, Yield = u64, Return = String>>;
pub(crate) type Yielder = state_machines::Yielder<u32, u64>;

/// No part replaced.
pub(crate) struct Ours;

impl Bridge for Ours {}

/// A bridge, as the checks see it.
pub(crate) struct Seen<B>(PhantomData<B>);

impl<B: Bridge> stage1::Bridge for Seen<B> {
    type Machine = Machine;
    type Yielder = SeenYielder<B>;
    type ByHand = Machine;

    fn machine(body: impl AsyncFnOnce(SeenYielder<B>) -> String + 'static) -> Machine {
        let machine = machine(async move |y| body(SeenYielder(y, PhantomData)).await);
        B::made(Box::new(machine))
    }

    fn by_hand(limit: u64) -> Machine {
        B::by_hand(limit)
    }
}

pub(crate) struct SeenYielder<B>(Yielder, PhantomData<B>);

impl<B: Bridge> stage1::Yielder for SeenYielder<B> {
    fn first(&self) -> Option<u32> {
        B::first(&self.0)
    }

    async fn yield_(&self, value: u64) -> u32 {
        B::pause(&self.0, value).await
    }

    async fn delegate<C: Coroutine<u32, Yield = u64>>(
        &self,
        inner: &mut C,
        first: u32,
    ) -> C::Return {
        B::delegate(&self.0, inner, first).await
    }
}

pub(crate) enum Total {
    Start { limit: u64 },
    AtYield { limit: u64, total: u64 },
    Done,
}

impl Coroutine<u32> for Total {
    type Yield = u64;
    type Return = String;

    fn resume(&mut self, sent: u32) -> CoroutineState<u64, String> {
        let (limit, total) = match mem::replace(self, Self::Done) {
            Self::Start { limit } => (limit, 0),
            Self::AtYield { limit, total } => (limit, total + u64::from(sent)),
            Self::Done => panic!("`Total` resumed after completion"),
        };
        if total < limit {
            *self = Self::AtYield { limit, total };
            Yielded(total)
        } else {
            Complete(format!("{total} is enough"))
        }
    }
}
