//! What mdBook says where nobody listens: its warnings and errors are events of `tracing`.

use std::cell::RefCell;
use std::fmt::{Debug, Write};

use mdbook_driver::errors::Result;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

/// Collects what mdBook warns of: each of them would be a hole in the book.
pub(crate) struct Complaints;

impl Complaints {
    /// What was wrong while `work` was done; nothing if all is well.
    pub(crate) fn of(work: impl FnOnce() -> Result<()>) -> Vec<String> {
        HEARD.take();
        let result = tracing::subscriber::with_default(Self, work);
        let mut heard = HEARD.take();
        // mdBook says it in several sentences, the cause last.
        if let Err(error) = result {
            let causes: Vec<_> = error.chain().map(ToString::to_string).collect();
            heard.push(causes.join(": "));
        }
        heard
    }
}

thread_local! {
    static HEARD: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

impl Subscriber for Complaints {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= Level::WARN && metadata.target().starts_with("mdbook")
    }

    fn event(&self, event: &Event<'_>) {
        let mut sentence = Sentence::default();
        event.record(&mut sentence);
        HEARD.with_borrow_mut(|heard| heard.push(sentence.0));
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[derive(Default)]
struct Sentence(String);

impl Visit for Sentence {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() == "message" {
            // Writing to a `String` cannot fail.
            let _ = write!(self.0, "{value:?}");
        }
    }
}
