//! The log's handles: opened, and running.

use std::fmt;
use std::sync::Arc;

use super::config::AuditConfig;
use super::error::AuditError;
use super::files::{Disk, RealDisk};
use super::key::PublicKey;
use super::open::{Recovery, open};
use super::state::{AuditState, Shared};
use super::store::Store;
use super::task::Writer;
use crate::bus::{EventBus, RunHandle};
use crate::event::{Domain, Filter};

/// An audit log that is open for writing: its end verified, repaired, locked against other processes.
pub struct AuditLog {
    config: AuditConfig,
    store: Store,
    recovery: Recovery,
}

/// An audit log that writes the events of a bus. Dropping it lets the log run on.
pub struct AuditHandle<D: Domain> {
    run: RunHandle<D>,
    shared: Arc<Shared>,
    key: PublicKey,
    /// How many entries there were before the first event.
    before: u64,
}

impl AuditLog {
    /// Opens a log, or begins one where there is none. It verifies the log from the checkpoint before the last one on, or, where anything is
    /// wrong there or [`VerifyAtStart::Whole`](super::VerifyAtStart::Whole) is set, all of it (about a second per million entries),
    /// and writes files: call it where blocking is fine, as at the start of a program.
    ///
    /// What a crash tore is put aside, entries that no checkpoint seals yet are sealed, and where a
    /// [`with_previous_key`](AuditConfig::with_previous_key) signs the log so far, it hands over.
    ///
    /// # Errors
    ///
    /// - [`AuditError::Refused`]: the log was shortened, or changed where that is noticed, with the first bad place.
    /// - [`AuditError::OtherKey`]: another key signs it.
    /// - [`AuditError::InUse`]: another process writes it.
    /// - The others: files and keys that cannot be read or written.
    pub fn open(config: AuditConfig) -> Result<Self, AuditError> {
        Self::open_on(config, Box::new(RealDisk))
    }

    pub(crate) fn open_on(config: AuditConfig, disk: Box<dyn Disk>) -> Result<Self, AuditError> {
        let (store, recovery) = open(&config, disk)?;
        Ok(Self { config, store, recovery })
    }

    /// The key that verifies the log.
    pub fn public_key(&self) -> &PublicKey {
        self.store.key().public()
    }

    /// What opening found and did.
    pub fn recovery(&self) -> &Recovery {
        &self.recovery
    }

    /// How many entries there are, with the log's own.
    pub fn entries(&self) -> u64 {
        self.store.size()
    }

    /// Writes the events of a filter, from now on, in a task that the bus knows: [`shutdown`](EventBus::shutdown) waits until everything is
    /// written and sealed. Nothing is lost: while the disk is full or gone, the events wait in a queue, and then publishers feel it.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime.
    pub fn run<F: Filter>(self, bus: &EventBus<F::Domain>) -> AuditHandle<F::Domain> {
        let Self { config, store, .. } = self;
        let subscription = bus.subscribe_to::<F>().lossless().queue_capacity(config.queue_capacity);
        let shared = Arc::new(Shared::default());
        let since = subscription.since().get();
        shared.change(|state| {
            state.entries = store.size();
            state.sealed = store.sealed();
            state.last_checkpoint = store.last_checkpoint().cloned();
            (state.written_through, state.sealed_through) = (since, since);
        });
        let (key, before) = (store.key().public().clone(), store.size());
        let writer = Writer {
            store,
            shared: Arc::clone(&shared),
            seal_every_entries: config.seal_every_entries as u64,
            seal_every: config.seal_every,
            seal_when_idle: config.seal_when_idle,
            on_checkpoint: config.on_checkpoint,
        };
        let run = crate::bus::attend(subscription, |attended| writer.drive(attended));
        AuditHandle { run, shared, key, before }
    }
}

impl<D: Domain> AuditHandle<D> {
    /// What the log is doing.
    pub fn state(&self) -> AuditState {
        let stats = self.run.stats();
        AuditState { queue_depth: stats.lag, queue_capacity: stats.capacity, ..self.shared.lock().clone() }
    }

    /// The key that verifies the log.
    pub fn public_key(&self) -> &PublicKey {
        &self.key
    }

    /// Waits until every event of the log's that was published before the call is written and sealed; `false` if the log has ended before.
    /// While the disk is full, it waits.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing.
    pub async fn seal(&self) -> bool {
        // Delivered to the task by now, or waiting in its queue: so many events in all.
        let stats = self.run.stats();
        let entries = self.before + stats.delivered + stats.lag;
        self.shared.want(entries);
        self.shared.until(|state| state.sealed >= entries).await
    }

    /// Waits until the log has ended, since its bus was closed, and gives its last state.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing.
    pub async fn ended(&self) -> AuditState {
        self.run.ended().await;
        self.state()
    }
}

impl fmt::Debug for AuditLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuditLog")
            .field("config", &self.config)
            .field("entries", &self.entries())
            .finish_non_exhaustive()
    }
}

impl<D: Domain> fmt::Debug for AuditHandle<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuditHandle").field("state", &self.state()).finish_non_exhaustive()
    }
}
