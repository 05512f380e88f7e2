//! What was active when the process began, read from the history.
//!
//! What enters is the history of this node, as far back as is asked for, up to the moment when the collector subscribed; what leaves is the
//! set of executions and swarms without an end. What this bus has published behind that moment comes from the bus, and is passed over here: an
//! end that was read in advance would be without its start, and so without a duration, when it comes.

use chrono::{TimeDelta, Utc};
use futures_util::{TryStreamExt, pin_mut};

use super::count::Counts;
use crate::bus::Subscription;
use crate::catalog::KindRange;
use crate::domain::DomainEvent;
use crate::domain::execution::{
    ExecutionCancelled, ExecutionCompleted, ExecutionFailed, ExecutionStarted, IterationStarted,
};
use crate::domain::subscribers::{MetricsCollector, MetricsCollectorEvent};
use crate::domain::swarm::{SwarmCreated, SwarmDissolved};
use crate::event::{Filter, Payload, Subscriber};
use crate::history::{History, HistoryError};
use crate::metrics::config::MetricsConfig;

/// The events that begin and end what is active, and nothing else: of a week's history the least part.
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

/// Reads what is active into `counts`.
pub(super) async fn recall(
    history: &History<DomainEvent>,
    subscription: &Subscription<MetricsCollector>,
    config: &MetricsConfig,
    counts: &mut Counts,
) -> Result<(), HistoryError> {
    if let Some(recorder) = subscription.recorder() {
        // What this bus has published before the subscription is on its way there.
        recorder.reached(subscription.since()).await;
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
                if let Some(event) = view(&event) {
                    counts.recall(event);
                }
            }
            // One row; those behind it follow.
            Err(HistoryError::Decode { .. } | HistoryError::UnknownEvent { .. }) => unreadable += 1,
            Err(error) => return Err(error),
        }
    }
    if unreadable > 0 {
        tracing::warn!(
            unreadable,
            "rows of the history were passed over: what they say of active executions is not counted"
        );
    }
    Ok(())
}

fn view(event: &DomainEvent) -> Option<MetricsCollectorEvent<'_>> {
    MetricsCollector::view(event)
}
