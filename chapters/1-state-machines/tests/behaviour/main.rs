//! What machines do. One file for each thing that they do.

mod after_the_end;
mod by_hand;
mod clean_up;
mod common;
mod delegate;
mod iterate;
mod machine;
mod traced;
