//! The compile error for `bus.publish(..)`.
//!
//! A bus cannot publish. For `bus.publish(..)`, "no method named `publish`" would not explain that, so the method exists with a bound that
//! no type meets and that carries the explanation. The bound is on the event's type: on the bus's type, the compiler would not print it.

use super::error::PublishError;
use super::event_bus::EventBus;
use super::receipt::Receipt;
use crate::event::Domain;

/// An event that a bus may publish. Never implemented.
#[diagnostic::on_unimplemented(
    message = "an `EventBus` cannot publish: each component publishes through its own `Publisher`",
    label = "the bus itself cannot publish",
    note = "`EventBus::new` returns the publishers together with the bus: `let (bus, publishers) = EventBus::new(..)`; publish with `publishers.<component>.publish(event)`"
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
