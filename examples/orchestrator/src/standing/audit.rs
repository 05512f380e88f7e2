//! AuditLogger: every event of Smcp, Policy and Command in a signed log. A run verifies its end at the start, and all of it at the end.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use aegis_events::audit::{AuditConfig, AuditHandle, AuditLog, AuditState, PublicKey, VerifyReport, verify};
use aegis_events::bus::EventBus;
use aegis_events::domain::{DomainEvent, subscribers};
use aegis_events::metrics::AuditNumbers;
use anyhow::{Context, Result};

use super::option::with_option;

/// An open log and its folder.
pub(crate) struct Log {
    log: AuditLog,
    folder: PathBuf,
}

/// The log of a run.
pub(crate) struct Audit {
    log: Arc<AuditHandle<DomainEvent>>,
    folder: PathBuf,
    /// The number of entries before this run.
    before: u64,
}

/// The report of the audit log.
#[derive(Debug)]
pub struct AuditReport {
    /// Its folder.
    pub folder: PathBuf,
    /// The key that verifies it.
    pub public_key: PublicKey,
    /// Entries since this run started.
    pub new: u64,
    /// Checkpoints since this run started.
    pub checkpoints: u64,
    /// The final verification, with the public key and the last checkpoint as the minimum.
    pub verified: VerifyReport,
}

impl Log {
    /// Opens or creates the log: verifies its end, repairs, locks.
    pub(crate) async fn open(config: AuditConfig) -> Result<Self> {
        let folder = std::path::absolute(config.folder())?;
        let opened = tokio::task::spawn_blocking(move || AuditLog::open(config)).await?;
        let log = opened.map_err(|error| with_option(error, "`--audit FOLDER` names another log"))?;
        Ok(Self { log, folder })
    }
}

impl Audit {
    /// Starts to write events.
    pub(super) fn begin(bus: &EventBus<DomainEvent>, Log { log, folder }: Log) -> Self {
        let before = log.entries();
        Self { log: Arc::new(log.run::<subscribers::AuditLogger>(bus)), folder, before }
    }

    /// Its folder.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The numbers for the metrics collector.
    pub(super) fn numbers(&self) -> impl FnMut() -> AuditNumbers + Send + 'static {
        let (log, before) = (Arc::clone(&self.log), self.before);
        move || {
            let state = log.state();
            AuditNumbers {
                entries: state.entries - before,
                checkpoints: state.checkpoints,
                failures: state.retries,
                failing: state.failing,
                unsealed: state.entries - state.sealed,
                unsealed_for: state.unsealed_since.and_then(|since| (chrono::Utc::now() - since).to_std().ok()),
            }
        }
    }

    /// Waits until everything is written and sealed. The bus must be closed.
    pub(crate) async fn ended(&self) {
        self.log.ended().await;
    }

    /// Its current state.
    pub(crate) fn state(&self) -> AuditState {
        self.log.state()
    }

    /// Verifies the log with its public key.
    pub(crate) async fn report(self) -> Result<AuditReport> {
        let Self { log, folder, before } = self;
        let (state, public_key) = (log.state(), log.public_key().clone());
        let (place, key, expected) = (folder.clone(), public_key.clone(), state.last_checkpoint);
        let verifying = move || verify(&place, &[key], expected.as_slice());
        let verified = tokio::task::spawn_blocking(verifying).await?.context("cannot verify the audit log")?;
        Ok(AuditReport { folder, public_key, new: state.entries - before, checkpoints: state.checkpoints, verified })
    }
}
