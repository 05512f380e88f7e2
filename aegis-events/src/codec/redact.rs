//! Payloads as JSON text without their secrets: what leaves the process for others to read.
//!
//! Every sensitive field, at any depth, is the string `"[redacted]"`, also where it is `null`. Everything else is as `write_json` has it.
//! Records inside of a payload are written by their own `Serialize`, which knows the field's table and not who asks. So the request
//! stands beside it, in the thread: writing is synchronous, and nothing else is written on the way.

use std::cell::Cell;

use super::AnyRecord;

/// What stands for a secret. `Debug` shows the same word.
pub(crate) const REDACTED: &str = "[redacted]";

thread_local! {
    static REDACTING: Cell<bool> = const { Cell::new(false) };
}

/// Appends a record as a JSON object, sensitive fields redacted.
pub(crate) fn redacted_json(record: &dyn AnyRecord, out: &mut Vec<u8>) -> serde_json::Result<()> {
    let _redacting = Redacting::begin();
    record.write_json(out)
}

/// Whether records that are written now must keep their secrets.
#[inline]
pub(super) fn is_redacting() -> bool {
    REDACTING.get()
}

/// Redacts for as long as it lives: also a `Serialize` that panics must not leave it on.
struct Redacting {
    before: bool,
}

impl Redacting {
    fn begin() -> Self {
        Self { before: REDACTING.replace(true) }
    }
}

impl Drop for Redacting {
    fn drop(&mut self) {
        REDACTING.set(self.before);
    }
}
