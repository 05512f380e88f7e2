//! Healing: a live subscription that reads from the history what its ring has dropped.
//!
//! `lag → take the next event and hold it → wait for the recorder → read the gap → give it, then the held event`
//!
//! # What it promises
//!
//! - Every matching event behind [`Subscription::since`] is given once, in the bus's order, or reported in its place by a [`BackfillError`]: there is
//!   no duplicate and no hole that nobody hears of. The ring says exactly how many events it dropped, and as many must be found.
//! - It reads only what was lost: of the subscription's kinds, with its keys, from this bus, between the last event given and the oldest left.
//! - While it reads, the ring may drop more: that is backfilled next.
//! - It holds no more than a page of events, whatever was lost.
//!
//! # What it waits for
//!
//! For the recorder to be past the gap, and for the database: while that is away it tries again, with waits that double up to five
//! seconds, and does not give up. Whoever cannot wait puts a timeout around [`next`](BackfilledSubscription::next), which loses nothing.
//! Events that were lost come as late as the recorder is behind.

mod error;
mod gap;
mod held;
mod read;
#[cfg(all(test, feature = "testing"))]
mod schedules;
#[cfg(all(test, feature = "testing"))]
mod tests;

pub use error::BackfillError;

use std::fmt;
use std::sync::Arc;

use futures_core::Stream;
use futures_util::stream;

use super::history::History;
use super::select::{Order, Select};
use super::shared::Shared;
use crate::bus::{Event, RecvError, SubscriberStats, Subscription};
use crate::event::{Domain, Filter};
use gap::{Gap, Ready};
use held::Held;
use read::Wanted;

/// A subscription without gaps, made by [`Subscription::backfilled_from`]. Dropping it unsubscribes.
pub struct BackfilledSubscription<F: Filter> {
    subscription: Held<F>,
    shared: Arc<Shared>,
    wanted: Wanted,
    /// Everything up to here was given, or stands in `ready`.
    last: u64,
    /// Events that the ring has dropped behind `last`, as far as it has said.
    lost: u64,
    gap: Option<Gap<F>>,
    ready: Ready<F>,
    stats: BackfillStats,
}

/// What healing has done so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct BackfillStats {
    /// Gaps that were found.
    pub gaps: u64,
    /// Events that were read from the history.
    pub backfilled: u64,
    /// Events that had been set aside.
    pub dead_letters: u64,
    /// Rows that could not be read as events.
    pub unreadable: u64,
    /// Events that were not there, for whatever reason.
    pub missing: u64,
    /// Tries to read that failed, and were repeated.
    pub retries: u64,
}

impl BackfillStats {
    fn count<T>(&mut self, found: &Result<T, BackfillError>) {
        match found {
            Ok(_) => self.backfilled += 1,
            Err(BackfillError::DeadLetter { .. }) => self.dead_letters += 1,
            Err(_) => self.unreadable += 1,
        }
    }
}

impl<F: Filter> Subscription<F> {
    /// Backfills the subscription: what it loses by lagging behind is read from the history that the bus is recorded to. See
    /// [`BackfilledSubscription::next`].
    ///
    /// Narrow and name the subscription first. One that has given events already begins anew: events that wait are let go, and
    /// [`since`](Self::since) is the moment of this call. A lossless subscription loses nothing, and is passed through.
    ///
    /// ```
    /// # use aegis_events::domain::volume::VolumeDeleted;
    /// # use aegis_events::domain::{DomainEvent, VolumeEvent, VolumeId};
    /// # use aegis_events::history::{History, HistoryConfig};
    /// # use aegis_events::{BusConfig, EventBus};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let history = History::<DomainEvent>::open(HistoryConfig::new("sqlite::memory:").migrate(true)).await?;
    /// let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default().with_capacity(1)?);
    /// history.record(&bus);
    ///
    /// let mut volumes = bus.subscribe_to::<VolumeEvent>().backfilled_from(&history);
    /// for _ in 0..3 {
    ///     publishers.volume_manager.publish(VolumeDeleted { volume_id: VolumeId::new(), deleted_at: chrono::Utc::now() })?;
    /// }
    /// bus.close();
    ///
    /// // The ring holds one event.
    /// for sequence in 1..=3 {
    ///     assert_eq!(volumes.next().await.expect("three were published")?.sequence(), sequence);
    /// }
    /// assert!(volumes.next().await.is_none());
    /// # Ok(())
    /// # }
    /// ```
    #[must_use = "the subscription is moved, and dropping it unsubscribes"]
    pub fn backfilled_from(self, history: &History<F::Domain>) -> BackfilledSubscription<F> {
        BackfilledSubscription::new(Held::ByHand(self.at_its_start()), history)
    }
}

