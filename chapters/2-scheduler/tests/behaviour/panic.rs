//! A panic in a task is not caught: it leaves the run.

#![allow(clippy::unit_arg, reason = "what a task does last fits on its last line")]

use crate::common::{Guard, deadlock_of, kernel, panic_of, record, said, secs};
use scheduler::{Clock, Coroutine, Kernel, Wait, machine, traced};
use tulip_trace::{Lane, capture, current_lane};

#[test]
fn a_panic_leaves_the_run() {
    let mut kernel = kernel();
    kernel.spawn("panics", async |_| -> Result<(), _> { panic!("no paper") });
    assert_eq!(panic_of(|| kernel.run()), "no paper");
}

#[test]
fn a_task_that_panics_is_cleaned_up() {
    let mut kernel = kernel();
    kernel.spawn("panics", async |sys| -> Result<(), _> {
        let _guard = Guard("panics");
        sys.yield_now().await?;
        panic!("no paper");
    });
    assert_eq!(panic_of(|| kernel.run()), "no paper");
    assert_eq!(said(), ["clean up panics"]);
}

#[test]
fn a_task_that_panics_has_no_result() {
    let mut kernel = kernel();
    let panics = kernel.spawn("panics", async |_| -> Result<(), _> { panic!("no paper") });
    panic_of(|| kernel.run());
    assert_eq!(panics.result(), None);
}

#[test]
fn the_others_can_run_on() {
    let mut kernel = kernel();
    kernel.spawn("sleeps", async |sys| {
        sys.sleep(secs(1)).await?;
        Ok(say!("slept"))
    });
    kernel.spawn("panics", async |_| -> Result<(), _> { panic!("no paper") });
    kernel.spawn("ready", async |_| Ok(say!("ran")));
    panic_of(|| kernel.run());
    assert_eq!(kernel.run(), Ok(()));
    assert_eq!(said(), ["ran", "slept"]);
}

#[test]
fn who_panicked_is_not_waited_for() {
    let mut kernel = kernel();
    kernel.spawn("panics", async |_| -> Result<(), _> { panic!("no paper") });
    kernel.spawn("parked", async |sys| sys.park(Wait::for_thing("nothing")).await);
    panic_of(|| kernel.run());
    let waiting = deadlock_of(&mut kernel).waiting;
    assert_eq!(waiting.iter().map(|task| &*task.name).collect::<Vec<_>>(), ["parked"]);
}

#[test]
fn who_panicked_cannot_be_woken_or_cancelled() {
    let mut kernel = kernel();
    let panics = kernel.spawn("panics", async |_| -> Result<(), _> { panic!("no paper") });
    kernel.spawn("other", async move |sys| {
        Ok(say!("{} {}", sys.wake(panics.id()).await, sys.cancel(panics.id()).await))
    });
    panic_of(|| kernel.run());
    kernel.run().unwrap();
    assert_eq!(said(), ["false false"]);
}

#[test]
fn the_lane_is_left() {
    let mut kernel = kernel();
    kernel.spawn("panics", async |_| -> Result<(), _> {
        assert_eq!(current_lane(), Lane::Task(1));
        panic!("no paper")
    });
    assert_eq!(panic_of(|| kernel.run()), "no paper");
    assert_eq!(current_lane(), Lane::Main);
}

#[test]
fn a_record_that_begins_after_it_is_on_the_lane_of_main() {
    let mut kernel = kernel();
    kernel.spawn("panics", async |_| -> Result<(), _> { panic!("no paper") });
    assert_eq!(panic_of(|| capture("fails", || kernel.run())), "no paper");
    let told = record(|| {
        let _ = traced("after", machine::<(), (), _>(async |_| ())).resume(());
    });
    assert_eq!(told.records.len(), 2);
    assert!(told.records.iter().all(|record| record.lane == Lane::Main), "{told:?}");
}

#[test]
fn another_kernel_on_the_thread_does_not_notice() {
    let clock = Clock::virtual_time();
    let mut first = Kernel::new(clock.clone());
    first.spawn("panics", async |_| -> Result<(), _> { panic!("no paper") });
    panic_of(|| first.run());
    let mut second = Kernel::new(clock);
    let task = second.spawn("task", async |sys| {
        sys.sleep(secs(1)).await?;
        Ok(sys.current().await.number())
    });
    assert_eq!(second.run(), Ok(()));
    assert_eq!(task.result().unwrap().as_deref(), Ok(&1));
}
