//! A call without a stack: the kernel keeps the callers.

#![allow(clippy::unit_arg, reason = "what a task does last fits on its last line")]

use std::cell::Cell;
use std::panic::resume_unwind;
use std::rc::Rc;
use std::thread;

use crate::common::{Guard, kernel, panic_of, said, secs};
use scheduler::{Cancelled, JoinError, Sys, Wait};

const DEPTH: u32 = 100_000;
/// Still too deep for a stack on which each level takes 27 bytes.
const DEEP_ENOUGH: u32 = 10_000;
const STACK: usize = 256 * 1024;

#[test]
fn a_value_comes_back() {
    let mut kernel = kernel();
    let task = kernel.spawn("task", async |sys| {
        let product = sys.call(async |sys| {
            let six = sys.call(async |_| Ok(6)).await?;
            Ok(six * 7)
        });
        Ok(product.await? + 1)
    });
    kernel.run().unwrap();
    assert_eq!(task.result().unwrap().as_deref(), Ok(&43));
}

#[test]
fn a_call_keeps_the_turn() {
    let mut kernel = kernel();
    kernel.spawn("task", async |sys| {
        say!("calls");
        sys.call(async |_| Ok(say!("is called"))).await?;
        Ok(say!("goes on"))
    });
    kernel.spawn("bystander", async |_| Ok(say!("bystander")));
    kernel.run().unwrap();
    assert_eq!(said(), ["calls", "is called", "goes on", "bystander"]);
}

#[test]
fn the_callee_is_the_same_task() {
    let mut kernel = kernel();
    kernel.spawn("task", async |sys| {
        let outside = sys.current().await;
        let inside = sys.call(async |sys| Ok(sys.current().await)).await?;
        Ok(assert_eq!(inside, outside))
    });
    kernel.run().unwrap();
}

#[test]
fn the_callee_may_wait() {
    let mut kernel = kernel();
    let task = kernel.spawn("task", async |sys| {
        sys.call(async |sys| {
            sys.sleep(secs(1)).await?;
            sys.park(Wait::for_thing("a nudge")).await
        })
        .await?;
        Ok(say!("back at {:?}", sys.now().await))
    });
    kernel.spawn("waker", async move |sys| {
        sys.sleep(secs(2)).await?;
        Ok(assert!(sys.wake(task.id()).await))
    });
    kernel.run().unwrap();
    assert_eq!(said(), ["back at 2s"]);
}

#[test]
fn one_call_after_another() {
    let mut kernel = kernel();
    kernel.spawn("task", async |sys| {
        for number in 1..=3 {
            say!("{}", sys.call(async move |_| Ok(number * number)).await?);
        }
        Ok(())
    });
    kernel.run().unwrap();
    assert_eq!(said(), ["1", "4", "9"]);
}

#[test]
fn a_cancelled_callee_hands_it_to_its_callers() {
    let mut kernel = kernel();
    let task = kernel.spawn("task", async |sys| {
        let _guard = Guard("outer");
        sys.call(async |sys| {
            let _guard = Guard("middle");
            sys.call(async |sys| {
                let _guard = Guard("inner");
                sys.sleep(secs(9)).await
            })
            .await
        })
        .await
    });
    let id = task.id();
    kernel.spawn("canceller", async move |sys| Ok(sys.cancel(id).await));
    kernel.run().unwrap();
    assert_eq!(said(), ["inner", "middle", "outer"].map(|name| format!("clean up {name}")));
    assert_eq!(task.result(), Some(Err(JoinError::Cancelled)));
}

#[test]
fn a_caller_may_refuse_what_its_callee_hands_on() {
    let mut kernel = kernel();
    let task = kernel.spawn("task", async |sys| {
        let called = sys.call(async |sys| sys.sleep(secs(9)).await).await;
        say!("{called:?}");
        sys.sleep(secs(1)).await?;
        Ok(say!("slept until {:?}", sys.now().await))
    });
    kernel.spawn("canceller", async move |sys| Ok(sys.cancel(task.id()).await));
    kernel.run().unwrap();
    assert_eq!(said(), ["Err(Cancelled)", "slept until 1s"]);
}

#[test]
fn who_asked_itself_to_stop_is_told_in_the_callee() {
    let mut kernel = kernel();
    kernel.spawn("task", async |sys| {
        sys.cancel(sys.current().await).await;
        let called = sys.call(async |sys| {
            say!("is called");
            sys.sleep(secs(1)).await
        });
        Ok(say!("{:?}", called.await))
    });
    kernel.run().unwrap();
    assert_eq!(said(), ["is called", "Err(Cancelled)"]);
}

#[test]
fn a_panic_in_a_callee_passes_its_callers() {
    let mut kernel = kernel();
    kernel.spawn("task", async |sys| {
        let _guard = Guard("outer");
        sys.call(async |sys| -> Result<(), _> {
            let _guard = Guard("inner");
            sys.yield_now().await?;
            panic!("no paper");
        })
        .await
    });
    assert_eq!(panic_of(|| kernel.run()), "no paper");
    assert_eq!(said(), ["clean up inner", "clean up outer"]);
}

