//! One task pauses for a second and a half. The driver sleeps a second a round, and fails.

use std::mem;
use std::time::Duration;

use Pauses::{AtYield, Done, Start};
use state_machines::CoroutineState::{self, Complete, Yielded};
use state_machines::{Clock, Coroutine, here, println, traced};

const ROUND: Duration = Duration::from_secs(1);

fn main() {
    let clock = Clock::from_env();
    let mut tasks = Vec::from([("A", ROUND), ("B", ROUND * 3 / 2)].map(|(name, pause)| {
        let wants = Duration::ZERO;
        (name, traced(name, Start { pause }), wants)
    }));

    loop {
        tasks.retain_mut(|(name, task, wants)| {
            let now = clock.now();
            println!("{}", report(name, now, *wants));
            match task.resume(()) {
                Yielded(pause) => {
                    *wants = now + pause;
                    true
                }
                Complete(()) => false,
            }
        });
        if tasks.is_empty() {
            break;
        }
        clock.sleep(ROUND);
    }
}

/// Real time is never exact: a tenth of a second is forgiven.
fn report(name: &str, now: Duration, wants: Duration) -> String {
    let (now, wants) = (now.as_secs_f64(), wants.as_secs_f64());
    let verdict = match now - wants {
        late if late > 0.1 => "too late",
        late if late < -0.1 => "too early",
        _ => "in time",
    };
    format!("{now:.1} s: {name} goes on, it wanted {wants:.1} s: {verdict}")
}

/// ```python
/// def pauses(pause):
///     yield pause
///     yield pause
/// ```
enum Pauses {
    Start { pause: Duration },
    AtYield { pause: Duration, last: bool },
    Done,
}

impl Coroutine for Pauses {
    type Yield = Duration;
    type Return = ();

    fn resume(&mut self, (): ()) -> CoroutineState<Duration, ()> {
        let (pause, last) = match mem::replace(self, Done) {
            Start { pause } => (pause, false),
            AtYield { pause, last: false } => (pause, true),
            AtYield { last: true, .. } => return Complete(()),
            Done => panic!("`Pauses` resumed after completion"),
        };
        *self = AtYield { pause, last };
        here();
        Yielded(pause)
    }
}
