//! Who runs next: who has been ready longest.

#![allow(clippy::unit_arg, reason = "what a task does last fits on its last line")]

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use crate::common::{kernel, said, secs};
use scheduler::{Cancelled, Clock, Kernel, Sys, Wait};

#[test]
fn tasks_first_run_in_the_order_in_which_they_were_made() {
    let mut kernel = kernel();
    for name in ["a", "b", "c"] {
        kernel.spawn(name, async move |_| Ok(say!("{name}")));
    }
    kernel.run().unwrap();
    assert_eq!(said(), ["a", "b", "c"]);
}

#[test]
fn who_gives_up_its_turn_goes_to_the_back() {
    let mut kernel = kernel();
    for (name, last) in [("a", 3), ("b", 1), ("c", 2)] {
        kernel.spawn(name, async move |sys| steps(&sys, name, last).await);
    }
    kernel.run().unwrap();
    assert_eq!(said(), ["a1", "b1", "c1", "a2", "c2", "a3"]);
}

#[test]
fn who_is_alone_goes_on_at_once() {
    let mut kernel = kernel();
    kernel.spawn("a", async |sys| steps(&sys, "a", 3).await);
    kernel.run().unwrap();
    assert_eq!(said(), ["a1", "a2", "a3"]);
}

#[test]
fn who_is_woken_goes_to_the_back() {
    let mut kernel = kernel();
    let parked = kernel.spawn("parked", async |sys| {
        sys.park(Wait::for_thing("a nudge")).await?;
        Ok(say!("parked goes on"))
    });
    kernel.spawn("waker", async move |sys| {
        sys.wake(parked.id()).await;
        steps(&sys, "waker ", 1).await
    });
    kernel.spawn("other", async |sys| steps(&sys, "other ", 1).await);
    kernel.run().unwrap();
    assert_eq!(said(), ["waker 1", "other 1", "parked goes on"]);
}

#[test]
fn who_was_woken_first_runs_first() {
    let mut kernel = kernel();
    let parked = ["a", "b", "c"].map(|name| {
        let task = kernel.spawn(name, async move |sys| {
            sys.park(Wait::for_thing("a nudge")).await?;
            Ok(say!("{name}"))
        });
        task.id()
    });
    kernel.spawn("waker", async move |sys| {
        for index in [1, 2, 0] {
            assert!(sys.wake(parked[index]).await);
        }
        Ok(())
    });
    kernel.run().unwrap();
    assert_eq!(said(), ["b", "c", "a"]);
}

/// Timers are looked at between rounds alone: a sleeper whose time came while `a` worked stands
/// behind all who became ready in that round.
#[test]
fn who_becomes_ready_during_a_round_runs_in_the_next() {
    let (mut kernel, clock) = kernel_and_clock();
    kernel.spawn("sleeper", async |sys| {
        sys.sleep(secs(1)).await?;
        Ok(say!("sleeper goes on"))
    });
    kernel.spawn("a", async move |sys| {
        clock.work(secs(2));
        steps(&sys, "a", 2).await
    });
    kernel.spawn("b", async |sys| steps(&sys, "b", 2).await);
    kernel.run().unwrap();
    assert_eq!(said(), ["a1", "b1", "a2", "b2", "sleeper goes on"]);
}

#[test]
fn busy_tasks_do_not_hold_up_one_that_sleeps() {
    let (mut kernel, clock) = kernel_and_clock();
    let awake = Rc::new(Cell::new(false));
    for name in ["a", "b"] {
        let (clock, awake) = (clock.clone(), Rc::clone(&awake));
        kernel.spawn(name, async move |sys| {
            for turn in 1.. {
                assert!(turn < 100, "the sleeper starves");
                clock.work(Duration::from_millis(100));
                if awake.get() {
                    say!("{name} worked {turn} times");
                    break;
                }
                sys.yield_now().await?;
            }
            Ok(())
        });
    }
    kernel.spawn("sleeper", async move |sys| {
        sys.sleep(secs(1)).await?;
        say!("awake at {:?}", sys.now().await);
        awake.set(true);
        Ok(())
    });
    kernel.run().unwrap();
    // It lies down at 0.2 s and is due at 1.2 s. The round that begins then is the busy tasks'
    // seventh, in which it stands behind them; the eighth is their last.
    assert_eq!(said(), ["awake at 1.4s", "a worked 8 times", "b worked 8 times"]);
}

