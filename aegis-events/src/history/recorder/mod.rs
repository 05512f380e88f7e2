//! The recorder: every event of one bus, into the history.
//!
//! `lossless lane over all events → encode → append → positions, tickets, wake-ups`
//!
//! # Guarantees
//!
//! - The recorder writes what it took from its queue, in the bus's order, once: an event whose id is in the history is not written again.
//! - While the database is away, busy or full, the recorder retries with pauses that double up to five seconds. Its queue fills up, and
//!   publishers get back pressure. Nothing is dropped, and memory is limited to the queue and two batches: the one that is being written, and
//!   the next.
//! - A row that the database cannot keep, and a payload that cannot be written as JSON, become dead letters: rows of `event_dead_letters` with
//!   the reason. They delay no other event.
//! - When the bus closes, the recorder writes what it has, and ends.
//!
//! An event that was published and not yet written is lost if the process dies. Where that matters, wait for
//! [`publish_recorded`](crate::Publisher::publish_recorded), or use the outbox.

mod dead_letter;
mod progress;
mod task;
#[cfg(all(test, feature = "testing"))]
mod tests;

pub(crate) use dead_letter::write_dead_letter;
pub(crate) use progress::Progress;
pub(super) use task::start;

use std::fmt;
use std::sync::Arc;

use crate::bus::{RecordedThrough, RunHandle};
use crate::envelope::{Position, Sequence};
use crate::event::Domain;
use crate::task::{Ended, LastError};

/// A running recorder, made by [`History::record`](super::History::record). Dropping the handle does not stop the recorder.
pub struct Recorder<D: Domain> {
    pub(super) progress: Arc<Progress>,
    pub(super) run: RunHandle<D>,
}

/// What a recorder is doing, at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecorderState {
    /// Events that are published and not yet written, in the queue or in the current batches. After the end of the recorder: events that were
    /// lost.
    pub queue_depth: u64,
    /// The capacity of the queue, in events.
    pub queue_capacity: usize,
    /// All events up to this one are in the history or are dead letters.
    pub recorded_through: Sequence,
    /// The last position that the recorder or the relay of its outbox assigned; 0 before the first.
    pub last_position: Position,
    /// Events written.
    pub recorded: u64,
    /// Events that were in the history already, and were not written again.
    pub known: u64,
    /// Events that the relay has moved from the outbox to the history.
    pub relayed: u64,
    /// Events that became dead letters.
    pub dead_letters: u64,
    /// Batches written.
    pub batches: u64,
    /// Failed tries since the start.
    pub retries: u64,
    /// Failed tries since the last success: more than 0 means that the database is not taking events at the moment.
    pub failing: u32,
    /// The last error. It stays after the recorder has recovered.
    pub last_error: Option<LastError>,
    /// Whether the recorder has ended.
    pub ended: bool,
}

impl<D: Domain> Recorder<D> {
    /// Another handle of the same recorder.
    #[cfg_attr(not(feature = "metrics"), expect(dead_code, reason = "only the `metrics` feature shares handles"))]
    pub(crate) fn share(&self) -> Self {
        Self { progress: Arc::clone(&self.progress), run: self.run.share() }
    }

    /// What the recorder is doing now.
    pub fn state(&self) -> RecorderState {
        let stats = self.run.stats();
        let RecordedThrough { sequence, ended } = self.progress.recording.through();
        let numbers = self.progress.numbers().clone();
        RecorderState {
            queue_depth: stats.lag,
            queue_capacity: stats.capacity,
            recorded_through: sequence.into(),
            last_position: numbers.last_position.into(),
            recorded: numbers.recorded,
            known: numbers.known,
            relayed: numbers.relayed,
            dead_letters: numbers.dead_letters,
            batches: numbers.batches,
            retries: numbers.retries,
            failing: numbers.failing,
            last_error: numbers.last_error,
            ended,
        }
    }

    /// Waits until all events up to a place in the bus's order are in the history or are dead letters. If no event has this place yet, it
    /// waits for that event.
    ///
    /// # Errors
    ///
    /// [`Ended`] if the recorder ended before.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing.
    pub async fn recorded_through(&self, sequence: impl Into<Sequence>) -> Result<(), Ended> {
        let sequence = sequence.into().get();
        if self.progress.recording.reached(sequence).await.sequence >= sequence { Ok(()) } else { Err(Ended) }
    }

    /// Waits until every event that was committed to the outbox of this bus before the call is in the history and published. While the
    /// database is away, it waits.
    ///
    /// Call it before [`EventBus::shutdown`](crate::EventBus::shutdown): what is in the outbox when the bus closes stays there for the next
    /// process of the node.
    ///
    /// # Errors
    ///
    /// [`Ended`] if the recorder ended before.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing.
    pub async fn outbox_relayed(&self) -> Result<(), Ended> {
        if self.progress.recording.relay_round().await { Ok(()) } else { Err(Ended) }
    }

    /// Waits until the recorder has ended because its bus was closed, and returns its last state.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing.
    pub async fn ended(&self) -> RecorderState {
        self.run.ended().await;
        self.state()
    }
}

impl<D: Domain> fmt::Debug for Recorder<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorder").field("state", &self.state()).finish_non_exhaustive()
    }
}
