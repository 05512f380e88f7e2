//! Whether this thread is writing a record redacted.
//!
//! Nested records are written through `serde`, which has no parameter for redaction: `Option`, `Vec`, maps and the user's types may come
//! between the payload and a nested record. So a thread-local flag is set while a payload is written. It is cleared afterwards, even if a
//! user's `Serialize` panics.

use std::cell::Cell;

/// The replacement for a sensitive value.
pub(super) const REDACTED: &str = "[redacted]";

thread_local! {
    static ON: Cell<bool> = const { Cell::new(false) };
}

/// For as long as it lives, this thread writes sensitive fields redacted.
pub(super) struct Redacting {
    before: bool,
}

impl Redacting {
    pub(super) fn begin() -> Self {
        Self { before: ON.replace(true) }
    }

    pub(super) fn is_on() -> bool {
        ON.get()
    }
}

impl Drop for Redacting {
    fn drop(&mut self) {
        ON.set(self.before);
    }
}
