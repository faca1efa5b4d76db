//! refused: wrong: the inner list was taken for a part of the outer one
//!
//! The items of an inner list are put in front of what is left. There is no inner machine, and so
//! nobody knows where a list ends.

use std::mem;

use Item::{Leaf, List};
use state_machines::CoroutineState::{self, Complete, Yielded};
use state_machines::{Coroutine, println, traced};

fn main() {
    let items = vec![
        Leaf("bread"),
        List(vec![Leaf("tea"), List(vec![Leaf("milk")]), Leaf("sugar")]),
        Leaf("salt"),
    ];
    let mut flatten = traced("flatten", flatten(items));
    for price in [0, 300, 500, 120, 90, 40] {
        match flatten.resume(price) {
            Yielded(name) => println!("what does {name} cost?"),
            Complete(total) => println!("total: {total}"),
        }
    }
}

/// A thing to buy, or a list of items.
#[derive(Clone, Debug)]
pub enum Item {
    Leaf(&'static str),
    List(Vec<Item>),
}

/// ```python
/// def flatten(items):
///     total = 0
///     for item in items:
///         if isinstance(item, list):
///             total += yield from flatten(item)
///         else:
///             total += yield item
///     return total - total // 10
/// ```
pub fn flatten(items: Vec<Item>) -> Flatten {
    Flatten::Start { items }
}

#[derive(Debug)]
pub enum Flatten {
    Start { items: Vec<Item> },
    AtLeaf { rest: Vec<Item>, total: u32 },
    Done,
}

impl Coroutine<u32> for Flatten {
    type Yield = &'static str;
    type Return = u32;

    fn resume(&mut self, price: u32) -> CoroutineState<&'static str, u32> {
        let (mut rest, total) = match mem::replace(self, Self::Done) {
            Self::Start { items } => (items, 0),
            Self::AtLeaf { rest, total } => (rest, total + price),
            Self::Done => panic!("`Flatten` resumed after completion"),
        };
        while !rest.is_empty() {
            match rest.remove(0) {
                Leaf(name) => {
                    *self = Self::AtLeaf { rest, total };
                    return Yielded(name);
                }
                List(items) => drop(rest.splice(0..0, items)),
            }
        }
        Complete(total - total / 10)
    }
}
