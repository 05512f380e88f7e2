//! The text of a swarm event's line.

use aegis_events::domain::SwarmEvent;

use super::description::{Description, main, minor, short};
use crate::screen::Tone;

pub(super) fn of_swarm(event: &SwarmEvent) -> Description {
    match event {
        SwarmEvent::SwarmCreated(e) => main(Tone::Plain, format!("swarm {}", short(&e.swarm_id))),
        SwarmEvent::SwarmDissolved(e) => main(Tone::Plain, e.reason.as_str()),
        SwarmEvent::ChildAgentSpawned(e) => main(Tone::Plain, format!("child {}", short(&e.agent_id))),
        SwarmEvent::ChildAgentCompleted(e) => main(Tone::Good, format!("child {}: {}", short(&e.agent_id), e.outcome)),
        SwarmEvent::SpawnRejected(e) => main(Tone::Refused, e.reason.as_str()),
        SwarmEvent::MessageSent(e) => minor(format!("{} bytes", e.payload_bytes)),
        SwarmEvent::BroadcastSent(e) => {
            main(Tone::Plain, format!("{} bytes to {} members", e.payload_bytes, e.recipient_count))
        }
        SwarmEvent::LockAcquired(e) => main(Tone::Plain, format!("{} for {} s", e.resource_id, e.ttl_seconds)),
        SwarmEvent::LockReleased(e) => minor(e.resource_id.as_str()),
        SwarmEvent::LockExpired(e) => main(Tone::Refused, format!("{} after {} s", e.resource_id, e.ttl_seconds)),
        SwarmEvent::CascadeCancellationInitiated(e) => {
            main(Tone::Refused, format!("{} children: {}", e.child_count, e.reason))
        }
        SwarmEvent::ChildCancelled(e) => main(Tone::Refused, format!("child {}: {}", short(&e.agent_id), e.reason)),
    }
}
