//! `accountant`, of one event alone: adds up the room that volumes were given.

use aegis_events::bus::{EventBus, SubscriberStats};
use aegis_events::domain::DomainEvent;
use aegis_events::domain::volume::VolumeCreated;
use tokio::task::JoinHandle;

/// Subscribes; gives the sum at the end.
pub(super) fn listen(bus: &EventBus<DomainEvent>) -> JoinHandle<(u64, SubscriberStats)> {
    let mut volumes = bus.subscribe_to::<VolumeCreated>().named("accountant");
    tokio::spawn(async move {
        let mut bytes = 0_u64;
        // The event derefs to the struct that was subscribed to; there is nothing to match.
        while let Some(created) = volumes.next().await {
            bytes = bytes.saturating_add(created.size_limit_bytes);
        }
        (bytes, volumes.stats())
    })
}
