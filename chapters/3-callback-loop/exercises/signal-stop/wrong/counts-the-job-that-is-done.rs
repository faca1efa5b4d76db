//! refused: wrong: nobody stopped the loop
//!
//! Asks whether anybody is at work before the job that has ended is struck off.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::error::Error;
use std::rc::Rc;
use std::time::Duration;

use callback_loop::Scheduled;
use callback_loop::{EventLoop, println};

fn main() -> Result<(), Box<dyn Error>> {
    let event_loop = EventLoop::from_env()?;
    let workshop = Workshop::default();
    #[cfg(unix)]
    {
        // What Ctrl-C sends.
        const SIGINT: i32 = 2;
        let told = workshop.clone();
        event_loop.add_signal_handler(SIGINT, move |event_loop| {
            println!("a signal came, with {} at work", told.at_work());
            told.told_to_stop(event_loop);
        })?;
        println!("stop me with Ctrl-C; twice, if you are in a hurry");
    }
    for (name, secs) in [("a short job", 2), ("a long job", 6)] {
        let done = move |_: &EventLoop| println!("{name} is done");
        workshop.begin(&event_loop, Duration::from_secs(secs), done);
    }
    // So that it ends by itself, too.
    let told = workshop.clone();
    event_loop.call_later(Duration::from_secs(4), move |event_loop| {
        told.told_to_stop(event_loop);
        let began = told.begin(event_loop, Duration::from_secs(1), |_| {});
        println!("told to stop; is a new job begun? {began}");
    });
    event_loop.run_forever()?;
    println!("stopped, with {} at work", workshop.at_work());
    Ok(())
}

/// Where jobs are done. Clones are the same workshop.
#[derive(Clone, Default)]
pub struct Workshop {
    shared: Rc<Shared>,
}

#[derive(Default)]
struct Shared {
    /// The jobs that are not done, by number.
    jobs: RefCell<BTreeMap<u64, Scheduled>>,
    last: Cell<u64>,
    is_stopping: Cell<bool>,
}

impl Workshop {
    /// Begins a job that takes `time`, and calls `done` when it is done. `false`, and nothing is
    /// begun, once the workshop was told to stop.
    pub fn begin(
        &self,
        event_loop: &EventLoop,
        time: Duration,
        done: impl FnOnce(&EventLoop) + 'static,
    ) -> bool {
        let shared = &self.shared;
        if shared.is_stopping.get() {
            return false;
        }
        shared.last.set(shared.last.get() + 1);
        let (workshop, number) = (self.clone(), shared.last.get());
        let job = event_loop.call_later(time, move |event_loop| {
            done(event_loop);
            workshop.stop_when_idle(event_loop);
            workshop.shared.jobs.borrow_mut().remove(&number);
        });
        shared.jobs.borrow_mut().insert(number, job);
        true
    }

    /// How many jobs are not done.
    pub fn at_work(&self) -> usize {
        self.shared.jobs.borrow().len()
    }

    /// What the signal handler calls. The first time: no new job is begun, those at work are
    /// finished, and then the loop is stopped. The second time: those at work are given up, and
    /// the loop is stopped at once.
    pub fn told_to_stop(&self, event_loop: &EventLoop) {
        if self.shared.is_stopping.replace(true) {
            for job in self.shared.jobs.take().values() {
                job.cancel();
            }
        }
        self.stop_when_idle(event_loop);
    }

    fn stop_when_idle(&self, event_loop: &EventLoop) {
        if self.shared.is_stopping.get() && self.at_work() == 0 {
            event_loop.stop();
        }
    }
}
