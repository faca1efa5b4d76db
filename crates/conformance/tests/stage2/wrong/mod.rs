//! Kernels with one mistake each, and the rule that names it.

use crate::mistake::Mistake;

/// A kernel, its mistake, and the rule that must refuse it.
pub(crate) type Case = (&'static str, &'static dyn Mistake, &'static str);

macro_rules! wrong {
    ($($kernel:ident: $rule:ident;)+) => {
        $(mod $kernel;)+

        pub(crate) const ALL: &[Case] =
            &[$((stringify!($kernel), &$kernel::Wrong, stringify!($rule))),+];
    };
}

wrong! {
    eager: nothing_runs_before_the_kernel_does;
    gives_results_once: the_handle_keeps_the_result;
    last_in_first_out: spawned_first_runs_first;
    children_in_front: children_run_in_the_order_of_spawning;
    now_gives_up_the_turn: now_answers_at_once;
    zero_goes_on_at_once: a_sleep_of_zero_goes_to_the_back;
    busy_loop: the_kernel_parks_instead_of_asking;
    slices: the_kernel_parks_instead_of_asking;
    deadline_is_duration: a_sleep_lasts_as_long_as_it_says;
    sorted_by_duration: sleepers_wake_by_deadline;
    ties_by_task: equal_deadlines_wake_in_the_order_of_setting;
    ties_backwards: equal_deadlines_wake_in_the_order_of_setting;
    drains_until_empty: busy_tasks_starve_no_sleeper;
    ring_overflows: no_task_is_lost;
    cries_deadlock: no_deadlock_while_a_timer_is_armed;
    park_ends_by_itself: a_parked_task_waits_to_be_woken;
    woken_in_front: woken_first_runs_first;
    wakes_sleepers: a_wake_ends_no_sleep;
    loses_wakes: a_wake_before_the_park_is_remembered_or_reported;
    queues_twice: woken_twice_goes_on_once;
    wakes_the_dead: nobody_wakes_a_task_that_has_ended;
    join_asks_again_and_again: join_waits_for_the_value;
    loses_early_values: join_after_the_end_gives_the_value;
    wakes_the_last_waiter: join_wakes_every_waiter;
    joins_itself: joining_oneself_does_not_hang;
    hides_deadlocks: a_deadlock_is_an_error;
    cannot_cancel_sleepers: cancel_ends_a_sleep;
    cannot_cancel_parked: cancel_ends_a_park;
    cancelled_in_front: a_cancelled_task_that_waits_goes_behind_the_ready;
    begins_cancelled: a_cancelled_task_that_has_not_begun_never_does;
    leaves_the_timer: the_timer_of_a_cancelled_sleeper_is_taken_back;
    cancels_twice: cancelled_twice_is_cancelled_once;
    cancels_the_dead: who_has_ended_cannot_be_cancelled;
    forgets_who_joins_the_cancelled: who_joins_a_cancelled_task_is_told;
    cancels_along: cancelling_who_joins_leaves_the_other_alone;
}
