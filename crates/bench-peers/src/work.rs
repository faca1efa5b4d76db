//! The work, one text for all runtimes.
//!
//! A module that uses these macros has `block_on` and `spawn`, whose task gives what its
//! future gives; for `timers!` a `sleep`; for `own_channel!` a `channel` of capacity 1; for `blocking!` an
//! `unblock`; for `own_yield!` a `yield_own`. Each macro makes a function from the name of a work
//! and the number of operations to its figures; `None` if it does not know the name.

use std::future::{Future, poll_fn};
use std::task::Poll;

/// Goes once through the queue, in a way that every runtime understands.
pub(crate) fn yield_once() -> impl Future<Output = ()> + Send {
    let mut yielded = false;
    poll_fn(move |cx| {
        if yielded {
            return Poll::Ready(());
        }
        yielded = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
}

/// Numbers that look random and are the same in each run.
pub(crate) fn random() -> impl FnMut() -> u64 + Send {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    }
}

/// The value at a part of the way through some sorted values.
pub(crate) fn quantile(sorted: &[f64], part: f64) -> f64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "an index of a list"
    )]
    let index = ((sorted.len() - 1) as f64 * part).round() as usize;
    sorted[index]
}

macro_rules! tasks {
    () => {
        pub(crate) fn tasks(work: &str, n: u64) -> Option<Figures> {
            Some(match work {
                "spawn" => block_on(spawn_and_join(n)),
                "yield-1" => block_on(yields(1, n)),
                "yield-1000" => block_on(yields(1000, n / 1000)),
                "ping-pong-futures" => block_on(ping_pong_futures(n)),
                "pending" => block_on(pending(n)),
                "wake-thread" => block_on(wake_from_a_thread(n)),
                _ => return None,
            })
        }

        async fn spawn_and_join(n: u64) -> Figures {
            // Its memory is touched before: the list is no runtime's.
            let mut handles = Vec::with_capacity(usize::try_from(n).expect("a count"));
            handles.resize_with(handles.capacity(), || None);
            let meter = Meter::start();
            for (number, handle) in (0..).zip(&mut handles) {
                *handle = Some(spawn(async move { number }));
            }
            let mut sum = 0;
            for handle in &mut handles {
                sum += handle.take().expect("it was spawned").await;
            }
            let figures = meter.stop(n);
            assert_eq!(sum, n * (n - 1) / 2);
            figures
        }

        async fn yields(tasks: u64, each: u64) -> Figures {
            let mut handles = Vec::with_capacity(usize::try_from(tasks).expect("a count"));
            let meter = Meter::start();
            for _ in 0..tasks {
                handles.push(spawn(async move {
                    for _ in 0..each {
                        $crate::work::yield_once().await;
                    }
                    0
                }));
            }
            for handle in handles {
                handle.await;
            }
            meter.stop(tasks * each)
        }

        async fn ping_pong_futures(n: u64) -> Figures {
            use futures::channel::mpsc;
            use futures::{SinkExt, StreamExt};
            let (mut to, mut from) = mpsc::channel::<u64>(1);
            let (mut back_to, mut back_from) = mpsc::channel::<u64>(1);
            let meter = Meter::start();
            let ping = spawn(async move {
                let mut sum = 0;
                for number in 0..n / 2 {
                    to.send(number).await.expect("it is listened to");
                    sum += back_from.next().await.expect("it is answered");
                }
                sum
            });
            let pong = spawn(async move {
                while let Some(number) = from.next().await {
                    back_to.send(number).await.expect("it is listened to");
                }
                0
            });
            let sum = ping.await;
            pong.await;
            let figures = meter.stop(n);
            assert_eq!(sum, (n / 2) * (n / 2 - 1) / 2);
            figures
        }

        /// Tasks that wait for ever.
        async fn pending(n: u64) -> Figures {
            let mut handles = Vec::with_capacity(usize::try_from(n).expect("a count"));
            handles.resize_with(handles.capacity(), || None);
            let meter = Meter::start();
            for handle in &mut handles {
                *handle = Some(spawn(async {
                    std::future::pending::<()>().await;
                    0
                }));
            }
            let all_polled = spawn(async {
                for _ in 0..2000 {
                    $crate::work::yield_once().await;
                }
                0
            });
            all_polled.await;
            let figures = meter.stop(n);
            drop(handles);
            figures
        }

        /// A thread wakes a task that is parked, which wakes the thread, and so on.
        async fn wake_from_a_thread(n: u64) -> Figures {
            use futures::StreamExt;
            use futures::channel::mpsc;
            let (to_task, mut from_thread) = mpsc::unbounded::<u64>();
            let (to_thread, from_task) = std::sync::mpsc::channel::<u64>();
            let thread = std::thread::spawn(move || {
                while let Ok(number) = from_task.recv() {
                    if to_task.unbounded_send(number).is_err() {
                        break;
                    }
                }
            });
            let trips = spawn(async move {
                let mut sum = 0;
                for number in 0..n {
                    to_thread.send(number).expect("the thread listens");
                    sum += from_thread.next().await.expect("the thread answers");
                }
                drop(to_thread);
                sum
            });
            let meter = Meter::start();
            let sum = trips.await;
            let figures = meter.stop(n);
            assert_eq!(sum, n * (n - 1) / 2);
            thread.join().expect("the thread ends");
            figures
        }
    };
}

macro_rules! own_yield {
    () => {
        pub(crate) fn own_yield(work: &str, n: u64) -> Option<Figures> {
            (work == "yield-own").then(|| {
                block_on(async move {
                    let meter = Meter::start();
                    let task = spawn(async move {
                        for _ in 0..n {
                            yield_own().await;
                        }
                        0
                    });
                    task.await;
                    meter.stop(n)
                })
            })
        }
    };
}

