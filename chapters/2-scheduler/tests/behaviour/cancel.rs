//! Asking a task to stop.

#![allow(clippy::unit_arg, reason = "what a task does last fits on its last line")]

use std::cell::OnceCell;
use std::rc::Rc;

use crate::common::{Guard, deadlock_of, kernel, panic_of, said, secs};
use scheduler::{
    Answer, Cancelled, Clock, JoinError, Kernel, NewTask, Sys, TaskId, Trap, Wait, machine,
};

#[test]
fn a_sleeping_task_wakes_with_it() {
    let mut kernel = kernel();
    let task = kernel.spawn("sleeper", async |sys| {
        let woken = sys.sleep(secs(9)).await;
        say!("{woken:?} at {:?}", sys.now().await);
        woken
    });
    let id = task.id();
    kernel.spawn("canceller", async move |sys| {
        sys.sleep(secs(1)).await?;
        Ok(assert!(sys.cancel(id).await))
    });
    kernel.run().unwrap();
    assert_eq!(said(), ["Err(Cancelled) at 1s"]);
    assert_eq!(task.result(), Some(Err(JoinError::Cancelled)));
}

#[test]
fn the_timer_of_a_cancelled_sleeper_is_taken_back() {
    let clock = Clock::virtual_time();
    let mut kernel = Kernel::new(clock.clone());
    let sleeper = kernel.spawn("sleeper", async |sys| sys.sleep(secs(9)).await);
    kernel.spawn("canceller", async move |sys| -> Result<(), Cancelled> {
        sys.cancel(sleeper.id()).await;
        panic!("stop");
    });
    assert_eq!(panic_of(|| kernel.run()), "stop");
    assert_eq!(kernel.timers_len(), 0);
    kernel.run().unwrap();
    assert_eq!(clock.now(), secs(0), "nobody waits for a timer that was taken back");
}

#[test]
fn a_parked_task_wakes_with_it() {
    let mut kernel = kernel();
    let parked = kernel.spawn("parked", async |sys| {
        let woken = sys.park(Wait::for_thing("nothing")).await;
        Ok(say!("{woken:?}"))
    });
    cancel_soon(&mut kernel, parked.id());
    kernel.run().unwrap();
    assert_eq!(said(), ["Err(Cancelled)"]);
}

#[test]
fn a_ready_task_runs_with_it() {
    let mut kernel = kernel();
    let ready = kernel.spawn("ready", async |sys| {
        let woken = sys.yield_now().await;
        Ok(say!("{woken:?}"))
    });
    cancel_soon(&mut kernel, ready.id());
    kernel.run().unwrap();
    assert_eq!(said(), ["Err(Cancelled)"]);
}

#[test]
fn a_task_that_was_woken_already_runs_with_it() {
    let mut kernel = kernel();
    let parked = kernel.spawn("parked", async |sys| {
        let woken = sys.park(Wait::for_thing("a nudge")).await;
        Ok(say!("{woken:?}"))
    });
    let id = parked.id();
    kernel.spawn("both", async move |sys| {
        assert!(sys.wake(id).await);
        assert!(sys.cancel(id).await);
        Ok(())
    });
    kernel.run().unwrap();
    assert_eq!(said(), ["Err(Cancelled)"]);
}

#[test]
fn a_task_that_has_not_begun_never_begins() {
    let mut kernel = kernel();
    let whom = canceller_of_a_later_task(&mut kernel);
    let lent = Guard("what it was given");
    let task = kernel.spawn("unstarted", async move |_| {
        say!("began");
        Ok(drop(lent))
    });
    whom.set(task.id()).unwrap();
    kernel.run().unwrap();
    assert_eq!(said(), ["clean up what it was given"]);
    assert_eq!(task.result(), Some(Err(JoinError::Cancelled)));
}

#[test]
fn a_machine_that_has_not_begun_begins_with_it() {
    let mut kernel = kernel();
    let whom = canceller_of_a_later_task(&mut kernel);
    let raw = machine(async |y| say!("{:?}", y.first()));
    whom.set(kernel.spawn_machine(NewTask::new("raw", raw))).unwrap();
    kernel.run().unwrap();
    assert_eq!(said(), ["Some(Err(Cancelled))"]);
}

