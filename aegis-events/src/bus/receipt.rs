//! The result of publishing.

use super::cause::Cause;
use crate::envelope::{EventId, Sequence};

/// Proof that an event was published: its identity and its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Receipt {
    /// The event's id.
    pub id: EventId,
    /// The event's place in the order of its bus, from 1.
    pub sequence: Sequence,
    /// What the event shares with all that led to it and all that it leads to: the id of the first of them.
    pub correlation_id: EventId,
}

impl From<Receipt> for Cause {
    fn from(receipt: Receipt) -> Self {
        Self { id: receipt.id, correlation_id: receipt.correlation_id }
    }
}

impl From<&Receipt> for Cause {
    fn from(receipt: &Receipt) -> Self {
        Self::from(*receipt)
    }
}
