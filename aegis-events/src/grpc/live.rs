//! Events as they happen: from the ring of the client's interest.
//!
//! The ring is the only buffer: nothing is copied or kept for a client that does not read, and what it misses the ring counts.

use std::sync::Arc;

use tonic::Status;

use super::ending::{self, Reached};
use super::feed::Feed;
use super::filter::Wanted;
use super::proto::{Gap, Started, subscribe_response::Item};
use super::state::{ClientSlot, ServerState};
use super::wire::Encoded;
use crate::bus::{Event, RecvError, Subscription, TryRecvError};
use crate::event::Filter;

/// What to do with a client that reads too slowly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Policy {
    DropOldest,
    Disconnect,
}

/// A client on a ring.
pub(super) struct Live<F: Filter> {
    state: Arc<ServerState<F>>,
    slot: ClientSlot,
    subscription: Subscription<F>,
    wanted: Wanted,
    policy: Policy,
    started: bool,
    reached: Reached,
    /// Missed behind the last event, and not reported yet.
    lost: u64,
    /// The event behind a gap, which is reported first.
    held: Option<Event<F>>,
    /// The server stops: events up to this place are still sent.
    until: Option<u64>,
}

impl<F: Filter> Live<F> {
    pub(super) fn new(state: &Arc<ServerState<F>>, slot: ClientSlot, wanted: Wanted, policy: Policy) -> Self {
        let subscription = state.entrance.subscribe(wanted.kinds.clone(), wanted.keys.clone());
        Self {
            state: Arc::clone(state),
            slot,
            reached: Reached { sequence: Some(subscription.since().get()), position: None },
            subscription,
            wanted,
            policy,
            started: false,
            lost: 0,
            held: None,
            until: None,
        }
    }

    /// The next event of the ring, up to the end if the server stops.
    async fn receive(&mut self) -> Result<Event<F>, RecvError> {
        if self.until.is_none() && self.state.is_stopping() {
            self.until = Some(self.state.entrance.sequence());
        }
        match (self.subscription.try_recv(), self.until) {
            (Ok(event), Some(until)) if event.sequence() > until => Err(RecvError::Closed),
            (Ok(event), _) => Ok(event),
            (Err(TryRecvError::Lagged(lost)), _) => Err(RecvError::Lagged(lost)),
            (Err(TryRecvError::Closed), _) | (Err(TryRecvError::Empty), Some(_)) => Err(RecvError::Closed),
            (Err(TryRecvError::Empty), None) => self.wait().await,
        }
    }

    async fn wait(&mut self) -> Result<Event<F>, RecvError> {
        self.slot.count();
        tokio::select! {
            biased;
            received = self.subscription.recv() => {
                // Events come in bursts: a moment later there are more, and all of them go in one write.
                tokio::task::yield_now().await;
                received
            }
            // Nothing was waiting: everything before was sent.
            () = self.state.stop.cancelled() => Err(RecvError::Closed),
        }
    }

    fn give(&mut self, event: Event<F>) -> Encoded {
        self.slot.sent();
        self.reached = Reached { sequence: Some(event.sequence().get()), position: None };
        self.state.encode_live(event.envelope())
    }

    fn gap(&mut self, before: u64) -> Encoded {
        let lost = std::mem::take(&mut self.lost);
        self.state.counters.lost.add(lost);
        Encoded::of(Item::Gap(Gap {
            lost,
            after_sequence: self.reached.sequence,
            before_sequence: Some(before),
            position: None,
            reason: "the client reads too slowly".to_owned(),
        }))
    }

    async fn disconnected(&mut self) -> Status {
        self.state.counters.too_slow.add(1);
        self.state.counters.lost.add(self.lost);
        let sequence = self.reached.sequence.unwrap_or(0);
        self.reached.position = match &self.state.history {
            Some(history) => history.position_before(&self.state, &self.wanted, sequence).await,
            None => None,
        };
        ending::too_slow(self.lost, self.reached)
    }

    fn end(&self) -> Status {
        self.state.counters.ended.add(1);
        if self.state.is_stopping() { ending::server_stops(self.reached) } else { ending::bus_closed(self.reached) }
    }
}

impl<F: Filter> Feed for Live<F> {
    fn ready(&mut self) -> Option<Encoded> {
        if !self.started || self.lost > 0 || self.held.is_some() || self.state.is_stopping() {
            return None;
        }
        match self.subscription.try_recv() {
            Ok(event) => Some(self.give(event)),
            Err(TryRecvError::Lagged(lost)) => {
                self.lost += lost;
                None
            }
            Err(TryRecvError::Empty | TryRecvError::Closed) => None,
        }
    }

    async fn next(&mut self) -> Result<Encoded, Status> {
        if !self.started {
            self.started = true;
            return Ok(Encoded::of(Item::Started(Started {
                bus_id: self.state.entrance.origin().bus_id().to_string(),
                since_sequence: self.subscription.since().get(),
                after_position: None,
            })));
        }
        if let Some(event) = self.held.take() {
            return Ok(self.give(event));
        }
        if self.lost > 0 && self.policy == Policy::Disconnect {
            return Err(self.disconnected().await);
        }
        loop {
            match self.receive().await {
                Ok(event) if self.lost == 0 => return Ok(self.give(event)),
                Ok(event) => {
                    let gap = self.gap(event.sequence().get());
                    self.held = Some(event);
                    return Ok(gap);
                }
                Err(RecvError::Lagged(lost)) => {
                    self.lost += lost;
                    if self.policy == Policy::Disconnect {
                        return Err(self.disconnected().await);
                    }
                }
                Err(RecvError::Closed) if self.lost > 0 => return Ok(self.gap(self.state.entrance.sequence() + 1)),
                Err(RecvError::Closed) => return Err(self.end()),
            }
        }
    }
}
