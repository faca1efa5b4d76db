//! Bridges with one mistake each, and the rule that names it.

use tulip_conformance::Rule;
use tulip_conformance::stage1::rules;

use crate::bridge::Seen;

/// A bridge, its rules, and the one that must refuse it.
pub(crate) type Case = (&'static str, fn() -> Vec<Rule>, &'static str);

macro_rules! wrong {
    ($($bridge:ident: $rule:ident;)+) => {
        $(mod $bridge;)+

        pub(crate) const ALL: &[Case] =
            &[$((stringify!($bridge), rules::<Seen<$bridge::Wrong>>, stringify!($rule))),+];
    };
}

wrong! {
    eager: nothing_runs_before_the_first_resume;
    one_behind: what_is_yielded_goes_out;
    reads_before_it_pauses: what_is_sent_arrives_at_the_pause;
    no_first_value: the_first_value_waits_until_the_first_pause;
    pauses_before_the_end: the_result_comes_at_the_end;
    counts_polls: a_pause_that_is_asked_twice_answers_once;
    hands_out_again: a_pause_that_is_asked_twice_answers_once;
    leaves_the_first_value: a_pause_that_is_asked_twice_answers_once;
    ends_again: resuming_after_the_end_panics;
    leaks: dropping_a_machine_cleans_up;
    yields_the_old_value: only_its_yielder_pauses_a_machine;
    adds_the_first_value: the_machine_by_hand_follows_its_function;
    ends_quietly: the_machine_by_hand_ends_loudly;
    sent_is_a_byte: the_bridge_equals_the_enum;
    swallows_yields: delegation_hands_yields_out;
    keeps_what_is_sent: delegation_hands_what_is_sent_in;
    pauses_at_the_inner_end: delegation_gives_the_result_to_the_outer;
    one_level_only: delegation_goes_through_all_levels;
}
