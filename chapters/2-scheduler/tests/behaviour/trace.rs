//! What the trace tells of a run.

#![allow(clippy::unit_arg, reason = "what a task does last fits on its last line")]

use std::mem;
use std::rc::Rc;

use crate::common::{comment_on, kernel, panic_of, record, secs};
use scheduler::CoroutineState::{self, Complete, Yielded};
use scheduler::{
    Cancelled, Coroutine, Kernel, Mailbox, NewTask, Reply, Trap, Wait, here, machine,
    traced,
};
use tulip_trace::{Activity, Event, Lane, Place, Reading, capture, fold, importers, read};

#[test]
fn all_that_happens_can_be_written_and_read() {
    let told = read(&capture("everything", everything).trace);
    assert_eq!(told.bad, []);
    let words: Vec<_> = told.records.iter().map(|record| record.event.word()).collect();
    for word in [
        "task.new",
        "task.ready",
        "task.pick",
        "task.run",
        "task.yield",
        "task.wait",
        "task.woken",
        "task.done",
        "task.cancel",
        "task.drop",
        "trap",
        "wake",
        "wake.dup",
        "loop.park",
        "loop.unpark",
        "timer.arm",
        "timer.fire",
        "timer.cancel",
        "chan",
    ] {
        assert!(words.contains(&word), "the program tells no `{word}`");
    }
}

#[test]
fn the_importers_have_nothing_to_say() {
    assert_eq!(importers::check(&capture("everything", everything).trace), []);
}

#[test]
fn two_runs_tell_the_same() {
    let [first, second] = [(); 2].map(|()| capture("everything", everything).trace);
    assert_eq!(first, second);
}

#[test]
fn at_the_end_all_tasks_are_done() {
    let told = record(|| {
        let mut kernel = kernel();
        fill(&mut kernel);
        kernel.run().unwrap();
    });
    let end = fold(&told.records, u64::MAX);
    assert_eq!(end.tasks.len(), 6);
    for (id, task) in &end.tasks {
        assert_eq!(task.activity, Activity::Done("done".to_owned()), "t{id} {}", task.name);
    }
    assert_eq!((end.running, end.ready.len(), end.parked), (None, 0, None));
    assert_eq!(end.timers.len(), 0);
}

#[test]
fn in_a_deadlock_the_fold_knows_who_waits_for_what() {
    let told = record(|| {
        let mut kernel = kernel();
        let parked =
            kernel.spawn("parked", async |sys| sys.park(Wait::for_thing("a nudge")).await);
        kernel.spawn("joiner", async move |sys| parked.join(&sys).await);
        assert!(kernel.run().is_err());
        mem::forget(kernel);
    });
    let waits = fold(&told.records, u64::MAX).tasks.into_values().map(|task| task.activity);
    assert_eq!(
        waits.collect::<Vec<_>>(),
        ["a nudge", "the end of t1"].map(|what| Activity::Waiting(what.to_owned()))
    );
}

#[test]
fn a_kernel_that_is_dropped_says_which_tasks_were_left() {
    let told = record(|| {
        let mut kernel = kernel();
        for name in ["a", "b"] {
            kernel.spawn(name, async |sys| sys.park(Wait::for_thing("nothing")).await);
        }
        assert!(kernel.run().is_err());
    });
    let dropped = told.records.iter().filter_map(|record| match &record.event {
        Event::TaskDrop { task, why } => Some((*task, &**why)),
        _ => None,
    });
    let why = "the kernel was dropped";
    assert_eq!(dropped.collect::<Vec<_>>(), [(1, why), (2, why)]);
}

#[test]
fn a_wake_names_who_wakes_and_on_which_line() {
    let told = record(|| {
        let mut kernel = kernel();
        let parked =
            kernel.spawn("parked", async |sys| sys.park(Wait::for_thing("a nudge")).await);
        kernel.spawn("waker", async move |sys| {
            Ok(sys.wake(parked.id()).await) // the wake
        });
        kernel.run().unwrap();
    });
    let [(lane, Event::Wake { wake: 1, task: 1, by, src })] = &only(&told, "wake")[..]
    else {
        panic!("{told:?}");
    };
    assert_eq!((*lane, &**by), (Lane::Task(2), "t2"));
    assert_eq!(comment(src.as_ref()), "the wake");
}

#[test]
fn a_timer_that_wakes_is_named_by_its_number() {
    let told = record(|| {
        let mut kernel = kernel();
        kernel.spawn("sleeper", async |sys| sys.sleep(secs(1)).await);
        kernel.run().unwrap();
    });
    let [(lane, Event::Wake { task: 1, by, src: None, .. })] = &only(&told, "wake")[..]
    else {
        panic!("{told:?}");
    };
    assert_eq!((*lane, &**by), (Lane::Main, "timer 1"));
}

