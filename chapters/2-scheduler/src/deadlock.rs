use std::collections::BTreeSet;
use std::error::Error;
use std::fmt;
use std::panic::Location;

use crate::trap::{TaskId, Wait};

/// Nobody is ready and no timer is armed: the tasks that are left wait for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadlock {
    /// Who waits, in the order in which the tasks were made.
    pub waiting: Vec<Waiting>,
}

/// A task that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The task.
    pub task: TaskId,
    /// Its name.
    pub name: String,
    /// What it waits for.
    pub wait: Wait,
    /// The line on which it waits, if its machine said so.
    pub at: Option<&'static Location<'static>>,
}

impl Deadlock {
    /// Tasks of which each waits for the next, and the last for the first; empty if there is no
    /// such cycle. It begins with the task that was made first.
    pub fn cycle(&self) -> Vec<&Waiting> {
        let mut walked = BTreeSet::new();
        for start in &self.waiting {
            let mut walk = Vec::new();
            let mut next = Some(start);
            while let Some(waiting) = next.filter(|waiting| walked.insert(waiting.task)) {
                walk.push(waiting);
                next = self.blocker(waiting);
            }
            // The walk came back to a task: to one of its own, or to one of an earlier walk.
            let own = next.and_then(|again| walk.iter().position(|w| w.task == again.task));
            if let Some(first) = own {
                let mut cycle = walk.split_off(first);
                let eldest = (0..cycle.len()).min_by_key(|index| cycle[*index].task);
                cycle.rotate_left(eldest.unwrap_or_default());
                return cycle;
            }
        }
        Vec::new()
    }

    fn blocker(&self, waiting: &Waiting) -> Option<&Waiting> {
        let whom = waiting.wait.whom?;
        let index =
            self.waiting.binary_search_by_key(&whom, |waiting| waiting.task).ok()?;
        Some(&self.waiting[index])
    }
}

impl fmt::Display for Deadlock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("deadlock: nobody is ready, and no timer is armed")?;
        for Waiting { task, name, wait, at } in &self.waiting {
            write!(f, "\n  {task} {name} waits for {wait}")?;
            if let Some(at) = at {
                write!(f, ", at {}:{}", at.file(), at.line())?;
            }
        }
        let cycle = self.cycle();
        if let Some(first) = cycle.first() {
            f.write_str("\n  a cycle:")?;
            for Waiting { task, name, .. } in &cycle {
                write!(f, " {task} {name} ->")?;
            }
            write!(f, " {} {}", first.task, first.name)?;
        }
        Ok(())
    }
}

impl Error for Deadlock {}
