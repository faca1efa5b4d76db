//! The vocabulary. A new word takes one entry here, one line in `chrome.rs` that says how it is
//! drawn, and one arm in `fold.rs` that says what it changes.

use crate::arg::Arg;
use crate::json::Object;
use crate::place::Place;

/// Writes down the words of the trace once, as an enum, its writer and its reader.
///
/// A field that is called `name` is the name of the slice in the picture; `timer`, `token` and
/// `fut` are the number of the row that it stands in; the others are its arguments.
macro_rules! vocabulary {
    ($(
        $(#[$about:meta])*
        $word:literal => $Event:ident {
            $($(#[$says:meta])* $field:ident: $Type:ty,)*
        }
    )*) => {
        /// One thing that happened.
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Event {
            $(
                $(#[$about])*
                $Event { $($(#[$says])* $field: $Type,)* },
            )*
        }

        impl Event {
            /// Every word, in the order of this page.
            pub const WORDS: &'static [&'static str] = &[$($word),*];

            /// The word for it, as `task.run`.
            pub fn word(&self) -> &'static str {
                match self {
                    $(Self::$Event { .. } => $word,)*
                }
            }

            /// The line of source that it is about, if it names one.
            #[allow(unused_variables, reason = "a word without arguments has no place")]
            pub fn place(&self) -> Option<&Place> {
                match self {
                    $(Self::$Event { $($field),* } => None$(.or(Arg::place($field)))*,)*
                }
            }

            /// The arguments as the inside of a JSON object.
            pub(crate) fn args(&self) -> String {
                #[allow(unused_mut, reason = "a word without arguments writes none")]
                let mut args = String::new();
                match self {
                    $(Self::$Event { $($field),* } => {
                        $(Arg::put($field, stringify!($field), &mut args);)*
                    })*
                }
                args
            }

            /// The event of that word; an error names the argument that is missing or of the
            /// wrong kind. `None` if the word is unknown.
            pub(crate) fn from_record(
                word: &str,
                record: &Object,
            ) -> Option<Result<Self, &'static str>> {
                match word {
                    $($word => Some((|| Ok(Self::$Event {
                        $($field: Arg::get(record, stringify!($field))
                            .ok_or(stringify!($field))?,)*
                    }))()),)*
                    _ => None,
                }
            }
        }
    };
}

vocabulary! {
    /// A machine is resumed. It is drawn inside whoever resumes it.
    "co.resume" => CoResume {
        /// The machine's number, from 1 in the order of first resumes.
        co: u32,
        /// The machine's name.
        name: String,
        /// What was sent in; nothing for `()`.
        input: Option<String>,
        /// The line on which it stood; nothing if it has not begun.
        src: Option<Place>,
    }
    /// A machine pauses and hands out a value.
    "co.yield" => CoYield {
        /// The machine's name.
        name: String,
        /// The value.
        out: String,
        /// The line on which it pauses.
        end: Option<Place>,
    }
    /// A machine ends and hands out its result.
    "co.return" => CoReturn {
        /// The machine's name.
        name: String,
        /// The result.
        out: String,
        /// The line on which it ended.
        end: Option<Place>,
    }
    /// A machine unwinds: a panic ends it.
    "co.panic" => CoPanic {
        /// The machine's name.
        name: String,
    }
    /// A machine is dropped before its end.
    "co.drop" => CoDrop {
        /// The machine's number.
        co: u32,
    }
    /// A task is made.
    "task.new" => TaskNew {
        /// The task's id.
        task: u32,
        /// The task's name.
        name: String,
        /// The task that made it; nothing if it was made from outside.
        parent: Option<u32>,
        /// The line that made it.
        src: Option<Place>,
    }
    /// A task joins the ready queue.
    "task.ready" => TaskReady {
        /// The task's id.
        task: u32,
        /// Who put it there.
        by: String,
        /// The number of the wake, if it waited.
        wake: Option<u32>,
    }
    /// The scheduler picks a task.
    "task.pick" => TaskPick {
        /// How many ready tasks it leaves.
        queue_left: u32,
    }
    /// A task runs.
    "task.run" => TaskRun {
        /// The task's id.
        task: u32,
        /// How many times it has run, this one included.
        poll: u32,
        /// What it is answered.
        sent: Option<String>,
        /// The line on which it stood; nothing if it has not begun.
        src: Option<Place>,
    }
    /// A task stops running, and is not done.
    "task.yield" => TaskYield {
        /// What it handed out.
        out: String,
        /// The line on which it pauses.
        end: Option<Place>,
    }
    /// A task waits for something.
    "task.wait" => TaskWait {
        /// The task's id.
        task: u32,
        /// For what.
        why: String,
        /// The line on which it waits.
        src: Option<Place>,
    }
    /// A task has nothing to wait for any more.
    "task.woken" => TaskWoken {
        /// The number of the wake.
        wake: u32,
    }
    /// A task ends.
    "task.done" => TaskDone {
        /// Its result.
        out: String,
        /// The line on which it ended.
        end: Option<Place>,
    }
    /// Somebody asks a task to stop.
    "task.cancel" => TaskCancel {
        /// The task's id.
        task: u32,
        /// Who asks.
        by: String,
        /// The line that asks.
        src: Option<Place>,
    }
    /// A task is dropped before its end.
    "task.drop" => TaskDrop {
        /// The task's id.
        task: u32,
        /// Why.
        why: String,
    }
    /// A task asks for what only the scheduler can do.
    "trap" => Trap {
        /// The task's id.
        task: u32,
        /// What it asks for.
        trap: String,
        /// The answer, if it is given on the spot.
        answer: Option<String>,
    }
    /// Somebody wakes a task that waits.
    "wake" => Wake {
        /// The number of the wake, from 1.
        wake: u32,
        /// The task's id.
        task: u32,
        /// Who wakes it.
        by: String,
        /// The line that wakes it.
        src: Option<Place>,
    }
    /// Somebody wakes a task that does not wait: nothing changes, the wake is lost.
    "wake.dup" => WakeDup {
        /// The task's id.
        task: u32,
        /// Who wakes it.
        by: String,
    }
    /// The loop begins a turn.
    "loop.turn" => LoopTurn {
        /// Its number, from 1.
        turn: u64,
    }
    /// The loop ends a turn.
    "loop.turned" => LoopTurned {
        /// How many callbacks or tasks ran in it.
        ran: u32,
    }
    /// Nothing is ready: the loop parks.
    "loop.park" => LoopPark {
        /// For how long at most; nothing if without end.
        timeout_us: Option<u64>,
    }
    /// The loop goes on.
    "loop.unpark" => LoopUnpark {
        /// What ended the wait.
        cause: String,
    }
    /// A callback joins the queue.
    "cb.push" => CbPush {
        /// The callback's number.
        cb: u32,
        /// Who queued it.
        by: String,
        /// The line that queued it.
        src: Option<Place>,
    }
    /// A callback runs.
    "cb.run" => CbRun {
        /// The callback's number.
        cb: u32,
    }
    /// The turn of a callback that was taken back: nobody is called.
    "cb.skip" => CbSkip {
        /// The callback's number.
        cb: u32,
    }
    /// A callback ends.
    "cb.end" => CbEnd {
        /// The line on which it ended.
        end: Option<Place>,
    }
    /// A timer is armed.
    "timer.arm" => TimerArm {
        /// The timer's number.
        timer: u32,
        /// What it is for, as `sleep 1s`.
        name: String,
        /// The task that waits for it, if one does.
        task: Option<u32>,
        /// When it is due, on the program's clock.
        due_us: u64,
        /// The line that armed it.
        src: Option<Place>,
    }
    /// A timer fires.
    "timer.fire" => TimerFire {
        /// The timer's number.
        timer: u32,
        /// What it is for.
        name: String,
    }
    /// A timer is taken back.
    "timer.cancel" => TimerCancel {
        /// The timer's number.
        timer: u32,
        /// What it was for.
        name: String,
        /// Who took it back.
        cancelled_by: String,
    }
    /// A descriptor is watched.
    "io.reg" => IoReg {
        /// The token under which it is watched.
        token: u32,
        /// What is watched, as `fd 3 read`.
        name: String,
        /// The task that waits for it, if one does.
        task: Option<u32>,
        /// The line that asked.
        src: Option<Place>,
    }
    /// A descriptor is ready.
    "io.ready" => IoReady {
        /// The token.
        token: u32,
        /// What is watched.
        name: String,
        /// How many bytes wait, if that is known.
        bytes: Option<u64>,
    }
    /// A descriptor is not watched any more.
    "io.dereg" => IoDereg {
        /// The token.
        token: u32,
        /// What was watched.
        name: String,
    }
    /// A future is made.
    "fut.new" => FutNew {
        /// The future's number.
        fut: u32,
        /// The future's name.
        name: String,
        /// The task that it belongs to.
        task: Option<u32>,
        /// The line that made it.
        src: Option<Place>,
    }
    /// A future is ready.
    "fut.ready" => FutReady {
        /// The future's number.
        fut: u32,
        /// The future's name.
        name: String,
        /// Its result.
        out: String,
    }
    /// A value goes through a channel.
    "chan" => Chan {
        /// `send` or `recv`.
        name: String,
        /// The channel's name.
        chan: String,
        /// The value.
        value: String,
        /// How many values the channel holds afterwards.
        len: u32,
    }
    /// The program prints a line.
    "out" => Out {
        /// The line, without its end.
        text: String,
        /// The line of source that prints it.
        src: Option<Place>,
    }
    /// A place for captions and questions to point at.
    "mark" => Mark {
        /// The mark's slug.
        label: String,
    }
    /// The record is full; nothing after this is in it.
    "full" => Full {
        /// How many events it holds.
        events: u64,
    }
}
