//! Publishing that waits until the event is in the history.

use std::sync::Arc;

use super::error::RecordError;
use crate::bus::{Cause, Publisher, Receipt};
use crate::catalog::Kind;
use crate::envelope::{DeadLetter, Ticket};
use crate::event::{Domain, PublishedBy, PublisherRole};

/// Proof that an event is in the history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Recorded {
    /// Its identity, and its place on the bus.
    pub receipt: Receipt,
    /// Its place in the history.
    pub position: u64,
}

impl From<Recorded> for Cause {
    fn from(recorded: Recorded) -> Self {
        Self::from(recorded.receipt)
    }
}

impl From<&Recorded> for Cause {
    fn from(recorded: &Recorded) -> Self {
        Self::from(recorded.receipt)
    }
}

impl<P: PublisherRole> Publisher<P> {
    /// Publishes an event as [`publish_wait`](Self::publish_wait) does, and waits until it is committed to the history.
    ///
    /// Subscribers receive it at once, before it is committed. For subscribers that must not act on an event which a crash keeps out of
    /// history, see the outbox, `record_in`.
    ///
    /// # Errors
    ///
    /// - [`RecordError::NoRecorder`], [`RecordError::Publish`]: nobody has received the event.
    /// - [`RecordError::DeadLetter`]: it was published; the database cannot keep it.
    /// - [`RecordError::Ended`]: it was published; the recorder ended before it was written.
    ///
    /// It does not fail while the database is away: it waits.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future before the event is published leaves no trace; after that, the event is recorded all the same.
    pub async fn publish_recorded<E: PublishedBy<P>>(&self, event: E) -> Result<Recorded, RecordError> {
        recorded(self, E::KIND, event.into()).await
    }
}

async fn recorded<P: PublisherRole>(
    publisher: &Publisher<P>,
    kind: Kind,
    event: P::Domain,
) -> Result<Recorded, RecordError> {
    let name = P::Domain::catalog().event(kind).into();
    let progress = publisher.recorder().ok_or(RecordError::NoRecorder { event: name })?;
    if progress.through().ended && publisher.is_open() {
        return Err(RecordError::NoRecorder { event: name });
    }
    let ticket = Arc::new(Ticket::default());
    let receipt = publisher.send_with_ticket(kind, event, Arc::clone(&ticket)).await?;
    let answer = tokio::select! {
        // The answer comes before the end.
        biased;
        answer = ticket.answered() => answer,
        () = progress.ended() => return Err(RecordError::Ended { event: name }),
    };
    match answer {
        Ok(position) => Ok(Recorded { receipt, position }),
        Err(DeadLetter(reason)) => Err(RecordError::DeadLetter { event: name, reason: reason.to_string() }),
    }
}
