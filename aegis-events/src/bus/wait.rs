//! Publishers that wait for room, and the deadlocks among them.
//!
//! A waiting publisher holds no room in other queues, so only handlers can wait in a circle: each inside `publish_wait`, for
//! the queue that the next one would have to read. The bus knows the queue that each `run` handler reads and the one that
//! it waits for, and looks for circles whenever a wait begins or a queue fills up. A circle counts only if all its queues are
//! full of *events*; a place that was granted to a publisher on its way is no deadlock.

use std::ptr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Notify;

use super::lane::Lanes;
use super::subscriber::SubscriberId;
use crate::envelope::Origin;
use crate::event::Domain;

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

/// The subscription of a bus whose handler this is called from, if it is called from one.
pub(super) fn handling(bus: &'static Origin) -> Option<SubscriberId> {
    HANDLING.try_with(|handling| ptr::eq(handling.bus, bus).then_some(handling.subscriber)).ok().flatten()
}

/// All publishers that wait for room on one bus.
#[derive(Debug, Default)]
pub(super) struct Waits {
    waits: Vec<Wait>,
}

#[derive(Debug)]
struct Wait {
    handler: Option<SubscriberId>,
    target: SubscriberId,
    fate: Arc<Fate>,
}

/// How a waiting publisher learns that waiting is over.
#[derive(Debug, Default)]
pub(super) struct Fate {
    pub(super) changed: Notify,
    granted: AtomicBool,
    deadlocked: AtomicBool,
}

impl Fate {
    /// Grants a place in the queue. The queue's lock orders this and who asks.
    pub(super) fn grant(&self) {
        self.granted.store(true, Ordering::Release);
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

impl Waits {
    pub(super) fn begin(&mut self, handler: Option<SubscriberId>, target: SubscriberId, fate: &Arc<Fate>) {
        self.waits.push(Wait { handler, target, fate: Arc::clone(fate) });
    }

    pub(super) fn end(&mut self, fate: &Arc<Fate>) {
        self.waits.retain(|wait| !Arc::ptr_eq(&wait.fate, fate));
    }

    /// Wakes everybody: the bus is closed.
    pub(super) fn close(&mut self) {
        self.waits.drain(..).for_each(|wait| wait.fate.changed.notify_one());
    }

    /// Ends the waits that stand in a circle, one per circle. Costs nothing while nobody waits.
    #[inline]
    pub(super) fn break_circles<D: Domain>(&mut self, lanes: &Lanes<D>) {
        if !self.waits.is_empty() {
            self.find_circles(lanes);
        }
    }

    fn find_circles<D: Domain>(&mut self, lanes: &Lanes<D>) {
        // The newest wait is the one to give way: the older ones were there first.
        while let Some(place) = (0..self.waits.len()).rev().find(|&place| self.is_in_circle(place, lanes)) {
            let wait = self.waits.remove(place);
            wait.fate.deadlocked.store(true, Ordering::Release);
            wait.fate.changed.notify_one();
        }
    }

    /// Whether a handler waits, over whatever handlers between, for its own queue.
    fn is_in_circle<D: Domain>(&self, place: usize, lanes: &Lanes<D>) -> bool {
        let Some(own) = self.waits[place].handler else { return false };
        let mut seen = Vec::new();
        let mut next = vec![self.waits[place].target];
        while let Some(queue) = next.pop() {
            if seen.contains(&queue) || !lanes.is_full_of_events(queue) {
                continue;
            }
            if queue == own {
                return true;
            }
            seen.push(queue);
            next.extend(self.waits.iter().filter(|wait| wait.handler == Some(queue)).map(|wait| wait.target));
        }
        false
    }
}
