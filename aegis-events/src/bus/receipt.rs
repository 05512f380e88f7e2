//! The result of publishing.

use super::cause::Cause;
use crate::envelope::{EventId, Sequence};

/// Proof that an event was published: its id and sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Receipt {
    /// The event's id.
    pub id: EventId,
    /// The event's sequence on its bus, from 1.
    pub sequence: Sequence,
    /// The id of the first event in the chain of causes; the event's own id if it has no cause.
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
