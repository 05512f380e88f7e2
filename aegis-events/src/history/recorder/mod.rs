//! The recorder: every event of one bus, into the history.
//!
//! `lossless lane over everything → encode → append → positions, tickets, wake-ups`
//!
//! # What it promises
//!
//! - What it took from its queue it writes, in the bus's order, once: an event whose id is known is not written again.
//! - While the database is away, busy or full it tries again, with waits that double up to five seconds. Its queue fills up, and then publishers
//!   feel back pressure; nothing is dropped, and no more memory is used than the queue and two batches take: one that is being written, and the next.
//! - A row that the database can never keep, and a payload that cannot be written as JSON, are set aside in `event_dead_letters` with the reason,
//!   and hold nobody up.
//! - When the bus closes it writes what it has, and ends.
//!
//! What was published and not yet written when the process dies is lost: where that matters, wait for
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
use crate::event::Domain;
use crate::task::LastError;

/// A running recorder, made by [`History::record`](super::History::record). Dropping it lets the recorder run on.
pub struct Recorder<D: Domain> {
    pub(super) progress: Arc<Progress>,
    pub(super) run: RunHandle<D>,
}

/// What a recorder is doing, at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecorderState {
    /// Events that are published and not yet written: those in its queue, and those in its hands. When it has ended, those that were lost.
    pub queue_depth: u64,
    /// The most events that can wait in the queue.
    pub queue_capacity: usize,
    /// Everything up to this place in the bus's order is in the history, or set aside.
    pub recorded_through: u64,
    /// The last position that it or the relay of its outbox gave; 0 before the first.
    pub last_position: u64,
    /// Events written.
    pub recorded: u64,
    /// Events that were known already, and were not written again.
    pub known: u64,
    /// Events of the outbox that the relay has moved to the history.
    pub relayed: u64,
    /// Events set aside in `event_dead_letters`.
    pub dead_letters: u64,
    /// Batches written.
    pub batches: u64,
    /// Tries that failed, from the start.
    pub retries: u64,
    /// Tries that failed since it last worked: more than 0 means that the database is not taking events at the moment.
    pub failing: u32,
    /// The last thing that went wrong, also if it is long mended.
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

    /// What the recorder is doing.
    pub fn state(&self) -> RecorderState {
        let stats = self.run.stats();
        let RecordedThrough { sequence, ended } = self.progress.recording.through();
        let numbers = self.progress.numbers().clone();
        RecorderState {
            queue_depth: stats.lag,
            queue_capacity: stats.capacity,
            recorded_through: sequence,
            last_position: numbers.last_position,
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

    /// Waits until everything up to a place in the bus's order is in the history or set aside; `false` if the recorder ended before.
    /// For a place that no event has yet it waits until one has.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing.
    pub async fn recorded_through(&self, sequence: u64) -> bool {
        self.progress.recording.reached(sequence).await.sequence >= sequence
    }

    /// Waits until every event that was committed to the outbox of this bus before the call is in the history, and published; `false` if
    /// the recorder ended before. While the database is away it waits.
    ///
    /// Call it before [`EventBus::shutdown`](crate::EventBus::shutdown): what stands in the outbox when the bus closes waits there for the next
    /// process of the node.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing.
    pub async fn outbox_relayed(&self) -> bool {
        self.progress.recording.relay_round().await
    }

    /// Waits until the recorder has ended, since its bus was closed, and gives its last state.
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
