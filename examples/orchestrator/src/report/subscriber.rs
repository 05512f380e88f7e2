//! The line of each subscriber, whatever its delivery.

use aegis_events::bus::SubscriberStats;
use aegis_events::catalog::Delivery;
use aegis_events::history::{BackfillStats, DurableState};

use crate::listeners::{Heard, listens_to};

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
    pub(super) fn all(heard: &Heard) -> Vec<Self> {
        let mut lines: Vec<_> = heard.subscribers.iter().map(Self::from).collect();
        let (healing, narrator) = &heard.narrator;
        lines.push(Self::from(narrator).backfilled(healing));
        lines.push(Self::durable("accountant", &heard.account.state));
        lines.extend(heard.client.as_ref().map(|(_, stats)| Self::from(stats)));
        lines
    }

    /// Backfilled events are not lost.
    fn backfilled(self, healing: &BackfillStats) -> Self {
        let (delivered, lost) = (self.delivered + healing.backfilled, self.lost.saturating_sub(healing.backfilled));
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
