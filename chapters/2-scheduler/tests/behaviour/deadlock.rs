//! Nobody is ready and no timer is armed: the kernel says who waits for whom.

#![allow(clippy::unit_arg, reason = "what a task does last fits on its last line")]

use std::cell::OnceCell;
use std::panic::Location;
use std::rc::Rc;

use crate::common::{comment_on, deadlock_of, kernel, panic_of, record, said, secs};
use scheduler::{Deadlock, JoinHandle, Kernel, Mailbox, RunError, Wait};
use tulip_trace::Place;

#[test]
fn the_error_names_who_waits_and_for_what() {
    let mut kernel = kernel();
    let parked =
        kernel.spawn("parked", async |sys| sys.park(Wait::for_thing("a nudge")).await);
    let id = parked.id();
    kernel.spawn("ended", async |_| Ok(()));
    kernel.spawn("joiner", async move |sys| parked.join(&sys).await);
    kernel.spawn("reader", async |sys| Mailbox::<()>::new("letters").receive(&sys).await);
    assert_eq!(
        waits(&deadlock_of(&mut kernel)),
        [
            ("parked", Wait::for_thing("a nudge")),
            ("joiner", Wait::for_task(id)),
            ("reader", Wait::for_thing("letters")),
        ]
    );
}

#[test]
fn a_park_that_nobody_ends_is_one() {
    let mut kernel = kernel();
    kernel.spawn("alone", async |sys| sys.park(Wait::for_thing("Godot")).await);
    let deadlock = deadlock_of(&mut kernel);
    assert_eq!(waits(&deadlock), [("alone", Wait::for_thing("Godot"))]);
    assert!(deadlock.cycle().is_empty());
}

#[test]
fn it_is_no_deadlock_while_a_timer_is_armed() {
    let mut kernel = kernel();
    let parked =
        kernel.spawn("parked", async |sys| sys.park(Wait::for_thing("a nudge")).await);
    kernel.spawn("comes late", async move |sys| {
        sys.sleep(secs(3600)).await?;
        Ok(sys.wake(parked.id()).await)
    });
    assert_eq!(kernel.run(), Ok(()));
}

#[test]
fn it_is_told_when_the_last_timer_has_fired_in_vain() {
    let mut kernel = kernel();
    kernel.spawn("parked", async |sys| sys.park(Wait::for_thing("a nudge")).await);
    kernel.spawn("sleeper", async |sys| {
        sys.sleep(secs(1)).await?;
        Ok(say!("slept"))
    });
    assert_eq!(names(&deadlock_of(&mut kernel)), ["parked"]);
    assert_eq!(said(), ["slept"]);
}

#[test]
fn two_that_join_each_other_are_a_cycle() {
    let mut kernel = kernel();
    join_in_a_ring(&mut kernel, &["a", "b"]);
    assert_eq!(cycle(&deadlock_of(&mut kernel)), ["a", "b"]);
}

#[test]
fn a_cycle_can_be_long() {
    let mut kernel = kernel();
    join_in_a_ring(&mut kernel, &["a", "b", "c", "d", "e"]);
    assert_eq!(cycle(&deadlock_of(&mut kernel)), ["a", "b", "c", "d", "e"]);
}

#[test]
fn who_waits_outside_a_cycle_is_not_in_it() {
    let mut kernel = kernel();
    let outside = Rc::new(OnceCell::new());
    let handle = Rc::clone(&outside);
    kernel.spawn("outside", async move |sys| {
        let first: &JoinHandle<()> = handle.get().unwrap();
        first.join(&sys).await
    });
    let ring = join_in_a_ring(&mut kernel, &["a", "b"]);
    outside.set(ring[0].clone()).unwrap();
    let deadlock = deadlock_of(&mut kernel);
    assert_eq!(names(&deadlock), ["outside", "a", "b"]);
    assert_eq!(cycle(&deadlock), ["a", "b"]);
}

#[test]
fn a_chain_is_no_cycle() {
    let mut kernel = kernel();
    let end = kernel.spawn("end", async |sys| sys.park(Wait::for_thing("a nudge")).await);
    let middle = kernel.spawn("middle", async move |sys| end.join(&sys).await.map(drop));
    kernel.spawn("begin", async move |sys| middle.join(&sys).await.map(drop));
    let deadlock = deadlock_of(&mut kernel);
    assert_eq!(names(&deadlock), ["end", "middle", "begin"]);
    assert_eq!(cycle(&deadlock), [""; 0]);
}

#[test]
fn of_two_cycles_the_older_is_shown() {
    let mut kernel = kernel();
    join_in_a_ring(&mut kernel, &["a", "b"]);
    join_in_a_ring(&mut kernel, &["c", "d"]);
    let deadlock = deadlock_of(&mut kernel);
    assert_eq!(names(&deadlock), ["a", "b", "c", "d"]);
    assert_eq!(cycle(&deadlock), ["a", "b"]);
}

#[test]
fn who_waits_for_itself_is_a_cycle() {
    let mut kernel = kernel();
    kernel.spawn("narcissus", async |sys| {
        let me = sys.current().await;
        sys.park(Wait::for_task(me)).await
    });
    assert_eq!(cycle(&deadlock_of(&mut kernel)), ["narcissus"]);
}

