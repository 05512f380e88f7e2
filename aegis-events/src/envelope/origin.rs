//! Where an event was published.

use crate::types::Uuid;

/// Where an event was published: shared by all envelopes of one bus.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Origin {
    node_id: Box<str>,
    bus_id: Uuid,
}

impl Origin {
    /// Makes the origin of one bus. It lives as long as the process, some 50 bytes per bus: counting references to it would
    /// make all publishers and subscribers write to one cache line for each event.
    pub(crate) fn leaked(node_id: &str, bus_id: Uuid) -> &'static Self {
        Box::leak(Box::new(Self { node_id: node_id.into(), bus_id }))
    }

    /// The node, as `event_bus.node_id` of its configuration names it.
    pub fn node_id(&self) -> &str {
        &self.node_id
    }

    /// The bus: one id per [`EventBus::new`](crate::EventBus::new), so that sequences of two runs are not mixed up.
    pub fn bus_id(&self) -> Uuid {
        self.bus_id
    }
}
