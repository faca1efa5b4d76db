//! What crosses the boundary: a trap goes out, a reply comes back.

#![allow(clippy::unit_arg, reason = "what a task does last fits on its last line")]

use std::cell::OnceCell;
use std::mem;
use std::rc::Rc;
use std::time::Duration;

use crate::common::{deadlock_of, kernel, panic_of, said, secs};
use scheduler::CoroutineState::{self, Complete, Yielded};
use scheduler::{
    Answer, Cancelled, Coroutine, NewTask, Reply, Seen, Sys, TaskId, Trap, Wait, machine,
};

#[test]
fn a_machine_is_first_resumed_with_done() {
    let mut kernel = kernel();
    let raw = machine(async |y| say!("{:?}", y.first()));
    kernel.spawn_machine(NewTask::new("raw", raw));
    kernel.run().unwrap();
    assert_eq!(said(), ["Some(Ok(Done))"]);
}

#[test]
fn a_machine_by_hand_is_a_task() {
    enum TellsTime {
        Start,
        AtNow,
        Done,
    }

    impl Coroutine<Reply> for TellsTime {
        type Yield = Trap;
        type Return = ();

        fn resume(&mut self, reply: Reply) -> CoroutineState<Trap, ()> {
            match mem::replace(self, Self::Done) {
                Self::Start => {
                    *self = Self::AtNow;
                    Yielded(Trap::Now)
                }
                Self::AtNow => Complete(say!("{reply:?}")),
                Self::Done => panic!("`TellsTime` resumed after completion"),
            }
        }
    }

    let mut kernel = kernel();
    kernel.spawn_machine(NewTask::new("by hand", TellsTime::Start));
    kernel.run().unwrap();
    assert_eq!(said(), ["Ok(Time(0ns))"]);
}

#[test]
fn now_is_answered_with_the_time() {
    assert_eq!(reply_to(|_| Trap::Now), Ok(Answer::Time(secs(1))));
}

#[test]
fn current_is_answered_with_the_task() {
    let (reply, others) = reply_and_others(|_| Trap::Current);
    assert_eq!(reply, Ok(Answer::Task(others.asks)));
}

#[test]
fn wake_is_answered_with_its_effect() {
    assert_eq!(reply_to(|others| Trap::Wake(others.parked)), Ok(Answer::Effect(true)));
    assert_eq!(reply_to(|others| Trap::Wake(others.ended)), Ok(Answer::Effect(false)));
}

#[test]
fn cancel_is_answered_with_its_effect() {
    assert_eq!(reply_to(|others| Trap::Cancel(others.parked)), Ok(Answer::Effect(true)));
    assert_eq!(reply_to(|others| Trap::Cancel(others.ended)), Ok(Answer::Effect(false)));
}

#[test]
fn spawn_is_answered_with_the_new_task() {
    let child = || NewTask::new("child", machine(async |_| ()));
    let Ok(Answer::Task(task)) = reply_to(move |_| Trap::Spawn(child())) else {
        panic!("no task");
    };
    assert_eq!(task.number(), 4);
}

#[test]
fn sleep_is_answered_with_done() {
    assert_eq!(reply_to(|_| Trap::Sleep(secs(1))), Ok(Answer::Done));
    assert_eq!(reply_to(|_| Trap::Sleep(Duration::ZERO)), Ok(Answer::Done));
}

#[test]
fn park_is_answered_with_done() {
    let mut kernel = kernel();
    let parked = kernel.spawn("parked", async |sys| {
        Ok(sys.trap(Trap::Park(Wait::for_thing("a nudge"))).await)
    });
    let id = parked.id();
    kernel.spawn("waker", async move |sys| Ok(sys.wake(id).await));
    kernel.run().unwrap();
    assert_eq!(parked.result().unwrap().as_deref(), Ok(&Ok(Answer::Done)));
}

#[test]
fn call_is_answered_with_done() {
    let callee = || Box::new(machine(async |_| ()));
    assert_eq!(reply_to(move |_| Trap::Call(callee())), Ok(Answer::Done));
}

#[test]
fn what_the_kernel_can_do_at_once_keeps_the_turn() {
    for trap in [
        (|_| Trap::Now) as fn(Others) -> Trap,
        |_| Trap::Current,
        |others| Trap::Wake(others.parked),
        |others| Trap::Wake(others.ended),
        |others| Trap::Cancel(others.parked),
        |others| Trap::Cancel(others.asks),
        |_| Trap::Call(Box::new(machine(async |_| ()))),
    ] {
        assert_eq!(turns_at(trap), ["asks", "goes on", "bystander"]);
    }
}

