//! Events as they are recorded, after a position, from the history alone.
//!
//! Positions have no gaps and become visible in order, so that a client that follows them misses and repeats nothing, also across restarts of either
//! side. The stream never switches to the bus.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};
use tonic::Status;

use super::cache::Cache;
use super::encode::encode;
use super::ending::{self, Reached};
use super::feed::{Feed, Items, items};
use super::filter::Wanted;
use super::history_ending;
use super::proto::{Gap, Started, subscribe_response::Item};
use super::service::EventStreamService;
use super::state::{ClientSlot, RecordedEvents, ServerState};
use super::wire::Encoded;
use crate::envelope::Envelope;
use crate::event::{Domain, Filter};
use crate::history::{Follower, History, HistoryError};

/// How many recorded events are kept encoded: a few pages, since clients that follow the history are close to each other only at its end.
const KEPT: usize = 1_024;

/// How long to wait before a history that does not answer is read again.
const AGAIN: Duration = Duration::from_millis(500);

/// How long a client that is being disconnected waits for the position to resume from: the time that a recorder
/// with a full queue needs on a slow disk. Without an answer it gets no position.
const FIND_POSITION: Duration = Duration::from_secs(30);

type Row<F> = Result<Arc<Envelope<<F as Filter>::Domain>>, HistoryError>;

impl<F: Filter> EventStreamService<F> {
    /// Lets clients resume from the recorded history, by position. The bus must be recorded in it, with
    /// [`History::record`](crate::history::History::record).
    #[must_use = "the service is moved"]
    pub fn with_history(mut self, history: &History<F::Domain>) -> Self {
        self.history = Some(Arc::new(Source { history: history.clone(), encoded: Arc::new(Cache::new(KEPT)) }));
        self
    }
}

/// A history, and its latest events as clients receive them, by position.
struct Source<D: Domain> {
    history: History<D>,
    encoded: Arc<Cache>,
}

impl<F: Filter> RecordedEvents<F> for Source<F::Domain> {
    fn subscribe<'a>(
        &'a self,
        state: &'a Arc<ServerState<F>>,
        wanted: &'a Wanted,
        after: Option<u64>,
    ) -> BoxFuture<'a, Result<Items, Status>> {
        Box::pin(async move {
            let slot = state.slot()?;
            let last = self.history.last_position().await.map(u64::from).map_err(|error| {
                tracing::warn!(%error, "a client cannot follow the history, which does not answer");
                history_ending::away()
            })?;
            match after {
                Some(after) if after > last => Err(history_ending::behind_the_end(after, last)),
                after => Ok(items(Recorded::new(state, slot, self, wanted, after.unwrap_or(last)))),
            }
        })
    }

    fn position_before<'a>(
        &'a self,
        state: &'a ServerState<F>,
        wanted: &'a Wanted,
        sequence: u64,
    ) -> BoxFuture<'a, Option<u64>> {
        Box::pin(async move {
            let recorder = state.entrance.recorder()?;
            let find = async {
                // The events that the client has lost are published; once they are recorded too, they have positions.
                recorder.reached(state.entrance.sequence()).await;
                let bus_id = state.entrance.origin().bus_id();
                self.history.position_before(&wanted.kinds, &wanted.keys, bus_id, sequence).await
            };
            match tokio::time::timeout(FIND_POSITION, find).await {
                Ok(Ok(position)) => Some(position),
                Ok(Err(error)) => {
                    tracing::warn!(%error, "a slow client is disconnected without a position to resume from");
                    None
                }
                Err(_) => None,
            }
        })
    }

    fn listen_until(&self, stopped: WaitForCancellationFutureOwned) {
        self.history.listen_until(stopped);
    }
}

