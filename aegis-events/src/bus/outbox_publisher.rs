//! Publishing for the relay of the outbox: events that already have their ids.

use std::sync::Arc;

use super::core::Core;
use super::error::PublishError;
use super::event_bus::EventBus;
use super::receipt::Receipt;
use crate::envelope::{Envelope, Origin};
use crate::event::Domain;

/// Publishes events under the id and time that they already have. It does not keep the bus open.
pub(crate) struct OutboxPublisher<D: Domain> {
    core: Arc<Core<D>>,
}

impl<D: Domain> EventBus<D> {
    pub(crate) fn outbox_publisher(&self) -> OutboxPublisher<D> {
        OutboxPublisher { core: Arc::clone(self.core()) }
    }
}

impl<D: Domain> OutboxPublisher<D> {
    pub(crate) fn origin(&self) -> &'static Origin {
        self.core.origin
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.core.lock().closed
    }

    /// Waits until the bus is closed. Cancel safe.
    pub(crate) async fn closed(&self) {
        self.core.closing.raised().await;
    }

    /// Publishes an event; the bus gives it only its sequence.
    pub(crate) async fn publish(&self, envelope: Envelope<D>) -> Result<Receipt, PublishError> {
        self.core.publish_wait(Arc::new(envelope)).await
    }
}
