//! futures' `LocalPool`, which has neither timers nor I/O.

use std::cell::RefCell;
use std::future::Future;

use futures::executor::{LocalPool, LocalSpawner};
use futures::task::LocalSpawnExt;

use super::Peer;
use crate::meter::{Figures, Meter};

pub(super) const PEER: Peer = Peer {
    name: "local-pool",
    work: tasks,
    up: Some(up),
    listening: None,
    serve: |_| None,
};

thread_local! {
    static SPAWNER: RefCell<Option<LocalSpawner>> = const { RefCell::new(None) };
}

fn up() {
    block_on(async {});
}

fn block_on<F: Future>(future: F) -> F::Output {
    let mut pool = LocalPool::new();
    SPAWNER.set(Some(pool.spawner()));
    pool.run_until(future)
}

fn spawn<F: Future + 'static>(future: F) -> impl Future<Output = F::Output> {
    SPAWNER.with_borrow(|spawner| {
        let spawner = spawner.as_ref().expect("the pool runs");
        spawner.spawn_local_with_handle(future).expect("the pool runs")
    })
}

tasks!();
