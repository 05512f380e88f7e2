//! The backfilled subscription.

use std::fmt;
use std::sync::Arc;

use futures_core::Stream;
use futures_util::stream;

use super::error::BackfillError;
use super::gap::{Gap, Ready};
use super::read::Wanted;
use super::source::Source;
use super::stats::BackfillStats;
use crate::bus::attended::Attended;
use crate::bus::{Event, RecvError, SubscriberStats, SubscriptionBuilder};
use crate::envelope::Sequence;
use crate::event::{Domain, Filter};
use crate::history::history::History;
use crate::history::select::{Order, Select};
use crate::history::shared::Shared;

/// A subscription without gaps, from [`SubscriptionBuilder::backfilled_from`]. Dropping it unsubscribes.
pub struct BackfilledSubscription<F: Filter> {
    subscription: Source<F>,
    shared: Arc<Shared>,
    wanted: Wanted,
    /// Events up to this sequence are delivered or ready.
    last: u64,
    /// Events after `last` that the ring has reported as lost.
    lost: u64,
    gap: Option<Gap<F>>,
    ready: Ready<F>,
}

impl<F: Filter> SubscriptionBuilder<F> {
    /// Begins the subscription, and reads events that it loses by lagging from the history that records the bus. See
    /// [`BackfilledSubscription::next`]. A lossless subscription loses nothing, and reads nothing back.
    ///
    /// ```
    /// # use aegis_events::domain::volume::VolumeDeleted;
    /// # use aegis_events::domain::{DomainEvent, VolumeEvent, VolumeId};
    /// # use aegis_events::history::{History, HistoryConfig};
    /// # use aegis_events::{BusConfig, EventBus};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let history = History::<DomainEvent>::open(HistoryConfig::new("sqlite::memory:").with_migrate(true)).await?;
    /// let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default().with_capacity(1)?);
    /// history.record(&bus);
    ///
    /// let mut volumes = bus.subscription::<VolumeEvent>().backfilled_from(&history);
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
    #[must_use = "dropping the subscription unsubscribes"]
    pub fn backfilled_from(self, history: &History<F::Domain>) -> BackfilledSubscription<F> {
        BackfilledSubscription::new(Source::Owned(self.subscribe()), history)
    }
}

impl<F: Filter> Attended<F> {
    /// As [`SubscriptionBuilder::backfilled_from`], in the task that reads the subscription. No event must have been delivered yet.
    #[cfg_attr(
        not(all(feature = "metrics", feature = "domain")),
        expect(dead_code, reason = "only the metrics collector does")
    )]
    pub(crate) fn backfilled_from(self, history: &History<F::Domain>) -> BackfilledSubscription<F> {
        BackfilledSubscription::new(Source::Attended(self), history)
    }
}

impl<F: Filter> BackfilledSubscription<F> {
    /// From a subscription that has not delivered any event yet.
    fn new(subscription: Source<F>, history: &History<F::Domain>) -> Self {
        let (kinds, keys) = subscription.wants();
        let mut select = Select::of(F::Domain::catalog(), kinds);
        select.keys = keys.map(|(index, value)| (index, value.clone())).collect();
        select.order = Order::Sequence;
        let wanted = Wanted { select, bus_id: subscription.origin().bus_id() };
        Self {
            last: subscription.since().get(),
            subscription,
            shared: Arc::clone(&history.shared),
            wanted,
            lost: 0,
            gap: None,
            ready: Ready::default(),
        }
    }

    /// Waits for the next event; `None` when the bus is closed and all events are delivered.
    ///
    /// After a lag, it waits until the recorder has written the lost events, and reads them. Events from the history have a
    /// [`position`](Event::position). It does not give up while the database is away.
    ///
    /// # Errors
    ///
    /// An error takes the place of events that cannot be delivered. The next call continues with the events after them.
    ///
    /// - [`BackfillError::DeadLetter`], [`BackfillError::Unreadable`]: one event that is in the database, but not as an event.
    /// - [`BackfillError::Missing`]: events that retention or erasure removed, or that were published before the recording began.
    /// - [`BackfillError::NotRecorded`], [`BackfillError::Closed`]: the recorder has ended, or the history is closed.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future loses nothing: events that were read stay for the next call.
    pub async fn next(&mut self) -> Option<Result<Event<F>, BackfillError>> {
        loop {
            if let Some(ready) = self.ready.pop() {
                return Some(ready);
            }
            if let Some(gap) = &mut self.gap {
                let recorder = self.subscription.recorder();
                if gap.read_page(&self.shared, &self.wanted, recorder, &mut self.ready).await.is_last() {
                    self.gap = None;
                }
                continue;
            }
            match self.subscription.recv().await {
                Ok(event) if self.lost == 0 => {
                    self.last = event.sequence().get();
                    return Some(Ok(event));
                }
                Ok(event) => self.open_gap(event.sequence().get(), Some(event)),
                Err(RecvError::Lagged(lost)) => self.lost += lost,
                Err(RecvError::Closed) if self.lost == 0 => return None,
                // A ring keeps its newest events, so an event normally follows a loss. If none does, the gap reaches to the end.
                Err(RecvError::Closed) => self.open_gap(self.subscription.last_published() + 1, None),
            }
        }
    }

    /// Turns the subscription into a `Stream` with the items of [`next`](Self::next).
    pub fn into_stream(self) -> impl Stream<Item = Result<Event<F>, BackfillError>> + Send + use<F> {
        stream::unfold(self, |mut this| async move { Some((this.next().await?, this)) })
    }

    /// The statistics of the backfill.
    pub fn stats(&self) -> BackfillStats {
        self.ready.stats.clone()
    }

    /// The statistics of the live subscription. `lost` counts the events that the ring has dropped, backfilled or not.
    pub fn subscriber_stats(&self) -> SubscriberStats {
        self.subscription.stats()
    }

    /// The sequence of the last event before the subscription.
    pub fn since(&self) -> Sequence {
        self.subscription.since()
    }

    /// The name of the subscription.
    pub fn name(&self) -> &str {
        self.subscription.name()
    }

    fn open_gap(&mut self, before: u64, held: Option<Event<F>>) {
        let lost = std::mem::take(&mut self.lost);
        tracing::debug!(name = self.name(), lost, after = self.last, before, "reading lost events from the history");
        self.ready.stats.gaps += 1;
        self.gap = Some(Gap::new(self.last, before, lost, held));
        self.last = before;
    }
}

impl<F: Filter> fmt::Debug for BackfilledSubscription<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BackfilledSubscription")
            .field("name", &self.name())
            .field("last", &self.last)
            .field("lost", &self.lost)
            .field("stats", &self.ready.stats)
            .finish_non_exhaustive()
    }
}
