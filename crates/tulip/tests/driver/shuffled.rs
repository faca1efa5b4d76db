//! A runtime that shuffles asks for less than there is, at random.

use std::net::Shutdown;

use tulip::runtime::Builder;
use tulip::spawn_local;

use crate::support::pair;

/// The counts of the reads that it took to read a thousand bytes that were there.
fn reads(seed: u64) -> Vec<usize> {
    let runtime = Builder::current_thread().shuffle(seed).build().unwrap();
    runtime.block_on(async {
        let (client, server) = pair().await;
        let writes = spawn_local(async move {
            client.write_all(&[7; 1000]).await.unwrap();
            client.shutdown(Shutdown::Write).unwrap();
            client
        });
        let _client = writes.await.unwrap();
        let mut counts = Vec::new();
        loop {
            match server.read(&mut [0; 100]).await.unwrap() {
                0 => return counts,
                count => counts.push(count),
            }
        }
    })
}

#[test]
fn reads_are_short_at_random_and_lose_nothing() {
    let shortened = (0..20).filter(|&seed| {
        let counts = reads(seed);
        assert_eq!(counts.iter().sum::<usize>(), 1000);
        counts.len() > 10
    });
    assert!(shortened.count() > 10);
}

#[test]
fn the_same_seed_gives_the_same_reads() {
    assert_eq!(reads(42), reads(42));
}
