use std::future::pending;

use tulip::task::yield_now;

use crate::common::{Log, panic_of, runtime};

tulip::task_local! {
    /// Who this is.
    static NAME: &'static str;
    static DEPTH: u32
}

#[test]
fn each_task_has_its_own_value() {
    let log = Log::default();
    runtime().block_on(async {
        let tasks = ["a", "b"].map(|name| {
            let log = log.clone();
            tulip::spawn_local(NAME.scope(name, async move {
                for _ in 0..2 {
                    log.say(NAME.get());
                    yield_now().await;
                }
            }))
        });
        for task in tasks {
            task.await.unwrap();
        }
    });
    assert_eq!(log.take(), ["a", "b", "a", "b"]);
}

#[test]
fn scopes_nest_and_the_outer_value_comes_back() {
    runtime().block_on(DEPTH.scope(1, async {
        DEPTH.scope(2, async { assert_eq!(DEPTH.get(), 2) }).await;
        assert_eq!(DEPTH.get(), 1);
        DEPTH.sync_scope(3, || assert_eq!(DEPTH.get(), 3));
        assert_eq!(DEPTH.get(), 1);
    }));
    assert!(DEPTH.try_with(|_| ()).is_err());
}

#[test]
fn a_spawned_task_does_not_inherit() {
    runtime().block_on(NAME.scope("parent", async {
        let child = tulip::spawn(async { NAME.try_with(|name| *name) });
        let error = child.await.unwrap().unwrap_err();
        assert!(error.to_string().contains("KEY.scope(value, future)"));
    }));
}

#[test]
fn the_value_is_there_when_the_future_is_dropped() {
    struct Says(Log);

    impl Drop for Says {
        fn drop(&mut self) {
            self.0.say(NAME.get());
        }
    }

    let log = Log::default();
    runtime().block_on(async {
        let says = Says(log.clone());
        let task = tulip::spawn_local(NAME.scope("late", async move {
            let _says = says;
            pending::<()>().await;
        }));
        yield_now().await;
        task.abort();
        let _ = task.await;
    });
    assert_eq!(log.take(), ["late"]);
}

#[test]
fn the_value_goes_also_when_the_future_panics() {
    let runtime = runtime();
    panic_of(|| runtime.block_on(NAME.scope("x", async { panic!("boom") })));
    assert!(NAME.try_with(|_| ()).is_err());
}

#[test]
fn a_value_that_nobody_set_is_an_error_with_advice() {
    let words = panic_of(|| NAME.get());
    assert!(words.starts_with("a task-local value is not set here"), "{words}");
}
