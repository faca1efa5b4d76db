use std::io::{self, Read};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::groups::Group;

/// What ends a run before its time: set by another thread.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cancel(Arc<AtomicBool>);

impl Cancel {
    pub(crate) fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    pub(crate) fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// How a program ended.
#[derive(Debug)]
pub(crate) enum End {
    /// By itself, or by a signal.
    Ended(ExitStatus),
    /// It was stopped when its time was over; whether it was computing, if that is known.
    Late { busy: Option<bool> },
    /// It was stopped because it printed too much.
    Flood,
    /// Somebody cancelled it.
    Cancelled,
}

/// What is known of a program that has run.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) end: End,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs a program without input, for at most `time` and until it has printed [`MOST_OUTPUT`]
/// bytes. When it ends or is ended, so is all that it has started and that is still of its group.
pub(crate) fn run(
    command: &mut Command,
    time: Duration,
    cancel: &Cancel,
) -> io::Result<Ran> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let (mut child, group) = Group::spawn(command)?;
    let id = child.id();
    let (tell, told) = mpsc::channel();
    let stdout = Given::by(child.stdout.take(), &tell);
    let stderr = Given::by(child.stderr.take(), &tell);
    thread::spawn(move || tell.send(Told::Ended(child.wait())));

    let deadline = Instant::now() + time;
    let (mut status, mut open) = (None, 2);
    let early = loop {
        match told
            .recv_timeout(GLANCE.min(deadline.saturating_duration_since(Instant::now())))
        {
            Ok(Told::Ended(ended)) => {
                status = Some(ended);
                break None;
            }
            Ok(Told::Closed) => open -= 1,
            Ok(Told::Flood) => break Some(End::Flood),
            Err(_) if cancel.is_cancelled() => break Some(End::Cancelled),
            Err(_) if Instant::now() >= deadline => {
                break Some(End::Late { busy: is_busy(id) });
            }
            Err(_) => {}
        }
    };
    drop(group);
    // A pipe that stays open is held by a process that left the group: nobody waits for it.
    let patience = Instant::now() + PATIENCE;
    while status.is_none() || open > 0 {
        match told.recv_timeout(patience.saturating_duration_since(Instant::now())) {
            Ok(Told::Ended(ended)) => status = Some(ended),
            Ok(Told::Closed | Told::Flood) => open -= 1,
            Err(_) => break,
        }
    }
    let (stdout, stderr) = (stdout.text(), stderr.text());
    let end = match (early, status) {
        (Some(early), _) => early,
        _ if stdout.len().max(stderr.len()) > MOST_OUTPUT => End::Flood,
        (None, Some(status)) => End::Ended(status?),
        (None, None) => unreachable!("without a status it did not end early"),
    };
    Ok(Ran { end, stdout, stderr })
}

enum Told {
    Ended(io::Result<ExitStatus>),
    /// A pipe is at its end.
    Closed,
    /// A pipe has given too much, and is read no more.
    Flood,
}

/// What a pipe has given so far.
#[derive(Clone, Default)]
struct Given(Arc<Mutex<Vec<u8>>>);

impl Given {
    /// Reads a pipe in the background, to its end or until it has given too much.
    fn by(pipe: Option<impl Read + Send + 'static>, tell: &Sender<Told>) -> Self {
        let given = Self::default();
        let (mut pipe, tell) = (pipe.expect("the pipe was asked for"), tell.clone());
        let reader = given.clone();
        thread::spawn(move || {
            let mut chunk = [0; 8192];
            while let Ok(length @ 1..) = pipe.read(&mut chunk) {
                let mut given = reader.0.lock().unwrap_or_else(PoisonError::into_inner);
                given.extend_from_slice(&chunk[..length]);
                if given.len() > MOST_OUTPUT {
                    return tell.send(Told::Flood);
                }
            }
            tell.send(Told::Closed)
        });
        given
    }

    fn text(&self) -> String {
        let given = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&given).into_owned()
    }
}

/// Whether a process computes, or would if it had a processor: how much it has computed says
/// little where many want to.
#[cfg(target_os = "linux")]
fn is_busy(id: u32) -> Option<bool> {
    let mut running = 0;
    for _ in 0..SAMPLES {
        running += usize::from(has_running_thread(id)?);
        thread::sleep(BETWEEN_SAMPLES);
    }
    Some(running > SAMPLES / 2)
}

#[cfg(target_os = "linux")]
fn has_running_thread(id: u32) -> Option<bool> {
    let threads = std::fs::read_dir(format!("/proc/{id}/task")).ok()?;
    let is_running = |thread: std::fs::DirEntry| {
        let stat = std::fs::read_to_string(thread.path().join("stat")).ok()?;
        // The name of the program stands in brackets, and can hold anything.
        let (_, fields) = stat.rsplit_once(')')?;
        Some(fields.split_whitespace().next() == Some("R"))
    };
    Some(threads.flatten().any(|thread| is_running(thread).unwrap_or(false)))
}

#[cfg(not(target_os = "linux"))]
fn is_busy(_: u32) -> Option<bool> {
    None
}

/// How much a program may print on standard output, and on standard error.
pub(crate) const MOST_OUTPUT: usize = 1 << 20;
/// How often it is looked whether a program computes.
#[cfg(target_os = "linux")]
const SAMPLES: usize = 9;
#[cfg(target_os = "linux")]
const BETWEEN_SAMPLES: Duration = Duration::from_millis(5);
/// How often it is looked whether somebody has cancelled.
const GLANCE: Duration = Duration::from_millis(20);
/// How long the pipes of a program that has ended may stay open.
const PATIENCE: Duration = Duration::from_millis(500);
