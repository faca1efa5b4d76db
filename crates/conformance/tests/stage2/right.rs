//! Kernels that decide otherwise than ours where the rules leave it open. They are accepted.

use std::mem;

use tulip_conformance::stage2::JoinError;

use crate::kernel::Core;
use crate::mistake::Mistake;
use crate::task::State;

pub(crate) const ALL: &[(&str, &dyn Mistake)] = &[
    ("remembers wakes", &RemembersWakes),
    ("waits for itself", &WaitsForItself),
    ("the parent goes last", &ParentGoesLast),
    ("looks at timers always", &LooksAtTimersAlways),
];

/// A wake that comes before the park is kept, one at most, and ends the next park: what
/// `std::thread::unpark` does.
struct RemembersWakes;

impl Mistake for RemembersWakes {
    fn wake(&self, core: &mut Core, task: usize) -> bool {
        match core.tasks[task].state {
            State::Parked => core.make_ready(task, Ok(())),
            State::Ended => return false,
            State::Ready | State::Running | State::Sleeping => {
                core.tasks[task].was_woken = true;
            }
        }
        true
    }

    fn park_waits(&self, core: &mut Core, task: usize) -> bool {
        !mem::take(&mut core.tasks[task].was_woken)
    }
}

/// A task that joins itself waits for ever, and the kernel reports it.
struct WaitsForItself;

impl Mistake for WaitsForItself {
    fn oneself(&self) -> Option<Result<u32, JoinError>> {
        None
    }
}

/// Who spawns gives up its turn, and goes on behind the new task.
struct ParentGoesLast;

impl Mistake for ParentGoesLast {
    fn spawn_waits(&self) -> bool {
        true
    }
}

/// No rounds: timers are looked at before each pick.
struct LooksAtTimersAlways;

impl Mistake for LooksAtTimersAlways {
    fn looks_at_timers(&self, _: &Core) -> bool {
        true
    }
}
