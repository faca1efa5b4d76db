use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

fn fire<T>(wheel: &mut Wheel<T>, tick: u64) -> Option<T> {
    wheel.fire(tick).map(|(_, value)| value)
}

#[test]
fn an_entry_takes_32_bytes() {
    assert_eq!(size_of::<Entry<std::task::Waker>>(), 32);
}

#[test]
fn nothing_fires_before_its_tick() {
    for tick in [1, 63, 64, 65, 4095, 4096, 1 << 36, (1 << 36) + 1, u64::MAX] {
        let mut wheel = Wheel::new();
        wheel.insert(tick, ());
        assert_eq!(fire(&mut wheel, tick - 1), None, "tick {tick}");
        assert_eq!(fire(&mut wheel, tick), Some(()), "tick {tick}");
    }
}

#[test]
fn what_has_passed_is_due_at_once() {
    let mut wheel = Wheel::<&str>::new();
    assert_eq!(fire(&mut wheel, 100), None);
    wheel.insert(100, "now");
    wheel.insert(0, "long ago");
    assert_eq!(wheel.next_turn(), Some(100));
    assert_eq!(wheel.next_expiry(), Some(100));
    assert_eq!(fire(&mut wheel, 100), Some("now"));
    assert_eq!(fire(&mut wheel, 100), Some("long ago"));
}

/// One entry comes down from a coarse level, the other is filed in the fine one.
#[test]
fn equal_ticks_fire_in_the_order_of_insertion() {
    let mut wheel = Wheel::new();
    wheel.insert(5000, "far");
    assert_eq!(fire(&mut wheel, 4990), None);
    wheel.insert(5000, "near");
    assert_eq!(fire(&mut wheel, 5000), Some("far"));
    assert_eq!(fire(&mut wheel, 5000), Some("near"));
}

#[test]
fn the_next_expiry_is_no_slot_of_a_coarse_level() {
    let mut wheel = Wheel::new();
    wheel.insert(5000, ());
    assert_eq!(wheel.next_expiry(), Some(5000));
    assert!(wheel.next_turn() < Some(5000));
}

#[test]
fn a_key_stays_with_its_entry_after_it_has_fired() {
    let mut wheel = Wheel::new();
    let fired = wheel.insert(1, "first");
    assert_eq!(fire(&mut wheel, 1), Some("first"));
    let other = wheel.insert(2, "second");
    assert_ne!(fired, other);
    assert_eq!(wheel.remove(fired), None);
    assert_eq!(wheel.remove(other), Some("second"));
}

#[test]
fn an_entry_that_is_due_can_be_removed() {
    let mut wheel = Wheel::new();
    wheel.insert(7, "a");
    let second = wheel.insert(7, "b");
    wheel.insert(7, "c");
    assert_eq!(fire(&mut wheel, 7), Some("a"));
    assert_eq!(wheel.remove(second), Some("b"));
    assert_eq!(fire(&mut wheel, 7), Some("c"));
    assert_eq!(fire(&mut wheel, 7), None);
}

#[test]
fn an_empty_wheel_gives_a_large_slab_back() {
    let mut wheel = Wheel::new();
    let keys: Vec<_> = (0..10_000).map(|n| wheel.insert(n + 1, n)).collect();
    for key in keys {
        wheel.remove(key);
    }
    assert_eq!(wheel.entries.capacity(), 0);
    wheel.insert(1, 1);
    assert_eq!(fire(&mut wheel, 1), Some(1));
}

/// What can be done to a wheel. Indices are taken modulo the number of keys at hand.
#[derive(Clone, Debug)]
enum Step {
    Insert { delay: u64 },
    Remove { index: usize },
    Advance { by: u64 },
    FireOne { by: u64 },
}

fn delay() -> impl Strategy<Value = u64> {
    prop_oneof![
        8 => 0..200_u64,
        4 => 0..300_000_u64,
        1 => Just(0_u64),
        1 => (0..64_u32).prop_map(|bits| 1_u64 << bits),
        1 => any::<u64>(),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => delay().prop_map(|delay| Step::Insert { delay }),
        2 => any::<usize>().prop_map(|index| Step::Remove { index }),
        2 => delay().prop_map(|by| Step::Advance { by }),
        1 => delay().prop_map(|by| Step::FireOne { by }),
    ]
}

/// The same promises, kept by a sorted map: (tick, number of the insertion).
#[derive(Default)]
struct Model {
    now: u64,
    waiting: BTreeSet<(u64, u32)>,
}

impl Model {
    fn insert(&mut self, tick: u64, number: u32) -> (u64, u32) {
        // What is late stands behind what is already due.
        let key = (tick.max(self.now), number);
        self.waiting.insert(key);
        key
    }

    fn fire(&mut self, tick: u64) -> Option<u32> {
        match self.waiting.first() {
            Some(&(due, number)) if due <= tick.max(self.now) => {
                self.waiting.remove(&(due, number));
                self.now = self.now.max(due);
                Some(number)
            }
            _ => {
                self.now = self.now.max(tick);
                None
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]

    #[test]
    fn the_wheel_does_what_a_sorted_map_does(steps in prop::collection::vec(step(), 1..200)) {
        let mut wheel = Wheel::new();
        let mut model = Model::default();
        let mut keys = Vec::new();
        for (number, step) in (0_u32..).zip(steps) {
            match step {
                Step::Insert { delay } => {
                    let tick = wheel.now().saturating_add(delay);
                    keys.push((wheel.insert(tick, number), model.insert(tick, number)));
                }
                Step::Remove { index } if !keys.is_empty() => {
                    let (key, entry) = keys.swap_remove(index % keys.len());
                    let removed = model.waiting.remove(&entry).then_some(entry.1);
                    prop_assert_eq!(wheel.remove(key), removed);
                }
                Step::Remove { .. } => {}
                Step::Advance { by } => {
                    let tick = wheel.now().saturating_add(by);
                    loop {
                        let fired = fire(&mut wheel, tick);
                        prop_assert_eq!(fired, model.fire(tick));
                        if fired.is_none() {
                            break;
                        }
                    }
                }
                Step::FireOne { by } => {
                    let tick = wheel.now().saturating_add(by);
                    prop_assert_eq!(fire(&mut wheel, tick), model.fire(tick));
                }
            }
            let earliest = model.waiting.first().map(|&(tick, _)| tick);
            prop_assert_eq!(wheel.next_expiry(), earliest);
            prop_assert!(wheel.next_turn() <= earliest);
            prop_assert_eq!(wheel.next_turn().is_some(), earliest.is_some());
            prop_assert!(model.now <= wheel.now());
        }
    }
}
