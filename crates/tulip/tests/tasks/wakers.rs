use std::cell::RefCell;
use std::future::{Future, poll_fn};
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};
use std::thread;

use tulip::task::yield_now;

use crate::common::{Drops, runtime};

/// Pending, with its waker left where others find it; counts its polls.
#[derive(Clone, Default)]
struct Leaf(Arc<Mutex<(Option<Waker>, usize)>>);

impl Leaf {
    fn wait(&self) -> impl Future<Output = ()> + Send + 'static {
        let leaf = self.clone();
        poll_fn(move |cx| {
            let mut state = leaf.0.lock().unwrap();
            state.0 = Some(cx.waker().clone());
            state.1 += 1;
            Poll::Pending
        })
    }

    fn waker(&self) -> Waker {
        self.0.lock().unwrap().0.clone().expect("it was polled")
    }

    fn polls(&self) -> usize {
        self.0.lock().unwrap().1
    }
}

#[test]
fn woken_twice_runs_once() {
    let leaf = Leaf::default();
    runtime().block_on(async {
        let _task = tulip::spawn(leaf.wait());
        yield_now().await;
        leaf.waker().wake_by_ref();
        leaf.waker().wake();
        yield_now().await;
        yield_now().await;
        assert_eq!(leaf.polls(), 2);
    });
}

#[test]
fn woken_while_it_runs_it_runs_again_behind_the_others() {
    let order = Rc::new(RefCell::new(Vec::new()));
    runtime().block_on(async {
        let mut first = true;
        let own = Rc::clone(&order);
        let task = tulip::spawn_local(poll_fn(move |cx| {
            own.borrow_mut().push("self");
            cx.waker().wake_by_ref();
            cx.waker().wake_by_ref();
            if std::mem::take(&mut first) { Poll::Pending } else { Poll::Ready(()) }
        }));
        let others = Rc::clone(&order);
        let _other = tulip::spawn_local(async move { others.borrow_mut().push("other") });
        task.await.unwrap();
    });
    assert_eq!(*order.borrow(), ["self", "other", "self"]);
}

#[test]
fn wakes_of_a_task_that_ended_are_nothing() {
    let leaf = Leaf::default();
    runtime().block_on(async {
        let task = tulip::spawn(leaf.wait());
        yield_now().await;
        task.abort();
        let _ = task.await;
        let waker = leaf.waker();
        waker.wake_by_ref();
        thread::spawn(move || waker.wake()).join().unwrap();
        yield_now().await;
        assert_eq!(leaf.polls(), 1);
    });
}

#[test]
fn all_wakers_of_a_task_will_wake_the_same() {
    runtime().block_on(async {
        poll_fn(|cx| {
            let clone = cx.waker().clone();
            assert!(clone.will_wake(cx.waker()) && clone.clone().will_wake(&clone));
            Poll::Ready(())
        })
        .await;
        let other =
            tulip::spawn(poll_fn(|cx| Poll::Ready(cx.waker().clone()))).await.unwrap();
        poll_fn(|cx| {
            assert!(!other.will_wake(cx.waker()));
            Poll::Ready(())
        })
        .await;
    });
}

#[test]
fn a_waker_outlives_its_runtime_on_its_own_thread_and_on_others() {
    let drops = Drops::default();
    let leaf = Leaf::default();
    let runtime = runtime();
    let one = drops.one();
    let wait = leaf.wait();
    let _task = runtime.spawn(async move {
        let _one = one;
        wait.await;
    });
    runtime.block_on(yield_now());
    drop(runtime);
    assert_eq!(drops.count(), 1, "the future goes with the runtime");
    let waker = leaf.waker();
    waker.wake_by_ref();
    let far = waker.clone();
    thread::spawn(move || {
        far.wake_by_ref();
        far.wake();
    })
    .join()
    .unwrap();
    self::runtime().block_on(async { waker.wake_by_ref() });
}

#[test]
fn a_wake_between_two_block_ons_is_kept() {
    let leaf = Leaf::default();
    let runtime = runtime();
    let _task = runtime.spawn(leaf.wait());
    runtime.block_on(yield_now());
    leaf.waker().wake();
    runtime.block_on(async {
        for _ in 0..100 {
            yield_now().await;
        }
    });
    assert_eq!(leaf.polls(), 2);
}

#[test]
fn a_wake_for_another_runtime_on_the_same_thread_arrives() {
    let leaf = Leaf::default();
    let (sleeping, waking) = (runtime(), runtime());
    let _task = sleeping.spawn(leaf.wait());
    sleeping.block_on(yield_now());
    waking.block_on(async { leaf.waker().wake() });
    sleeping.block_on(async {
        for _ in 0..100 {
            yield_now().await;
        }
    });
    assert_eq!(leaf.polls(), 2);
}

#[test]
fn many_threads_wake_one_task() {
    let runtime = runtime();
    let count = Arc::new(Mutex::new((0, None::<Waker>)));
    let seen = Arc::clone(&count);
    let task = runtime.spawn(poll_fn(move |cx| {
        let mut state = seen.lock().unwrap();
        if state.0 == 4000 {
            return Poll::Ready(());
        }
        state.1 = Some(cx.waker().clone());
        Poll::Pending
    }));
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let count = Arc::clone(&count);
            thread::spawn(move || {
                for _ in 0..1000 {
                    let mut state = count.lock().unwrap();
                    state.0 += 1;
                    let waker = state.1.clone();
                    drop(state);
                    waker.iter().for_each(Waker::wake_by_ref);
                }
            })
        })
        .collect();
    runtime.block_on(task).unwrap();
    for thread in threads {
        thread.join().unwrap();
    }
}

#[test]
fn a_future_that_is_always_pending_is_freed_with_its_last_waker() {
    let runtime = runtime();
    let leaf = Leaf::default();
    drop(runtime.spawn(leaf.wait()));
    runtime.block_on(yield_now());
    let waker = leaf.waker();
    drop(leaf);
    drop(runtime);
    // Under the sanitizer this is where a task freed too early would show.
    drop(waker);
}
