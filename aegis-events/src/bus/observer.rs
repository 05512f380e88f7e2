//! Snapshots of a bus for exporters of metrics. They are taken at intervals and cost publishers nothing.
//!
//! A snapshot has all current subscribers and all that have left since the last snapshot, each once, with ids that are never reused. So
//! sums over subscribers that come and go are exact. The observer does not keep the bus open.

use std::sync::Arc;

use super::core::Core;
use super::event_bus::EventBus;
use super::stats::SubscriberStats;
use super::subscription_builder::SubscriptionBuilder;
use super::timing::HandlerTimes;
use crate::catalog::CatalogInfo;
use crate::event::{Domain, Filter};

/// The one observer of a bus. Dropping it ends the observation.
pub(crate) struct Observer<D: Domain> {
    core: Arc<Core<D>>,
}

/// A bus at one moment.
pub(crate) struct Observed {
    /// Events published, by the places of their kinds in the catalog.
    pub(crate) published: Box<[u64]>,
    /// The current subscribers.
    pub(crate) subscribed: Vec<Seen>,
    /// The subscribers that have left since the last observation.
    pub(crate) left: Vec<Seen>,
    pub(crate) closed: bool,
}

/// The statistics of one subscriber.
pub(crate) struct Seen {
    /// Its number on this bus, never reused.
    pub(crate) id: u64,
    pub(crate) stats: SubscriberStats,
}

impl<D: Domain> EventBus<D> {
    /// Begins to observe; `None` if the bus has an observer.
    pub(crate) fn observe(&self) -> Option<Observer<D>> {
        let core = Arc::clone(self.core());
        let mut state = core.lock();
        if state.unseen.is_some() {
            return None;
        }
        state.unseen = Some(Vec::new());
        drop(state);
        Some(Observer { core })
    }
}

impl<D: Domain> Observer<D> {
    /// Measures handlers from now on.
    pub(crate) fn measure(&self, times: Arc<dyn HandlerTimes>) {
        self.core.timing.set(Some(times));
    }

    pub(crate) fn catalog(&self) -> &'static CatalogInfo {
        self.core.catalog
    }

    pub(crate) fn read(&self) -> Observed {
        let mut state = self.core.lock();
        let left = state.unseen.replace(Vec::new()).unwrap_or_default();
        let subscribed = state.subscribers.iter();
        Observed {
            published: state.sequencer.by_kind().into(),
            subscribed: subscribed.map(|(id, joined)| Seen { id: id.0, stats: state.stats_of(joined) }).collect(),
            left: left.into_iter().map(|(id, stats)| Seen { id: id.0, stats }).collect(),
            closed: state.closed,
        }
    }

    #[cfg_attr(not(feature = "domain"), expect(dead_code, reason = "only the domain's metrics come from events"))]
    pub(crate) fn subscription<F: Filter<Domain = D>>(&self) -> SubscriptionBuilder<F> {
        SubscriptionBuilder::new(Arc::clone(&self.core))
    }
}

impl<D: Domain> Drop for Observer<D> {
    fn drop(&mut self) {
        self.core.lock().unseen = None;
        self.core.timing.set(None);
    }
}
