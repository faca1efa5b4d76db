use std::panic::Location;

use super::{Id, JoinHandle, context, spawn};
use crate::Runtime;
use crate::inspect::{all_tasks, current};

const FAR: u64 = 7 << 32 | 5;

/// Makes a task whose id is beyond 4 billion.
fn spawn_far<F: Future + 'static>(future: F) -> JoinHandle<F::Output> {
    let at = Location::caller();
    // SAFETY: nothing that the future borrows ends.
    context::expect(|core| unsafe { spawn::with_id(core, Id(FAR), future, at, None) })
}

#[test]
fn ids_beyond_4_billion_keep_both_halves() {
    Runtime::new().unwrap().block_on(async {
        let far = spawn_far(async { current().unwrap().id });
        let near = crate::spawn(async { current().unwrap().id });
        assert_eq!(far.id(), Id(FAR));
        assert_eq!(all_tasks().last().unwrap().id, Id(FAR));
        assert_eq!(far.await.unwrap(), Id(FAR));
        assert_eq!(near.await.unwrap(), Id(1));
        // The place of the first is used again; its upper half is not.
        let next = crate::spawn(async { all_tasks().last().unwrap().id });
        assert_eq!(next.await.unwrap(), Id(2));
    });
}

#[test]
fn a_task_that_moves_in_the_list_keeps_its_id_and_its_name() {
    Runtime::new().unwrap().block_on(async {
        let first = crate::spawn(std::future::pending::<()>());
        let _far = spawn_far(std::future::pending::<()>());
        let named = super::Builder::new().name("named");
        let _named = named.spawn(std::future::pending::<()>());
        first.abort();
        assert!(first.await.is_err());
        let seen: Vec<_> =
            all_tasks().into_iter().map(|task| (task.id, task.name)).collect();
        assert_eq!(seen[1..], [(Id(2), Some("named".to_owned())), (Id(FAR), None)],);
    });
}

#[test]
fn a_panic_tells_an_id_beyond_4_billion() {
    Runtime::new().unwrap().block_on(async {
        let task = spawn_far(async { panic!("a panic that the test wants") });
        let error: super::JoinError = task.await.unwrap_err();
        assert_eq!(error.id(), Id(FAR));
        assert!(error.to_string().starts_with("task 30064771077 panicked"));
    });
}

#[test]
fn a_task_that_comes_too_late_tells_its_id_when_its_drop_panics() {
    struct Panics;

    impl Drop for Panics {
        fn drop(&mut self) {
            panic!("a panic that the test wants");
        }
    }

    struct Spawns(std::sync::mpsc::Sender<super::JoinError>);

    impl Drop for Spawns {
        fn drop(&mut self) {
            let panics = Panics;
            let mut late = spawn_far(async { drop(panics) });
            self.0.send(late.take().unwrap().unwrap_err()).unwrap();
        }
    }

    let (sent, received) = std::sync::mpsc::channel();
    let runtime = Runtime::new().unwrap();
    let spawns = Spawns(sent);
    let _task = runtime.spawn_local(async { drop(spawns) });
    drop(runtime);
    let error = received.recv().unwrap();
    assert!(error.is_panic());
    assert_eq!(error.id(), Id(FAR));
}
