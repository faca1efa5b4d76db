use std::panic::Location;

use super::spawn::with_id;
use super::{Id, context};
use crate::Runtime;
use crate::inspect::{all_tasks, current};

const FAR: u64 = 7 << 32 | 5;

#[test]
fn ids_beyond_4_billion_keep_both_halves() {
    Runtime::new().unwrap().block_on(async {
        let at = Location::caller();
        let far = context::expect(|core| {
            with_id(core, async { current().unwrap().id }, at, None, FAR)
        });
        let near = crate::spawn(async { current().unwrap().id });
        assert_eq!(far.id(), Id(FAR));
        assert_eq!(far.await.unwrap(), Id(FAR));
        assert_eq!(near.await.unwrap(), Id(1));
        // The place of the first is used again; its upper half is not.
        let next = crate::spawn(async { all_tasks().last().unwrap().id });
        assert_eq!(next.await.unwrap(), Id(2));
    });
}

#[test]
fn a_panic_tells_an_id_beyond_4_billion() {
    Runtime::new().unwrap().block_on(async {
        let at = Location::caller();
        let task = context::expect(|core| {
            with_id(core, async { panic!("a panic that the test wants") }, at, None, FAR)
        });
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
            let at = Location::caller();
            let mut late = context::expect(|core| {
                with_id(core, async { drop(panics) }, at, None, FAR)
            });
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
