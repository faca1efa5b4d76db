//! Lets machines of every length write into the diary of their driver.

use std::cell::Cell;
use std::rc::Rc;

use state_machines::CoroutineState::{self, Complete, Yielded};
use state_machines::{Coroutine, traced};
use tulip_conformance::Check;

use crate::exercise::{Diary, in_rounds};

pub fn check(check: &mut Check) {
    check.step("drive no machine");
    drive(check, &[]);

    check.step("drive one machine that pauses twice: the driver stops when that has ended");
    drive(check, &[2]);

    check.step("drive two machines that pause equally often: they take turns");
    drive(check, &[2, 2]);

    check.step("drive two machines; the second one ends first, and the first one goes on");
    drive(check, &[3, 1]);

    check.step(
        "drive three machines; the first one ends first, and its neighbour keeps its turn",
    );
    drive(check, &[1, 2, 3]);

    check.step("drive a machine that ends at its first resume, between two others");
    drive(check, &[2, 0, 2]);

    for shape in 0..64 {
        let pauses = [shape / 16, shape / 4 % 4, shape % 4];
        check.step(format!("drive three machines that pause {pauses:?} times"));
        drive(check, &pauses);
    }
}

/// Drives machines that pause as often as `pauses` says, and checks diary and results.
fn drive(check: &mut Check, pauses: &[u32]) {
    let diary = Diary::default();
    let disturbed = Rc::new(Cell::new(false));
    let machines = (0..).zip(pauses).map(|(number, pauses)| {
        let walker = Walker {
            number,
            resumes: 0,
            pauses: *pauses,
            diary: Rc::clone(&diary),
            disturbed: Rc::clone(&disturbed),
        };
        traced(format!("machine {number}"), walker)
    });
    let results = in_rounds(machines.collect(), &diary);
    check.that(!disturbed.get(), "a machine that has ended must not be resumed again");
    compare(check, &diary.borrow(), &expected_diary(pauses));
    let expected: Vec<_> =
        (0..).zip(pauses).map(|(number, pauses)| 100 * number + pauses).collect();
    check.that(
        results == expected,
        format!(
            "the results stand in the order of the machines, whoever ends first: \
             {expected:?}, not {results:?}"
        ),
    );
}

/// Names the first line that differs.
fn compare(check: &mut Check, got: &[String], expected: &[String]) {
    let same =
        got.iter().zip(expected).take_while(|(got, expected)| got == expected).count();
    let line = |lines: &[String], index: usize| match lines.get(index) {
        Some(line) => format!("`{line}`"),
        None => "nothing more".to_owned(),
    };
    let place = match same.checked_sub(1) {
        Some(before) => format!("behind {}", line(got, before)),
        None => "at its beginning".to_owned(),
    };
    check.that(
        got == expected,
        format!(
            "{place} the diary should say {}, and says {}",
            line(expected, same),
            line(got, same)
        ),
    );
}

fn expected_diary(pauses: &[u32]) -> Vec<String> {
    let rounds = pauses.iter().max().map_or(0, |most| most + 1);
    let mut lines = Vec::new();
    for round in 1..=rounds {
        for (number, pauses) in pauses.iter().enumerate() {
            if round <= *pauses {
                lines.push(format!("{number} pauses ({round})"));
            } else if round == pauses + 1 {
                lines.push(format!("{number} has ended"));
            }
        }
    }
    lines
}

/// Writes a line at each pause. Remembers if it was resumed after its end.
struct Walker {
    number: u32,
    resumes: u32,
    pauses: u32,
    diary: Diary,
    disturbed: Rc<Cell<bool>>,
}

impl Coroutine for Walker {
    type Yield = ();
    type Return = u32;

    fn resume(&mut self, (): ()) -> CoroutineState<(), u32> {
        self.resumes += 1;
        if self.resumes <= self.pauses {
            let line = format!("{} pauses ({})", self.number, self.resumes);
            self.diary.borrow_mut().push(line);
            return Yielded(());
        }
        if self.resumes > self.pauses + 1 {
            self.disturbed.set(true);
            panic!("machine {} resumed after completion", self.number);
        }
        Complete(100 * self.number + self.pauses)
    }
}
