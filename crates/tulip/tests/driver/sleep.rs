use std::cell::RefCell;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use tulip::spawn_local;
use tulip::task::yield_now;
use tulip::time::{Instant, Sleep, pause, sleep, sleep_until};

use crate::support::{Counter, paused, poll_once, real};

#[test]
fn a_sleep_is_never_early() {
    real(async {
        for micros in [1, 100, 999, 1000, 1001, 2500] {
            let wanted = Duration::from_micros(micros);
            let start = std::time::Instant::now();
            sleep(wanted).await;
            assert!(start.elapsed() >= wanted);
        }
    });
}

#[test]
fn a_sleep_ends_on_the_tick_that_is_not_before_its_time() {
    paused(async {
        let start = Instant::now();
        sleep(Duration::from_micros(1500)).await;
        assert_eq!(start.elapsed(), Duration::from_millis(2));
        sleep(Duration::from_secs(100 * 365 * 24 * 3600)).await;
        assert_eq!(start.elapsed().as_secs(), 100 * 365 * 24 * 3600);
    });
}

#[test]
fn a_sleep_of_zero_is_over_at_its_first_poll() {
    real(async {
        assert_eq!(poll_once(pin!(sleep(Duration::ZERO))), Poll::Ready(()));
    });
}

#[test]
fn a_deadline_that_has_passed_is_over_at_its_first_poll() {
    paused(async {
        let start = Instant::now();
        sleep(Duration::from_secs(5)).await;
        for deadline in [start, start - Duration::from_secs(3600), Instant::now()] {
            assert_eq!(poll_once(pin!(sleep_until(deadline))), Poll::Ready(()));
        }
    });
}

#[test]
fn a_sleep_longer_than_any_clock_never_ends() {
    paused(async {
        let forever = spawn_local(sleep(Duration::MAX));
        let centuries = spawn_local(sleep(Duration::from_secs(500 * 365 * 24 * 3600)));
        sleep(Duration::from_secs(600 * 365 * 24 * 3600)).await;
        assert!(centuries.is_finished());
        assert!(!forever.is_finished());
    });
}

#[test]
fn equal_deadlines_end_in_the_order_of_their_first_poll() {
    paused(async {
        let order = Rc::new(RefCell::new(Vec::new()));
        let deadline = Instant::now() + Duration::from_millis(100);
        let tasks: Vec<_> = (0..200)
            .map(|number| {
                let order = Rc::clone(&order);
                spawn_local(async move {
                    // So that some come from a coarse level of the wheel, others do not.
                    sleep(Duration::from_millis(number / 3)).await;
                    sleep_until(deadline).await;
                    order.borrow_mut().push(number);
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        assert!(order.borrow().is_sorted());
    });
}

#[test]
fn a_sleep_wakes_the_waker_that_came_last() {
    paused(async {
        let mut nap = sleep(Duration::from_secs(1));
        let (first, waker) = Counter::new();
        assert!(Pin::new(&mut nap).poll(&mut Context::from_waker(&waker)).is_pending());
        let (last, waker) = Counter::new();
        assert!(Pin::new(&mut nap).poll(&mut Context::from_waker(&waker)).is_pending());
        sleep(Duration::from_secs(2)).await;
        assert_eq!((first.wakes(), last.wakes()), (0, 1));
        assert!(poll_once(Pin::new(&mut nap)).is_ready());
        assert!(poll_once(Pin::new(&mut nap)).is_ready(), "and stays over");
    });
}

#[test]
fn a_sleep_that_is_dropped_wakes_nobody_and_keeps_nothing() {
    paused(async {
        let (counter, waker) = Counter::new();
        let mut nap = sleep(Duration::from_secs(1));
        assert!(Pin::new(&mut nap).poll(&mut Context::from_waker(&waker)).is_pending());
        drop((nap, waker));
        sleep(Duration::from_secs(2)).await;
        assert_eq!(counter.wakes(), 0);
        assert_eq!(std::sync::Arc::strong_count(&counter), 1);
    });
}

#[test]
fn a_sleep_that_is_reset_begins_anew() {
    paused(async {
        let start = Instant::now();
        let mut nap = sleep(Duration::from_secs(1));
        assert!(poll_once(Pin::new(&mut nap)).is_pending());
        nap.reset(start + Duration::from_secs(3));
        (&mut nap).await;
        assert_eq!(start.elapsed(), Duration::from_secs(3));
        nap.reset(start + Duration::from_secs(4));
        nap.await;
        assert_eq!(start.elapsed(), Duration::from_secs(4));
    });
}

#[test]
fn ten_million_timers_fire() {
    const TIMERS: usize = 10_000_000;
    paused(async {
        let mut naps: Vec<Sleep> = (0..TIMERS)
            .map(|number| sleep(Duration::from_millis(1 + number as u64 % 100_003)))
            .collect();
        let start = Instant::now();
        let mut left = TIMERS;
        poll_fn(|cx| {
            while let Some(nap) = naps.last_mut() {
                if Pin::new(nap).poll(cx).is_pending() && left == TIMERS {
                    // The first poll arms all of them, from the last to the first.
                    for nap in &mut naps {
                        assert!(Pin::new(nap).poll(cx).is_pending());
                    }
                    left -= 1;
                    return Poll::Pending;
                }
                if start.elapsed() < Duration::from_millis(100_003) {
                    return Poll::Pending;
                }
                assert!(Pin::new(&mut naps.pop().unwrap()).poll(cx).is_ready());
            }
            Poll::Ready(())
        })
        .await;
    });
}

#[test]
fn a_task_that_never_stops_waking_itself_starves_no_timer() {
    real(async {
        let greedy = spawn_local(async {
            loop {
                yield_now().await;
            }
        });
        sleep(Duration::from_millis(5)).await;
        greedy.abort();
    });
}

#[test]
fn a_future_that_blocks_makes_timers_late_and_loses_none() {
    real(async {
        let naps: Vec<_> = (1..20)
            .map(|millis| spawn_local(sleep(Duration::from_millis(millis))))
            .collect();
        yield_now().await;
        std::thread::sleep(Duration::from_millis(30));
        for nap in naps {
            nap.await.unwrap();
        }
    });
}

#[test]
#[should_panic(expected = "no Tulip runtime on this thread")]
fn a_sleep_needs_a_runtime() {
    drop(sleep(Duration::from_secs(1)));
}

#[test]
#[should_panic(expected = "no Tulip runtime on this thread")]
fn a_clock_needs_a_runtime() {
    pause();
}
