//! Counting with a history: executions and swarms that were active when the process started are read from it, and so are events that the
//! subscription loses.
//!
//! It reads the history of this node, as far back as configured, up to the moment when the collector subscribed. Later events of this bus are
//! skipped, since they come from the subscription: an end that was read early would have no start, and so no duration, when it comes.

use chrono::{TimeDelta, Utc};
use futures_util::{TryStreamExt, pin_mut};

use super::DomainMetrics;
use super::count::Counts;
use crate::bus::Subscription;
use crate::bus::attended::attend;
use crate::catalog::KindRange;
use crate::domain::execution::{
    ExecutionCancelled, ExecutionCompleted, ExecutionFailed, ExecutionStarted, IterationStarted,
};
use crate::domain::subscribers::{MetricsCollector, MetricsCollectorEvent};
use crate::domain::swarm::{SwarmCreated, SwarmDissolved};
use crate::domain::{DomainEvent, ExecutionEvent};
use crate::event::{Filter, Payload, Subscriber};
use crate::history::{BackfilledSubscription, History, HistoryError};
use crate::metrics::config::MetricsConfig;
use crate::metrics::error::MetricsError;

impl DomainMetrics {
    /// Makes gauges right from the start, and counters complete: executions and swarms that are still active are read from the history (of this
    /// node, as far back as [`MetricsConfig::with_lookback`]). Events that the subscription loses are read from the history too, if the bus's
    /// recorder writes it.
    pub fn with_history(mut self, history: &History<DomainEvent>) -> Self {
        let history = history.clone();
        self.resume = Some(Box::new(move |collector, subscription, mut counts| {
            Box::pin(async move {
                recall(&history, &subscription, collector.config(), &mut counts)
                    .await
                    .map_err(|source| MetricsError::History { source: source.into() })?;
                Ok(attend(subscription, move |attended, _| {
                    count_backfilled(attended.backfilled_from(&history), counts)
                }))
            })
        }));
        self
    }
}

async fn count_backfilled(mut subscription: BackfilledSubscription<MetricsCollector>, mut counts: Counts) {
    while let Some(event) = subscription.next().await {
        match event {
            Ok(event) => counts.count(event.view()),
            Err(error) => tracing::warn!(%error, "lost events are not counted"),
        }
    }
}

impl Counts {
    /// Reads an event from the history: it changes what is active, but no counter, since it was counted when it was published.
    pub(super) fn recall(&mut self, event: MetricsCollectorEvent<'_>) {
        match event {
            MetricsCollectorEvent::Execution(event) => self.recall_execution(event),
            MetricsCollectorEvent::Swarm(event) => self.recall_swarm(event),
            // The callers of tools ended with the process.
            MetricsCollectorEvent::McpTool(_) => {}
        }
    }

    fn recall_execution(&mut self, event: &ExecutionEvent) {
        match event {
            ExecutionEvent::ExecutionStarted(_) | ExecutionEvent::IterationStarted(_) => self.count_execution(event),
            ExecutionEvent::ExecutionCompleted(end) => drop(self.execution_ended(end.execution_id)),
            ExecutionEvent::ExecutionFailed(end) => drop(self.execution_ended(end.execution_id)),
            ExecutionEvent::ExecutionCancelled(end) => drop(self.execution_ended(end.execution_id)),
            ExecutionEvent::IterationCompleted(_)
            | ExecutionEvent::IterationFailed(_)
            | ExecutionEvent::RefinementApplied(_) => {}
        }
    }
}

/// The events that start and end executions and swarms: a small part of the history.
struct Lifecycle;

impl Filter for Lifecycle {
    type Domain = DomainEvent;
    type Target = DomainEvent;
    const NAME: &'static str = "Lifecycle";
    const KINDS: &'static [KindRange] = &[
        KindRange::only(ExecutionStarted::KIND),
        KindRange::only(IterationStarted::KIND),
        KindRange::only(ExecutionCompleted::KIND),
        KindRange::only(ExecutionFailed::KIND),
        KindRange::only(ExecutionCancelled::KIND),
        KindRange::only(SwarmCreated::KIND),
        KindRange::only(SwarmDissolved::KIND),
    ];

    fn target(event: &DomainEvent) -> Option<&DomainEvent> {
        Some(event)
    }
}

/// Reads active executions and swarms into `counts`.
async fn recall(
    history: &History<DomainEvent>,
    subscription: &Subscription<MetricsCollector>,
    config: &MetricsConfig,
    counts: &mut Counts,
) -> Result<(), HistoryError> {
    if let Some(recorder) = subscription.recorder() {
        // Events that this bus has published before the subscription may not be recorded yet.
        recorder.reached(subscription.since().get()).await;
    }
    let (node_id, bus_id) = (subscription.origin().node_id(), subscription.origin().bus_id());
    let lookback = TimeDelta::from_std(config.lookback()).unwrap_or(TimeDelta::MAX);
    let since = Utc::now().checked_sub_signed(lookback).unwrap_or_default();
    let events = history.events::<Lifecycle>().occurred_since(since).stream();
    pin_mut!(events);
    let mut unreadable = 0_u64;
    loop {
        match events.try_next().await {
            Ok(None) => break,
            Ok(Some(event)) if event.envelope().node_id() != node_id => {}
            Ok(Some(event)) if event.envelope().bus_id() == bus_id && event.sequence() > subscription.since() => {}
            Ok(Some(event)) => {
                if let Some(event) = MetricsCollector::view(&event) {
                    counts.recall(event);
                }
            }
            // One row; the following ones are still read.
            Err(HistoryError::Decode { .. } | HistoryError::UnknownEvent { .. }) => unreadable += 1,
            Err(error) => return Err(error),
        }
    }
    if unreadable > 0 {
        tracing::warn!(unreadable, "unreadable rows of the history were skipped; gauges may be wrong");
    }
    Ok(())
}