#[test]
fn a_task_that_spawns_has_a_child_without_a_handle() {
    let mut kernel = kernel();
    let parent = kernel.spawn("parent", async |sys| {
        let child = sys.spawn("child", async |_| Ok(say!("child runs"))).await;
        Ok(say!("{:?}", child.map(drop)))
    });
    cancel_soon(&mut kernel, parent.id());
    kernel.run().unwrap();
    assert_eq!(said(), ["child runs", "Err(Cancelled)"]);
}

#[test]
fn the_canceller_keeps_its_turn() {
    let mut kernel = kernel();
    let parked = kernel.spawn("parked", async |sys| {
        let _guard = Guard("parked");
        sys.park(Wait::for_thing("nothing")).await
    });
    kernel.spawn("canceller", async move |sys| {
        sys.cancel(parked.id()).await;
        Ok(say!("canceller goes on"))
    });
    kernel.spawn("bystander", async |_| Ok(say!("bystander")));
    kernel.run().unwrap();
    assert_eq!(said(), ["canceller goes on", "bystander", "clean up parked"]);
}

#[test]
fn asked_twice_before_it_runs_is_asked_once() {
    let mut kernel = kernel();
    let task = kernel.spawn("task", async |sys| Ok(naps(&sys, 3).await));
    kernel.spawn("canceller", async move |sys| {
        assert!(sys.cancel(task.id()).await);
        assert!(sys.cancel(task.id()).await);
        Ok(())
    });
    kernel.run().unwrap();
    assert_eq!(said(), ["Err(Cancelled) at 0ns", "Ok(()) at 1s", "Ok(()) at 2s"]);
}

#[test]
fn asked_again_after_a_refusal_is_asked_twice() {
    let mut kernel = kernel();
    let task = kernel.spawn("task", async |sys| Ok(naps(&sys, 3).await));
    kernel.spawn("canceller", async move |sys| {
        assert!(sys.cancel(task.id()).await);
        sys.yield_now().await?;
        assert!(sys.cancel(task.id()).await);
        Ok(())
    });
    kernel.run().unwrap();
    assert_eq!(said(), ["Err(Cancelled) at 0ns", "Err(Cancelled) at 0ns", "Ok(()) at 1s"]);
}

#[test]
fn who_asks_itself_is_told_at_its_next_wait() {
    let mut kernel = kernel();
    kernel.spawn("task", async |sys| {
        let me = sys.current().await;
        assert!(sys.cancel(me).await);
        say!("still here at {:?}", sys.now().await);
        Ok(naps(&sys, 2).await)
    });
    kernel.run().unwrap();
    assert_eq!(said(), ["still here at 0ns", "Err(Cancelled) at 0ns", "Ok(()) at 1s"]);
}

#[test]
fn who_asks_itself_is_told_at_a_park_too() {
    let mut kernel = kernel();
    kernel.spawn("task", async |sys| {
        sys.cancel(sys.current().await).await;
        Ok(say!("{:?}", sys.park(Wait::for_thing("nothing")).await))
    });
    kernel.run().unwrap();
    assert_eq!(said(), ["Err(Cancelled)"]);
}

#[test]
fn who_asks_itself_twice_is_told_once() {
    let mut kernel = kernel();
    kernel.spawn("task", async |sys| {
        for _ in 0..2 {
            sys.cancel(sys.current().await).await;
        }
        Ok(naps(&sys, 2).await)
    });
    kernel.run().unwrap();
    assert_eq!(said(), ["Err(Cancelled) at 0ns", "Ok(()) at 1s"]);
}

