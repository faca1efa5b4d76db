//! A gather that is right, but for the mistake of its loop.

use std::cell::RefCell;
use std::rc::Rc;

use tulip_conformance::stage3::Cancelled;

use crate::event_loop::Loop;
use crate::mistake::Mistake;
use crate::promise::Promised;

pub(crate) fn gather(
    event_loop: &Loop,
    promises: &[Promised<u32>],
    done: impl FnOnce(Result<Vec<u32>, Cancelled>) + 'static,
) {
    let gathering = Rc::new(Gathering {
        promises: promises.to_vec(),
        came: RefCell::default(),
        done: RefCell::new(Some(Box::new(done))),
    });
    if promises.is_empty() && !event_loop.makes(Mistake::GathersNothingForEver) {
        gathering.end(Ok(Vec::new()));
    }
    for promise in promises {
        let (gathering, one) = (Rc::clone(&gathering), promise.clone());
        let event_loop = event_loop.clone();
        promise.on_done(Box::new(move || gathering.one_is_done(&event_loop, &one)));
    }
}

struct Gathering {
    promises: Vec<Promised<u32>>,
    /// What came of those that are settled, as they came.
    came: RefCell<Vec<Result<u32, Cancelled>>>,
    done: RefCell<Option<Done>>,
}

type Done = Box<dyn FnOnce(Result<Vec<u32>, Cancelled>)>;

impl Gathering {
    fn one_is_done(&self, event_loop: &Loop, one: &Promised<u32>) {
        let outcome = one.outcome().expect("it is settled");
        self.came.borrow_mut().push(outcome);
        let is_last = self.came.borrow().len() == self.promises.len();
        if outcome.is_err() && !event_loop.makes(Mistake::GathersToTheEnd) {
            if event_loop.makes(Mistake::CancelsTheOthers) {
                for other in &self.promises {
                    other.ask_to_cancel();
                }
            }
            self.end(Err(Cancelled));
        } else if is_last && event_loop.makes(Mistake::GathersAsTheyCome) {
            self.end(self.came.borrow().iter().copied().collect());
        } else if is_last {
            self.end(self.promises.iter().filter_map(Promised::outcome).collect());
        }
    }

    fn end(&self, results: Result<Vec<u32>, Cancelled>) {
        if let Some(done) = self.done.take() {
            done(results);
        }
    }
}
