//! Who sleeps, and how the kernel waits.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use super::table::{Table, secs};
use super::{Cancelled, Handle, Runtime, Sys};
use crate::check::Check;
use crate::rule::{Rule, rules};

pub(super) fn rules<R: Runtime>() -> Vec<Rule> {
    rules! { R:
        the_kernel_parks_instead_of_asking needs nothing_runs_before_the_kernel_does;
        a_sleep_lasts_as_long_as_it_says needs the_kernel_parks_instead_of_asking,
            now_answers_at_once;
        sleepers_wake_by_deadline needs a_sleep_lasts_as_long_as_it_says;
        equal_deadlines_wake_in_the_order_of_setting needs sleepers_wake_by_deadline,
            spawned_first_runs_first;
        busy_tasks_starve_no_sleeper needs a_sleep_lasts_as_long_as_it_says,
            a_sleep_of_zero_goes_to_the_back;
        no_task_is_lost needs busy_tasks_starve_no_sleeper;
    }
}

fn the_kernel_parks_instead_of_asking<R: Runtime>(check: &mut Check) {
    let mut table = Table::<R>::new();
    check.step("let two tasks sleep, for one second and for three");
    for time in [1, 3] {
        table.kernel.spawn("sleeper", async move |sys| {
            sys.sleep(secs(time)).await?;
            Ok(0)
        });
    }
    table.run(check);
    let jumps = table.clock.jumps();
    if let Some(early) = jumps.iter().find(|jump| ![secs(1), secs(3)].contains(*jump)) {
        check.fail(format!(
            "it sleeps until the first timer is due, and not in slices: nobody was due at \
             {early:?}"
        ));
    }
    check.equal(jumps, vec![secs(1), secs(3)]);
}

fn a_sleep_lasts_as_long_as_it_says<R: Runtime>(check: &mut Check) {
    let mut table = Table::<R>::new();
    let log = table.log.clone();
    check.step("let a task sleep two seconds, and then three");
    table.kernel.spawn("sleeper", async move |sys| {
        for time in [2, 3] {
            sys.sleep(secs(time)).await?;
            log.say(format_args!("{:?}", sys.now().await));
        }
        Ok(0)
    });
    table.run(check);
    table.said(check, &["2s", "5s"]);
}

fn sleepers_wake_by_deadline<R: Runtime>(check: &mut Check) {
    let mut table = Table::<R>::new();
    check.step("let a sleep 3 s, b 2 s and then 2 s, c 1 s and then 1 s and then 3 s");
    for (name, times) in [("a", &[3][..]), ("b", &[2, 2]), ("c", &[1, 1, 3])] {
        let log = table.log.clone();
        table.kernel.spawn(name, async move |sys| {
            for time in times {
                sys.sleep(secs(*time)).await?;
            }
            log.say(format_args!("{name} at {:?}", sys.now().await));
            Ok(0)
        });
    }
    table.run(check);
    table.said(check, &["a at 3s", "b at 4s", "c at 5s"]);
}

/// Eight, because a heap keeps the order of a few by chance.
fn equal_deadlines_wake_in_the_order_of_setting<R: Runtime>(check: &mut Check) {
    let names = ["a", "b", "c", "d", "e", "f", "g", "h"];
    let mut table = Table::<R>::new();
    check.step("let eight tasks sleep until the same second");
    for name in names {
        sleep_and_say(&mut table, name, &[9]);
    }
    table.run(check);
    table.said(check, &names);

    check.step("let a sleep 1 s and then 2 s, and b, which was made later, 3 s");
    let mut table = Table::<R>::new();
    sleep_and_say(&mut table, "a", &[1, 2]);
    sleep_and_say(&mut table, "b", &[3]);
    table.run(check);
    table.said(check, &["b", "a"]);
}

fn sleep_and_say<R: Runtime>(
    table: &mut Table<R>,
    name: &'static str,
    times: &'static [u64],
) {
    let log = table.log.clone();
    table.kernel.spawn(name, async move |sys| {
        for time in times {
            sys.sleep(secs(*time)).await?;
        }
        log.say(name);
        Ok(0)
    });
}

/// They work a tenth of a second at each turn. Within a hundred turns the sleeper's second has
/// passed many times over, however the rounds are cut.
fn busy_tasks_starve_no_sleeper<R: Runtime>(check: &mut Check) {
    let mut table = Table::<R>::new();
    let awake = Rc::new(Cell::new(false));
    check.step("let two tasks work and give up their turns, and a third sleep one second");
    let busy = ["busy", "busy too"].map(|name| {
        let (clock, awake) = (table.clock.clone(), Rc::clone(&awake));
        table.kernel.spawn(name, async move |sys| {
            for turn in 0..100 {
                if awake.get() {
                    return Ok(turn);
                }
                clock.work(Duration::from_millis(100));
                sys.sleep(Duration::ZERO).await?;
            }
            Ok(100)
        })
    });
    table.kernel.spawn("sleeper", async move |sys| {
        sys.sleep(secs(1)).await?;
        awake.set(true);
        Ok(0)
    });
    table.run(check);
    check.that(
        busy.iter().all(|busy| matches!(busy.result(), Some(Ok(turns)) if turns < 100)),
        "tasks that never sleep do not hold up one whose time has come: look at the timers after \
         each round",
    );
}

/// A hundred tasks sleep, give up their turns and make each other, by numbers that look like
/// chance and are the same each time.
fn no_task_is_lost<R: Runtime>(check: &mut Check) {
    let mut table = Table::<R>::new();
    let ended = Rc::new(Cell::new(0));
    check.step("let a hundred tasks sleep, give up their turns and spawn a task each");
    for seed in 0..100 {
        let ended = Rc::clone(&ended);
        table.kernel.spawn("parent", async move |sys| {
            wander(&sys, seed).await?;
            let count = Rc::clone(&ended);
            let child = sys.spawn("child", async move |sys| {
                wander(&sys, seed + 100).await?;
                count.set(count.get() + 1);
                Ok(0)
            });
            child.await?;
            wander(&sys, seed + 200).await?;
            ended.set(ended.get() + 1);
            Ok(0)
        });
    }
    table.run(check);
    check.that(
        ended.get() == 200,
        format!(
            "200 tasks were made, and the kernel says that it is done: {} ended",
            ended.get()
        ),
    );
}

async fn wander(sys: &impl Sys, seed: u32) -> Result<(), Cancelled> {
    let mut number = seed;
    for _ in 0..4 {
        number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        sys.sleep(Duration::from_millis(u64::from(number >> 30) * 250)).await?;
    }
    Ok(())
}