#[test]
fn a_join_and_a_mailbox_name_who_wakes() {
    let told = record(|| {
        let mut kernel = kernel();
        let letters = Rc::new(Mailbox::new("letters"));
        let mail = Rc::clone(&letters);
        let reader = kernel.spawn("reader", async move |sys| mail.receive(&sys).await);
        kernel.spawn("joiner", async move |sys| reader.join(&sys).await.map(drop));
        kernel.spawn("writer", async move |sys| Ok(letters.send(&sys, 1).await));
        kernel.run().unwrap();
    });
    let wakes = only(&told, "wake").into_iter().map(|(_, event)| match event {
        Event::Wake { task, by, .. } => format!("{by} wakes t{task}"),
        _ => unreachable!(),
    });
    assert_eq!(wakes.collect::<Vec<_>>(), ["t3 wakes t1", "t1 wakes t2"]);
}

#[test]
fn a_wake_that_is_lost_is_told_as_one() {
    let told = record(|| {
        let mut kernel = kernel();
        let ended = kernel.spawn("ended", async |_| Ok(()));
        kernel.spawn("waker", async move |sys| Ok(sys.wake(ended.id()).await));
        kernel.run().unwrap();
    });
    assert_eq!(only(&told, "wake"), []);
    let lost = Event::WakeDup { task: 1, by: "t2".to_owned() };
    assert_eq!(only(&told, "wake.dup"), [(Lane::Task(2), lost)]);
}

#[test]
fn a_task_waits_on_the_line_of_its_pause() {
    let told = record(|| {
        let mut kernel = kernel();
        let child = kernel.spawn("child", async |sys| {
            sys.sleep(secs(1)).await?; // sleeps
            sys.park(Wait::for_thing("a nudge")).await // parks
        });
        kernel.spawn("joiner", async move |sys| {
            let _ = child.join(&sys).await?; // joins
            Ok(())
        });
        kernel.spawn("reader", async |sys| {
            let letters: Mailbox<()> = Mailbox::new("letters");
            letters.receive(&sys).await // receives
        });
        assert!(kernel.run().is_err());
    });
    let waits = only(&told, "task.wait").into_iter().map(|(_, event)| match event {
        Event::TaskWait { task, why, src } => {
            format!("t{task} waits for {why}: {}", comment(src.as_ref()))
        }
        _ => unreachable!(),
    });
    assert_eq!(
        waits.collect::<Vec<_>>(),
        [
            "t1 waits for timer 1: sleeps",
            "t2 waits for the end of t1: joins",
            "t3 waits for letters: receives",
            "t1 waits for a nudge: parks",
        ]
    );
}

#[test]
fn a_task_stands_on_its_last_line_until_it_says_another() {
    let told = record(|| {
        let mut kernel = kernel();
        kernel.spawn_machine(NewTask::new("by hand", SaysItsLineOnce::Start));
        kernel.run().unwrap();
    });
    let waits = only(&told, "task.wait").into_iter().chain(only(&told, "task.done"));
    let lines = waits.map(|(_, event)| match event {
        Event::TaskWait { src: at, .. } | Event::TaskDone { end: at, .. } => {
            comment(at.as_ref())
        }
        _ => unreachable!(),
    });
    assert_eq!(lines.collect::<Vec<_>>(), ["", "its only line", "its only line"]);
}

#[test]
fn a_line_that_somebody_else_said_is_not_taken_for_its_own() {
    let told = record(|| {
        let mut kernel = kernel();
        kernel.spawn_machine(NewTask::new("by hand", SaysItsLineOnce::Start));
        here();
        kernel.run().unwrap();
    });
    let (_, first) = only(&told, "task.wait").swap_remove(0);
    assert!(matches!(first, Event::TaskWait { src: None, .. }), "{first:?}");
}

#[test]
fn a_task_is_made_on_the_line_that_makes_it() {
    let told = record(|| {
        let mut kernel = kernel();
        let parent = async |sys: scheduler::Sys| {
            sys.spawn("child", async |_| Ok(())).await?; // from inside
            Ok(())
        };
        kernel.spawn("parent", parent); // from outside
        kernel.spawn_machine(NewTask::new("raw", machine(async |_| ()))); // by machine
        kernel.run().unwrap();
    });
    let made = only(&told, "task.new").into_iter().map(|(_, event)| match event {
        Event::TaskNew { task, name, parent, src } => {
            (task, name, parent, comment(src.as_ref()))
        }
        _ => unreachable!(),
    });
    assert_eq!(
        made.collect::<Vec<_>>(),
        [
            (1, "parent".to_owned(), None, "from outside"),
            (2, "raw".to_owned(), None, "by machine"),
            (3, "child".to_owned(), Some(1), "from inside"),
        ]
    );
}

