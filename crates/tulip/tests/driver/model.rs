//! Timers, against a list that is sorted.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::task::{Context, Wake, Waker};
use std::time::Duration;

use proptest::prelude::*;
use tulip::time::{Instant, Sleep, sleep, sleep_until};

use crate::support::paused;

#[derive(Clone, Debug)]
enum Step {
    /// Make a timer and poll it.
    Arm(u64),
    /// Drop one.
    Drop(usize),
    /// Reset one and poll it.
    Reset(usize, u64),
    /// Poll one that was polled before.
    Again(usize),
    /// Let time pass.
    Wait(u64),
}

fn millis() -> impl Strategy<Value = u64> {
    prop_oneof![4 => 1..100_u64, 2 => 1..10_000_u64, 1 => 1..(1_u64 << 40)]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => millis().prop_map(Step::Arm),
        1 => any::<usize>().prop_map(Step::Drop),
        1 => (any::<usize>(), millis()).prop_map(|(index, millis)| Step::Reset(index, millis)),
        1 => any::<usize>().prop_map(Step::Again),
        2 => millis().prop_map(Step::Wait),
    ]
}

type Log = Arc<Mutex<Vec<usize>>>;

/// Writes its number down when it is woken.
struct Scribe(usize, Log);

impl Wake for Scribe {
    fn wake(self: Arc<Self>) {
        self.1.lock().unwrap().push(self.0);
    }
}

struct Timer {
    number: usize,
    sleep: Sleep,
}

fn poll(timer: &mut Timer, log: &Log) -> bool {
    let waker = Waker::from(Arc::new(Scribe(timer.number, Arc::clone(log))));
    Pin::new(&mut timer.sleep).poll(&mut Context::from_waker(&waker)).is_ready()
}

async fn run(steps: Vec<Step>) {
    let log = Log::default();
    let start = Instant::now();
    let now = || u64::try_from(start.elapsed().as_millis()).unwrap();
    let mut timers: Vec<Timer> = Vec::new();
    // What waits: its tick, when it was armed, its number.
    let waiting = Rc::new(RefCell::new(Vec::<(u64, usize, usize)>::new()));
    let mut armed = 0;
    for (number, step) in steps.into_iter().enumerate() {
        let index = |index: usize| index % timers.len().max(1);
        match step {
            Step::Arm(millis) => {
                let sleep = sleep(Duration::from_millis(millis));
                let mut timer = Timer { number, sleep };
                assert!(!poll(&mut timer, &log));
                armed += 1;
                waiting.borrow_mut().push((now() + millis, armed, number));
                timers.push(timer);
            }
            Step::Drop(at) if !timers.is_empty() => {
                let timer = timers.swap_remove(index(at));
                waiting.borrow_mut().retain(|&(.., number)| number != timer.number);
            }
            Step::Reset(at, millis) if !timers.is_empty() => {
                let at = index(at);
                let timer = &mut timers[at];
                waiting.borrow_mut().retain(|&(.., number)| number != timer.number);
                timer.sleep.reset(Instant::now() + Duration::from_millis(millis));
                assert!(!poll(timer, &log));
                armed += 1;
                waiting.borrow_mut().push((now() + millis, armed, timer.number));
            }
            Step::Again(at) if !timers.is_empty() => {
                let at = index(at);
                let timer = &mut timers[at];
                let waits =
                    waiting.borrow().iter().any(|&(.., number)| number == timer.number);
                assert_eq!(poll(timer, &log), !waits);
            }
            Step::Wait(millis) => {
                let until = start + Duration::from_millis(now() + millis);
                sleep_until(until).await;
                let mut due = waiting.borrow().clone();
                due.retain(|&(tick, ..)| tick <= now());
                due.sort_unstable();
                waiting.borrow_mut().retain(|&(tick, ..)| tick > now());
                let fired: Vec<_> = std::mem::take(&mut *log.lock().unwrap());
                let expected: Vec<_> = due.into_iter().map(|(.., number)| number).collect();
                assert_eq!(fired, expected);
            }
            _ => {}
        }
    }
}

proptest! {
    #[test]
    fn timers_fire_as_a_sorted_list_says(steps in prop::collection::vec(step(), 1..60)) {
        paused(run(steps));
    }
}
