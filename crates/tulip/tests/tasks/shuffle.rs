use std::collections::BTreeSet;

use tulip::runtime::Builder;
use tulip::task::yield_now;

use crate::common::Log;

fn order(seed: u64) -> Vec<String> {
    let log = Log::default();
    Builder::current_thread().shuffle(seed).build().unwrap().block_on(async {
        let tasks: Vec<_> = (0..4)
            .map(|task| {
                let log = log.clone();
                tulip::spawn_local(async move {
                    for step in 0..2 {
                        log.say(format_args!("{task}.{step}"));
                        yield_now().await;
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
    });
    log.take()
}

#[test]
fn the_same_seed_gives_the_same_order() {
    for seed in 0..20 {
        assert_eq!(order(seed), order(seed));
    }
}

#[test]
fn different_seeds_give_different_orders() {
    let orders: BTreeSet<_> = (0..50).map(order).collect();
    assert!(orders.len() > 40, "{} orders of 50", orders.len());
}

#[test]
fn every_task_ends_all_the_same() {
    for seed in 0..100 {
        let mut all = order(seed);
        all.sort_unstable();
        assert_eq!(all, ["0.0", "0.1", "1.0", "1.1", "2.0", "2.1", "3.0", "3.1"]);
    }
}

#[test]
fn some_tasks_are_polled_though_nobody_woke_them() {
    let polls = (0..100).map(polls_of_a_task_that_waits).sum::<u32>();
    assert!(polls > 200, "{polls} polls in 100 runs, 1 each without spurious ones");
}

fn polls_of_a_task_that_waits(seed: u64) -> u32 {
    let polls = std::rc::Rc::new(std::cell::Cell::new(0));
    Builder::current_thread().shuffle(seed).build().unwrap().block_on(async {
        let counted = std::rc::Rc::clone(&polls);
        let _waits = tulip::spawn_local(std::future::poll_fn(move |_| {
            counted.set(counted.get() + 1);
            std::task::Poll::<()>::Pending
        }));
        for _ in 0..200 {
            yield_now().await;
        }
    });
    polls.get()
}