#[test]
fn what_takes_time_gives_up_the_turn() {
    for trap in [
        (|_| Trap::Sleep(Duration::ZERO)) as fn(Others) -> Trap,
        |_| Trap::Sleep(secs(1)),
        |_| Trap::Spawn(NewTask::new("child", machine(async |_| ()))),
    ] {
        assert_eq!(turns_at(trap), ["asks", "bystander", "goes on"]);
    }
    assert_eq!(turns_at(|_| Trap::Park(Wait::for_thing("nothing"))), ["asks", "bystander"]);
}

#[test]
fn a_child_runs_before_its_parent_goes_on() {
    let mut kernel = kernel();
    kernel.spawn("parent", async |sys| {
        say!("parent spawns");
        sys.spawn("child", async |_| Ok(say!("child"))).await?;
        Ok(say!("parent goes on"))
    });
    kernel.run().unwrap();
    assert_eq!(said(), ["parent spawns", "child", "parent goes on"]);
}

#[test]
fn a_child_stands_behind_who_is_ready_already() {
    let mut kernel = kernel();
    kernel.spawn("parent", async |sys| {
        sys.spawn("child", async |_| Ok(say!("child"))).await?;
        Ok(say!("parent goes on"))
    });
    kernel.spawn("bystander", async |_| Ok(say!("bystander")));
    kernel.run().unwrap();
    assert_eq!(said(), ["bystander", "child", "parent goes on"]);
}

#[test]
fn the_handle_of_a_child_names_it() {
    let mut kernel = kernel();
    kernel.spawn("parent", async |sys| {
        let child = sys.spawn("child", async |sys| Ok(sys.current().await)).await?;
        assert_eq!(child.result().unwrap().as_deref(), Ok(&child.id()));
        Ok(say!("{}", child.id()))
    });
    kernel.run().unwrap();
    assert_eq!(said(), ["t2"]);
}

#[test]
fn a_wake_of_a_task_that_is_not_parked_is_lost() {
    let mut kernel = kernel();
    let sleeping = kernel.spawn("sleeping", async |sys| {
        sys.sleep(secs(1)).await?;
        Ok(say!("slept until {:?}", sys.now().await))
    });
    let ready = kernel.spawn("ready", async |sys| sys.yield_now().await);
    let ended = kernel.spawn("ended", async |_| Ok(()));
    kernel.spawn("waker", async move |sys| {
        let not_parked = [sleeping.id(), ready.id(), ended.id(), sys.current().await];
        for task in not_parked {
            assert!(!sys.wake(task).await);
        }
        Ok(())
    });
    kernel.run().unwrap();
    assert_eq!(said(), ["slept until 1s"]);
}

#[test]
fn a_wake_of_a_task_that_has_not_begun_is_lost() {
    let mut kernel = kernel();
    let late = Rc::new(OnceCell::new());
    let id = Rc::clone(&late);
    kernel.spawn("waker", async move |sys| {
        Ok(say!("woken: {}", sys.wake(*id.get().unwrap()).await))
    });
    let begins = kernel.spawn("late", async |_| Ok(say!("begins")));
    late.set(begins.id()).unwrap();
    kernel.run().unwrap();
    assert_eq!(said(), ["woken: false", "begins"]);
}

#[test]
fn a_wake_that_was_lost_is_not_remembered() {
    let mut kernel = kernel();
    let parks = kernel.spawn("parks late", async |sys| {
        sys.yield_now().await?;
        sys.park(Wait::for_thing("a nudge")).await
    });
    kernel.spawn("waker", async move |sys| Ok(assert!(!sys.wake(parks.id()).await)));
    assert_eq!(deadlock_of(&mut kernel).waiting[0].name, "parks late");
}

#[test]
fn woken_twice_runs_once() {
    let mut kernel = kernel();
    let parked = kernel.spawn("parked", async |sys| {
        sys.park(Wait::for_thing("a nudge")).await?;
        say!("woken");
        sys.park(Wait::for_thing("another nudge")).await
    });
    kernel.spawn("waker", async move |sys| {
        assert!(sys.wake(parked.id()).await);
        assert!(!sys.wake(parked.id()).await);
        Ok(())
    });
    let deadlock = deadlock_of(&mut kernel);
    assert_eq!(deadlock.waiting[0].wait.what, "another nudge");
    assert_eq!(said(), ["woken"]);
}

#[test]
fn nothing_is_asked_before_it_is_awaited() {
    let mut kernel = kernel();
    kernel.spawn("a", async |sys| {
        let me = sys.current().await;
        drop(sys.sleep(secs(1)));
        drop(sys.spawn("child", async |_| Ok(say!("child"))));
        drop(sys.cancel(me));
        drop(sys.call(async |_| Ok(say!("callee"))));
        Ok(say!("slept until {:?}", sys.now().await))
    });
    kernel.run().unwrap();
    assert_eq!(said(), ["slept until 0ns"]);
}