macro_rules! own_channel {
    () => {
        pub(crate) fn own_channel(work: &str, n: u64) -> Option<Figures> {
            (work == "ping-pong-own").then(|| block_on(ping_pong_own(n)))
        }

        async fn ping_pong_own(n: u64) -> Figures {
            let (to, mut from) = channel();
            let (back_to, mut back_from) = channel();
            let meter = Meter::start();
            let ping = spawn(async move {
                let mut sum = 0;
                for number in 0..n / 2 {
                    send(&to, number).await;
                    sum += receive(&mut back_from).await.expect("it is answered");
                }
                sum
            });
            let pong = spawn(async move {
                while let Some(number) = receive(&mut from).await {
                    send(&back_to, number).await;
                }
                0
            });
            let sum = ping.await;
            pong.await;
            let figures = meter.stop(n);
            assert_eq!(sum, (n / 2) * (n / 2 - 1) / 2);
            figures
        }
    };
}

macro_rules! blocking {
    () => {
        pub(crate) fn blocking(work: &str, n: u64) -> Option<Figures> {
            (work == "spawn-blocking").then(|| {
                block_on(async move {
                    // The first call starts the thread.
                    unblock().await;
                    let trips = spawn(async move {
                        for _ in 0..n {
                            unblock().await;
                        }
                        0
                    });
                    let meter = Meter::start();
                    trips.await;
                    meter.stop(n)
                })
            })
        }
    };
}

macro_rules! timers {
    () => {
        pub(crate) fn timers(work: &str, n: u64) -> Option<Figures> {
            Some(match work {
                "sleeps" => block_on(sleeps(n)),
                "sleep-dropped" => block_on(sleep_dropped(n, true)),
                "sleep-dropped-first" => block_on(sleep_dropped(n, false)),
                "sleeping" => block_on(sleeping(n)),
                "lateness" => block_on(lateness(n)),
                _ => return None,
            })
        }

        /// Tasks that each sleep for a part of a second.
        async fn sleeps(n: u64) -> Figures {
            let mut random = $crate::work::random();
            let mut handles = Vec::with_capacity(usize::try_from(n).expect("a count"));
            handles.resize_with(handles.capacity(), || None);
            let meter = Meter::start();
            for handle in &mut handles {
                let time = Duration::from_micros(random() % 1_000_000);
                *handle = Some(spawn(async move {
                    sleep(time).await;
                    0
                }));
            }
            for handle in &mut handles {
                handle.take().expect("it was spawned").await;
            }
            meter.stop(n)
        }

        /// Sleeps that are polled once and dropped, while 100,000 others stay. With `nearer`,
        /// the loop has already parked for a deadline that comes before all of them.
        async fn sleep_dropped(n: u64, nearer: bool) -> Figures {
            use std::future::{Future, poll_fn};
            use std::pin::pin;
            use std::task::Poll;
            let work = spawn(async move {
                let mut random = $crate::work::random();
                let mut far =
                    move || Duration::from_micros(100_000_000 + random() % 60_000_000);
                let first = nearer.then(|| {
                    spawn(async {
                        sleep(Duration::from_secs(50)).await;
                        0
                    })
                });
                if nearer {
                    sleep(Duration::from_millis(5)).await;
                }
                let mut live: Vec<_> =
                    (0..100_000).map(|_| Box::pin(sleep(far()))).collect();
                poll_fn(|cx| {
                    assert!(
                        live.iter_mut().all(|sleep| sleep.as_mut().poll(cx).is_pending())
                    );
                    Poll::Ready(())
                })
                .await;
                let meter = Meter::start();
                for _ in 0..n {
                    let mut sleep = pin!(sleep(far()));
                    poll_fn(|cx| {
                        assert!(sleep.as_mut().poll(cx).is_pending());
                        Poll::Ready(())
                    })
                    .await;
                }
                let figures = meter.stop(n);
                drop(first);
                figures
            });
            work.await
        }

        /// Tasks that sleep for longer than they are looked at.
        async fn sleeping(n: u64) -> Figures {
            let mut handles = Vec::with_capacity(usize::try_from(n).expect("a count"));
            handles.resize_with(handles.capacity(), || None);
            let meter = Meter::start();
            for handle in &mut handles {
                *handle = Some(spawn(async {
                    sleep(Duration::from_secs(5000)).await;
                    0
                }));
            }
            let all_polled = spawn(async {
                for _ in 0..2000 {
                    $crate::work::yield_once().await;
                }
                0
            });
            all_polled.await;
            let figures = meter.stop(n);
            drop(handles);
            figures
        }

        /// How many microseconds after its deadline a sleep ends, with `n` of them in a second.
        async fn lateness(n: u64) -> Figures {
            let mut random = $crate::work::random();
            let handles: Vec<_> = (0..n)
                .map(|_| {
                    let time = Duration::from_micros(1000 + random() % 1_000_000);
                    spawn(async move {
                        let asked = std::time::Instant::now();
                        sleep(time).await;
                        (asked.elapsed().as_secs_f64() - time.as_secs_f64()) * 1e6
                    })
                })
                .collect();
            let mut late = Vec::new();
            for handle in handles {
                late.push(handle.await);
            }
            late.sort_by(f64::total_cmp);
            let quantile = |part| $crate::work::quantile(&late, part);
            vec![("p50", quantile(0.5)), ("p99", quantile(0.99))]
        }
    };
}
