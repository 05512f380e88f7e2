//! Events as structs.

use std::any::Any;

use super::{AnyPayload, Domain, KeyRef};
use crate::catalog::{EventInfo, Kind};
use crate::codec::record::Record;
use crate::types::Timestamp;

/// An event's time and keys, read from its fields. Implemented by `#[domain_events]` or `#[domain_event]`.
#[diagnostic::on_unimplemented(
    message = "the hand-written event `{Self}` has no `#[domain_event]`",
    label = "missing `#[domain_event]`",
    note = "put `#[domain_event]` on the struct: it checks the fields and implements the event's traits, including `Debug`, `Clone` and `PartialEq`"
)]
pub trait EventFields: Record {
    /// When the event happened, from its `time` field; `None` if it has none, so that the envelope's time counts.
    fn occurred_at(&self) -> Option<Timestamp> {
        None
    }

    /// The value that the event carries for the key at a place of the catalog.
    fn key(&self, key: usize) -> Option<KeyRef<'_>> {
        let _ = key;
        None
    }
}

/// An event of a known type: one struct of the catalog. Implemented by `#[domain_events]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an event",
    label = "not the struct of an event",
    note = "events are the structs that `#[domain_events]` generates from catalog.toml, one per entry under [events]"
)]
pub trait Payload: EventFields + Clone + PartialEq + Send + Sync + Into<Self::Domain> {
    /// The enum over all events of the catalog.
    type Domain: Domain;

    /// The catalog's entry for the event.
    const INFO: EventInfo;

    /// The event's kind.
    const KIND: Kind = Self::INFO.kind();

    /// The event as one of the domain. `Into` does the same.
    fn into_domain(self) -> Self::Domain;
}

impl<E: Payload> AnyPayload for E {
    fn kind(&self) -> Kind {
        E::KIND
    }

    fn occurred_at(&self) -> Option<Timestamp> {
        EventFields::occurred_at(self)
    }

    fn key(&self, key: usize) -> Option<KeyRef<'_>> {
        EventFields::key(self, key)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
