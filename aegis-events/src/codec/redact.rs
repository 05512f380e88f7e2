//! Whether the record that this thread is writing is written redacted.
//!
//! Records inside a payload are reached through `serde`, which has no room for such a wish: between the payload and a record in it
//! stand `Option`, `Vec`, maps and types that users wrote. So the wish is the thread's for as long as the payload is written. It never
//! outlives the writing, also when a user's `Serialize` panics.

use std::cell::Cell;

/// What stands for a sensitive value.
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
