//! A driver that resumes machines in rounds, to the end of the last one.

use std::cell::RefCell;
use std::mem;
use std::rc::Rc;

use state_machines::CoroutineState::{self, Complete, Yielded};
use state_machines::{Coroutine, println, traced};

fn main() {
    let diary = Diary::default();
    let walks = [("Ada", 3), ("Ben", 1), ("Cleo", 2)].map(|(name, steps)| {
        traced(name, Walk::Start { name, steps, diary: Rc::clone(&diary) })
    });
    let miles = in_rounds(Vec::from(walks), &diary);
    println!("miles: {miles:?}");
}

/// Resumes each machine once a round, in their order, as long as one of them has not ended.
/// Notes in the diary who has ended. Gives the results in the order of the machines.
pub fn in_rounds<C: Coroutine<Yield = ()>>(
    mut machines: Vec<C>,
    diary: &Diary,
) -> Vec<C::Return> {
    let mut results: Vec<_> = machines.iter().map(|_| None).collect();
    while results.iter().any(Option::is_none) {
        for (number, machine) in machines.iter_mut().enumerate() {
            // solution
            if results[number].is_some() {
                continue;
            }
            // starter
            // end
            if let Complete(result) = machine.resume(()) {
                note(diary, format!("{number} has ended"));
                results[number] = Some(result);
            }
        }
    }
    results.into_iter().flatten().collect()
}

/// What happened. The driver and the machines write into the same one.
pub type Diary = Rc<RefCell<Vec<String>>>;

fn note(diary: &Diary, line: String) {
    println!("{line}");
    diary.borrow_mut().push(line);
}

/// ```python
/// def walk(name, steps, diary):
///     for step in range(1, steps + 1):
///         note(diary, f"{name} takes step {step}")
///         yield
///     return 10 * steps
/// ```
enum Walk {
    Start { name: &'static str, steps: u32, diary: Diary },
    AtPause { name: &'static str, steps: u32, diary: Diary, step: u32 },
    Done,
}

impl Coroutine for Walk {
    type Yield = ();
    type Return = u32;

    fn resume(&mut self, (): ()) -> CoroutineState<(), u32> {
        let (name, steps, diary, step) = match mem::replace(self, Self::Done) {
            Self::Start { name, steps, diary } => (name, steps, diary, 1),
            Self::AtPause { name, steps, diary, step } => (name, steps, diary, step + 1),
            Self::Done => panic!("`Walk` resumed after completion"),
        };
        if step <= steps {
            note(&diary, format!("{name} takes step {step}"));
            *self = Self::AtPause { name, steps, diary, step };
            Yielded(())
        } else {
            Complete(10 * steps)
        }
    }
}
