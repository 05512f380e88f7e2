//! A flag that is raised once, and that tasks can wait for.

use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Notify;

#[derive(Debug, Default)]
pub(crate) struct Flag {
    raised: AtomicBool,
    changed: Notify,
}

impl Flag {
    pub(super) fn raise(&self) {
        self.raised.store(true, Ordering::Release);
        self.changed.notify_waiters();
    }

    /// Waits until the flag is raised. Cancel safe.
    pub(super) async fn raised(&self) {
        // Registered before the check, so that no change in between is missed.
        let changed = self.changed.notified();
        if !self.raised.load(Ordering::Acquire) {
            changed.await;
        }
    }
}
