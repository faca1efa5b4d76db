//! One file a verb.

pub(crate) mod bench;
pub(crate) mod check;
pub(crate) mod dev_accept;
pub(crate) mod dev_check;
pub(crate) mod diff;
pub(crate) mod doctor;
pub(crate) mod explore;
pub(crate) mod hint;
pub(crate) mod list;
pub(crate) mod new;
pub(crate) mod next;
pub(crate) mod reset;
pub(crate) mod run;
pub(crate) mod snap;
pub(crate) mod solution;
pub(crate) mod status;
pub(crate) mod trace_diff;
pub(crate) mod trace_open;
pub(crate) mod trace_show;
pub(crate) mod trace_step;
pub(crate) mod watch;
