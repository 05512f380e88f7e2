//! The audit log: the events of a filter in append-only files, such that nobody can change, leave out or reorder what is in them unnoticed.
//!
//! `lossless lane → line → Merkle tree → file; checkpoints, signed`
//!
//! One JSON line per event, sensitive fields redacted. The lines are the leaves of a Merkle tree (RFC 6962), and every now and then a
//! *checkpoint* says how many entries there are and what their root is, signed with Ed25519 (C2SP `tlog-checkpoint`). Whoever has the public
//! key can verify the whole log, or check a proof that one event is in it without having the log. `docs/audit.md` has the formats, and what
//! all this protects against and what not.
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
//! assert!(log.seal().await);
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
//! - What it took from its queue it writes, in the bus's order, once. While the disk is full or gone it tries again, with waits that double
//!   up to five seconds; its queue fills up, and then publishers feel back pressure.
//! - Entries survive a power failure before a checkpoint that seals them is written.
//! - A log that was shortened, or whose end is not what was sealed, is not continued; what was changed further back [`verify`] finds.
//! - When the bus closes it writes and seals what it has, and ends.
//!
//! What was published and not yet written when the process dies is not in the log.

mod batch;
mod checkpoint;
pub(crate) mod config;
mod error;
mod files;
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
pub use key::{KeyError, PublicKey};
pub use log::{AuditHandle, AuditLog};
pub use open::Recovery;
pub use proof::{Proof, ProofError, check_proof, prove};
pub use source::KeySource;
pub use state::AuditState;
pub use verify::{Finding, Problem, VerifyReport, verify};
