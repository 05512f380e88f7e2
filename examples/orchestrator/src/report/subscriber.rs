//! What each subscriber came to, however it is served.

use aegis_events::bus::SubscriberStats;
use aegis_events::catalog::Delivery;
use aegis_events::history::{BackfillStats, DurableState};

use crate::listeners::{Heard, listens_to};

/// A subscriber.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubscriberLine {
    /// Its name.
    pub name: String,
    /// Which events it wants.
    pub listens_to: &'static str,
    /// How it is served.
    pub delivery: Delivery,
    /// Events that it got.
    pub delivered: u64,
    /// Events that it lost.
    pub lost: u64,
    /// Events that it left behind.
    pub left: u64,
    /// Handlers that panicked or gave an error.
    pub failed: u64,
}

impl SubscriberLine {
    /// Everybody who stayed to the end.
    pub(super) fn all(heard: &Heard) -> Vec<Self> {
        let mut lines: Vec<_> = heard.subscribers.iter().map(Self::from).collect();
        let (healing, narrator) = &heard.narrator;
        lines.push(Self::from(narrator).backfilled(healing));
        lines.push(Self::durable("accountant", &heard.account.state));
        lines.extend(heard.client.as_ref().map(|(_, stats)| Self::from(stats)));
        lines
    }

    /// What was read from the history was not lost.
    fn backfilled(self, healing: &BackfillStats) -> Self {
        let (delivered, lost) = (self.delivered + healing.backfilled, self.lost.saturating_sub(healing.backfilled));
        Self { delivered, lost, ..self }
    }

    /// Events of other kinds count as left behind, too, as long as it has not come to them.
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
