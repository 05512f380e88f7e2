//! What the compiler says to somebody who publishes through the bus itself.
//!
//! A bus cannot publish, and nothing here lets it. But who comes from a bus that could, writes `bus.publish(..)` first, and "no method
//! named `publish`" would not say whose right it is. So there is a method by that name which nothing can call, and its bound has the
//! text. The bound stands on the event's type: on the bus's own it would cost that text.

use super::error::PublishError;
use super::event_bus::EventBus;
use super::receipt::Receipt;
use crate::event::Domain;

/// What a bus may publish: nothing. Never implemented.
#[diagnostic::on_unimplemented(
    message = "an `EventBus` cannot publish: each component publishes through its own `Publisher`",
    label = "published through the bus, which has no right to",
    note = "`EventBus::new` gives the rights beside the bus: `let (bus, publishers) = EventBus::new(..)`; hand `publishers.<component>` to the component, and publish the event's struct through it"
)]
pub trait PublishedByTheBus {
    #[doc(hidden)]
    fn refused(self) -> Result<Receipt, PublishError>;
}

impl<D: Domain> EventBus<D> {
    #[doc(hidden)]
    pub fn publish<E: PublishedByTheBus>(&self, event: E) -> Result<Receipt, PublishError> {
        event.refused()
    }
}
