//! The handle of a running handler.

use std::fmt;
use std::sync::Arc;

use tokio::sync::watch;

use super::core::Core;
use super::flag::Flag;
use super::stats::SubscriberStats;
use super::subscriber_counters::SubscriberId;
use crate::event::Domain;

/// A running handler. Dropping it lets the handler run on.
///
/// ```
/// # use aegis_events::domain::volume::VolumeDeleted;
/// # use aegis_events::domain::{DomainEvent, VolumeId};
/// # use aegis_events::{BusConfig, EventBus};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), aegis_events::PublishError> {
/// # let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
/// # let event = VolumeDeleted { volume_id: VolumeId::new(), deleted_at: chrono::Utc::now() };
/// let handler = bus.run::<VolumeDeleted>("janitor", |event| async move { println!("{} is gone", event.volume_id) });
/// publishers.volume_manager.publish(event)?;
///
/// let last = handler.stop().await; // handles the events that were published before, and no more
/// assert_eq!((last.delivered, last.lost, last.lag), (1, 0, 0));
/// # Ok(())
/// # }
/// ```
pub struct RunHandle<D: Domain> {
    pub(super) core: Arc<Core<D>>,
    pub(super) subscriber: SubscriberId,
    pub(super) name: Arc<str>,
    pub(super) stop: Arc<Flag>,
    pub(super) outcome: watch::Receiver<Option<SubscriberStats>>,
}

impl<D: Domain> RunHandle<D> {
    /// The subscription's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The current statistics, or the last ones if the handler has ended.
    pub fn stats(&self) -> SubscriberStats {
        let state = self.core.lock();
        let running = state.subscribers.get(&self.subscriber).map(|subscriber| state.stats_of(subscriber));
        drop(state);
        running.or_else(|| self.outcome.borrow().clone()).unwrap_or_else(|| ended_unseen(&self.name))
    }

    /// Whether the handler has ended.
    pub fn is_finished(&self) -> bool {
        self.outcome.borrow().is_some()
    }

    /// Ends the handler once it has handled the events that were published before this call; returns its last statistics.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, the handler still ends.
    pub async fn stop(self) -> SubscriberStats {
        self.stop.raise();
        self.ended().await
    }

    /// Waits until the handler has ended because the bus was closed; returns its last statistics.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing.
    pub async fn ended(&self) -> SubscriberStats {
        let mut outcome = self.outcome.clone();
        let ended = outcome.wait_for(Option::is_some).await.ok().and_then(|stats| stats.clone());
        ended.unwrap_or_else(|| ended_unseen(&self.name))
    }
}

/// A task reports in its `Drop`: when it leaves the bus, before it drops the channel.
fn ended_unseen(name: &str) -> ! {
    unreachable!("the handler `{name}` ended without a report")
}

impl<D: Domain> fmt::Debug for RunHandle<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunHandle")
            .field("name", &self.name)
            .field("finished", &self.is_finished())
            .finish_non_exhaustive()
    }
}
