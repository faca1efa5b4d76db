//! Nobody can stop a task that does not pause; a watchdog can name it.

#![allow(clippy::unit_arg, reason = "what a task does last fits on its last line")]

use std::env;
use std::panic::Location;
use std::process::Command;
use std::time::Duration;

use crate::common::{comment_on, record, said, secs};
use scheduler::{Cancelled, Clock, Hog, Kernel, Seen, Sys};
use tulip_trace::Place;

const LIMIT: Duration = Duration::from_secs(1);

#[test]
fn a_hog_is_named_with_its_time() {
    let hogs = hogs(async |sys, clock| {
        clock.work(secs(3));
        sys.sleep(secs(1)).await
    });
    let [hog] = &hogs[..] else { panic!("{hogs:?}") };
    assert_eq!((hog.task.number(), &*hog.name), (1, "task"));
    assert_eq!((hog.took, hog.limit), (secs(3), LIMIT));
}

#[test]
fn at_the_limit_it_is_silent() {
    assert_eq!(hogs(async |_, clock| Ok(clock.work(LIMIT))), []);
}

#[test]
fn just_above_the_limit_it_is_not() {
    let hogs = hogs(async |_, clock| Ok(clock.work(LIMIT + Duration::from_nanos(1))));
    assert_eq!(hogs.len(), 1);
}

#[test]
fn who_pauses_often_enough_is_no_hog() {
    let polite = async |sys: &Sys, clock: &Clock| {
        for _ in 0..5 {
            clock.work(LIMIT);
            sys.yield_now().await?;
        }
        Ok(())
    };
    assert_eq!(hogs(polite), []);
}

#[test]
fn who_asks_what_is_answered_on_the_spot_has_not_paused() {
    let hogs = hogs(async |sys, clock| {
        for _ in 0..5 {
            clock.work(LIMIT);
            sys.now().await;
        }
        Ok(())
    });
    assert_eq!(hogs.iter().map(|hog| hog.took).collect::<Vec<_>>(), [LIMIT * 5]);
}

#[test]
fn what_it_calls_is_its_own_time() {
    let hogs = hogs(async |sys, clock| {
        let clock = clock.clone();
        sys.call(async move |_| Ok(clock.work(secs(3)))).await
    });
    assert_eq!(hogs.iter().map(|hog| hog.took).collect::<Vec<_>>(), [secs(3)]);
}

#[test]
fn sleeping_is_no_work() {
    assert_eq!(hogs(async |sys, _| sys.sleep(secs(9)).await), []);
}

#[test]
fn each_turn_is_measured_anew() {
    let hogs = hogs(async |sys, clock| {
        for time in [3, 1, 2] {
            clock.work(secs(time));
            sys.sleep(secs(9)).await?;
        }
        Ok(())
    });
    assert_eq!(hogs.iter().map(|hog| hog.took).collect::<Vec<_>>(), [secs(3), secs(2)]);
}

#[test]
fn a_hog_is_named_when_it_pauses() {
    said();
    let clock = Clock::virtual_time();
    let mut kernel = Kernel::new(clock.clone());
    kernel.watchdog(LIMIT);
    kernel.spawn("hog", async move |sys| {
        clock.work(secs(3));
        say!("worked");
        sys.yield_now().await
    });
    kernel.spawn("bystander", async |_| Ok(say!("bystander")));
    let ran = kernel.run_watched(|seen| {
        if let Seen::Hog(hog) = seen {
            say!("{} is named", hog.name);
        }
    });
    assert_eq!(
        (ran, said()),
        (Ok(()), ["worked", "hog is named", "bystander"].map(String::from).to_vec())
    );
}

#[test]
fn without_a_watchdog_nobody_is_named() {
    let clock = Clock::virtual_time();
    let mut kernel = Kernel::new(clock.clone());
    kernel.spawn("hog", async move |_| Ok(clock.work(secs(3))));
    let mut hogs = 0;
    let ran = kernel.run_watched(|seen| hogs += u32::from(matches!(seen, Seen::Hog(_))));
    assert_eq!((ran, hogs), (Ok(()), 0));
}

