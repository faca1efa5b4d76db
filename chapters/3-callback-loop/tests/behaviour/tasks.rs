use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use callback_loop::{Cancelled, EventLoop, Promise, PromiseError, RunError, Task};

use crate::{Log, event_loop};

const SECOND: Duration = Duration::from_secs(1);

/// R30.
#[test]
fn making_a_task_runs_nothing() {
    let (event_loop, log) = (event_loop(), Log::default());
    let noted = log.clone();
    let task = Task::spawn(&event_loop, "task", async move |_| {
        noted.note("ran");
        Ok(())
    });
    log.note("made");
    event_loop.run_until_complete(&task).unwrap();
    log.is("made ran");
}

/// R33.
#[test]
fn giving_up_a_turn_keeps_them_in_their_order() {
    let (event_loop, log) = (event_loop(), Log::default());
    let tasks = ["a", "b"].map(|name| {
        let log = log.clone();
        Task::spawn(&event_loop, name, async move |co| {
            for step in 0..3 {
                log.note(format!("{name}{step}"));
                co.yield_now().await?;
            }
            Ok(())
        })
    });
    for task in &tasks {
        event_loop.run_until_complete(task).unwrap();
    }
    log.is("a0 b0 a1 b1 a2 b2");
}

/// R25.
#[test]
fn waiting_for_what_is_there_does_not_pause() {
    let (event_loop, log) = (event_loop(), Log::default());
    let done = Promise::new(&event_loop);
    done.set_result(1).unwrap();
    let first = log.clone();
    let task = Task::spawn(&event_loop, "waiter", async move |co| {
        first.note("before");
        first.note(co.wait(&done).await?.unwrap());
        first.note("after");
        Ok(())
    });
    let other = log.clone();
    event_loop.call_soon(move |_| other.note("other"));
    event_loop.run_until_complete(&task).unwrap();
    log.is("before 1 after other");
}

#[test]
fn a_task_waits_for_another_one() {
    let event_loop = event_loop();
    let outer = Task::spawn(&event_loop, "outer", async |co| {
        let inner = co.spawn("inner", async |co| {
            co.sleep(SECOND).await?;
            Ok(20)
        });
        let twenty = co.wait(&inner).await?.expect("it ends well");
        Ok(twenty + 1)
    });
    assert_eq!(event_loop.run_until_complete(&outer).unwrap(), 21);
    assert_eq!(event_loop.time(), SECOND);
}

/// R37.
#[test]
fn cancel_is_a_request_that_comes_where_the_task_waits() {
    let (event_loop, log) = (event_loop(), Log::default());
    let noted = log.clone();
    let task = Task::spawn(&event_loop, "sleeper", async move |co| {
        let slept = co.sleep(SECOND).await;
        noted.note(format!("{slept:?}"));
        co.sleep(SECOND).await?;
        noted.note("cleaned up");
        slept
    });
    event_loop.call_later(SECOND / 2, {
        let (promise, log) = (task.promise().clone(), log.clone());
        move |_| {
            log.note(promise.cancel());
            log.note(promise.is_done());
        }
    });
    let ended = event_loop.run_until_complete(&task).unwrap_err();
    assert!(matches!(ended, RunError::Promise(PromiseError::Cancelled)), "{ended}");
    log.is("true false Err(Cancelled) cleaned up");
    assert_eq!(event_loop.time(), SECOND * 3 / 2);
    assert_eq!(event_loop.timers_len(), 0, "the sleep that was cancelled has no timer");
}

/// R37.
#[test]
fn cancelled_before_its_first_step_the_body_never_runs() {
    let event_loop = event_loop();
    let task = Task::spawn(&event_loop, "never", async |_| -> Result<(), Cancelled> {
        panic!("it ran")
    });
    assert!(task.cancel());
    assert!(event_loop.run_until_complete(&task).is_err());
    assert!(task.is_cancelled());
    assert!(!task.cancel(), "it has ended");
}

/// R41.
#[test]
fn a_request_can_be_refused() {
    let event_loop = event_loop();
    let task = Task::spawn(&event_loop, "stubborn", async |co| {
        let refused = co.sleep(SECOND).await.is_err();
        co.sleep(SECOND).await?;
        Ok(refused)
    });
    let promise = task.promise().clone();
    event_loop.call_soon(move |event_loop| {
        event_loop.call_soon(move |_| assert!(promise.cancel()));
    });
    assert!(event_loop.run_until_complete(&task).unwrap());
}

