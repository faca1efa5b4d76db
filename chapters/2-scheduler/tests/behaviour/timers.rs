//! When a sleep ends.

#![allow(clippy::unit_arg, reason = "what a task does last fits on its last line")]

use std::time::Duration;

use crate::common::{kernel, panic_of, said, secs};
use scheduler::{Cancelled, Clock, Kernel, Seen, Sys};

#[test]
fn a_sleep_ends_at_its_time() {
    let mut kernel = kernel();
    kernel.spawn("a", async |sys| nap(&sys, "a", Duration::from_millis(1500)).await);
    kernel.run().unwrap();
    assert_eq!(said(), ["a at 1.5s"]);
}

#[test]
fn sleepers_wake_in_the_order_of_their_deadlines() {
    let mut kernel = kernel();
    for (name, time) in [("a", 3), ("b", 1), ("c", 2)] {
        kernel.spawn(name, async move |sys| nap(&sys, name, secs(time)).await);
    }
    kernel.run().unwrap();
    assert_eq!(said(), ["b at 1s", "c at 2s", "a at 3s"]);
}

#[test]
fn equal_deadlines_fire_in_the_order_in_which_they_were_set() {
    let mut kernel = kernel();
    for (name, wait) in [("set third", 2), ("set first", 0), ("set second", 1)] {
        kernel.spawn(name, async move |sys| {
            sys.sleep(secs(wait)).await?;
            nap(&sys, name, secs(5 - wait)).await
        });
    }
    kernel.run().unwrap();
    assert_eq!(said(), ["set first at 5s", "set second at 5s", "set third at 5s"]);
}

#[test]
fn sleepers_that_are_late_wake_in_the_order_of_their_deadlines() {
    let clock = Clock::virtual_time();
    let mut kernel = Kernel::new(clock.clone());
    for (name, time) in [("a", 3), ("b", 1), ("c", 2)] {
        kernel.spawn(name, async move |sys| nap(&sys, name, secs(time)).await);
    }
    kernel.spawn("hog", async move |_| Ok(clock.work(secs(9))));
    kernel.run().unwrap();
    assert_eq!(said(), ["b at 9s", "c at 9s", "a at 9s"]);
}

#[test]
fn the_clock_jumps_from_deadline_to_deadline() {
    let mut kernel = kernel();
    for (name, time) in [("a", 3), ("b", 1), ("c", 3)] {
        kernel.spawn(name, async move |sys| sys.sleep(secs(time)).await);
    }
    let mut times = Vec::new();
    let ran = kernel.run_watched(|seen| {
        if let Seen::Time(now) = seen {
            times.push(now);
        }
    });
    assert_eq!((ran, times), (Ok(()), vec![secs(1), secs(3)]));
}

#[test]
fn a_sleep_of_zero_is_no_timer() {
    let mut kernel = kernel();
    kernel.spawn("a", async |sys| nap(&sys, "a", Duration::ZERO).await);
    let mut parks = 0;
    let ran = kernel.run_watched(|seen| parks += u32::from(matches!(seen, Seen::Time(_))));
    assert_eq!((ran, parks), (Ok(()), 0));
    assert_eq!(said(), ["a at 0ns"]);
}

#[test]
fn the_shortest_sleep_is_a_timer() {
    let mut kernel = kernel();
    kernel.spawn("a", async |sys| nap(&sys, "a", Duration::from_nanos(1)).await);
    kernel.run().unwrap();
    assert_eq!(said(), ["a at 1ns"]);
}

#[test]
fn a_sleep_of_centuries_ends() {
    let mut kernel = kernel();
    kernel.spawn("a", async |sys| nap(&sys, "a", Duration::MAX).await);
    kernel.run().unwrap();
    assert_eq!(said(), [format!("a at {:?}", Duration::MAX)]);
}

#[test]
fn a_sleep_of_centuries_that_begins_late_does_not_overflow() {
    let mut kernel = kernel();
    for (name, wait) in [("a", 1), ("b", 0)] {
        kernel.spawn(name, async move |sys| {
            sys.sleep(secs(wait)).await?;
            nap(&sys, name, Duration::MAX).await
        });
    }
    kernel.run().unwrap();
    assert_eq!(said(), ["b", "a"].map(|name| format!("{name} at {:?}", Duration::MAX)));
}

#[test]
fn at_the_end_of_time_a_sleep_ends_in_the_next_round() {
    let mut kernel = kernel();
    kernel.spawn("a", async |sys| {
        sys.sleep(Duration::MAX).await?;
        nap(&sys, "a1", secs(1)).await?;
        nap(&sys, "a2", Duration::MAX).await
    });
    kernel.spawn("b", async |sys| nap(&sys, "b", Duration::MAX).await);
    kernel.run().unwrap();
    assert_eq!(
        said(),
        ["b", "a1", "a2"].map(|name| format!("{name} at {:?}", Duration::MAX))
    );
}

#[test]
fn sleepers_are_counted_while_they_sleep() {
    let mut kernel = kernel();
    for name in ["a", "b"] {
        kernel.spawn(name, async |sys| sys.sleep(secs(1)).await);
    }
    kernel.spawn("stop", async |_| -> Result<(), _> { panic!("stop") });
    assert_eq!(kernel.timers_len(), 0);
    assert_eq!(panic_of(|| kernel.run()), "stop");
    assert_eq!(kernel.timers_len(), 2);
}

#[test]
fn no_timer_is_left_at_the_end() {
    let mut kernel = kernel();
    for (name, time) in [("a", 1), ("b", 2)] {
        kernel.spawn(name, async move |sys| sys.sleep(secs(time)).await);
    }
    kernel.run().unwrap();
    assert_eq!(kernel.timers_len(), 0);
}

async fn nap(sys: &Sys, name: &str, time: Duration) -> Result<(), Cancelled> {
    sys.sleep(time).await?;
    say!("{name} at {:?}", sys.now().await);
    Ok(())
}
