//! Metrics of the AEGIS domain: executions, iterations, swarms and tools.
//!
//! They come from the events that `subscribers::MetricsCollector` consumes, and at the start from the history of executions and swarms that
//! have not ended.

mod active;
mod count;
mod names;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod recall;

use std::fmt;

use futures_util::future::BoxFuture;

use crate::bus::attended::{Attended, attend};
use crate::bus::{RunHandle, Subscription};
use crate::domain::DomainEvent;
use crate::domain::subscribers::MetricsCollector;
use crate::event::Filter;

use super::collector::Collector;
use super::error::MetricsError;
use count::Counts;

pub(in crate::metrics) use names::METRICS;

/// The domain's metrics before they start, made by [`Collector::domain`].
#[must_use = "nothing is counted before `start`"]
pub struct DomainMetrics {
    collector: Collector<DomainEvent>,
    resume: Option<Resume>,
}

/// Starts from a history.
type Resume = Box<dyn FnOnce(Collector<DomainEvent>, Subscription<MetricsCollector>, Counts) -> Resuming + Send>;
type Resuming = BoxFuture<'static, Result<RunHandle<DomainEvent>, MetricsError>>;

impl Collector<DomainEvent> {
    /// The metrics of the AEGIS domain: executions, iterations, swarms, tools.
    pub fn domain(&self) -> DomainMetrics {
        DomainMetrics { collector: self.clone(), resume: None }
    }
}

impl DomainMetrics {
    /// Subscribes, under the name `MetricsCollector`, and counts until the bus closes.
    ///
    /// Gauges are right when it returns. Without a history they begin at 0, and an event that the subscription loses is missing in its counter;
    /// `aegis_event_bus_dropped_total` counts it.
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
        let Self { collector, resume } = self;
        let counts = Counts::new(collector.registry(), collector.config().max_active());
        let subscription =
            collector.observer().subscription::<MetricsCollector>().named(MetricsCollector::NAME).subscribe();
        match resume {
            Some(resume) => resume(collector, subscription, counts).await,
            None => Ok(attend(subscription, |attended, _| count_live(attended, counts))),
        }
    }
}

async fn count_live(mut attended: Attended<MetricsCollector>, mut counts: Counts) {
    while let Some(event) = attended.subscription().next().await {
        counts.count(event.view());
    }
}

impl fmt::Debug for DomainMetrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DomainMetrics")
            .field("collector", &self.collector)
            .field("has_history", &self.resume.is_some())
            .finish()
    }
}
