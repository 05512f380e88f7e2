//! `client`, by key: watches one execution and receives no events of others.

use aegis_events::bus::{EventBus, SubscriberStats};
use aegis_events::domain::{DomainEvent, ExecutionId};
use tokio::task::JoinHandle;

/// What the client of one execution received.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Followed {
    /// The execution.
    pub execution_id: ExecutionId,
    /// Its events.
    pub events: u64,
    /// Events of other executions; should be 0.
    pub foreign: u64,
}

/// Subscribes to the events that carry an execution's id.
pub(super) fn follow(
    bus: &EventBus<DomainEvent>,
    execution_id: ExecutionId,
) -> JoinHandle<(Followed, SubscriberStats)> {
    let mut events = bus.subscription::<DomainEvent>().only(execution_id).named("client").subscribe();
    tokio::spawn(async move {
        let mut followed = Followed { execution_id, events: 0, foreign: 0 };
        while let Some(event) = events.next().await {
            followed.events += 1;
            if event.execution_id() != Some(execution_id) {
                followed.foreign += 1;
            }
        }
        (followed, events.stats())
    })
}