/// R42.
#[test]
fn who_waits_for_a_task_passes_the_request_on() {
    let (event_loop, log) = (event_loop(), Log::default());
    let noted = log.clone();
    let inner = Task::spawn(&event_loop, "inner", async move |co| {
        let slept = co.sleep(SECOND).await;
        noted.note("inner was asked");
        slept
    });
    let promise = inner.promise().clone();
    let noted = log.clone();
    let outer = Task::spawn(&event_loop, "outer", async move |co| {
        let waited = co.wait(&promise).await;
        noted.note("outer was asked");
        waited.map(drop)
    });
    let promise = outer.promise().clone();
    event_loop.call_later(SECOND / 2, move |_| assert!(promise.cancel()));
    assert!(event_loop.run_until_complete(&outer).is_err());
    assert!(inner.is_cancelled() && outer.is_cancelled());
    log.is("inner was asked outer was asked");
}

/// A promise that was cancelled by somebody else is no request to the task that stands on it.
#[test]
fn a_cancelled_promise_does_not_cancel_who_waits_for_it() {
    let event_loop = event_loop();
    let promise = Promise::<()>::new(&event_loop);
    let awaited = promise.clone();
    let task = Task::spawn(&event_loop, "waiter", async move |co| {
        Ok(matches!(co.wait(&awaited).await?, Err(PromiseError::Cancelled)))
    });
    event_loop.call_later(SECOND, move |_| assert!(promise.cancel()));
    assert!(event_loop.run_until_complete(&task).unwrap());
}

/// R36.
#[test]
fn a_panic_stays_in_its_task() {
    let event_loop = event_loop();
    let clumsy = Task::spawn(&event_loop, "clumsy", async |_| -> Result<(), Cancelled> {
        panic!("oh")
    });
    let error = event_loop.run_until_complete(&clumsy).unwrap_err();
    assert_eq!(error.to_string(), "task clumsy panicked: oh");
    let next = Task::spawn(&event_loop, "next", async |_| Ok(1));
    assert_eq!(event_loop.run_until_complete(&next).unwrap(), 1);
}

/// R44, the other way round.
#[test]
fn the_loop_keeps_its_tasks() {
    let (event_loop, ended) = (event_loop(), Rc::new(Cell::new(false)));
    let end = Rc::clone(&ended);
    // What it waits for is known to nobody but itself.
    drop(Task::spawn(&event_loop, "forgotten", async move |co| {
        co.sleep(SECOND).await?;
        end.set(true);
        Ok(())
    }));
    event_loop.call_later(SECOND * 2, EventLoop::stop);
    event_loop.run_forever().unwrap();
    assert!(ended.get());
}

#[test]
fn a_loop_that_is_stuck_names_who_waits_and_where() {
    let event_loop = event_loop();
    let never = Promise::<()>::new(&event_loop);
    let line = line!() + 2;
    let task = Task::spawn(&event_loop, "waiter", async move |co| {
        co.wait(&never).await?.expect("nobody settles it");
        Ok(())
    });
    let error = event_loop.run_until_complete(&task).unwrap_err();
    let RunError::Stuck(waiting) = &error else { panic!("{error}") };
    assert_eq!((waiting.len(), waiting[0].task, &*waiting[0].name), (1, 1, "waiter"));
    assert_eq!(waiting[0].at.unwrap().line(), line);
    let file = "chapters/3-callback-loop/tests/behaviour/tasks.rs";
    assert!(error.to_string().ends_with(&format!(", at {file}:{line}")), "{error}");
}

#[test]
fn dropping_the_loop_drops_tasks_in_the_order_in_which_they_were_made() {
    struct Noting(Log, u32);
    impl Drop for Noting {
        fn drop(&mut self) {
            self.0.note(self.1);
        }
    }
    let (event_loop, log) = (event_loop(), Log::default());
    for number in 1..=3 {
        let noting = Noting(log.clone(), number);
        Task::spawn(&event_loop, "sleeper", async move |co| {
            let _noting = noting;
            co.sleep(SECOND).await
        });
    }
    event_loop.stop();
    event_loop.run_forever().unwrap();
    drop(event_loop);
    log.is("1 2 3");
}
