//! Work that cannot but block goes to a thread. The loop turns meanwhile, and gets the result as a
//! promise. Giving up the result stops no thread.

use std::error::Error;
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Duration;

use callback_loop::{Clock, EventLoop, gather, println};

fn main() -> Result<(), Box<dyn Error>> {
    let event_loop = EventLoop::new(Clock::real())?;
    let (ticks, heard) = mpsc::channel();
    tick(&event_loop, 1, ticks);
    let home = thread::current().id();
    let job = event_loop.run_in_executor(move || {
        // It blocks here until the loop has ticked for the last time.
        let ticks = heard.iter().count();
        (ticks, thread::current().id() == home)
    })?;
    let (ticks, at_home) = event_loop.run_until_complete(&job)?;
    println!("the job blocked for {ticks} ticks, on the thread of the loop: {at_home}");

    two_at_once(&event_loop)?;
    give_up(&event_loop)
}

/// Each of two jobs blocks until the other is there, too.
fn two_at_once(event_loop: &EventLoop) -> Result<(), Box<dyn Error>> {
    let meeting = Arc::new(Barrier::new(2));
    let meet = |name| {
        let meeting = Arc::clone(&meeting);
        event_loop.run_in_executor(move || {
            meeting.wait();
            name
        })
    };
    let both = gather(event_loop, &[meet("ann")?, meet("bob")?]);
    println!("two jobs met: {}", event_loop.run_until_complete(&both)?.join(" and "));
    Ok(())
}

/// Cancels the promise of a job. Nobody can cancel the job.
fn give_up(event_loop: &EventLoop) -> Result<(), Box<dyn Error>> {
    let (done, is_done) = mpsc::channel();
    let job = event_loop.run_in_executor(move || {
        thread::sleep(Duration::from_millis(100));
        done.send("it ran to its end").expect("somebody listens");
    })?;
    println!("the third is cancelled: {}", job.cancel());
    println!("{}", is_done.recv()?);
    Ok(())
}

/// Ticks three times, a tenth of a second apart.
fn tick(event_loop: &EventLoop, number: u32, ticks: Sender<u32>) {
    println!("tick {number}");
    ticks.send(number).expect("the job listens");
    if number < 3 {
        event_loop.call_later(Duration::from_millis(100), move |event_loop| {
            tick(event_loop, number + 1, ticks);
        });
    }
}
