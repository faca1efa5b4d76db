//! A million tasks that yield, sleep, wait for each other and for other threads, are stopped and
//! panic at random: nothing may be lost, and memory may not grow.
//!
//! ```sh
//! cargo run --release -p tulip-rt --example soak
//! cargo run --release -p tulip-rt --example soak -- 200000 42
//! ```

use std::cell::Cell;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use std::{env, fs, panic, thread};

use tulip::runtime::{Builder, Handle};
use tulip::sync::{mpsc, oneshot};
use tulip::{JoinHandle, task, time};

const HELP: &str = "usage: soak [TASKS [SEED]]

Runs TASKS tasks (1000000 if nothing is said) that end in every way, by the dice of SEED (the
time of day if nothing is said), and checks that each of them ended once and that memory is flat.

Example: cargo run --release -p tulip-rt --example soak -- 200000 42";

const ROUNDS: u64 = 20;
/// Rounds in which memory may still grow: pools and tables find their size.
const WARM_UP: u64 = 6;
/// The most that memory may grow after that, in bytes.
const SLACK: u64 = 4 << 20;

fn main() -> ExitCode {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let numbers: Result<Vec<u64>, _> = arguments.iter().map(|word| word.parse()).collect();
    let (tasks, seed) = match numbers.as_deref() {
        Ok([]) => (1_000_000, by_the_clock()),
        Ok([tasks]) => (*tasks, by_the_clock()),
        Ok([tasks, seed]) => (*tasks, *seed),
        _ if arguments == ["--help"] => {
            println!("{HELP}");
            return ExitCode::SUCCESS;
        }
        _ => {
            eprintln!("error: soak takes two numbers\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    println!("{tasks} tasks, seed {seed}");
    // The panics are meant.
    panic::set_hook(Box::new(|_| {}));
    match soak(tasks, seed) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            println!("FAILED: {fault}\nsoak {tasks} {seed} rolls the same dice again");
            ExitCode::FAILURE
        }
    }
}

fn by_the_clock() -> u64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    now.map_or(0, |now| now.as_secs())
}

/// How many tasks came and went.
#[derive(Default)]
struct Counts {
    made: AtomicU64,
    dropped: AtomicU64,
    unhandled: AtomicU64,
}

/// Lies in each task.
struct Life(Arc<Counts>);

impl Life {
    fn new(counts: &Arc<Counts>) -> Self {
        counts.made.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(counts))
    }
}

impl Drop for Life {
    fn drop(&mut self) {
        self.0.dropped.fetch_add(1, Ordering::Relaxed);
    }
}

fn soak(tasks: u64, seed: u64) -> Result<(), String> {
    let counts = Arc::new(Counts::default());
    let unhandled = Arc::clone(&counts);
    let runtime = Builder::current_thread()
        .on_unhandled_panic(move |_| {
            unhandled.unhandled.fetch_add(1, Ordering::Relaxed);
        })
        .build()
        .map_err(|error| error.to_string())?;
    let far = Far::start(runtime.handle());
    let dice = Dice(Cell::new(seed | 1));
    let mut settled = 0;
    let mut ends = Ends::default();
    for round in 1..=ROUNDS {
        let begun = Instant::now();
        let in_round = tasks * round / ROUNDS - tasks * (round - 1) / ROUNDS;
        runtime.block_on(run(in_round, &dice, &counts, &far, &mut ends));
        let memory = memory();
        println!(
            "round {round:2} of {ROUNDS}: {in_round} tasks in {:.1?}, {} KiB",
            begun.elapsed(),
            memory >> 10
        );
        if round == WARM_UP {
            settled = memory;
        }
        if round > WARM_UP && memory > settled + SLACK {
            return Err(format!(
                "memory grew from {} to {} KiB",
                settled >> 10,
                memory >> 10
            ));
        }
    }
    let Ends { ended, cancelled, panicked, detached } = ends;
    drop(far);
    drop(runtime);
    let (made, dropped) =
        (counts.made.load(Ordering::SeqCst), counts.dropped.load(Ordering::SeqCst));
    let unhandled = counts.unhandled.load(Ordering::SeqCst);
    println!(
        "{made} made, {dropped} dropped: {ended} ended, {cancelled} cancelled, {panicked} panicked, {detached} detached ({unhandled} panics unasked for)"
    );
    if made != dropped {
        return Err(format!("{made} futures were made and {dropped} dropped"));
    }
    if ended + cancelled + panicked + detached != tasks {
        return Err("a task gave no outcome, or two".to_owned());
    }
    if [ended, cancelled, panicked, detached, unhandled].contains(&0) && tasks >= 10_000 {
        return Err("one of the ways to end was never gone".to_owned());
    }
    Ok(())
}