#[test]
fn tasks_that_wake_each_other_do_not_hold_up_one_that_sleeps() {
    let (mut kernel, clock) = kernel_and_clock();
    let awake = Rc::new(Cell::new(false));
    let players = [Rc::new(Cell::new(None)), Rc::new(Cell::new(None))];
    for (name, me, other) in [("ping", 0, 1), ("pong", 1, 0)] {
        let (clock, awake) = (clock.clone(), Rc::clone(&awake));
        let (me, other) = (Rc::clone(&players[me]), Rc::clone(&players[other]));
        kernel.spawn(name, async move |sys| {
            me.set(Some(sys.current().await));
            sys.yield_now().await?;
            for turn in 1.. {
                assert!(turn < 100, "the sleeper starves");
                clock.work(Duration::from_millis(100));
                sys.wake(other.get().unwrap()).await;
                if awake.get() {
                    break;
                }
                sys.park(Wait::for_thing("the ball")).await?;
            }
            Ok(())
        });
    }
    kernel.spawn("sleeper", async move |sys| {
        sys.sleep(secs(1)).await?;
        awake.set(true);
        Ok(say!("awake"))
    });
    let _ = kernel.run();
    assert_eq!(said(), ["awake"]);
}

#[test]
fn a_sleep_of_zero_goes_to_the_back() {
    let mut kernel = kernel();
    for name in ["a", "b"] {
        kernel.spawn(name, async move |sys| {
            say!("{name}1");
            sys.sleep(Duration::ZERO).await?;
            Ok(say!("{name}2"))
        });
    }
    kernel.run().unwrap();
    assert_eq!(said(), ["a1", "b1", "a2", "b2"]);
}

#[test]
fn the_children_of_one_task_first_run_in_the_order_in_which_they_were_made() {
    let mut kernel = kernel();
    kernel.spawn("parent", async |sys| {
        for name in ["a", "b", "c"] {
            sys.spawn(name, async move |_| Ok(say!("{name}"))).await?;
        }
        Ok(())
    });
    kernel.run().unwrap();
    assert_eq!(said(), ["a", "b", "c"]);
}

#[test]
fn nothing_runs_before_the_kernel_does() {
    let mut kernel = kernel();
    kernel.spawn("a", async |_| Ok(say!("a")));
    assert_eq!(said(), [""; 0]);
    kernel.run().unwrap();
    assert_eq!(said(), ["a"]);
}

#[test]
fn a_kernel_without_tasks_ends_at_once() {
    assert_eq!(kernel().run(), Ok(()));
}

#[test]
fn a_kernel_can_run_again() {
    let mut kernel = kernel();
    let before = kernel.spawn("before", async |sys| sys.sleep(secs(1)).await);
    kernel.run().unwrap();
    let after = kernel.spawn("after", async |sys| Ok(sys.now().await));
    kernel.run().unwrap();
    assert_eq!(after.result().unwrap().as_deref(), Ok(&secs(1)));
    assert_eq!([before.id().number(), after.id().number()], [1, 2]);
}

fn kernel_and_clock() -> (Kernel, Clock) {
    said();
    let clock = Clock::virtual_time();
    (Kernel::new(clock.clone()), clock)
}

/// Gives up its turn after each step.
async fn steps(sys: &Sys, name: &str, last: u32) -> Result<(), Cancelled> {
    for step in 1..=last {
        say!("{name}{step}");
        sys.yield_now().await?;
    }
    Ok(())
}
