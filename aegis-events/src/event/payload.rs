//! Events as structs.

use std::any::Any;

use super::{Domain, KeyRef};
use crate::catalog::{EventInfo, Kind};
use crate::codec::{AnyRecord, Record};
use crate::types::Timestamp;

/// What an event's own fields say of it. Implemented beside the struct, by `#[domain_events]` or `#[domain_event]`.
#[diagnostic::on_unimplemented(
    message = "the catalog says that `{Self}` is written by hand, but it has no `#[domain_event]`",
    label = "an event without `#[domain_event]`",
    note = "put `#[domain_event]` on the struct: it checks the fields and implements what an event needs, `Debug`, `Clone` and `PartialEq` included"
)]
pub trait EventFields: Record {
    /// When the event happened, by its own `time` field; `None` where it has none, and the envelope's time counts.
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

    /// What the catalog says of the event.
    const INFO: EventInfo;

    /// The event's kind.
    const KIND: Kind = Self::INFO.kind();

    /// The event as one of the domain. `Into` does the same.
    fn into_domain(self) -> Self::Domain;
}

/// An event of any type, behind a pointer.
pub trait AnyPayload: AnyRecord + Send + Sync {
    /// The event's kind.
    fn kind(&self) -> Kind;

    /// When the event happened, by its own `time` field; `None` where it has none, and the envelope's time counts.
    fn occurred_at(&self) -> Option<Timestamp>;

    /// The value that the event carries for the key at a place of the catalog.
    fn key(&self, key: usize) -> Option<KeyRef<'_>>;

    /// The event as a value whose type can be asked for.
    fn as_any(&self) -> &dyn Any;
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