#[test]
fn traps_are_told_with_what_is_answered_on_the_spot() {
    let told = record(|| {
        let mut kernel = kernel();
        kernel.spawn("task", async |sys| {
            let child = sys.spawn("child", async |_| Ok(())).await?;
            sys.sleep(secs(1)).await?;
            sys.now().await;
            sys.current().await;
            sys.wake(child.id()).await;
            sys.call(async |sys| sys.yield_now().await).await?;
            let me = sys.current().await;
            sys.cancel(me).await;
            let _ = sys.park(Wait::for_thing("a nudge")).await;
            Ok(())
        });
        kernel.run().unwrap();
    });
    let traps = only(&told, "trap").into_iter().map(|(_, event)| match event {
        Event::Trap { trap, answer: Some(answer), .. } => format!("{trap} -> {answer}"),
        Event::Trap { trap, .. } => trap,
        _ => unreachable!(),
    });
    assert_eq!(
        traps.collect::<Vec<_>>(),
        [
            "spawn child",
            "sleep 1s",
            "now -> 1s",
            "current -> t1",
            "wake t2 -> false",
            "call",
            "sleep 0ns",
            "current -> t1",
            "cancel t1 -> true",
            "park for a nudge",
        ]
    );
}

#[test]
fn a_run_says_its_number_and_what_it_is_answered() {
    let told = record(|| {
        let mut kernel = kernel();
        kernel.spawn("task", async |sys| {
            sys.spawn("child", async |_| Ok(())).await?;
            sys.yield_now().await?;
            sys.cancel(sys.current().await).await;
            let _ = sys.yield_now().await;
            Ok(())
        });
        kernel.run().unwrap();
    });
    let runs =
        only(&told, "task.run").into_iter().filter_map(|(lane, event)| match event {
            Event::TaskRun { task, poll, sent, .. } => {
                assert_eq!(lane, Lane::Task(task));
                (task == 1).then(|| (poll, sent.unwrap_or_default()))
            }
            _ => unreachable!(),
        });
    let runs: Vec<_> = runs.collect();
    let runs: Vec<_> = runs.iter().map(|(poll, sent)| (*poll, &**sent)).collect();
    assert_eq!(runs, [(1, ""), (2, "t2"), (3, ""), (4, "Cancelled")]);
}

#[test]
fn a_cancel_names_who_asks_and_takes_the_timer_back() {
    let told = record(|| {
        let mut kernel = kernel();
        let sleeper = kernel.spawn("sleeper", async |sys| sys.sleep(secs(9)).await);
        kernel.spawn("canceller", async move |sys| {
            Ok(sys.cancel(sleeper.id()).await) // the request
        });
        kernel.run().unwrap();
    });
    let [(Lane::Task(1), Event::TaskCancel { task: 1, by, src })] =
        &only(&told, "task.cancel")[..]
    else {
        panic!("{told:?}");
    };
    assert_eq!((&**by, comment(src.as_ref())), ("t2", "the request"));
    let [(_, Event::TimerCancel { timer: 1, cancelled_by, .. })] =
        &only(&told, "timer.cancel")[..]
    else {
        panic!("{told:?}");
    };
    assert_eq!(cancelled_by, "t2");
    assert_eq!(only(&told, "timer.fire"), []);
}

#[test]
fn a_timer_says_when_it_is_due_and_who_waits() {
    let told = record(|| {
        let mut kernel = kernel();
        kernel.spawn("sleeper", async |sys| {
            sys.sleep(secs(1)).await?;
            sys.sleep(secs(2)).await // the second nap
        });
        kernel.run().unwrap();
    });
    let (_, last) = only(&told, "timer.arm").pop().unwrap();
    let Event::TimerArm { timer: 2, task: Some(1), due_us: 3_000_000, src, .. } = last
    else {
        panic!("{last:?}");
    };
    assert_eq!(comment(src.as_ref()), "the second nap");
}

#[test]
fn parking_is_told_with_its_time() {
    let told = record(|| {
        let mut kernel = kernel();
        for time in [2, 3] {
            kernel.spawn("sleeper", async move |sys| sys.sleep(secs(time)).await);
        }
        kernel.run().unwrap();
    });
    let parks = only(&told, "loop.park").into_iter().map(|(lane, event)| match event {
        Event::LoopPark { timeout_us } => (lane, timeout_us),
        _ => unreachable!(),
    });
    assert_eq!(
        parks.collect::<Vec<_>>(),
        [(Lane::Main, Some(2_000_000)), (Lane::Main, Some(1_000_000))]
    );
}

