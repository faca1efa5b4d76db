use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use futures_core::Stream;
use tulip::time::{
    Instant, MissedTickBehavior, advance, hold, interval, interval_at, sleep,
};

use crate::support::{paused, poll_times};

const SECOND: Duration = Duration::from_secs(1);

/// Seconds from `start` at which ticks were seen, when the second one is seen three and a half
/// seconds too late.
async fn late(missed: MissedTickBehavior) -> Vec<f64> {
    let start = Instant::now();
    let mut ticks = interval(SECOND);
    ticks.set_missed_tick_behavior(missed);
    ticks.tick().await;
    sleep(4 * SECOND + SECOND / 2).await;
    let mut seen = Vec::new();
    for _ in 0..6 {
        ticks.tick().await;
        seen.push(start.elapsed().as_secs_f64());
    }
    seen
}

#[test]
fn the_first_tick_is_at_once_and_the_others_a_period_apart() {
    paused(async {
        let start = Instant::now();
        let mut ticks = interval(SECOND);
        for number in 0..5 {
            assert_eq!(ticks.tick().await, start + number * SECOND);
            assert_eq!(start.elapsed(), number * SECOND);
        }
    });
}

#[test]
fn an_interval_may_begin_later() {
    paused(async {
        let start = Instant::now();
        let mut ticks = interval_at(start + 10 * SECOND, SECOND);
        ticks.tick().await;
        ticks.tick().await;
        assert_eq!(start.elapsed(), 11 * SECOND);
    });
}

#[test]
fn periods_shorter_than_the_resolution_do_not_add_up_their_rounding() {
    paused(async {
        let start = Instant::now();
        let mut ticks = interval(Duration::from_micros(300));
        for _ in 0..=1000 {
            ticks.tick().await;
        }
        assert_eq!(start.elapsed(), Duration::from_millis(300));
    });
}

#[test]
fn missed_ticks_come_in_a_burst() {
    assert_eq!(paused(late(MissedTickBehavior::Burst)), [4.5, 4.5, 4.5, 4.5, 5.0, 6.0]);
}

#[test]
fn missed_ticks_delay_what_follows() {
    assert_eq!(paused(late(MissedTickBehavior::Delay)), [4.5, 5.5, 6.5, 7.5, 8.5, 9.5]);
}

#[test]
fn missed_ticks_are_left_out() {
    assert_eq!(paused(late(MissedTickBehavior::Skip)), [4.5, 5.0, 6.0, 7.0, 8.0, 9.0]);
}

#[test]
fn a_tick_that_is_dropped_at_any_poll_is_not_lost() {
    for times in 0..3 {
        paused(async {
            let start = Instant::now();
            let mut ticks = interval(SECOND);
            ticks.tick().await;
            let ticked = poll_times(times, ticks.tick()).await;
            let next = if ticked.is_some() { 2 } else { 1 };
            assert_eq!(ticks.tick().await, start + next * SECOND);
        });
    }
}

#[test]
fn an_interval_that_is_reset_ticks_a_period_from_then() {
    paused(async {
        let start = Instant::now();
        let mut ticks = interval(SECOND);
        ticks.tick().await;
        sleep(SECOND / 2).await;
        ticks.reset();
        ticks.tick().await;
        assert_eq!(start.elapsed(), SECOND + SECOND / 2);
        assert_eq!(ticks.period(), SECOND);
    });
}

#[test]
fn an_interval_is_a_stream() {
    paused(async {
        hold();
        let mut ticks = interval(SECOND);
        let mut cx = Context::from_waker(Waker::noop());
        assert!(matches!(Pin::new(&mut ticks).poll_next(&mut cx), Poll::Ready(Some(_))));
        assert!(Pin::new(&mut ticks).poll_next(&mut cx).is_pending());
        advance(SECOND).await;
        assert!(matches!(Pin::new(&mut ticks).poll_next(&mut cx), Poll::Ready(Some(_))));
    });
}

#[test]
fn a_period_of_centuries_ticks_once() {
    paused(async {
        let mut ticks = interval(Duration::MAX);
        ticks.tick().await;
        assert!(tulip::time::timeout(1000 * SECOND, ticks.tick()).await.is_err());
    });
}

#[test]
#[should_panic(expected = "a period longer than zero")]
fn a_period_of_zero_is_refused() {
    paused(async { drop(interval(Duration::ZERO)) });
}