#[test]
fn who_watches_sees_each_trap_and_each_exit() {
    let mut kernel = kernel();
    kernel.spawn("parent", async |sys| {
        let child = sys.spawn("child", async |sys| sys.sleep(secs(2)).await).await?;
        sys.now().await;
        sys.cancel(child.id()).await;
        Ok(())
    });
    let ran = kernel.run_watched(|seen| match seen {
        Seen::Trap(task, trap) => say!("{task} {trap}"),
        Seen::Exit(task, _) => say!("{task} ends"),
        other => say!("{other:?}"),
    });
    assert_eq!(ran, Ok(()));
    assert_eq!(
        said(),
        ["t1 spawn child", "t2 sleep 2s", "t1 now", "t1 cancel t2", "t1 ends", "t2 ends"]
    );
}

#[test]
fn traps_are_shown_in_words() {
    let shown = |trap: Trap| trap.to_string();
    let (_, Others { parked, .. }) = reply_and_others(|_| Trap::Now);
    let nothing = || machine(async |_| ());
    assert_eq!(shown(Trap::Now), "now");
    assert_eq!(shown(Trap::Sleep(Duration::from_millis(1500))), "sleep 1.5s");
    assert_eq!(shown(Trap::Spawn(NewTask::new("child", nothing()))), "spawn child");
    assert_eq!(shown(Trap::Park(Wait::for_thing("mail"))), "park for mail");
    assert_eq!(shown(Trap::Park(Wait::for_task(parked))), "park for the end of t2");
    assert_eq!(shown(Trap::Wake(parked)), "wake t2");
    assert_eq!(shown(Trap::Current), "current");
    assert_eq!(shown(Trap::Cancel(parked)), "cancel t2");
    assert_eq!(shown(Trap::Call(Box::new(nothing()))), "call");
}

#[test]
fn a_task_that_is_driven_by_no_kernel_says_so() {
    let mut task = machine(async |y| Sys::new(y).now().await);
    assert!(matches!(task.resume(Ok(Answer::Done)), Yielded(Trap::Now)));
    assert_eq!(
        panic_of(|| task.resume(Ok(Answer::Done))),
        "`now` was answered with Ok(Done): this task is driven by something that is no kernel"
    );
}

#[test]
fn one_sys_in_place_of_another_is_found_out() {
    let mut kernel = kernel();
    kernel.spawn("confused", async |outer| {
        let callers = outer.clone();
        outer.call(async move |_| callers.sleep(secs(1)).await).await
    });
    assert_eq!(
        panic_of(|| kernel.run()),
        "a machine may await only its own yielder: nobody would wake it from anything else"
    );
}

/// What the task `asks` is replied to that trap, a second after the start.
fn reply_to(trap: impl FnOnce(Others) -> Trap + 'static) -> Reply {
    reply_and_others(trap).0
}

fn reply_and_others(trap: impl FnOnce(Others) -> Trap + 'static) -> (Reply, Others) {
    let mut kernel = kernel();
    let ended = kernel.spawn("ended", async |_| Ok(())).id();
    let parked = kernel.spawn("parked", async |sys| park_for_ever(&sys).await).id();
    let asks = kernel.spawn("asks", async move |sys| {
        sys.sleep(secs(1)).await?;
        let asks = sys.current().await;
        Ok(sys.trap(trap(Others { ended, parked, asks })).await)
    });
    let others = Others { ended, parked, asks: asks.id() };
    let _ = kernel.run();
    let reply = asks.result().expect("it is answered").expect("nobody cancels it");
    (*reply, others)
}

/// Who goes on when a task pauses with that trap.
fn turns_at(trap: fn(Others) -> Trap) -> Vec<String> {
    let mut kernel = kernel();
    let ended = kernel.spawn("ended", async |_| Ok(())).id();
    let parked = kernel.spawn("parked", async |sys| park_for_ever(&sys).await).id();
    kernel.spawn("asks", async move |sys| {
        let asks = sys.current().await;
        say!("asks");
        let _ = sys.trap(trap(Others { ended, parked, asks })).await;
        Ok(say!("goes on"))
    });
    kernel.spawn("bystander", async |_| Ok(say!("bystander")));
    let _ = kernel.run();
    said()
}

async fn park_for_ever(sys: &Sys) -> Result<(), Cancelled> {
    sys.park(Wait::for_thing("nothing")).await
}

/// The tasks that a trap can be about.
#[derive(Clone, Copy)]
struct Others {
    ended: TaskId,
    parked: TaskId,
    asks: TaskId,
}
