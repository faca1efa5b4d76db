use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use tulip::sync::oneshot;
use tulip::task::yield_now;
use tulip::time::{Instant, advance, hold, pause, resume, sleep};
use tulip::{spawn_blocking, spawn_local};

use crate::support::{pair, paused, poll_times, real};

#[test]
fn a_paused_clock_jumps_when_nothing_else_is_to_be_done() {
    paused(async {
        let start = Instant::now();
        sleep(Duration::from_secs(3600)).await;
        assert_eq!(start.elapsed(), Duration::from_secs(3600));
    });
}

#[test]
fn a_paused_clock_stands_while_a_task_is_ready() {
    paused(async {
        let start = Instant::now();
        let nap = spawn_local(sleep(Duration::from_millis(1)));
        for _ in 0..10_000 {
            yield_now().await;
        }
        assert_eq!(start.elapsed(), Duration::ZERO);
        nap.await.unwrap();
        assert_eq!(start.elapsed(), Duration::from_millis(1));
    });
}

#[test]
fn a_paused_clock_stands_while_a_blocking_job_runs() {
    paused(async {
        let slept = Arc::new(AtomicBool::new(false));
        let sees = Arc::clone(&slept);
        let job = spawn_blocking(move || {
            thread::sleep(Duration::from_millis(20));
            sees.load(Ordering::SeqCst)
        });
        let nap = spawn_local(async move {
            sleep(Duration::from_secs(3600)).await;
            slept.store(true, Ordering::SeqCst);
        });
        assert!(!job.await.unwrap(), "an hour passed while the job ran");
        nap.await.unwrap();
    });
}

#[test]
fn a_paused_clock_stands_while_a_message_is_under_way() {
    paused(async {
        let start = Instant::now();
        let (client, server) = pair().await;
        let answers = spawn_local(async move {
            let mut byte = [0];
            while server.read(&mut byte).await.unwrap() > 0 {
                sleep(Duration::from_secs(60)).await;
                server.write_all(&byte).await.unwrap();
            }
        });
        // Were the clock to run ahead, this would end first.
        let watchdog = spawn_local(sleep(Duration::from_secs(601)));
        for byte in 0..10 {
            client.write_all(&[byte]).await.unwrap();
            let mut answer = [0];
            client.read_exact(&mut answer).await.unwrap();
            assert_eq!(answer, [byte]);
        }
        assert_eq!(start.elapsed(), Duration::from_secs(600));
        assert!(!watchdog.is_finished());
        drop(client);
        answers.await.unwrap();
    });
}

#[test]
fn a_paused_clock_does_not_jump_to_the_end_of_time() {
    paused(async {
        let start = Instant::now();
        let forever = spawn_local(sleep(Duration::MAX));
        let (done, rest) = oneshot::channel();
        let thread = thread::spawn(move || {
            thread::sleep(Duration::from_millis(10));
            done.send(()).unwrap();
        });
        rest.await.unwrap();
        assert_eq!(start.elapsed(), Duration::ZERO);
        assert!(!forever.is_finished());
        thread.join().unwrap();
    });
}

#[test]
fn a_clock_that_is_held_moves_by_hand_alone() {
    paused(async {
        hold();
        let start = Instant::now();
        let nap = spawn_local(sleep(Duration::from_secs(10)));
        // A thread is a peer whose time is its own.
        spawn_blocking(|| thread::sleep(Duration::from_millis(20))).await.unwrap();
        assert_eq!(start.elapsed(), Duration::ZERO);
        advance(Duration::from_secs(9)).await;
        assert_eq!(start.elapsed(), Duration::from_secs(9));
        assert!(!nap.is_finished());
        advance(Duration::from_secs(1)).await;
        nap.await.unwrap();
        assert_eq!(start.elapsed(), Duration::from_secs(10));
    });
}

#[test]
fn an_advance_stops_at_each_deadline_on_its_way() {
    paused(async {
        hold();
        let start = Instant::now();
        let ticks = Rc::new(Cell::new(0));
        let counts = Rc::clone(&ticks);
        let steps = spawn_local(async move {
            for step in 1..=5 {
                sleep(Duration::from_secs(1)).await;
                // Each is seen at its own time, though it takes several turns.
                yield_now().await;
                yield_now().await;
                assert_eq!(start.elapsed(), Duration::from_secs(step));
                counts.set(step);
            }
        });
        advance(Duration::from_micros(4_500_300)).await;
        assert_eq!(start.elapsed(), Duration::from_micros(4_500_300));
        assert_eq!(ticks.get(), 4);
        pause();
        steps.await.unwrap();
    });
}

#[test]
fn an_advance_that_is_dropped_at_any_poll_leaves_the_clock_usable() {
    for times in 0..4 {
        paused(async {
            hold();
            let start = Instant::now();
            let _ = poll_times(times, advance(Duration::from_secs(1))).await;
            pause();
            sleep(Duration::from_secs(5)).await;
            assert!(start.elapsed() >= Duration::from_secs(5));
        });
    }
}

#[test]
fn a_clock_that_is_resumed_runs_from_where_it_stood() {
    real(async {
        let start = Instant::now();
        pause();
        let before = start.elapsed();
        sleep(Duration::from_secs(3600)).await;
        resume();
        let after = start.elapsed() - before;
        assert!(after >= Duration::from_secs(3600));
        let world = std::time::Instant::now();
        sleep(Duration::from_millis(5)).await;
        assert!(world.elapsed() >= Duration::from_millis(5));
        pause();
        let stands = Instant::now();
        thread::sleep(Duration::from_millis(2));
        assert_eq!(stands, Instant::now());
    });
}

#[test]
#[should_panic(expected = "a clock that runs cannot be advanced")]
fn a_clock_that_runs_is_not_advanced() {
    real(async { advance(Duration::from_secs(1)).await });
}
