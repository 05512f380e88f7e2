//! SMCP: attested sessions and signed calls.
//!
//! An agent attests with the digest of its manifest and a new public key. Each of its calls is signed with the private key, which never
//! leaves the agent, and carries a token that expires and must be renewed.

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