/// A client that follows the history.
struct Recorded<F: Filter> {
    state: Arc<ServerState<F>>,
    slot: ClientSlot,
    history: History<F::Domain>,
    encoded: Arc<Cache>,
    follower: Follower<F::Domain>,
    started: bool,
    reached: Reached,
    ready: VecDeque<Row<F>>,
    /// The server stops, or the bus was closed: events up to this position are still sent.
    until: Option<u64>,
    /// The stream ends, and the events recorded before cannot be read.
    is_cut_off: bool,
    /// The history does not answer: logged once, not at each try.
    troubled: bool,
}

impl<F: Filter> Recorded<F> {
    fn new(
        state: &Arc<ServerState<F>>,
        slot: ClientSlot,
        source: &Source<F::Domain>,
        wanted: &Wanted,
        after: u64,
    ) -> Self {
        Self {
            state: Arc::clone(state),
            slot,
            history: source.history.clone(),
            encoded: Arc::clone(&source.encoded),
            follower: source.history.follow(&wanted.kinds, &wanted.keys, after),
            started: false,
            reached: Reached { sequence: None, position: Some(after) },
            ready: VecDeque::new(),
            until: None,
            is_cut_off: false,
            troubled: false,
        }
    }

    /// Waits until there may be more events, or until the stream must end.
    async fn wait(&mut self) {
        self.slot.count();
        let closing = self.follower.closing();
        tokio::select! {
            biased;
            () = self.follower.hinted() => {}
            () = ends(&self.state, &closing) => self.drain().await,
        }
    }

    /// Waits until all published events are recorded, and ends the stream there; at once if the history does not answer.
    async fn drain(&mut self) {
        if let Some(recorder) = self.state.entrance.recorder() {
            recorder.reached(self.state.entrance.sequence()).await;
        }
        let last = self.history.last_position().await.map(u64::from);
        self.is_cut_off = last.is_err();
        self.until = Some(last.unwrap_or(0));
    }

    fn give(&mut self, row: Row<F>) -> Encoded {
        match row {
            Ok(envelope) => {
                self.slot.sent();
                self.reached.position = envelope.position().map(|position| position.get());
                let max_size = self.state.config.max_message_size();
                self.encoded.get(self.reached.position.unwrap_or(0), || encode(&envelope, max_size))
            }
            Err(error) => {
                // The error may show more of the event than clients may see.
                tracing::warn!(%error, "a row of the history cannot be read; the client receives a gap");
                let position = match error {
                    HistoryError::Decode { position, .. } | HistoryError::UnknownEvent { position, .. } => {
                        Some(position.get())
                    }
                    HistoryError::Database { .. } | HistoryError::NoDeadLetter { .. } | HistoryError::Schema(_) => None,
                };
                self.reached.position = position.or(self.reached.position);
                self.state.counters.lost.add(1);
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
        self.state.counters.ended.add(1);
        if self.follower.is_closed() {
            history_ending::closed(self.reached)
        } else if self.is_cut_off {
            history_ending::lost(self.reached)
        } else if self.state.is_stopping() {
            ending::server_stops(self.reached)
        } else {
            ending::bus_closed(self.reached)
        }
    }
}

/// Waits until the server stops, the bus is closed, or the history is.
async fn ends<F: Filter>(state: &ServerState<F>, closing: &CancellationToken) {
    tokio::select! {
        () = state.stop.cancelled() => {}
        () = state.entrance.closed() => {}
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
                bus_id: self.state.entrance.origin().bus_id().to_string(),
                since_sequence: self.state.entrance.sequence(),
                after_position: self.reached.position,
            })));
        }
        loop {
            if let Some(row) = self.ready.pop_front() {
                return Ok(self.give(row));
            }
            if self.until.is_none() && self.state.is_stopping() {
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
                        tracing::warn!(%error, "the history does not answer; retrying for a client that follows it");
                    }
                    let closing = self.follower.closing();
                    tokio::select! {
                        () = tokio::time::sleep(AGAIN) => {}
                        () = ends(&self.state, &closing) => self.drain().await,
                    }
                }
            }
        }
    }
}
