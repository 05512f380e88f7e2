//! Events as trait objects.

use std::any::Any;

use super::KeyRef;
use crate::catalog::Kind;
use crate::codec::AnyRecord;
use crate::types::Timestamp;

/// An event of any type, as a trait object.
pub trait AnyPayload: AnyRecord + Send + Sync {
    /// The event's kind.
    fn kind(&self) -> Kind;

    /// When the event happened, from its `time` field; `None` if it has none, so that the envelope's time counts.
    fn occurred_at(&self) -> Option<Timestamp>;

    /// The value that the event carries for the key at a place of the catalog.
    fn key(&self, key: usize) -> Option<KeyRef<'_>>;

    /// The event, for downcasts.
    fn as_any(&self) -> &dyn Any;
}
