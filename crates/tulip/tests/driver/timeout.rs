use std::future::{pending, ready};
use std::io;
use std::rc::Rc;
use std::time::Duration;

use tulip::time::{Instant, sleep, timeout, timeout_at};

use crate::support::{paused, poll_times};

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn what_is_ready_in_time_is_handed_on() {
    paused(async {
        let slow = async {
            sleep(SECOND).await;
            42
        };
        assert_eq!(timeout(2 * SECOND, slow).await, Ok(42));
    });
}

#[test]
fn what_is_not_ready_in_time_is_told() {
    paused(async {
        let start = Instant::now();
        let elapsed = timeout(SECOND, pending::<()>()).await.unwrap_err();
        assert_eq!(start.elapsed(), SECOND);
        assert_eq!(elapsed.to_string(), "time was up before the future was ready");
        assert_eq!(io::Error::from(elapsed).kind(), io::ErrorKind::TimedOut);
    });
}

#[test]
fn what_is_ready_when_time_is_up_wins() {
    paused(async {
        assert_eq!(timeout(SECOND, sleep(SECOND)).await, Ok(()));
        assert_eq!(timeout(Duration::ZERO, ready(1)).await, Ok(1));
    });
}

#[test]
fn a_deadline_that_has_passed_gives_one_poll() {
    paused(async {
        let start = Instant::now();
        sleep(SECOND).await;
        assert_eq!(timeout_at(start, ready(1)).await, Ok(1));
        assert!(timeout_at(start, pending::<()>()).await.is_err());
        assert_eq!(start.elapsed(), SECOND);
    });
}

#[test]
fn the_inner_of_two_timeouts_is_its_own() {
    paused(async {
        let inner = timeout(SECOND, pending::<()>());
        assert!(timeout(2 * SECOND, inner).await.expect("the outer had time").is_err());
        let inner = timeout(2 * SECOND, pending::<()>());
        assert!(timeout(SECOND, inner).await.is_err());
    });
}

#[test]
fn a_future_that_is_lent_can_go_on() {
    paused(async {
        let mut nap = sleep(3 * SECOND);
        assert!(timeout(SECOND, &mut nap).await.is_err());
        assert_eq!(timeout(5 * SECOND, nap).await, Ok(()));
    });
}

#[test]
fn a_timeout_that_is_dropped_at_any_poll_drops_what_it_holds() {
    for times in 0..3 {
        paused(async {
            let held = Rc::new(());
            let holds = Rc::clone(&held);
            let future = async move {
                sleep(SECOND).await;
                drop(holds);
            };
            let _ = poll_times(times, timeout(2 * SECOND, future)).await;
            assert_eq!(Rc::strong_count(&held), 1);
        });
    }
}
