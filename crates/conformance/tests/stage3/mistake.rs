//! What can be wrong with a loop, and the rule that names it; and what only looks wrong.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// A mistake that somebody makes who writes a loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mistake {
    None,
    /// A callback is called when it is queued.
    Eager,
    /// Takes from the end to which callbacks are added.
    LastInFirstOut,
    /// Goes on until the queue is empty, also with what callbacks queue.
    DrainsUntilEmpty,
    /// Ends in the middle of the turn.
    StopsInTheMiddle,
    /// Was stopped once, and ends each further run after a turn.
    StaysStopped,
    /// A loop runs within a callback of its own.
    Nests,
    /// Forgets that it runs when it has refused to.
    RefusesOnce,
    /// Stops when it has refused to run.
    StopsWhereItRefuses,
    /// Says that a queued callback was taken back, and calls it.
    CannotTakeBack,
    /// Says of a callback that runs that it was taken back.
    TakesBackWhatRuns,
    /// Asks again and again, where it should park.
    BusyLoop,
    /// Parks for half a second at a time.
    Slices,
    /// Takes the delay for the deadline.
    DeadlineIsDelay,
    /// Counts a delay from the beginning of the turn.
    DelaysTheTurn,
    /// Of equal deadlines the last one comes first.
    TiesBackwards,
    /// Parks until the first timer is due, though callbacks are queued.
    SleepsOverTheQueue,
    /// Forgets the callback, and wakes up at its time.
    LeavesTheTimer,
    /// Forgets to let go of the callback.
    KeepsTheCallback,
    /// Looks at the timers only if no callback is queued.
    TimersWhenIdle,
    /// Leaves the call, and does not ring.
    RingsNobody,
    /// Has room for one call.
    LosesCalls,
    /// Takes the call that came last first.
    CallsBackwards,
    /// Rings for the first call, and never again.
    RingsOnce,
    /// Rings, and then leaves the call.
    RingsTooEarly,
    /// A reader is told once.
    OneShotReaders,
    /// The first reader stays.
    FirstReaderStays,
    /// Queues the reader itself, so that it is called although another has its place.
    CallsTheReplaced,
    /// Queues the reader itself, so that it is called although it was removed.
    CallsTheRemoved,
    /// A result can be replaced.
    SettlesTwice,
    /// What was cancelled can be settled.
    SettlesTheCancelled,
    /// Who settles a promise calls those that wait.
    CallsBackAtOnce,
    /// Who came last is called first.
    WaitersBackwards,
    /// Who comes when it is settled is never called.
    ForgetsTheLate,
    /// Who comes when it is cancelled is never called.
    ForgetsTheLateOfTheCancelled,
    /// Who comes when it is settled is called on the spot.
    CallsTheLateAtOnce,
    /// The first step is taken where the task is made.
    BeginsAtOnce,
    /// Nobody is asked to call back.
    NeverGoesOn,
    /// Takes the end of what it waits for as its own.
    TakesItForItsOwn,
    /// Pauses, whether the promise is settled or not.
    AlwaysPauses,
    /// Sleeps by keeping the loop.
    SleepBlocks,
    /// A task that is cancelled is no more.
    CancelDrops,
    /// Tells the task, and leaves the promise that it waits for alone.
    LeavesThePromise,
    /// Settles the promise of the task that it waits for, and does not ask that task.
    SettlesTheOther,
    /// A cancel is lost where there is nothing left to cancel.
    ForgetsWhoIsAboutToGoOn,
    /// Each wait after a cancel ends at once.
    CancelIsFinal,
    /// Asks once, and never again.
    AsksOnce,
    /// A task that was cancelled before its first step begins.
    BeginsCancelled,
    /// A cancel that comes while the task runs is lost.
    ForgetsWhileItRuns,
    /// Each wait after a cancel that came while the task ran ends at once.
    SelfCancelIsFinal,
    /// The timer of a sleeper that was cancelled stays armed.
    LeavesTheSleeper,
    /// Keeps the results as they come.
    GathersAsTheyCome,
    /// Leaves it to the last promise to end it, also where there is none.
    GathersNothingForEver,
    /// Keeps a cancel to itself until all have come.
    GathersToTheEnd,
    /// When one is cancelled, the others are as well.
    CancelsTheOthers,
    /// No mistake: rings only for the first call that the loop has not taken.
    RingsForTheFirst,
    /// No mistake: rings with the inbox in its hand.
    RingsUnderTheLock,
    /// No mistake: a timer that was taken back stays until it comes up in front.
    SweepsInFront,
}

/// What the rules leave open.
pub(crate) const RIGHT: &[Mistake] = &[
    Mistake::None,
    Mistake::RingsForTheFirst,
    Mistake::RingsUnderTheLock,
    Mistake::SweepsInFront,
];

