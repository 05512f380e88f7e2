//! SMCP: attested sessions, and every signed call within them.
//!
//! An agent attests with the digest of its manifest and a fresh public key. From then on each of its calls is signed with the
//! private key, which never leaves the agent, and carries a token that has to be renewed from time to time.

mod attestation;
mod client;
mod middleware;
mod session;
mod signed;

pub(crate) use attestation::{AttestationError, AttestationService, Claim};
pub(crate) use client::ToolClient;
pub(crate) use middleware::{CallError, SmcpMiddleware};
pub(crate) use session::Sessions;
pub(crate) use signed::AgentKey;
