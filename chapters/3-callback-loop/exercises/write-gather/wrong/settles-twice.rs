//! refused: panic: on an `Err` value: AlreadySettled
//!
//! Takes it for sure that there is one error at most.

use std::cell::{Cell, RefCell};
use std::error::Error;
use std::rc::Rc;
use std::time::Duration;

use callback_loop::{EventLoop, Promise, println};

fn main() -> Result<(), Box<dyn Error>> {
    let event_loop = EventLoop::from_env()?;
    let answers = [("slow", 3), ("quick", 1), ("steady", 2)].map(|(name, secs)| {
        let answer = Promise::new(&event_loop);
        let promised = answer.clone();
        event_loop.call_later(Duration::from_secs(secs), move |_| {
            println!("{name} is there");
            let _ = promised.set_result(name);
        });
        answer
    });
    let all = gather(&event_loop, &answers);
    println!("all: {:?}", event_loop.run_until_complete(&all)?);
    Ok(())
}

/// A promise of all results, in the order of the arguments. Of nothing at all it is settled at
/// once.
///
/// It fails as soon as one of them fails or is cancelled, and with the same error. The others go
/// on, and what becomes of them counts as seen.
pub fn gather<T: Clone + 'static>(
    event_loop: &EventLoop,
    promises: &[Promise<T>],
) -> Promise<Vec<T>> {
    let all = Promise::new(event_loop);
    let left = Rc::new(Cell::new(promises.len()));
    let results = Rc::new(RefCell::new(vec![None; promises.len()]));
    for (place, promise) in promises.iter().enumerate() {
        let (all, left, results) = (all.clone(), Rc::clone(&left), Rc::clone(&results));
        promise.add_done_callback(move |_, promise| match promise.result() {
            Ok(result) => {
                results.borrow_mut()[place] = Some(result);
                left.set(left.get() - 1);
                if left.get() == 0 {
                    settle(&all, &results);
                }
            }
            Err(error) => all.set_error(error).unwrap(),
        });
    }
    if promises.is_empty() {
        settle(&all, &results);
    }
    all
}

fn settle<T: Clone>(all: &Promise<Vec<T>>, results: &RefCell<Vec<Option<T>>>) {
    let results = results.take().into_iter().flatten().collect();
    // Somebody may have cancelled it.
    let _ = all.set_result(results);
}