#[test]
fn who_asks_itself_can_still_spawn() {
    let mut kernel = kernel();
    kernel.spawn("task", async |sys| {
        sys.cancel(sys.current().await).await;
        let child = sys.spawn("child", async |_| Ok(say!("child"))).await?;
        say!("{} is made", child.id());
        Ok(naps(&sys, 2).await)
    });
    kernel.run().unwrap();
    assert_eq!(said(), ["child", "t2 is made", "Err(Cancelled) at 0ns", "Ok(()) at 1s"]);
}

#[test]
fn asked_by_itself_and_by_another_before_it_runs_is_asked_once() {
    let mut kernel = kernel();
    let task = kernel.spawn("task", async |sys| {
        sys.cancel(sys.current().await).await;
        say!("{:?}", sys.spawn("child", async |_| Ok(())).await.map(drop));
        Ok(naps(&sys, 2).await)
    });
    cancel_soon(&mut kernel, task.id());
    kernel.run().unwrap();
    assert_eq!(said(), ["Err(Cancelled)", "Ok(()) at 1s", "Ok(()) at 2s"]);
}

#[test]
fn who_asks_itself_and_ends_has_its_value() {
    let mut kernel = kernel();
    let task = kernel.spawn("task", async |sys| {
        sys.cancel(sys.current().await).await;
        Ok(42)
    });
    kernel.run().unwrap();
    assert_eq!(task.result().unwrap().as_deref(), Ok(&42));
}

#[test]
fn a_task_that_has_ended_cannot_be_asked() {
    let mut kernel = kernel();
    let ended = kernel.spawn("ended", async |_| Ok(42));
    let id = ended.id();
    kernel.spawn("canceller", async move |sys| Ok(say!("{}", sys.cancel(id).await)));
    kernel.run().unwrap();
    assert_eq!(said(), ["false"]);
    assert_eq!(ended.result().unwrap().as_deref(), Ok(&42));
}

#[test]
fn a_refusal_gives_a_value() {
    let mut kernel = kernel();
    let stubborn = kernel.spawn("stubborn", async |sys| match sys.sleep(secs(9)).await {
        Ok(()) => Ok("slept"),
        Err(Cancelled) => Ok("refused"),
    });
    cancel_soon(&mut kernel, stubborn.id());
    kernel.run().unwrap();
    assert_eq!(stubborn.result().unwrap().as_deref(), Ok(&"refused"));
}

#[test]
fn the_question_mark_hands_it_on_and_cleans_up_from_the_inside() {
    async fn inner(sys: &Sys) -> Result<(), Cancelled> {
        let _guard = Guard("inner");
        sys.sleep(secs(9)).await?;
        Ok(say!("inner goes on"))
    }

    let mut kernel = kernel();
    let task = kernel.spawn("task", async |sys| {
        let _guard = Guard("outer");
        inner(&sys).await?;
        Ok(say!("outer goes on"))
    });
    cancel_soon(&mut kernel, task.id());
    kernel.run().unwrap();
    assert_eq!(said(), ["clean up inner", "clean up outer"]);
    assert_eq!(task.result(), Some(Err(JoinError::Cancelled)));
}

#[test]
fn clean_up_may_sleep_itself() {
    let mut kernel = kernel();
    let task = kernel.spawn("task", async |sys| {
        let woken = sys.sleep(secs(9)).await;
        if woken.is_err() {
            sys.sleep(secs(2)).await?;
            say!("cleaned up at {:?}", sys.now().await);
        }
        woken
    });
    let id = task.id();
    kernel.spawn("canceller", async move |sys| {
        sys.sleep(secs(1)).await?;
        Ok(sys.cancel(id).await)
    });
    kernel.run().unwrap();
    assert_eq!(said(), ["cleaned up at 3s"]);
    assert_eq!(task.result(), Some(Err(JoinError::Cancelled)));
}

#[test]
fn clean_up_that_sleeps_can_be_cancelled_again() {
    let mut kernel = kernel();
    let task = kernel.spawn("task", async |sys| {
        let _ = sys.sleep(secs(9)).await;
        let cleaned = sys.sleep(secs(2)).await;
        Ok(say!("{cleaned:?} at {:?}", sys.now().await))
    });
    kernel.spawn("canceller", async move |sys| {
        for _ in 0..2 {
            sys.sleep(secs(1)).await?;
            sys.cancel(task.id()).await;
        }
        Ok(())
    });
    kernel.run().unwrap();
    assert_eq!(said(), ["Err(Cancelled) at 2s"]);
}

