use std::sync::{Mutex, PoisonError};
use std::thread;

/// Does `work` on each thing, some at a time, and gives the results in their order.
pub(crate) fn for_all<I: Sync, T: Send>(
    things: &[I],
    work: impl Fn(&I) -> T + Sync,
) -> Vec<T> {
    let next = Mutex::new(things.iter().enumerate());
    let results = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..things.len().min(AT_A_TIME) {
            scope.spawn(|| {
                loop {
                    let thing = next.lock().unwrap_or_else(PoisonError::into_inner).next();
                    let Some((index, thing)) = thing else { break };
                    let result = work(thing);
                    let mut results =
                        results.lock().unwrap_or_else(PoisonError::into_inner);
                    results.push((index, result));
                }
            });
        }
    });
    let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}

/// Most wait for their child processes, so more than there are processors.
const AT_A_TIME: usize = 8;
