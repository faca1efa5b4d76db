//! Every operation of tasks, dropped at its k-th poll for all k.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use tulip::task::{self, yield_now};

use crate::common::{Drops, runtime};

/// Polls a future at most so many times, then drops it.
struct UpTo<F> {
    future: Option<Pin<Box<F>>>,
    polls: usize,
}

impl<F: Future> Future for UpTo<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(left) = self.polls.checked_sub(1) else {
            self.future = None;
            return Poll::Ready(None);
        };
        self.polls = left;
        match self.future.as_mut().expect("it is not over").as_mut().poll(cx) {
            Poll::Ready(output) => {
                self.future = None;
                Poll::Ready(Some(output))
            }
            // It is dropped where it stands, without waiting for another wake.
            Poll::Pending if left == 0 => {
                self.future = None;
                Poll::Ready(None)
            }
            Poll::Pending => Poll::Pending,
        }
    }
}

/// Runs `operation` with all numbers of polls until it comes to its end, and looks each time
/// that nothing of it is left.
fn at_any_poll<F: Future>(operation: impl Fn(Drops) -> F) {
    for polls in 0.. {
        let drops = Drops::default();
        let runtime = runtime();
        let ended = runtime.block_on(async {
            let future = Some(Box::pin(operation(drops.clone())));
            let ended = UpTo { future, polls }.await.is_some();
            // What was left behind has time to end.
            for _ in 0..10 {
                yield_now().await;
            }
            ended
        });
        assert_eq!(drops.count(), 1, "after {polls} polls");
        drop(runtime);
        if ended {
            assert!(polls > 0);
            return;
        }
    }
}

#[test]
fn a_future_inline() {
    at_any_poll(|drops| {
        let one = drops.one();
        async move {
            for _ in 0..5 {
                yield_now().await;
            }
            drop(one);
        }
    });
}

#[test]
fn a_join_leaves_its_task_to_itself() {
    at_any_poll(|drops| {
        let one = drops.one();
        async move {
            let task = tulip::spawn(async move {
                for _ in 0..3 {
                    yield_now().await;
                }
                one
            });
            yield_now().await;
            drop(task.await.unwrap());
        }
    });
}

#[test]
fn a_join_of_a_task_that_is_stopped() {
    at_any_poll(|drops| {
        let one = drops.one();
        async move {
            let task = tulip::spawn(async move {
                let _one = one;
                for _ in 0..5 {
                    yield_now().await;
                }
            });
            yield_now().await;
            task.abort();
            assert!(task.await.unwrap_err().is_cancelled());
        }
    });
}

#[test]
fn a_join_of_a_join() {
    at_any_poll(|drops| {
        let one = drops.one();
        async move {
            let inner = tulip::spawn(async move {
                yield_now().await;
                one
            });
            let outer = tulip::spawn(async move { inner.await.unwrap() });
            drop(outer.await.unwrap());
        }
    });
}

#[test]
fn a_blocking_job_that_was_joined() {
    // Its result may come when nobody waits any more: it is dropped by then, or with the runtime.
    for polls in 0..3 {
        let drops = Drops::default();
        let runtime = runtime();
        runtime.block_on(async {
            let one = drops.one();
            let future = Some(Box::pin(tulip::spawn_blocking(move || one)));
            UpTo { future, polls }.await.map(Result::unwrap)
        });
        drop(runtime);
        assert_eq!(drops.count(), 1, "after {polls} polls");
    }
}

#[test]
fn a_scope_of_a_task_local() {
    tulip::task_local! { static VALUE: u32; }

    at_any_poll(|drops| {
        let one = drops.one();
        VALUE.scope(1, async move {
            for _ in 0..3 {
                VALUE.with(|value| assert_eq!(*value, 1));
                task::yield_now().await;
            }
            drop(one);
        })
    });
    assert!(VALUE.try_with(|_| ()).is_err());
}