#[test]
fn cancelled_tasks_run_in_the_order_in_which_they_were_asked() {
    let mut kernel = kernel();
    let parked = ["a", "b", "c"].map(|name| {
        let task = kernel.spawn(name, async move |sys| {
            let _guard = Guard(name);
            sys.park(Wait::for_thing("nothing")).await
        });
        task.id()
    });
    kernel.spawn("canceller", async move |sys| {
        for index in [2, 0, 1] {
            sys.cancel(parked[index]).await;
        }
        Ok(())
    });
    kernel.run().unwrap();
    assert_eq!(said(), ["clean up c", "clean up a", "clean up b"]);
}

#[test]
fn a_ready_task_that_is_cancelled_keeps_its_place() {
    let mut kernel = kernel();
    let ready = kernel.spawn("ready", async |sys| {
        let _guard = Guard("ready");
        sys.yield_now().await
    });
    kernel.spawn("before", async |sys| {
        sys.yield_now().await?;
        Ok(say!("behind it"))
    });
    cancel_soon(&mut kernel, ready.id());
    kernel.run().unwrap();
    assert_eq!(said(), ["clean up ready", "behind it"]);
}

#[test]
fn what_is_answered_on_the_spot_never_brings_it() {
    let mut kernel = kernel();
    kernel.spawn("task", async |sys| {
        let me = sys.current().await;
        sys.cancel(me).await;
        for trap in [Trap::Now, Trap::Current, Trap::Wake(me), Trap::Cancel(me)] {
            assert!(sys.trap(trap).await.is_ok());
        }
        let callee = machine(async |_| ());
        assert_eq!(sys.trap(Trap::Call(Box::new(callee))).await, Ok(Answer::Done));
        Ok(())
    });
    kernel.run().unwrap();
}

#[test]
fn a_task_that_only_asks_the_time_cannot_be_stopped() {
    let mut kernel = kernel();
    let hog = kernel.spawn("hog", async |sys| {
        sys.yield_now().await?;
        for _ in 0..100 {
            sys.now().await;
        }
        Ok(say!("nobody could stop it"))
    });
    kernel.spawn("canceller", async move |sys| {
        sys.yield_now().await?;
        Ok(say!("asked after its end: {}", sys.cancel(hog.id()).await))
    });
    kernel.run().unwrap();
    assert_eq!(said(), ["nobody could stop it", "asked after its end: false"]);
}

#[test]
fn a_deadlock_can_be_ended_by_it() {
    let mut kernel = kernel();
    let parked =
        kernel.spawn("parked", async |sys| sys.park(Wait::for_thing("nothing")).await);
    assert_eq!(deadlock_of(&mut kernel).waiting.len(), 1);
    cancel_soon(&mut kernel, parked.id());
    assert_eq!(kernel.run(), Ok(()));
}

/// Sleeps so many times for a second, and refuses to be cancelled.
async fn naps(sys: &Sys, times: u32) {
    for _ in 0..times {
        let woken = sys.sleep(secs(1)).await;
        say!("{woken:?} at {:?}", sys.now().await);
    }
}

/// Makes a task that cancels that one when its turn comes.
fn cancel_soon(kernel: &mut Kernel, task: TaskId) {
    kernel.spawn("canceller", async move |sys| Ok(assert!(sys.cancel(task).await)));
}

/// Makes a task that cancels one that is made after it.
fn canceller_of_a_later_task(kernel: &mut Kernel) -> Rc<OnceCell<TaskId>> {
    let whom = Rc::new(OnceCell::new());
    let later: Rc<OnceCell<TaskId>> = Rc::clone(&whom);
    kernel.spawn("canceller", async move |sys| {
        Ok(assert!(sys.cancel(*later.get().unwrap()).await))
    });
    whom
}