#[test]
fn a_run_without_a_watcher_reports_it_on_standard_error() {
    const HOGS: &str = "TULIP_TEST_HOGS";

    if env::var_os(HOGS).is_some() {
        let clock = Clock::virtual_time();
        let mut kernel = Kernel::new(clock.clone());
        kernel.watchdog(LIMIT);
        kernel.spawn("hog", async move |_| Ok(clock.work(secs(3))));
        return kernel.run().unwrap();
    }
    // A child that runs this test alone.
    let name = "watchdog::a_run_without_a_watcher_reports_it_on_standard_error";
    let child = Command::new(env::current_exe().unwrap())
        .args([name, "--exact", "--nocapture"])
        .env(HOGS, "")
        .env_remove("TULIP_TRACE")
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&child.stderr);
    let sentence = "warning: t1 hog ran for 3s without a pause (the limit is 1s)\n";
    assert!(child.status.success() && stderr.contains(sentence), "{child:?}");
}

#[test]
fn the_lines_are_those_of_the_pauses_around_it() {
    let hogging = async |sys: &Sys, clock: &Clock| {
        sys.yield_now().await?; // long before
        sys.yield_now().await?; // before
        clock.work(secs(3));
        sys.yield_now().await?; // after
        sys.yield_now().await // long after
    };
    assert_eq!(lines_of(hogging), ("before", "after"));
}

#[test]
fn a_hog_from_the_beginning_comes_from_nowhere() {
    let hogging = async |sys: &Sys, clock: &Clock| {
        clock.work(secs(3));
        sys.yield_now().await // after
    };
    assert_eq!(lines_of(hogging), ("", "after"));
}

#[test]
fn a_hog_to_the_end_goes_nowhere() {
    let hogging = async |sys: &Sys, clock: &Clock| {
        sys.yield_now().await?; // before
        clock.work(secs(3));
        Ok(())
    };
    assert_eq!(lines_of(hogging), ("before", ""));
}

#[test]
fn the_sentence_says_who_how_long_and_where() {
    let [mut hog] =
        <[Hog; 1]>::try_from(hogs(async |_, clock| Ok(clock.work(secs(3))))).unwrap();
    (hog.from, hog.to) = (None, None);
    let sentence = "t1 task ran for 3s without a pause (the limit is 1s)";
    assert_eq!(hog.to_string(), sentence);
    let at = Location::caller();
    let place = Place::from(at);
    hog.to = Some(at);
    assert_eq!(hog.to_string(), format!("{sentence}, to {place}"));
    hog.from = Some(at);
    assert_eq!(hog.to_string(), format!("{sentence}, from {place}, to {place}"));
    hog.to = None;
    assert_eq!(hog.to_string(), format!("{sentence}, from {place}"));
}

/// The hogs that a watchdog names while that task runs.
fn hogs(
    body: impl AsyncFnOnce(&Sys, &Clock) -> Result<(), Cancelled> + 'static,
) -> Vec<Hog> {
    let clock = Clock::virtual_time();
    let mut kernel = Kernel::new(clock.clone());
    kernel.watchdog(LIMIT);
    kernel.spawn("task", async move |sys| body(&sys, &clock).await);
    let mut hogs = Vec::new();
    let ran = kernel.run_watched(|seen| {
        if let Seen::Hog(hog) = seen {
            hogs.push(hog.clone());
        }
    });
    assert_eq!(ran, Ok(()));
    hogs
}

/// The comments on the lines from which and to which the only hog ran.
fn lines_of(
    body: impl AsyncFnOnce(&Sys, &Clock) -> Result<(), Cancelled> + 'static,
) -> (&'static str, &'static str) {
    let mut lines = None;
    record(|| {
        let hogs = hogs(body);
        let [hog] = &hogs[..] else { panic!("{hogs:?}") };
        lines = Some([hog.from, hog.to].map(|at| {
            comment_on(include_str!("watchdog.rs"), at.map(Place::from).as_ref())
        }));
    });
    lines.unwrap().into()
}
