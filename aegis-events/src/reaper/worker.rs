//! The work of a reaper, with or without a history.

use std::future::{Future, pending};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::{future, stream};
use tokio_util::sync::CancellationToken;

use super::builder::TtlReaper;
use super::clock::Clock;
use super::config::ReaperConfig;
use super::handle::ReaperHandle;
use super::hook::{Failure, Hook};
use super::id::expired_id;
use super::state::StatusCell;
use super::table::Table;
use crate::bus::{Cause, Event, Publisher};
use crate::domain::subscribers::{self, TtlReaperEvent};
use crate::domain::volume::{VolumeCreated, VolumeExpired};
use crate::domain::{DomainEvent, StorageClass, VolumeId, publishers};
use crate::envelope::Envelope;
use crate::types::Timestamp;

/// How many volumes are ended together: some batches of the recorder, and few enough that deletions are not delayed.
const AT_ONCE: usize = 1_000;
/// How late it notices that the machine was suspended or its clock set forward.
const LOOK_AGAIN: Duration = Duration::from_secs(60);

pub(super) struct Worker {
    pub(super) publisher: Publisher<publishers::TtlReaper>,
    pub(super) config: ReaperConfig,
    pub(super) hook: Option<Hook>,
    pub(super) table: Table,
    pub(super) clock: Clock,
    pub(super) status: Arc<StatusCell>,
    pub(super) stop: CancellationToken,
}

/// The result of a call of the hook.
pub(super) type Called = (VolumeId, Result<(), Failure>);

impl Worker {
    pub(super) fn new(reaper: TtlReaper, wall: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        let TtlReaper { publisher, config, hook } = reaper;
        Self {
            publisher,
            config,
            hook,
            table: Table::default(),
            clock: Clock::new(wall),
            status: Arc::new(StatusCell::new()),
            stop: CancellationToken::new(),
        }
    }

    pub(super) fn handle(&self) -> ReaperHandle {
        ReaperHandle { status: Arc::clone(&self.status), stop: self.stop.clone() }
    }

    /// Applies an event to the table.
    pub(super) fn learn(&mut self, event: &Event<subscribers::TtlReaper>) {
        match event.view() {
            TtlReaperEvent::VolumeCreated(created) => self.register(created, event.into()),
            TtlReaperEvent::VolumeDeleted(deleted) => drop(self.table.forget(deleted.volume_id)),
            TtlReaperEvent::VolumeExpired(expired) => drop(self.table.forget(expired.volume_id)),
        }
    }

    /// Registers a volume with a TTL.
    pub(super) fn register(&mut self, created: &VolumeCreated, cause: Cause) {
        let hours = created.ttl_hours.filter(|_| created.storage_class == StorageClass::Ephemeral);
        if let Some(hours) = hours {
            let deadline = self.clock.deadline(created.created_at, self.config.hour.saturating_mul(hours));
            self.table.register(created.volume_id, deadline, cause, &created.remote_path);
        }
    }

    /// Updates the state with the pending volumes.
    pub(super) fn show(&self) {
        let next_due = self.table.next().and_then(|deadline| {
            let left = chrono::TimeDelta::from_std(deadline.saturating_sub(self.clock.age())).ok()?;
            self.clock.wall().checked_add_signed(left)
        });
        let pending = self.table.len();
        self.status.change(|state| {
            state.pending = pending;
            state.next_due = next_due;
        });
    }

    /// Some of the volumes that are due, the oldest first.
    pub(super) fn due(&self) -> Vec<VolumeId> {
        self.table.due(self.clock.age(), AT_ONCE)
    }

    /// Waits until a volume is due. Cancel safe.
    pub(super) async fn wait(&self) {
        loop {
            let Some(deadline) = self.table.next() else { return pending().await };
            let left = deadline.saturating_sub(self.clock.age());
            if left.is_zero() {
                return;
            }
            tokio::time::sleep(left.min(LOOK_AGAIN)).await;
        }
    }

    /// Calls the hook for volumes, if there is one. After a timeout it starts no further call: volumes whose calls succeeded must not wait for further
    /// timeouts. The others are still due and come next. It borrows nothing, so that the reaper can receive events meanwhile.
    pub(super) fn calls(&self, due: Vec<VolumeId>) -> impl Future<Output = Vec<Called>> + Send + use<> {
        let hook = self.hook.clone();
        let volumes: Vec<_> = match hook {
            Some(_) => due.iter().filter_map(|&id| self.table.volume(id)).collect(),
            None => Vec::new(),
        };
        let ReaperConfig { hooks_at_once, hook_timeout, .. } = self.config;
        async move {
            let Some(hook) = hook else { return due.into_iter().map(|id| (id, Ok(()))).collect() };
            let any_hung = AtomicBool::new(false);
            let calls = volumes.into_iter().map(|volume| {
                let (id, hook, any_hung) = (volume.volume_id, &hook, &any_hung);
                async move {
                    if any_hung.load(Ordering::Relaxed) {
                        return None;
                    }
                    let outcome = hook.call(volume, hook_timeout).await;
                    any_hung.fetch_or(matches!(outcome, Err(Failure::Hung(_))), Ordering::Relaxed);
                    Some((id, outcome))
                }
            });
            // In the order in which they end: a slow call delays no other.
            let outcomes = stream::iter(calls).buffer_unordered(hooks_at_once);
            outcomes.filter_map(future::ready).collect().await
        }
    }

    /// Delays volumes whose hook has failed, and returns the others.
    pub(super) fn called(&mut self, calls: Vec<Called>) -> Vec<VolumeId> {
        let mut done = Vec::with_capacity(calls.len());
        for (id, outcome) in calls {
            match outcome {
                Ok(()) => done.push(id),
                Err(error) => {
                    tracing::warn!(volume_id = %id, %error, "`on_expired` failed; retrying");
                    self.table.delay(id, self.clock.age());
                    self.status.change(|state| state.failed_hooks += 1);
                    self.noted(format!("`on_expired` of volume {id}: {error}"));
                }
            }
        }
        done
    }

    /// The envelope of a volume's `VolumeExpired`, if the volume is still pending.
    pub(super) fn expiry(&self, id: VolumeId) -> Option<Envelope<DomainEvent>> {
        let publisher = self.publisher.caused_by(self.table.cause(id)?);
        let event = VolumeExpired { volume_id: id, expired_at: self.clock.wall() };
        Some(publisher.identified(expired_id(id), event))
    }

    /// Notes that a volume's `VolumeExpired` was published.
    pub(super) fn expired(&mut self, id: VolumeId) {
        self.table.forget(id);
        self.status.change(|state| {
            state.expired += 1;
            state.pending = self.table.len();
        });
    }

    pub(super) fn noted(&self, message: String) {
        self.status.noted(self.clock.wall(), message);
    }
}
