//! The audit log: the events of a filter in append-only files. A verifier detects every changed, missing or reordered entry.
//!
//! `lossless lane → line → Merkle tree → file; checkpoints, signed`
//!
//! Each event is a JSON line, with sensitive fields redacted. The lines are the leaves of a Merkle tree (RFC 6962). *Checkpoints* state the number
//! of entries and their root, signed with Ed25519 (C2SP `tlog-checkpoint`). With the public key, a third party can verify the whole log, or check a
//! proof that one event is in it without the log. `docs/audit.md` describes the formats and the threats that the log protects against.
//!
//! ```
//! use aegis_events::audit::{AuditConfig, AuditLog, check_proof, prove, verify};
//! use aegis_events::domain::{DomainEvent, subscribers};
//! use aegis_events::{BusConfig, EventBus};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let folder = folder.path().join("audit");
//! let log = AuditLog::open(AuditConfig::new(&folder))?;
//! let key = log.public_key().clone();
//!
//! let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
//! let log = log.run::<subscribers::AuditLogger>(&bus);
//! # let event = aegis_events::domain::smcp::SessionRevoked {
//! #     session_id: "session".to_owned().into(),
//! #     agent_id: aegis_events::domain::AgentId::new(),
//! #     execution_id: aegis_events::domain::ExecutionId::new(),
//! #     reason: "test".to_owned(),
//! #     revoked_at: chrono::Utc::now(),
//! # };
//! let receipt = publishers.attestation_service.publish(event)?;
//! log.seal().await?;
//!
//! let report = verify(&folder, &[key.clone()], &[])?;
//! assert!(report.is_good());
//! assert_eq!(report.sealed, 2); // the entry that opens the log, and the event
//!
//! let proof = prove(&folder, receipt.id)?.to_string();
//! let proven = check_proof(&proof, &[key])?;
//! assert!(String::from_utf8_lossy(proven.entry()).contains("\"SessionRevoked\""));
//! # Ok(())
//! # }
//! ```
//!
//! # What it promises
//!
//! - It writes each event from its queue once, in the bus's order. While the disk is full or unavailable it retries, with waits that double up to
//!   five seconds. Its queue fills up, and then publishers get back pressure.
//! - Entries survive a power failure before a checkpoint that seals them is written.
//! - It does not continue a log that was truncated, or whose end differs from what was sealed. [`verify`] finds earlier changes.
//! - When the bus closes, it writes and seals all pending events, and ends.
//!
//! Events that are published but not written when the process dies are not in the log.

mod batch;
mod checkpoint;
pub(crate) mod config;
mod error;
mod files;
mod finding;
mod fingerprint;
mod frontier;
mod key;
mod line;
mod log;
mod open;
mod pending;
mod proof;
mod source;
mod state;
mod store;
mod task;
#[cfg(test)]
mod tests;
mod tree;
mod verify;

pub use checkpoint::{Checkpoint, CheckpointError};
pub use config::{AuditConfig, VerifyAtStart};
pub use error::AuditError;
pub use finding::{Finding, Problem};
pub use key::{KeyError, PublicKey};
pub use log::{AuditHandle, AuditLog};
pub use open::Recovery;
pub use proof::{Proof, ProofError, check_proof, prove};
pub use source::KeySource;
pub use state::AuditState;
pub use verify::{VerifyReport, verify};
