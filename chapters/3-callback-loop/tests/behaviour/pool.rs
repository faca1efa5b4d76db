use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Duration;

use callback_loop::{Clock, EventLoop, Promise};

use crate::event_loop;

#[test]
fn a_job_runs_on_another_thread_and_its_result_comes_back() {
    let event_loop = EventLoop::new(Clock::real()).unwrap();
    let job = event_loop.run_in_executor(|| thread::current().id()).unwrap();
    assert_ne!(event_loop.run_until_complete(&job).unwrap(), thread::current().id());
}

/// If they did not run side by side, none would come past the barrier.
#[test]
fn jobs_run_side_by_side() {
    let event_loop = event_loop();
    let barrier = Arc::new(Barrier::new(3));
    let jobs: Vec<_> = (0..3)
        .map(|number| {
            let barrier = Arc::clone(&barrier);
            let job = move || {
                barrier.wait();
                number
            };
            event_loop.run_in_executor(job).unwrap()
        })
        .collect();
    let all = callback_loop::gather(&event_loop, &jobs);
    assert_eq!(event_loop.run_until_complete(&all).unwrap(), [0, 1, 2]);
}

#[test]
fn more_jobs_than_threads_wait_for_their_turn() {
    let event_loop = event_loop();
    let jobs: Vec<_> = (0..100)
        .map(|number| event_loop.run_in_executor(move || number).unwrap())
        .collect();
    let all = callback_loop::gather(&event_loop, &jobs);
    assert_eq!(event_loop.run_until_complete(&all).unwrap(), (0..100).collect::<Vec<_>>());
}

/// A thread is in real time, and a virtual clock that jumped meanwhile would be early.
#[test]
fn virtual_time_stands_still_while_a_thread_works() {
    let event_loop = event_loop();
    let job =
        event_loop.run_in_executor(|| thread::sleep(Duration::from_millis(5))).unwrap();
    event_loop.call_later(Duration::from_secs(1), |_| panic!("the clock has jumped"));
    event_loop.run_until_complete(&job).unwrap();
    assert_eq!(event_loop.time(), Duration::ZERO);
}

#[test]
fn a_panic_is_the_promises_error() {
    let event_loop = event_loop();
    let job: Promise<()> = event_loop.run_in_executor(|| panic!("oh")).unwrap();
    let error = event_loop.run_until_complete(&job).unwrap_err();
    assert_eq!(error.to_string(), "a job panicked: oh");
    let next = event_loop.run_in_executor(|| 1).unwrap();
    assert_eq!(event_loop.run_until_complete(&next).unwrap(), 1, "its thread goes on");
}

/// R64.
#[test]
fn cancelling_gives_up_the_result_and_stops_no_thread() {
    let event_loop = event_loop();
    let (sender, receiver) = std::sync::mpsc::channel();
    let job =
        event_loop.run_in_executor(move || sender.send("to the end").unwrap()).unwrap();
    assert!(job.cancel());
    assert!(event_loop.run_until_complete(&job).is_err());
    assert_eq!(receiver.recv(), Ok("to the end"));
}