impl<F: Filter> BackfilledSubscription<F> {
    /// Of a subscription that has given nothing yet.
    fn new(subscription: Held<F>, history: &History<F::Domain>) -> Self {
        let (kinds, keys) = subscription.wants();
        let mut select = Select::of(F::Domain::catalog(), kinds);
        select.keys = keys.map(|(index, value)| (index, value.clone())).collect();
        select.order = Order::Sequence;
        let wanted = Wanted { select, bus_id: subscription.origin().bus_id() };
        Self {
            last: subscription.since(),
            subscription,
            shared: Arc::clone(&history.shared),
            wanted,
            lost: 0,
            gap: None,
            ready: Ready::new(),
            stats: BackfillStats::default(),
        }
    }

    /// Waits for the next event; `None` when the bus is closed and everything was given.
    ///
    /// After a lag it waits until the recorder has written what was lost, and reads it: those events know their
    /// [`position`](Event::position). It does not give up while the database is away.
    ///
    /// # Errors
    ///
    /// An error stands for events that cannot be given, in their place; the next call goes on behind them.
    ///
    /// - [`BackfillError::DeadLetter`], [`BackfillError::Unreadable`]: one event that the database has, and not as an event.
    /// - [`BackfillError::Missing`]: events that retention or erasure took, or that were published before the recording began.
    /// - [`BackfillError::NotRecorded`], [`BackfillError::Closed`]: there is no recorder any more, or no history.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future before it is ready loses nothing: what was read waits for the next call.
    pub async fn next(&mut self) -> Option<Result<Event<F>, BackfillError>> {
        loop {
            if let Some(ready) = self.ready.pop_front() {
                return Some(ready);
            }
            if let Some(gap) = &mut self.gap {
                let recorder = self.subscription.recorder();
                if gap.go_on(&self.shared, &self.wanted, recorder, &mut self.ready, &mut self.stats).await {
                    self.gap = None;
                }
                continue;
            }
            match self.subscription.recv().await {
                Ok(event) if self.lost == 0 => {
                    self.last = event.sequence();
                    return Some(Ok(event));
                }
                Ok(event) => self.open_gap(event.sequence(), Some(event)),
                Err(RecvError::Lagged(lost)) => self.lost += lost,
                Err(RecvError::Closed) if self.lost == 0 => return None,
                // Rings keep their newest events to the end, so that something is always behind a loss; and if not:
                Err(RecvError::Closed) => self.open_gap(self.subscription.last_published() + 1, None),
            }
        }
    }

    /// The subscription as a `Stream`, with the items of [`next`](Self::next).
    pub fn into_stream(self) -> impl Stream<Item = Result<Event<F>, BackfillError>> + Send + use<F> {
        stream::unfold(self, |mut this| async move { Some((this.next().await?, this)) })
    }

    /// What healing has done so far.
    pub fn stats(&self) -> BackfillStats {
        self.stats.clone()
    }

    /// The numbers of the subscription itself; `lost` counts what the ring has dropped, backfilled or not.
    pub fn subscriber_stats(&self) -> SubscriberStats {
        self.subscription.stats()
    }

    /// The place of the last event before the subscription.
    pub fn since(&self) -> u64 {
        self.subscription.since()
    }

    /// The subscription's name.
    pub fn name(&self) -> &str {
        self.subscription.name()
    }

    fn open_gap(&mut self, before: u64, held: Option<Event<F>>) {
        let lost = std::mem::take(&mut self.lost);
        tracing::debug!(name = self.name(), lost, after = self.last, before, "reading lost events from the history");
        self.stats.gaps += 1;
        self.gap = Some(Gap::new(self.last, before, lost, held));
        // Without an event behind it, the gap reaches to the end.
        self.last = before;
    }
}

impl<F: Filter> fmt::Debug for BackfilledSubscription<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BackfilledSubscription")
            .field("name", &self.name())
            .field("last", &self.last)
            .field("lost", &self.lost)
            .field("ready", &self.ready.len())
            .field("stats", &self.stats)
            .finish_non_exhaustive()
    }
}
