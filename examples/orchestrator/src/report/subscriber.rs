//! The line of each subscriber, whatever its delivery.

use aegis_events::bus::SubscriberStats;
use aegis_events::catalog::Delivery;
use aegis_events::history::{BackfillStats, DurableState};

use crate::listeners::{ListenerResults, listens_to};

/// A subscriber.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubscriberLine {
    /// Its name.
    pub name: String,
    /// Its events.
    pub listens_to: &'static str,
    /// Its delivery.
    pub delivery: Delivery,
    /// Delivered events.
    pub delivered: u64,
    /// Lost events.
    pub lost: u64,
    /// Pending events at the end.
    pub left: u64,
    /// Handler calls that panicked or returned an error.
    pub failed: u64,
}

impl SubscriberLine {
    /// Every subscriber that existed at the end.
    pub(super) fn all(listener_results: &ListenerResults) -> Vec<Self> {
        let mut lines: Vec<_> = listener_results.subscribers.iter().map(Self::from).collect();
        let (backfill, narrator) = &listener_results.narrator;
        lines.push(Self::from(narrator).backfilled(backfill));
        lines.push(Self::durable("accountant", &listener_results.account.state));
        lines.extend(listener_results.client.as_ref().map(|(_, stats)| Self::from(stats)));
        lines
    }

    /// Backfilled events are not lost.
    fn backfilled(self, backfill: &BackfillStats) -> Self {
        let (delivered, lost) = (self.delivered + backfill.backfilled, self.lost.saturating_sub(backfill.backfilled));
        Self { delivered, lost, ..self }
    }

    /// The lag includes events of other kinds that the subscription has not passed yet.
    fn durable(name: &str, state: &DurableState) -> Self {
        Self {
            name: name.to_owned(),
            listens_to: listens_to(name),
            delivery: Delivery::Durable,
            delivered: state.delivered,
            lost: state.removed,
            left: state.behind,
            failed: state.retries + state.parked,
        }
    }
}

impl From<&SubscriberStats> for SubscriberLine {
    fn from(stats: &SubscriberStats) -> Self {
        Self {
            name: stats.name.to_string(),
            listens_to: listens_to(&stats.name),
            delivery: stats.delivery,
            delivered: stats.delivered,
            lost: stats.lost,
            left: stats.lag,
            failed: stats.panics + stats.errors,
        }
    }
}
