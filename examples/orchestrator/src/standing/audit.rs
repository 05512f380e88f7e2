//! AuditLogger: every event of Smcp, Policy and Command in a signed log. Its end is verified before a run goes on in it, and all of it after.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use aegis_events::audit::{AuditConfig, AuditHandle, AuditLog, AuditState, PublicKey, VerifyReport, verify};
use aegis_events::bus::EventBus;
use aegis_events::domain::{DomainEvent, subscribers};
use aegis_events::metrics::AuditNumbers;
use anyhow::{Context, Result};

use super::with_option;
use crate::settings::explained;

/// A log that is open, and where it is.
pub(crate) struct Log {
    log: AuditLog,
    folder: PathBuf,
}

/// The log of a run.
pub(crate) struct Audit {
    log: Arc<AuditHandle<DomainEvent>>,
    folder: PathBuf,
    /// How many entries there were before.
    before: u64,
}

/// What the audit log came to.
#[derive(Debug)]
pub struct AuditReport {
    /// Its folder.
    pub folder: PathBuf,
    /// The key that verifies it.
    pub public_key: PublicKey,
    /// Entries since this run began.
    pub new: u64,
    /// Checkpoints since then.
    pub checkpoints: u64,
    /// What verifying found when everything was written: with the public key, and with the last checkpoint as what there has to be at least.
    pub verified: VerifyReport,
}

impl Log {
    /// Opens the log, or begins one: its end verified, repaired, locked.
    pub(crate) async fn open(config: AuditConfig) -> Result<Self> {
        let folder = std::path::absolute(config.folder())?;
        let opened = tokio::task::spawn_blocking(move || AuditLog::open(config)).await?;
        let log = opened
            .map_err(|error| with_option(explained(&error, &*error.help()), "`--audit FOLDER` names another log"))?;
        Ok(Self { log, folder })
    }
}

impl Audit {
    /// Writes what happens from now on.
    pub(super) fn begin(bus: &EventBus<DomainEvent>, Log { log, folder }: Log) -> Self {
        let before = log.entries();
        Self { log: Arc::new(log.run::<subscribers::AuditLogger>(bus)), folder, before }
    }

    /// Where it is.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// What the metrics collector asks at each reading.
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

    /// Waits until everything is written and sealed; the bus has to be closed.
    pub(crate) async fn ended(&self) {
        self.log.ended().await;
    }

    /// What it is doing.
    pub(crate) fn state(&self) -> AuditState {
        self.log.state()
    }

    /// Verifies the log as anybody can who has its public key.
    pub(crate) async fn report(self) -> Result<AuditReport> {
        let Self { log, folder, before } = self;
        let (state, public_key) = (log.state(), log.public_key().clone());
        let (place, key, expected) = (folder.clone(), public_key.clone(), state.last_checkpoint);
        let verifying = move || verify(&place, &[key], expected.as_slice());
        let verified = tokio::task::spawn_blocking(verifying).await?.context("the audit log cannot be verified")?;
        Ok(AuditReport { folder, public_key, new: state.entries - before, checkpoints: state.checkpoints, verified })
    }
}
