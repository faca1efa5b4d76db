//! What the tasks of a runtime do, and what they wait for.
//!
//! A pending operation writes its kind and the line that made it into the header of the task
//! that runs, which costs about a nanosecond and is always on. [`all_tasks`] reads it:
//!
//! ```
//! use std::time::Duration;
//!
//! # tulip::Runtime::new()?.block_on(async {
//! let task = tulip::spawn(async { tulip::time::sleep(Duration::from_secs(3600)).await });
//! tulip::task::yield_now().await;
//! let seen = tulip::inspect::all_tasks();
//! assert!(seen[1].to_string().contains("waits for a sleep at"));
//! # task.abort();
//! # });
//! # Ok::<(), std::io::Error>(())
//! ```

mod tasks;
mod wait;

pub use self::tasks::{Activity, TaskInfo, all_tasks, current};
pub(crate) use self::wait::{Place, noted, waits_at};
pub use self::wait::{Wait, Waiting};
