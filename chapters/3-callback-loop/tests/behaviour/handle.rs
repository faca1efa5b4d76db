use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use callback_loop::{Clock, EventLoop, LoopClosed, Script};

/// R14.
#[test]
fn a_call_from_another_thread_wakes_a_parked_loop() {
    let event_loop = EventLoop::new(Clock::real()).unwrap();
    // Without the call it would wait for an hour.
    event_loop.call_later(Duration::from_secs(3600), |_| panic!("an hour is over"));
    let handle = event_loop.handle();
    let caller = thread::spawn(move || handle.call_soon_threadsafe(EventLoop::stop));
    event_loop.run_forever().unwrap();
    caller.join().unwrap().unwrap();
}

#[test]
fn a_scripted_loop_is_called_too() {
    let event_loop = EventLoop::scripted(Script::new());
    let handle = event_loop.handle();
    let caller = thread::spawn(move || handle.call_soon_threadsafe(EventLoop::stop));
    event_loop.run_forever().unwrap();
    caller.join().unwrap().unwrap();
}

#[test]
fn no_call_of_many_threads_is_lost() {
    const CALLS: usize = 1000;
    let event_loop = EventLoop::new(Clock::real()).unwrap();
    let (sender, receiver) = mpsc::channel();
    for thread in 0..4 {
        let (handle, sender) = (event_loop.handle(), sender.clone());
        thread::spawn(move || {
            for call in 0..CALLS {
                let sender = sender.clone();
                let note = move |_: &EventLoop| sender.send((thread, call)).unwrap();
                handle.call_soon_threadsafe(note).unwrap();
            }
            handle.call_soon_threadsafe(|_| ()).unwrap();
        });
    }
    drop(sender);
    // All handles are gone when all have called: then the loop is stuck, and says so.
    let _ = event_loop.run_forever();
    let mut next = [0; 4];
    for (thread, call) in receiver {
        assert_eq!(call, next[thread], "of one thread, in its order");
        next[thread] += 1;
    }
    assert_eq!(next, [CALLS; 4]);
}

#[test]
fn a_handle_that_outlives_its_loop_is_told() {
    let event_loop = EventLoop::new(Clock::virtual_time()).unwrap();
    let handle = event_loop.handle();
    drop(event_loop);
    assert_eq!(handle.call_soon_threadsafe(|_| ()), Err(LoopClosed));
}

#[test]
fn what_was_sent_and_not_run_is_dropped_with_the_loop() {
    let event_loop = EventLoop::new(Clock::virtual_time()).unwrap();
    let held = std::sync::Arc::new(());
    let kept = held.clone();
    event_loop.handle().call_soon_threadsafe(move |_| drop(kept)).unwrap();
    assert_eq!(std::sync::Arc::strong_count(&held), 2);
    drop(event_loop);
    assert_eq!(std::sync::Arc::strong_count(&held), 1);
}
