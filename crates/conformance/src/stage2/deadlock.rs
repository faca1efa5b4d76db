//! Tasks that nobody will ever wake.

use super::table::{Later, Table};
use super::{Deadlock, Runtime, Sys};
use crate::check::Check;
use crate::rule::{Rule, rules};

pub(super) fn rules<R: Runtime>() -> Vec<Rule> {
    rules! { R:
        a_deadlock_is_an_error needs join_waits_for_the_value,
            a_parked_task_waits_to_be_woken;
    }
}

fn a_deadlock_is_an_error<R: Runtime>(check: &mut Check) {
    let mut table = Table::<R>::new();
    check.step("let a and b join each other, c park, and d end");
    let [a, b] = [(); 2].map(|()| Later::<R::Handle>::new());
    for (name, me, other) in [("a", &a, &b), ("b", &b, &a)] {
        let other = other.clone();
        me.set(&table.kernel.spawn(name, async move |sys| {
            let _ = sys.join(other.get()).await?;
            Ok(0)
        }));
    }
    table.kernel.spawn("c", async |sys| {
        sys.park().await?;
        Ok(0)
    });
    table.kernel.spawn("d", async |_| Ok(0));
    let Err(Deadlock { mut waiting }) = table.kernel.run() else {
        check.fail(
            "tasks wait that nobody will ever wake, and the run ends as if all were well: \
             return an error when nobody is ready, no timer is armed, and tasks are left",
        );
    };
    check.step("look at the names in the report");
    waiting.sort();
    check.equal(waiting, ["a", "b", "c"].map(str::to_owned).to_vec());
}
