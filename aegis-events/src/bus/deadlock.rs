//! Deadlocks among publishers that wait for room.
//!
//! A waiting publisher holds no room in other queues, so only handlers can deadlock: each waits inside `publish_wait` for the queue that the
//! next one reads. The bus knows the queue that each `run` handler reads and the one that it waits for, and looks for circles whenever
//! a wait begins or a queue fills up. A circle is a deadlock only if all its queues are full of *events*; a place granted to a publisher
//! that has not used it yet will be used.

use std::sync::Arc;

use super::lane::Lanes;
use super::subscriber_counters::SubscriberId;
use super::waiter::WaiterState;
use crate::event::Domain;

/// All publishers that wait for room on one bus.
#[derive(Debug, Default)]
pub(super) struct Waits {
    waits: Vec<Wait>,
}

#[derive(Debug)]
struct Wait {
    handler: Option<SubscriberId>,
    target: SubscriberId,
    state: Arc<WaiterState>,
}

impl Waits {
    pub(super) fn begin(&mut self, handler: Option<SubscriberId>, target: SubscriberId, state: &Arc<WaiterState>) {
        self.waits.push(Wait { handler, target, state: Arc::clone(state) });
    }

    pub(super) fn end(&mut self, state: &Arc<WaiterState>) {
        self.waits.retain(|wait| !Arc::ptr_eq(&wait.state, state));
    }

    /// Wakes all waiting publishers: the bus is closed.
    pub(super) fn close(&mut self) {
        self.waits.drain(..).for_each(|wait| wait.state.changed.notify_one());
    }

    /// Ends one wait of each circle. Costs nothing while no publisher waits.
    #[inline]
    pub(super) fn break_circles<D: Domain>(&mut self, lanes: &Lanes<D>) {
        if !self.waits.is_empty() {
            self.find_circles(lanes);
        }
    }

    fn find_circles<D: Domain>(&mut self, lanes: &Lanes<D>) {
        // The newest wait gives way.
        while let Some(place) = (0..self.waits.len()).rev().find(|&place| self.is_in_circle(place, lanes)) {
            let wait = self.waits.remove(place);
            wait.state.deadlock();
        }
    }

    /// Whether a handler waits, directly or through other handlers, for its own queue.
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