#[test]
fn waiting_for_a_task_that_panicked_is_no_cycle() {
    let mut kernel = kernel();
    let panics = kernel.spawn("panics", async |_| -> Result<(), _> { panic!("no paper") });
    kernel.spawn("joiner", async move |sys| panics.join(&sys).await.map(drop));
    assert_eq!(panic_of(|| kernel.run()), "no paper");
    let deadlock = deadlock_of(&mut kernel);
    assert_eq!(deadlock.waiting[0].wait.to_string(), "the end of t1");
    assert_eq!(cycle(&deadlock), [""; 0]);
}

#[test]
fn the_report_can_be_read() {
    let mut kernel = kernel();
    join_in_a_ring(&mut kernel, &["a", "b"]);
    kernel.spawn("c", async |sys| Mailbox::<()>::new("a letter").receive(&sys).await);
    let mut deadlock = deadlock_of(&mut kernel);
    for waiting in &mut deadlock.waiting {
        waiting.at = None;
    }
    assert_eq!(
        deadlock.to_string(),
        "deadlock: nobody is ready, and no timer is armed\n  \
           t1 a waits for the end of t2\n  \
           t2 b waits for the end of t1\n  \
           t3 c waits for a letter\n  \
           a cycle: t1 a -> t2 b -> t1 a"
    );
}

#[test]
fn the_report_of_a_chain_shows_no_cycle() {
    let mut kernel = kernel();
    kernel.spawn("alone", async |sys| sys.park(Wait::for_thing("Godot")).await);
    let report = deadlock_of(&mut kernel).to_string();
    assert!(report.starts_with("deadlock: nobody is ready, and no timer is armed\n"));
    assert!(!report.contains("cycle"), "{report}");
}

#[test]
fn the_report_names_the_lines() {
    let at = Location::caller();
    let mut kernel = kernel();
    kernel.spawn("alone", async |sys| sys.park(Wait::for_thing("Godot")).await);
    let mut deadlock = deadlock_of(&mut kernel);
    deadlock.waiting[0].at = Some(at);
    let line = format!("t1 alone waits for Godot, at {}:{}", at.file(), at.line());
    assert!(deadlock.to_string().ends_with(&line), "{deadlock}");
}

#[test]
fn the_lines_are_those_of_the_tasks() {
    record(|| {
        let mut kernel = kernel();
        let parked = kernel.spawn("parked", async |sys| {
            sys.yield_now().await?;
            sys.park(Wait::for_thing("a nudge")).await // parks
        });
        kernel.spawn("joiner", async move |sys| {
            let _ = parked.join(&sys).await?; // joins
            Ok(())
        });
        kernel.spawn("reader", async |sys| {
            let letters: Mailbox<()> = Mailbox::new("letters");
            letters.receive(&sys).await // receives
        });
        let lines = deadlock_of(&mut kernel).waiting.into_iter().map(|task| {
            let place = task.at.map(Place::from);
            comment_on(include_str!("deadlock.rs"), place.as_ref())
        });
        assert_eq!(lines.collect::<Vec<_>>(), ["parks", "joins", "receives"]);
    });
}

#[test]
fn an_error_is_printed_as_it_is_shown() {
    let mut kernel = kernel();
    kernel.spawn("alone", async |sys| sys.park(Wait::for_thing("Godot")).await);
    let error = kernel.run().unwrap_err();
    assert_eq!(format!("{error:?}"), error.to_string());
}

#[test]
fn who_is_stuck_is_stuck_until_somebody_comes() {
    let mut kernel = kernel();
    let parked =
        kernel.spawn("parked", async |sys| sys.park(Wait::for_thing("a nudge")).await);
    assert_eq!(deadlock_of(&mut kernel), deadlock_of(&mut kernel));
    kernel.spawn("helper", async move |sys| Ok(sys.wake(parked.id()).await));
    assert_eq!(kernel.run(), Ok(()));
}

#[test]
fn a_schedule_that_is_left_over_does_not_hide_a_deadlock() {
    let mut kernel = kernel();
    kernel.follow("1,1,1".parse().unwrap());
    kernel.spawn("alone", async |sys| sys.park(Wait::for_thing("Godot")).await);
    assert!(matches!(kernel.run(), Err(RunError::Deadlock(_))));
}

/// Each waits for the next, and the last for the first.
fn join_in_a_ring(kernel: &mut Kernel, names: &[&'static str]) -> Vec<JoinHandle<()>> {
    let ring: Rc<OnceCell<Vec<JoinHandle<()>>>> = Rc::default();
    let handles = names.iter().enumerate().map(|(index, name)| {
        let ring = Rc::clone(&ring);
        kernel.spawn(*name, async move |sys| {
            let ring = ring.get().unwrap();
            let _ = ring[(index + 1) % ring.len()].join(&sys).await?;
            Ok(())
        })
    });
    let handles: Vec<_> = handles.collect();
    ring.set(handles.clone()).unwrap();
    handles
}

fn waits(deadlock: &Deadlock) -> Vec<(&str, Wait)> {
    deadlock.waiting.iter().map(|task| (&*task.name, task.wait.clone())).collect()
}

fn names(deadlock: &Deadlock) -> Vec<&str> {
    deadlock.waiting.iter().map(|task| &*task.name).collect()
}

fn cycle(deadlock: &Deadlock) -> Vec<&str> {
    deadlock.cycle().iter().map(|task| &*task.name).collect()
}
