//! The handles of an open and of a running log.

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
use crate::task::Ended;

/// An audit log that is open for writing: its end is verified and repaired, and other processes are locked out.
pub struct AuditLog {
    config: AuditConfig,
    store: Store,
    recovery: Recovery,
}

/// An audit log that writes the events of a bus. Dropping it does not stop the log.
pub struct AuditHandle<D: Domain> {
    run: RunHandle<D>,
    shared: Arc<Shared>,
    key: PublicKey,
    /// The number of entries before the first event.
    before: u64,
}

impl AuditLog {
    /// Opens a log, or creates one. It verifies the log from the checkpoint before the last one, or all of it (about a second per million entries) if
    /// that fails or [`VerifyAtStart::Whole`](super::VerifyAtStart::Whole) is set. It blocks: call it at the start of a program.
    ///
    /// The remains of an interrupted write are moved aside, unsealed entries are sealed, and if a
    /// [previous key](AuditConfig::with_previous_key) has signed the log so far, the log is rotated to the new key.
    ///
    /// # Errors
    ///
    /// - [`AuditError::Refused`]: the log was truncated, or a change was detected; with the first bad place.
    /// - [`AuditError::OtherKey`]: the log is signed by another key.
    /// - [`AuditError::InUse`]: another process writes the log.
    /// - The others: files and keys that cannot be read or written.
    pub fn open(config: AuditConfig) -> Result<Self, AuditError> {
        Self::open_on(config, Box::new(RealDisk))
    }

    pub(crate) fn open_on(config: AuditConfig, disk: Box<dyn Disk>) -> Result<Self, AuditError> {
        let (store, recovery) = open(&config, disk)?;
        Ok(Self { config, store, recovery })
    }

    /// Returns the key that verifies the log.
    pub fn public_key(&self) -> &PublicKey {
        self.store.key().public()
    }

    /// Returns what opening found and did.
    pub fn recovery(&self) -> &Recovery {
        &self.recovery
    }

    /// Returns the number of entries, including those about the log itself.
    pub fn entries(&self) -> u64 {
        self.store.size()
    }

    /// Writes the events of a filter from now on, in a task of the bus: [`shutdown`](EventBus::shutdown) waits until all events are written and
    /// sealed. No event is lost: while the disk is full or unavailable, events wait in a queue, and then publishers get back pressure.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime.
    pub fn run<F: Filter>(self, bus: &EventBus<F::Domain>) -> AuditHandle<F::Domain> {
        let Self { config, store, .. } = self;
        let subscription = bus.subscription::<F>().lossless().queue_capacity(config.queue_capacity).subscribe();
        let shared = Arc::new(Shared::default());
        let since = subscription.since().get();
        shared.change(|state| {
            state.entries = store.size();
            state.sealed = store.sealed();
            state.last_checkpoint = store.last_checkpoint().cloned();
            (state.written_through, state.sealed_through) = (since.into(), since.into());
        });
        let (key, before) = (store.key().public().clone(), store.size());
        let writer = Writer { store, shared: Arc::clone(&shared), config };
        let run = crate::bus::attended::attend(subscription, |attended, _| writer.drive(attended));
        AuditHandle { run, shared, key, before }
    }
}

impl<D: Domain> AuditHandle<D> {
    /// Returns the state of the log.
    pub fn state(&self) -> AuditState {
        let stats = self.run.stats();
        AuditState { queue_depth: stats.lag, queue_capacity: stats.capacity, ..self.shared.read() }
    }

    /// Returns the key that verifies the log.
    pub fn public_key(&self) -> &PublicKey {
        &self.key
    }

    /// Waits until every event that was published before the call is written and sealed. While the disk is full, it waits.
    ///
    /// # Errors
    ///
    /// [`Ended`] if the log has ended before.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing.
    pub async fn seal(&self) -> Result<(), Ended> {
        // All events so far: those delivered to the task, and those in its queue.
        let stats = self.run.stats();
        let entries = self.before + stats.delivered + stats.lag;
        self.shared.want(entries);
        self.shared.until(|state| state.sealed >= entries).await
    }

    /// Waits until the log has ended, after its bus was closed, and returns its last state.
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