#[derive(Default)]
struct Ends {
    ended: u64,
    cancelled: u64,
    panicked: u64,
    detached: u64,
}

/// Spawns so many tasks, some hundreds at a time, and sees them all to their end.
async fn run(tasks: u64, dice: &Dice, counts: &Arc<Counts>, far: &Far, ends: &mut Ends) {
    let mut left = tasks;
    let mut living: Vec<JoinHandle<()>> = Vec::new();
    while left > 0 || !living.is_empty() {
        for _ in 0..dice.below(64).min(left) {
            left -= 1;
            living.push(spawn(dice, counts, far));
        }
        while living.len() > 500 || left == 0 && !living.is_empty() {
            let picked = dice.below(living.len() as u64);
            let task = living.swap_remove(usize::try_from(picked).expect("a few hundred"));
            match dice.below(8) {
                0 => {
                    drop(task);
                    ends.detached += 1;
                    continue;
                }
                1 => task.abort(),
                _ => {}
            }
            match task.await {
                Ok(()) => ends.ended += 1,
                Err(error) if error.is_panic() => ends.panicked += 1,
                Err(_) => ends.cancelled += 1,
            }
        }
        task::yield_now().await;
    }
}

fn spawn(dice: &Dice, counts: &Arc<Counts>, far: &Far) -> JoinHandle<()> {
    let life = Life::new(counts);
    let times = dice.below(4);
    match dice.below(16) {
        0 => tulip::spawn(async move {
            let _life = life;
            task::yield_now().await;
            panic!("one of the panics that are meant");
        }),
        1 => tulip::spawn(async move {
            let _life = life;
            time::sleep(Duration::from_millis(times)).await;
        }),
        2 => tulip::spawn(async move {
            let _life = life;
            let _ = time::timeout(Duration::from_millis(times), task::yield_now()).await;
            time::sleep(Duration::from_micros(100)).await;
        }),
        3 => far.spawn(life),
        4 => {
            let answer = far.ask();
            tulip::spawn(async move {
                let _life = life;
                let _ = answer.await;
            })
        }
        5 if times == 0 => tulip::spawn_blocking(move || drop(life)),
        6 => {
            let (sender, mut receiver) = mpsc::channel(1);
            drop(tulip::spawn(async move {
                for number in 0..times {
                    if sender.send(number).await.is_err() {
                        return;
                    }
                }
            }));
            tulip::spawn(async move {
                let _life = life;
                while receiver.recv().await.is_some() {}
            })
        }
        _ => tulip::spawn_local(async move {
            let _life = life;
            for _ in 0..times {
                task::yield_now().await;
            }
        }),
    }
}

/// A thread that answers, and that spawns.
struct Far {
    requests: std::sync::mpsc::Sender<Request>,
    thread: Option<thread::JoinHandle<()>>,
}

enum Request {
    Answer(oneshot::Sender<()>),
    Spawn(Life, oneshot::Sender<JoinHandle<()>>),
    End,
}

impl Far {
    fn start(runtime: Handle) -> Self {
        let (requests, received) = std::sync::mpsc::channel();
        let thread = thread::spawn(move || {
            for request in received {
                match request {
                    Request::Answer(to) => {
                        let _ = to.send(());
                    }
                    Request::Spawn(life, to) => {
                        let task = runtime.spawn(async move {
                            task::yield_now().await;
                            drop(life);
                        });
                        let _ = to.send(task);
                    }
                    Request::End => return,
                }
            }
        });
        Self { requests, thread: Some(thread) }
    }

    fn ask(&self) -> oneshot::Receiver<()> {
        let (sender, receiver) = oneshot::channel();
        self.send(Request::Answer(sender));
        receiver
    }

    /// A task that waits for one that the other thread spawns.
    fn spawn(&self, life: Life) -> JoinHandle<()> {
        let (sender, receiver) = oneshot::channel();
        self.send(Request::Spawn(life, sender));
        tulip::spawn(async move {
            let task = receiver.await.expect("the other thread answers");
            if let Err(error) = task.await {
                panic::resume_unwind(error.into_panic());
            }
        })
    }

    fn send(&self, request: Request) {
        self.requests.send(request).expect("the other thread runs");
    }
}

impl Drop for Far {
    fn drop(&mut self) {
        self.send(Request::End);
        self.thread.take().map(thread::JoinHandle::join);
    }
}

/// Xorshift: the same seed, the same throws.
struct Dice(Cell<u64>);

impl Dice {
    fn below(&self, end: u64) -> u64 {
        let mut state = self.0.get();
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        self.0.set(state);
        (state >> 16) % end
    }
}

/// The memory of this process that is in use, in bytes.
fn memory() -> u64 {
    let statm = fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = statm.split(' ').nth(1).and_then(|pages| pages.parse().ok());
    pages.unwrap_or(0_u64) * 4096
}
