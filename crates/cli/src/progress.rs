use std::io::{self, IsTerminal};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::style;

/// What the command is at, on the last line of the terminal. Elsewhere nothing is shown.
///
/// It goes when this is dropped.
#[derive(Debug)]
pub(crate) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// For work of which nobody knows how long it takes.
    pub(crate) fn spinner(what: &str) -> Self {
        Self::with(
            ProgressBar::no_length(),
            "{spinner} {prefix} {elapsed} {wide_msg}",
            what,
        )
    }

    /// As [`spinner`](Self::spinner), for work that is worth a line where no terminal is.
    pub(crate) fn said(what: &str) -> Self {
        if !is_seen() {
            eprintln!("{what} ...");
        }
        Self::spinner(what)
    }

    /// For work in this many steps.
    pub(crate) fn bar(steps: usize, what: &str) -> Self {
        let bar = ProgressBar::new(steps as u64);
        Self::with(bar, "{prefix} [{bar:24}] {pos}/{len} {wide_msg}", what)
    }

    fn with(bar: ProgressBar, template: &str, what: &str) -> Self {
        bar.set_draw_target(if is_seen() {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        });
        let style = ProgressStyle::with_template(template).expect("the template is ours");
        bar.set_style(style.progress_chars("=> ").tick_chars("-\\|/ "));
        bar.set_prefix(what.to_owned());
        bar.enable_steady_tick(Duration::from_millis(120));
        Self { bar }
    }

    /// What is being done at the moment.
    pub(crate) fn tell(&self, what: &str) {
        self.bar.set_message(what.to_owned());
    }

    /// One step is done.
    pub(crate) fn step(&self) {
        self.bar.inc(1);
    }
}

/// Whether there is a terminal to show it on.
fn is_seen() -> bool {
    io::stderr().is_terminal() && style::is_screen()
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
