//! What the clock, the record and its reader do. One file for each thing that they do.

mod capture;
mod child;
mod clock;
mod every_word;
mod fold;
mod importers;
mod printing;
mod recorder;
mod words;
