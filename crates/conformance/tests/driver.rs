//! The driver that the template gives, which the checks do without.

#[path = "../template/src/driver.rs"]
#[allow(dead_code, missing_debug_implementations, unreachable_pub, reason = "the reader's")]
#[rustfmt::skip] // The template has a format of its own.
mod driver;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use driver::{Driver, RealDriver};

#[test]
fn a_ring_that_comes_before_the_wait_ends_it() {
    let driver = RealDriver::new();
    let bell = driver.bell();
    bell();
    bell();
    assert!(driver.wait(None).is_empty());
}

#[test]
fn a_ring_is_heard_once() {
    let driver = RealDriver::new();
    let bell = driver.bell();
    bell();
    driver.wait(None);
    let has_rung = Arc::new(AtomicBool::new(false));
    let rings = Arc::clone(&has_rung);
    let other = thread::spawn(move || {
        rings.store(true, Ordering::SeqCst);
        bell();
    });
    driver.wait(None);
    assert!(has_rung.load(Ordering::SeqCst), "the second wait ends by the second ring");
    other.join().unwrap();
}

#[test]
fn another_thread_ends_a_wait() {
    let driver = RealDriver::new();
    let bell = driver.bell();
    let other = thread::spawn(move || bell());
    assert!(driver.wait(None).is_empty());
    other.join().unwrap();
}