#[test]
fn a_letter_is_told_when_it_goes_in_and_when_it_comes_out() {
    let told = record(|| {
        let mut kernel = kernel();
        kernel.spawn("task", async |sys| {
            let letters = Mailbox::new("letters");
            letters.send(&sys, "a").await;
            letters.send(&sys, "b").await;
            letters.receive(&sys).await
        });
        kernel.run().unwrap();
    });
    let letters = only(&told, "chan").into_iter().map(|(lane, event)| match event {
        Event::Chan { name, chan, value, len } => {
            assert_eq!(lane, Lane::Task(1));
            format!("{name} {value}: {len} in {chan}")
        }
        _ => unreachable!(),
    });
    assert_eq!(
        letters.collect::<Vec<_>>(),
        [
            "send \"a\": 1 in letters",
            "send \"b\": 2 in letters",
            "recv \"a\": 1 in letters"
        ]
    );
}

#[test]
fn a_machine_that_a_task_resumes_is_drawn_on_its_lane() {
    let told = record(|| {
        let mut kernel = kernel();
        kernel.spawn("first", async |_| Ok(()));
        kernel.spawn("second", async |_| {
            let _ = traced("inside", machine::<(), (), _>(async |_| ())).resume(());
            Ok(())
        });
        kernel.run().unwrap();
    });
    let lanes = told.records.iter().filter(|record| record.event.word().starts_with("co."));
    assert_eq!(lanes.map(|record| record.lane).collect::<Vec<_>>(), [Lane::Task(2); 2]);
}

#[test]
fn the_fold_and_the_kernel_agree_on_the_queue() {
    let told = record(everything);
    let mut state = fold(&[], 0);
    for record in &told.records {
        if let (Lane::Task(picked), Event::TaskPick { queue_left }) =
            (record.lane, &record.event)
        {
            assert_eq!(
                state.ready.front(),
                Some(&picked),
                "who is ready longest is picked"
            );
            assert_eq!(state.ready.len(), *queue_left as usize + 1);
        }
        state.apply(record);
    }
}

#[test]
fn a_task_that_panics_is_told_as_dropped() {
    let told = record(|| {
        let mut kernel = kernel();
        kernel.spawn("panics", async |sys| -> Result<(), Cancelled> {
            sys.yield_now().await?;
            panic!("no paper")
        });
        panic_of(|| kernel.run());
    });
    let last = &told.records.last().unwrap().event;
    assert_eq!(*last, Event::TaskDrop { task: 1, why: "it panicked".to_owned() });
    let state = fold(&told.records, u64::MAX);
    assert_eq!(state.running, None);
}

/// Every word that this stage tells.
fn everything() {
    let mut kernel = kernel();
    fill(&mut kernel);
    kernel.run().unwrap();
    kernel.spawn("left", async |sys| sys.park(Wait::for_thing("nothing")).await);
    assert!(kernel.run().is_err());
}

fn fill(kernel: &mut Kernel) {
    let letters = Rc::new(Mailbox::new("letters"));
    let mail = Rc::clone(&letters);
    let reader = kernel.spawn("reader", async move |sys| mail.receive(&sys).await);
    let sleeper = kernel.spawn("sleeper", async |sys| sys.sleep(secs(9)).await);
    kernel.spawn("joiner", async move |sys| reader.join(&sys).await.map(drop));
    let id = sleeper.id();
    kernel.spawn("writer", async move |sys| {
        sys.sleep(secs(1)).await?;
        letters.send(&sys, 1).await;
        sys.cancel(id).await;
        sys.wake(id).await;
        sys.call(async |sys| sys.yield_now().await).await
    });
    kernel.spawn("parent", async |sys| {
        let child = sys.spawn("child", async |sys| sys.sleep(secs(2)).await).await?;
        Ok(child.join(&sys).await?.is_ok())
    });
}

/// Sleeps twice, and says only the second time on which line it stands.
enum SaysItsLineOnce {
    Start,
    AtFirst,
    AtSecond,
    Done,
}

impl Coroutine<Reply> for SaysItsLineOnce {
    type Yield = Trap;
    type Return = ();

    fn resume(&mut self, _: Reply) -> CoroutineState<Trap, ()> {
        match mem::replace(self, Self::Done) {
            Self::Start => {
                *self = Self::AtFirst;
                Yielded(Trap::Sleep(secs(1)))
            }
            Self::AtFirst => {
                *self = Self::AtSecond;
                here(); // its only line
                Yielded(Trap::Sleep(secs(1)))
            }
            Self::AtSecond => Complete(()),
            Self::Done => panic!("`SaysItsLineOnce` resumed after completion"),
        }
    }
}

/// What happened under that word, and where.
fn only(told: &Reading, word: &str) -> Vec<(Lane, Event)> {
    let of_word = told.records.iter().filter(|record| record.event.word() == word);
    of_word.map(|record| (record.lane, record.event.clone())).collect()
}

fn comment(line: Option<&Place>) -> &'static str {
    comment_on(include_str!("trace.rs"), line)
}