/// Each mistake, and the rule that must refuse it.
pub(crate) const ALL: &[(Mistake, &str)] = &[
    (Mistake::Eager, "nothing_runs_before_the_loop_does"),
    (Mistake::LastInFirstOut, "queued_first_runs_first"),
    (Mistake::DrainsUntilEmpty, "stop_ends_the_turn"),
    (Mistake::StopsInTheMiddle, "stop_ends_the_turn"),
    (Mistake::StaysStopped, "stop_ends_the_turn"),
    (Mistake::Nests, "a_run_within_a_run_is_refused"),
    (Mistake::RefusesOnce, "a_run_within_a_run_is_refused"),
    (Mistake::StopsWhereItRefuses, "a_run_within_a_run_is_refused"),
    (Mistake::CannotTakeBack, "a_callback_that_was_taken_back_is_not_called"),
    (Mistake::TakesBackWhatRuns, "a_callback_that_was_taken_back_is_not_called"),
    (Mistake::BusyLoop, "the_loop_parks_until_the_first_deadline"),
    (Mistake::Slices, "the_loop_parks_until_the_first_deadline"),
    (Mistake::DeadlineIsDelay, "timers_fire_by_deadline"),
    (Mistake::DelaysTheTurn, "timers_fire_by_deadline"),
    (Mistake::TiesBackwards, "equal_deadlines_fire_in_the_order_of_setting"),
    (Mistake::SleepsOverTheQueue, "a_queued_callback_waits_for_no_timer"),
    (Mistake::LeavesTheTimer, "a_timer_that_was_taken_back_wakes_nobody"),
    (Mistake::KeepsTheCallback, "a_timer_that_was_taken_back_wakes_nobody"),
    (Mistake::TimersWhenIdle, "queued_callbacks_hold_up_no_timer"),
    (Mistake::RingsNobody, "a_call_from_a_thread_wakes_the_loop"),
    (Mistake::LosesCalls, "no_call_from_a_thread_is_lost"),
    (Mistake::CallsBackwards, "no_call_from_a_thread_is_lost"),
    (Mistake::RingsOnce, "no_call_from_a_thread_is_lost"),
    (Mistake::RingsTooEarly, "no_call_from_a_thread_is_lost"),
    (Mistake::OneShotReaders, "a_reader_is_called_when_there_is_news"),
    (Mistake::FirstReaderStays, "a_second_reader_takes_the_place_of_the_first"),
    (Mistake::CallsTheReplaced, "a_second_reader_takes_the_place_of_the_first"),
    (Mistake::CallsTheRemoved, "a_reader_that_was_removed_is_not_called"),
    (Mistake::SettlesTwice, "a_promise_is_settled_once"),
    (Mistake::SettlesTheCancelled, "a_promise_that_was_cancelled_stays_so"),
    (Mistake::CallsBackAtOnce, "done_callbacks_go_through_the_queue"),
    (Mistake::WaitersBackwards, "done_callbacks_go_through_the_queue"),
    (Mistake::ForgetsTheLate, "who_comes_late_is_called_back_as_well"),
    (Mistake::ForgetsTheLateOfTheCancelled, "who_comes_late_is_called_back_as_well"),
    (Mistake::CallsTheLateAtOnce, "who_comes_late_is_called_back_as_well"),
    (Mistake::BeginsAtOnce, "a_task_begins_in_the_next_turn"),
    (Mistake::NeverGoesOn, "a_task_goes_on_when_its_promise_is_settled"),
    (Mistake::TakesItForItsOwn, "a_task_goes_on_when_its_promise_is_settled"),
    (Mistake::AlwaysPauses, "a_promise_that_is_settled_is_not_waited_for"),
    (Mistake::SleepBlocks, "tasks_sleep_side_by_side"),
    (Mistake::CancelDrops, "cancel_ends_what_a_task_waits_for"),
    (Mistake::LeavesThePromise, "cancel_ends_what_a_task_waits_for"),
    (Mistake::SettlesTheOther, "a_cancel_goes_on_to_the_task_that_is_waited_for"),
    (Mistake::ForgetsWhoIsAboutToGoOn, "a_cancel_just_before_a_task_goes_on_is_not_lost"),
    (Mistake::CancelIsFinal, "a_task_may_refuse_to_stop"),
    (Mistake::AsksOnce, "a_task_may_refuse_to_stop"),
    (Mistake::BeginsCancelled, "a_cancelled_task_that_has_not_begun_never_does"),
    (Mistake::ForgetsWhileItRuns, "a_task_that_runs_is_cancelled_at_its_next_wait"),
    (Mistake::SelfCancelIsFinal, "a_task_that_runs_is_cancelled_at_its_next_wait"),
    (Mistake::LeavesTheSleeper, "the_timer_of_a_cancelled_sleeper_is_taken_back"),
    (Mistake::GathersAsTheyCome, "gather_keeps_the_order_of_its_promises"),
    (Mistake::GathersNothingForEver, "gather_of_nothing_does_not_wait"),
    (Mistake::GathersToTheEnd, "gather_ends_with_the_first_that_is_cancelled"),
    (Mistake::CancelsTheOthers, "gather_ends_with_the_first_that_is_cancelled"),
];

/// The mistake that loops make which are made from now on, until the guard is dropped.
pub(crate) fn make(mistake: Mistake) -> MutexGuard<'static, ()> {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

    let guard = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    *MADE.lock().expect("nobody panics with it") = mistake;
    guard
}

pub(crate) fn made() -> Mistake {
    *MADE.lock().expect("nobody panics with it")
}

static MADE: Mutex<Mistake> = Mutex::new(Mistake::None);
