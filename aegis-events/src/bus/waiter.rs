//! A publisher that waits for room in a queue, and the handler that it runs in.

use std::ptr;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Notify;

use super::subscriber_counters::SubscriberId;
use crate::envelope::Origin;

tokio::task_local! {
    /// The subscription whose handler runs in this task.
    pub(super) static HANDLING: Handling;
}

/// A subscription whose handler is running.
#[derive(Debug, Clone, Copy)]
pub(super) struct Handling {
    pub(super) bus: &'static Origin,
    pub(super) subscriber: SubscriberId,
}

/// The subscription of a bus whose handler runs in the current task.
pub(super) fn handling(bus: &'static Origin) -> Option<SubscriberId> {
    HANDLING.try_with(|handling| ptr::eq(handling.bus, bus).then_some(handling.subscriber)).ok().flatten()
}

/// Why a waiting publisher is woken.
#[derive(Debug, Default)]
pub(super) struct WaiterState {
    pub(super) changed: Notify,
    granted: AtomicBool,
    deadlocked: AtomicBool,
}

impl WaiterState {
    /// Grants a place in the queue. The queue's lock orders this and `is_granted`.
    pub(super) fn grant(&self) {
        self.granted.store(true, Ordering::Release);
    }

    /// Ends a wait that would never end.
    pub(super) fn deadlock(&self) {
        self.deadlocked.store(true, Ordering::Release);
        self.changed.notify_one();
    }

    /// Whether a place in the queue was granted.
    pub(super) fn is_granted(&self) -> bool {
        self.granted.load(Ordering::Acquire)
    }

    /// Whether the wait would never end.
    pub(super) fn is_deadlocked(&self) -> bool {
        self.deadlocked.load(Ordering::Acquire)
    }
}
