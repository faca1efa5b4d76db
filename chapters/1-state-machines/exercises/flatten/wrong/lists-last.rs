//! refused: wrong: the list is walked in its place
//!
//! All leaves come first, and the lists after them.

use std::mem;
use std::vec;

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
    AtLeaf { rest: vec::IntoIter<Item>, total: u32 },
    InList { rest: vec::IntoIter<Item>, total: u32, inner: Box<Flatten> },
    Done,
}

impl Coroutine<u32> for Flatten {
    type Yield = &'static str;
    type Return = u32;

    fn resume(&mut self, price: u32) -> CoroutineState<&'static str, u32> {
        let (mut rest, mut total, mut inner) = match mem::replace(self, Self::Done) {
            Self::Start { items } => {
                let (leaves, lists): (Vec<_>, Vec<_>) =
                    items.into_iter().partition(|item| matches!(item, Leaf(_)));
                ([leaves, lists].concat().into_iter(), 0, None)
            }
            Self::AtLeaf { rest, total } => (rest, total + price, None),
            Self::InList { rest, total, inner } => (rest, total, Some(inner)),
            Self::Done => panic!("`Flatten` resumed after completion"),
        };
        loop {
            if let Some(mut inner) = inner.take() {
                match inner.resume(price) {
                    Yielded(name) => {
                        *self = Self::InList { rest, total, inner };
                        return Yielded(name);
                    }
                    Complete(sum) => total += sum,
                }
            }
            match rest.next() {
                Some(Leaf(name)) => {
                    *self = Self::AtLeaf { rest, total };
                    return Yielded(name);
                }
                Some(List(items)) => inner = Some(Box::new(flatten(items))),
                None => return Complete(total - total / 10),
            }
        }
    }
}
