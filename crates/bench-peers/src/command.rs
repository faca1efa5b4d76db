//! The command line, for the program that measures and for whoever looks at one figure.

use std::env;
use std::process::ExitCode;
use std::time::Instant;

use crate::load;
use crate::meter::Figures;
use crate::peers::{PEERS, Peer};
use crate::processor;
use crate::requests::Service;

const HELP: &str = "\
One measurement, or one server to measure. `cargo tulip bench` calls this program.

Usage: tulip-bench-peers work PEER WORK COUNT [TIMES]   some work, the best of so many times
       tulip-bench-peers up PEER                        a runtime, and an empty future
       tulip-bench-peers listening PEER                 a runtime, and a listener
       tulip-bench-peers serve PEER SERVICE             a server, until it is killed
       tulip-bench-peers load LOAD ADDRESS COUNT...     the client of all servers

Exit code: 3 if the peer cannot do that.

Example: tulip-bench-peers work tokio spawn 100000 3";

/// Reads the command line and does what it says.
pub fn main() -> ExitCode {
    let words: Vec<_> = env::args().skip(1).collect();
    let words: Vec<_> = words.iter().map(String::as_str).collect();
    match run(&words) {
        Ok(Some(figures)) => {
            for (name, figure) in figures {
                println!("{name} {figure}");
            }
            ExitCode::SUCCESS
        }
        Ok(None) => ExitCode::from(3),
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(words: &[&str]) -> Result<Option<Figures>, String> {
    match *words {
        ["--help" | "-h" | "help"] => {
            println!("{HELP}");
            Ok(Some(Vec::new()))
        }
        ["work", peer, work, count] => best_of(peer_named(peer)?, work, number(count)?, 1),
        ["work", peer, work, count, times] => {
            best_of(peer_named(peer)?, work, number(count)?, number(times)?)
        }
        // What a process costs that starts nothing.
        ["up" | "listening", "none"] => Ok(Some(vec![("wall", 0.0)])),
        ["up", peer] => Ok(timed(peer_named(peer)?.up)),
        ["listening", peer] => Ok(timed(peer_named(peer)?.listening)),
        ["serve", peer, service] => {
            let service = Service::named(service)
                .ok_or_else(|| format!("there is no service `{service}`"))?;
            processor::pin(0);
            load::allow_many_files();
            Ok((peer_named(peer)?.serve)(service).map(|never| match never {}))
        }
        ["load", load, address, ref counts @ ..] => {
            let counts: Result<Vec<_>, _> =
                counts.iter().map(|count| number(count)).collect();
            load::run(load, address, &counts?).map(Some)
        }
        _ => Err(format!("this command line is not understood\n\n{HELP}")),
    }
}

/// How many microseconds something takes in a fresh process.
fn timed(start: Option<fn()>) -> Option<Figures> {
    let start = start?;
    let begin = Instant::now();
    start();
    Some(vec![("wall", begin.elapsed().as_secs_f64() * 1e6)])
}

fn peer_named(name: &str) -> Result<&'static Peer, String> {
    PEERS.iter().find(|peer| peer.name == name).ok_or_else(|| {
        let names: Vec<_> = PEERS.iter().map(|peer| peer.name).collect();
        format!("there is no peer `{name}`; there are: {}", names.join(" "))
    })
}

fn number(word: &str) -> Result<u64, String> {
    word.parse().map_err(|_| format!("`{word}` is no count"))
}

/// The least CPU time of some times: the first finds a cold heap, and others disturb.
fn best_of(
    peer: &Peer,
    work: &str,
    count: u64,
    times: u64,
) -> Result<Option<Figures>, String> {
    if ["wake-thread", "spawn-blocking"].contains(&work) {
        // Two threads by turns on one processor: what is measured is the wake, and not how
        // deep the other processor slept.
        processor::pin(0);
    }
    if times == 0 {
        return Err("nothing is measured in no times".to_owned());
    }
    let mut best: Option<Figures> = None;
    for _ in 0..times {
        let Some(figures) = (peer.work)(work, count) else { return Ok(None) };
        if best.as_ref().is_none_or(|best| figures[0].1 < best[0].1) {
            best = Some(figures);
        }
    }
    Ok(best)
}
