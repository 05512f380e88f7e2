//! What healing could not give.

use thiserror::Error;

use crate::history::HistoryError;

/// One event, or several, that a [`BackfilledSubscription`](super::BackfilledSubscription) cannot give. It stands in the place that they would have,
/// and the events behind it follow.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum BackfillError {
    /// The database could not keep the event: it stands in `event_dead_letters`.
    #[error(
        "`{event}`, sequence {sequence}, could not be recorded and was set aside in `event_dead_letters`: {reason}"
    )]
    DeadLetter {
        /// Its place in the bus's order.
        sequence: u64,
        /// The event, as `Family.Event`.
        event: String,
        /// Why.
        reason: String,
    },
    /// The event's row cannot be read as an event: somebody has changed it.
    #[error("sequence {sequence}: {source}")]
    Unreadable {
        /// Its place in the bus's order.
        sequence: u64,
        /// The position, and what is wrong.
        source: HistoryError,
    },
    /// Events are not in the history, although the recorder is past them.
    #[error(
        "{} of {expected} events between the sequences {after} and {before} are not in the history: retention or erasure took them, they were published before `history.record(&bus)`, or this is not the history that the bus is recorded to",
        .expected.saturating_sub(*.found)
    )]
    Missing {
        /// How many events the subscription had lost there.
        expected: u64,
        /// How many of them were found, those set aside included.
        found: u64,
        /// The last sequence before the gap.
        after: u64,
        /// The first sequence behind the gap.
        before: u64,
    },
    /// Nothing records the bus, or its recorder ended before it had written the events.
    #[error(
        "{lost} events between the sequences {after} and {before} are lost: the recorder of the bus has not written them; call `history.record(&bus)` before publishing, and give the shutdown a longer deadline"
    )]
    NotRecorded {
        /// How many events are lost.
        lost: u64,
        /// The last sequence before the gap.
        after: u64,
        /// The first sequence behind the gap.
        before: u64,
    },
    /// The program closed the history before the events were read.
    #[error(
        "{lost} events between the sequences {after} and {before} were not read: the history was closed; close it after its subscriptions have ended"
    )]
    Closed {
        /// How many events are lost.
        lost: u64,
        /// The last sequence before the gap.
        after: u64,
        /// The first sequence behind the gap.
        before: u64,
    },
}
