//! Walks lists of many shapes, and compares with a function that does not pause.

use state_machines::Coroutine;
use state_machines::CoroutineState::{Complete, Yielded};
use tulip_conformance::Check;

use crate::exercise::Item::{self, Leaf, List};
use crate::exercise::flatten;

pub fn check(check: &mut Check) {
    one_level(check);
    two_levels(check);

    check.step("walk lists with nothing in them: they are no pause");
    walk(check, &[List(vec![])]);
    walk(check, &[List(vec![]), Leaf("tea"), List(vec![List(vec![])]), Leaf("milk")]);

    check.step("walk three levels, one list behind the other");
    let deep = List(vec![Leaf("milk"), List(vec![Leaf("salt")])]);
    walk(check, &[Leaf("bread"), List(vec![Leaf("tea"), deep.clone()]), deep, Leaf("oil")]);

    for seed in 0..60 {
        let items = grow(&mut Dice(seed), 3);
        check.step(format!("walk {items:?}"));
        walk(check, &items);
    }

    check.step("resume a walk after its end");
    let mut machine = flatten(vec![]);
    check.equal(machine.resume(0), Complete(0));
    let panics = check.panics(|| machine.resume(0));
    check.that(panics, "a machine that has ended panics when it is resumed again");
}

fn one_level(check: &mut Check) {
    check.step("walk a list with nothing in it: it ends at the first resume");
    check.equal(flatten(vec![]).resume(0), Complete(0));

    check.step("walk a list of two leaves: together they cost a tenth less");
    let mut machine = flatten(vec![Leaf("bread"), Leaf("salt")]);
    check.equal(machine.resume(0), Yielded("bread"));
    check.equal(machine.resume(300), Yielded("salt"));
    check.equal(machine.resume(40), Complete(306));

    check.step("send 7 with the first resume: no `yield` waits for it yet");
    let mut machine = flatten(vec![Leaf("bread")]);
    check.equal(machine.resume(7), Yielded("bread"));
    check.equal(machine.resume(300), Complete(270));
}

fn two_levels(check: &mut Check) {
    check.step("walk a leaf, a list of two, and a leaf: the list is walked in its place");
    let items = vec![Leaf("bread"), List(vec![Leaf("tea"), Leaf("milk")]), Leaf("salt")];
    let mut machine = flatten(items);
    check.equal(machine.resume(0), Yielded("bread"));
    check.equal(machine.resume(300), Yielded("tea"));
    check.equal(machine.resume(500), Yielded("milk"));

    check.step(
        "send the last price into the inner list: that ends, and the outer one goes on",
    );
    check.equal(machine.resume(120), Yielded("salt"));

    check.step(
        "end the walk: each price is counted once, and the inner list costs a tenth less",
    );
    let state = machine.resume(40);
    check.that(
        state != Complete(864),
        "the inner list was taken for a part of the outer one: it ends with a result of its own, \
         620 less 62, and that is what it adds to the outer sum; what your machine has to do at \
         the end of a list, it must do for each list",
    );
    check.equal(state, Complete(809));

    check.step("walk a list that ends with a list");
    let mut machine = flatten(vec![Leaf("bread"), List(vec![Leaf("tea")])]);
    check.equal(machine.resume(0), Yielded("bread"));
    check.equal(machine.resume(300), Yielded("tea"));
    check.equal(machine.resume(500), Complete(675));
}

/// Walks `items`, sends a price for each name, and checks every state.
fn walk(check: &mut Check, items: &[Item]) {
    let mut names = Vec::new();
    let total = collect(items, &mut names);
    let mut machine = flatten(items.to_vec());
    let mut state = machine.resume(1000);
    for (number, name) in (1..).zip(names) {
        check.equal(state, Yielded(name));
        state = machine.resume(price(number));
    }
    check.equal(state, Complete(total));
}

/// The names in their order, and what the list costs.
fn collect(items: &[Item], names: &mut Vec<&'static str>) -> u32 {
    let mut total = 0;
    for item in items {
        total += match item {
            Leaf(name) => {
                names.push(name);
                price(names.len() as u32)
            }
            List(items) => collect(items, names),
        };
    }
    total - total / 10
}

/// What the thing with this number costs.
fn price(number: u32) -> u32 {
    number * 100 + 7
}

/// A list of up to three items, `depth` levels at most.
fn grow(dice: &mut Dice, depth: u32) -> Vec<Item> {
    (0..dice.throw(4))
        .map(|_| {
            if depth > 1 && dice.throw(2) == 0 {
                List(grow(dice, depth - 1))
            } else {
                Leaf(NAMES[dice.throw(NAMES.len())])
            }
        })
        .collect()
}

/// The same throws each time.
struct Dice(u32);

impl Dice {
    fn throw(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 16) as usize % sides
    }
}

const NAMES: [&str; 5] = ["bread", "tea", "milk", "salt", "oil"];