#[test]
fn a_hundred_thousand_nested_calls_need_no_stack() {
    on_a_small_stack(|| {
        let mut kernel = kernel();
        let task =
            kernel.spawn("deep", async |sys| deep(sys, DEPTH, async |_| Ok(())).await);
        kernel.run().unwrap();
        assert_eq!(task.result().unwrap().as_deref(), Ok(&DEPTH));
    });
}

#[test]
fn a_cancelled_call_unwinds_all_its_callers() {
    on_a_small_stack(|| {
        let mut kernel = kernel();
        let bottom = async |sys: &Sys| {
            let slept = sys.sleep(secs(1)).await;
            say!("the bottom was told: {slept:?}");
            slept
        };
        let task =
            kernel.spawn("deep", async move |sys| deep(sys, DEEP_ENOUGH, bottom).await);
        let id = task.id();
        kernel.spawn("canceller", async move |sys| Ok(sys.cancel(id).await));
        kernel.run().unwrap();
        assert_eq!(said(), ["the bottom was told: Err(Cancelled)"]);
        assert_eq!(task.result(), Some(Err(JoinError::Cancelled)));
    });
}

#[test]
fn a_panic_passes_all_its_callers() {
    on_a_small_stack(|| {
        let mut kernel = kernel();
        let bottom = async |_: &Sys| -> Result<(), _> { panic!("no paper") };
        kernel.spawn("deep", async move |sys| deep(sys, DEEP_ENOUGH, bottom).await);
        assert_eq!(panic_of(|| kernel.run()), "no paper");
    });
}

#[test]
fn a_hundred_thousand_callers_can_be_dropped() {
    on_a_small_stack(|| {
        let mut kernel = kernel();
        let living = Rc::new(Cell::new(0));
        let levels = Rc::clone(&living);
        kernel.spawn("deep", async move |sys| stuck(sys, DEPTH, levels).await);
        assert!(kernel.run().is_err(), "it is stuck at the bottom");
        assert_eq!(living.get(), DEPTH);
        drop(kernel);
        assert_eq!(living.get(), 0);
    });
}

/// Not vacuous: by `await`, each level takes a piece of the stack.
#[test]
fn nested_awaits_would_not_fit() {
    const FEW: u32 = 100;

    async fn by_await(
        sys: &Sys,
        depth: u32,
        deepest: &Cell<usize>,
    ) -> Result<(), Cancelled> {
        if depth == 0 {
            return Ok(deepest.set(stack_pointer()));
        }
        Box::pin(by_await(sys, depth - 1, deepest)).await
    }

    fn stack_pointer() -> usize {
        let here = 0_u8;
        (&raw const here).addr()
    }

    let mut kernel = kernel();
    let [once, deep] = [1, FEW].map(|depth| {
        kernel.spawn("task", async move |sys| {
            let deepest = Cell::new(0);
            by_await(&sys, depth, &deepest).await?;
            Ok(deepest.get())
        })
    });
    kernel.run().unwrap();
    let [once, deep] = [once, deep].map(|task| *task.result().unwrap().unwrap());
    let a_level = once.abs_diff(deep) / (FEW as usize - 1);
    assert!(a_level * DEEP_ENOUGH as usize > STACK, "a level takes {a_level} bytes");
}

/// Calls itself until it is as deep as that, and runs `bottom` there. Each level adds one.
async fn deep(
    sys: Sys,
    depth: u32,
    bottom: impl AsyncFnOnce(&Sys) -> Result<(), Cancelled> + 'static,
) -> Result<u32, Cancelled> {
    if depth == 0 {
        bottom(&sys).await?;
        return Ok(0);
    }
    Ok(1 + sys.call(async move |sys| deep(sys, depth - 1, bottom).await).await?)
}

/// Calls itself until it is as deep as that, and parks there for ever. Counts its levels.
async fn stuck(sys: Sys, depth: u32, levels: Rc<Cell<u32>>) -> Result<(), Cancelled> {
    let _level = Level::enter(&levels);
    if depth == 1 {
        return sys.park(Wait::for_thing("nothing")).await;
    }
    sys.call(async move |sys| stuck(sys, depth - 1, levels).await).await
}

struct Level(Rc<Cell<u32>>);

impl Level {
    fn enter(levels: &Rc<Cell<u32>>) -> Self {
        levels.set(levels.get() + 1);
        Self(Rc::clone(levels))
    }
}

impl Drop for Level {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

fn on_a_small_stack(body: impl FnOnce() + Send + 'static) {
    let thread = thread::Builder::new().stack_size(STACK).spawn(body).unwrap();
    if let Err(panic) = thread.join() {
        resume_unwind(panic);
    }
}
