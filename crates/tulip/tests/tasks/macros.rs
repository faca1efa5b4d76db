use std::num::ParseIntError;
use std::time::Duration;

use tulip::task::yield_now;

use crate::common::Log;

#[tulip::main]
async fn parses() -> Result<u32, ParseIntError> {
    yield_now().await;
    let number: u32 = "42".parse()?;
    Ok(number)
}

#[tulip::main(start_paused = true, shuffle = 1_000)]
async fn sleeps_for_years() -> &'static str {
    tulip::time::sleep(Duration::from_secs(1 << 30)).await;
    "long ago"
}

#[test]
fn main_runs_its_body_and_passes_the_result_on() {
    assert_eq!(parses(), Ok(42));
    assert_eq!(sleeps_for_years(), "long ago");
}

#[tulip::test]
async fn a_test_runs_on_a_runtime() {
    assert_eq!(tulip::spawn(async { 42 }).await.unwrap(), 42);
}

#[tulip::test]
async fn a_test_may_fail_by_its_result() -> Result<(), ParseIntError> {
    assert_eq!("42".parse::<u32>()?, 42);
    Ok(())
}

#[tulip::test(start_paused = true)]
async fn a_test_may_skip_time() {
    tulip::time::sleep(Duration::from_secs(3600)).await;
}

#[tulip::test(shuffle = false)]
async fn a_test_may_want_order() {
    let log = Log::default();
    let tasks = [1, 2, 3].map(|number| {
        let log = log.clone();
        tulip::spawn_local(async move { log.say(number) })
    });
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(log.take(), ["1", "2", "3"]);
}

#[tulip::test]
#[should_panic(expected = "as it should")]
async fn attributes_of_a_test_stay() {
    panic!("as it should");
}
