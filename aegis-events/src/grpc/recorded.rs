//! Events as they are recorded: behind a position, from the history alone.
//!
//! Positions are given without gaps and become visible in their order, so that following them misses and repeats nothing, across restarts
//! of either side. There is no moment at which it changes over to the bus: what the history has, it has with its position.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tonic::Status;

use super::desk::{Desk, Seat};
use super::ending::{self, Reached};
use super::feed::Feed;
use super::filter::Wanted;
use super::proto::{Gap, Started, subscribe_response::Item};
use super::wire::Encoded;
use crate::envelope::Envelope;
use crate::event::Filter;
use crate::history::{Follower, History, HistoryError};

/// How long to wait before a history that does not answer is asked again.
const AGAIN: Duration = Duration::from_millis(500);

type Row<F> = Result<Arc<Envelope<<F as Filter>::Domain>>, HistoryError>;

/// A client that follows the history.
pub(super) struct Recorded<F: Filter> {
    desk: Arc<Desk<F>>,
    seat: Seat,
    follower: Follower<F::Domain>,
    started: bool,
    reached: Reached,
    ready: VecDeque<Row<F>>,
    /// The server stops, or the bus was closed: everything up to this position is still sent.
    until: Option<u64>,
    /// The end has come, and the history does not give what was recorded before it.
    is_cut_off: bool,
    /// The history did not answer: said once, not at each try.
    troubled: bool,
}

impl<F: Filter> Recorded<F> {
    pub(super) fn new(
        desk: &Arc<Desk<F>>,
        seat: Seat,
        history: &History<F::Domain>,
        wanted: &Wanted,
        after: u64,
    ) -> Self {
        Self {
            desk: Arc::clone(desk),
            seat,
            follower: history.follow(&wanted.kinds, &wanted.keys, after),
            started: false,
            reached: Reached { sequence: None, position: Some(after) },
            ready: VecDeque::new(),
            until: None,
            is_cut_off: false,
            troubled: false,
        }
    }

    /// Waits until there may be more, or until it is time to end.
    async fn wait(&mut self) {
        self.seat.count();
        let closing = self.follower.closing();
        tokio::select! {
            biased;
            () = self.follower.hinted() => {}
            () = ends(&self.desk, &closing) => self.drain().await,
        }
    }

    /// Waits until what was published before is recorded, and ends there: at once, where the history does not say how far that is.
    async fn drain(&mut self) {
        if let Some(recorder) = self.desk.entrance.recorder() {
            recorder.reached(self.desk.entrance.sequence()).await;
        }
        let last = match &self.desk.history {
            Some(history) => history.last_position().await.map(u64::from),
            None => Ok(0),
        };
        self.is_cut_off = last.is_err();
        self.until = Some(last.unwrap_or(0));
    }

    fn give(&mut self, row: Row<F>) -> Encoded {
        match row {
            Ok(envelope) => {
                self.seat.sent();
                self.reached.position = envelope.position();
                self.desk.encode_recorded(&envelope)
            }
            Err(error) => {
                // Its text may show more of the event than clients may see.
                tracing::warn!(%error, "a client follows the history, and this row is no event");
                let position = match error {
                    HistoryError::Decode { position, .. } | HistoryError::UnknownEvent { position, .. } => {
                        Some(position.get())
                    }
                    HistoryError::Database { .. } | HistoryError::NoDeadLetter { .. } | HistoryError::Schema(_) => None,
                };
                self.reached.position = position.or(self.reached.position);
                self.desk.tally.lost.add(1);
                Encoded::of(Item::Gap(Gap {
                    lost: 1,
                    after_sequence: None,
                    before_sequence: None,
                    position,
                    reason: "the recorded event cannot be read as an event of this server's catalog".to_owned(),
                }))
            }
        }
    }

    fn end(&self) -> Status {
        self.desk.tally.ended.add(1);
        match () {
            () if self.follower.is_closed() => ending::history_closed(self.reached),
            () if self.is_cut_off => ending::history_lost(self.reached),
            () if self.desk.is_stopping() => ending::server_stops(self.reached),
            () => ending::bus_closed(self.reached),
        }
    }
}

/// Waits until the server stops, the bus is closed, or the history is.
async fn ends<F: Filter>(desk: &Desk<F>, closing: &CancellationToken) {
    tokio::select! {
        () = desk.stop.cancelled() => {}
        () = desk.entrance.closed() => {}
        () = closing.cancelled() => {}
    }
}

impl<F: Filter> Feed for Recorded<F> {
    fn ready(&mut self) -> Option<Encoded> {
        let row = self.ready.pop_front()?;
        Some(self.give(row))
    }

    async fn next(&mut self) -> Result<Encoded, Status> {
        if !self.started {
            self.started = true;
            return Ok(Encoded::of(Item::Started(Started {
                bus_id: self.desk.entrance.origin().bus_id().to_string(),
                since_sequence: self.desk.entrance.sequence(),
                after_position: self.reached.position,
            })));
        }
        loop {
            if let Some(row) = self.ready.pop_front() {
                return Ok(self.give(row));
            }
            if self.until.is_none() && self.desk.is_stopping() {
                self.drain().await;
            }
            if self.until.is_some_and(|until| self.follower.after() >= until) {
                return Err(self.end());
            }
            match self.follower.page().await {
                Ok(rows) if rows.is_empty() && self.until.is_some() => return Err(self.end()),
                Ok(rows) if rows.is_empty() => {
                    self.troubled = false;
                    self.wait().await;
                }
                Ok(rows) => self.ready = rows.into(),
                Err(_) if self.until.is_some() || self.follower.is_closed() => {
                    self.is_cut_off = true;
                    return Err(self.end());
                }
                Err(error) => {
                    if !std::mem::replace(&mut self.troubled, true) {
                        tracing::warn!(%error, "clients follow the history, which does not answer; trying again");
                    }
                    let closing = self.follower.closing();
                    tokio::select! {
                        () = tokio::time::sleep(AGAIN) => {}
                        () = ends(&self.desk, &closing) => self.drain().await,
                    }
                }
            }
        }
    }
}
