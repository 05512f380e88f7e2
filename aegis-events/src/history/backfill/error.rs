//! Errors in the place of events that could not be backfilled.

use std::borrow::Cow;

use thiserror::Error;

use crate::envelope::Sequence;
use crate::history::error::HistoryError;

/// One or more events that a [`BackfilledSubscription`](super::BackfilledSubscription) cannot deliver. The error takes their place, and the events
/// after them follow.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum BackfillError {
    /// The database rejected the event: it is in `event_dead_letters`.
    #[error("`{event}`, sequence {sequence}, could not be recorded: {reason}")]
    DeadLetter {
        /// The sequence of the event.
        sequence: Sequence,
        /// The event, as `Family.Event`.
        event: String,
        /// Why it was rejected.
        reason: String,
    },
    /// The row is not an event of the catalog.
    #[error("sequence {sequence} is not an event of the catalog")]
    Unreadable {
        /// The sequence of the event.
        sequence: Sequence,
        /// The position and the cause.
        source: HistoryError,
    },
    /// The recorder has passed the events, but they are not in the history.
    #[error(
        "{} of {expected} events between the sequences {after} and {before} are not in the history",
        .expected.saturating_sub(*.found)
    )]
    Missing {
        /// The number of events that the subscription lost.
        expected: u64,
        /// The number of these that were found, including dead letters.
        found: u64,
        /// The last sequence before the gap.
        after: Sequence,
        /// The first sequence after the gap.
        before: Sequence,
    },
    /// Nothing records the bus, or its recorder ended before it had written the events.
    #[error("{lost} events between the sequences {after} and {before} were not recorded")]
    NotRecorded {
        /// The number of lost events.
        lost: u64,
        /// The last sequence before the gap.
        after: Sequence,
        /// The first sequence after the gap.
        before: Sequence,
    },
    /// The history was closed before the events were read.
    #[error("{lost} events between the sequences {after} and {before} were not read: the history is closed")]
    Closed {
        /// The number of lost events.
        lost: u64,
        /// The last sequence before the gap.
        after: Sequence,
        /// The first sequence after the gap.
        before: Sequence,
    },
}

impl BackfillError {
    /// How to fix it, if that is known.
    pub fn help(&self) -> Option<Cow<'_, str>> {
        let help = match self {
            Self::Unreadable { source, .. } => return source.help(),
            Self::DeadLetter { .. } => "fix the cause, then call `history.retry_all_dead_letters()`",
            Self::Missing { .. } => {
                "retention or erasure removed them, they were published before `history.record(&bus)`, or the bus is recorded to another history"
            }
            Self::NotRecorded { .. } => {
                "call `history.record(&bus)` before publishing, and give the shutdown a longer deadline"
            }
            Self::Closed { .. } => "close the history after its subscriptions have ended",
        };
        Some(help.into())
    }
}
