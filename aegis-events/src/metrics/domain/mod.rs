//! The numbers of the AEGIS domain: executions, iterations, swarms and tools.
//!
//! What enters are the events that `subscribers::MetricsCollector` consumes, and at the start what the history knows of executions and
//! swarms that have not ended; what leaves are the metrics of [`names`].

mod active;
mod count;
mod names;
mod recall;

use crate::bus::{Attended, RunHandle, attend};
use crate::domain::DomainEvent;
use crate::domain::subscribers::MetricsCollector;
use crate::event::Filter;
use crate::history::{BackfilledSubscription, History};

use super::collector::Collector;
use super::error::MetricsError;
use count::Counts;

pub(in crate::metrics) use names::METRICS;

/// The domain's metrics before they start, made by [`Collector::domain`].
#[derive(Debug)]
#[must_use = "nothing is counted before `start`"]
pub struct DomainMetrics {
    collector: Collector<DomainEvent>,
    history: Option<History<DomainEvent>>,
}

impl Collector<DomainEvent> {
    /// The metrics of the AEGIS domain: executions, iterations, swarms, tools.
    pub fn domain(&self) -> DomainMetrics {
        DomainMetrics { collector: self.clone(), history: None }
    }
}

impl DomainMetrics {
    /// Lets gauges be right from the start, and counters through every lag: what had started and not ended before is read from the history
    /// (of this node, as far back as [`MetricsConfig::with_lookback`](super::MetricsConfig::with_lookback) says), and so is
    /// what the subscription's ring drops, if the history is that of the bus's recorder.
    pub fn with_history(mut self, history: &History<DomainEvent>) -> Self {
        self.history = Some(history.clone());
        self
    }

    /// Subscribes, under the name `MetricsCollector`, and counts until the bus closes.
    ///
    /// Gauges are right when it returns. Without a history they begin at 0, and an event that the subscription loses is missing in its counter,
    /// and seen in `aegis_event_bus_dropped_total`.
    ///
    /// # Errors
    ///
    /// [`MetricsError::History`] if the history cannot be read.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, nothing is counted.
    pub async fn start(self) -> Result<RunHandle<DomainEvent>, MetricsError> {
        let Self { collector, history } = self;
        let mut counts = Counts::new(collector.registry(), collector.config().most_active());
        let subscription = collector.observer().subscribe_to::<MetricsCollector>().named(MetricsCollector::NAME);
        let Some(history) = history else {
            return Ok(attend(subscription, |attended| count_live(attended, counts)));
        };
        recall::recall(&history, &subscription, collector.config(), &mut counts)
            .await
            .map_err(|source| MetricsError::History { source })?;
        Ok(attend(subscription, move |attended| count_backfilled(attended.backfilled_from(&history), counts)))
    }
}

async fn count_live(mut attended: Attended<MetricsCollector>, mut counts: Counts) {
    while let Some(event) = attended.subscription().next().await {
        counts.count(event.view());
    }
}

async fn count_backfilled(mut subscription: BackfilledSubscription<MetricsCollector>, mut counts: Counts) {
    while let Some(event) = subscription.next().await {
        match event {
            Ok(event) => counts.count(event.view()),
            Err(error) => tracing::warn!(%error, "events that were lost are not counted"),
        }
    }
}
