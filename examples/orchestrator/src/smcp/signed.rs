//! Signed calls.

use std::io;

use aegis_events::domain::SessionId;
use aegis_events::types::Json;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};

/// The private key of one agent's session.
pub(crate) struct AgentKey(SigningKey);

/// A tool call as the agent sends it.
#[derive(Debug, Clone)]
pub(crate) struct SignedCall {
    pub(super) session_id: SessionId,
    pub(super) token: String,
    /// The number of the call in its session, which prevents replays.
    pub(super) number: u64,
    pub(super) tool: String,
    pub(super) arguments: Json,
    pub(super) signature: Signature,
}

/// A request for a new token.
#[derive(Debug)]
pub(super) struct SignedRenewal {
    pub(super) session_id: SessionId,
    pub(super) token: String,
    pub(super) signature: Signature,
}

impl AgentKey {
    /// A new random key.
    pub(crate) fn random() -> io::Result<Self> {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret)?;
        Ok(Self(SigningKey::from_bytes(&secret)))
    }

    pub(crate) fn public(&self) -> VerifyingKey {
        self.0.verifying_key()
    }

    pub(super) fn sign_call(
        &self,
        session_id: SessionId,
        token: String,
        number: u64,
        tool: String,
        arguments: Json,
    ) -> SignedCall {
        let signature = self.0.sign(&call_bytes(&session_id, &token, number, &tool, &arguments));
        SignedCall { session_id, token, number, tool, arguments, signature }
    }

    pub(super) fn sign_renewal(&self, session_id: SessionId, token: String) -> SignedRenewal {
        let signature = self.0.sign(&renewal_bytes(&session_id, &token));
        SignedRenewal { session_id, token, signature }
    }
}

impl SignedCall {
    pub(super) fn is_signed_by(&self, key: &VerifyingKey) -> bool {
        let bytes = call_bytes(&self.session_id, &self.token, self.number, &self.tool, &self.arguments);
        key.verify_strict(&bytes, &self.signature).is_ok()
    }
}

impl SignedRenewal {
    pub(super) fn is_signed_by(&self, key: &VerifyingKey) -> bool {
        key.verify_strict(&renewal_bytes(&self.session_id, &self.token), &self.signature).is_ok()
    }
}

fn call_bytes(session_id: &SessionId, token: &str, number: u64, tool: &str, arguments: &Json) -> Vec<u8> {
    // Objects of `Json` have a fixed order of keys, so equal arguments have equal bytes.
    let arguments = arguments.to_string();
    joined(&["call", session_id.as_str(), token, &number.to_string(), tool, &arguments])
}

fn renewal_bytes(session_id: &SessionId, token: &str) -> Vec<u8> {
    joined(&["renewal", session_id.as_str(), token])
}

/// Joins parts, each preceded by its length, so that no two lists have the same bytes.
fn joined(parts: &[&str]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for part in parts {
        bytes.extend_from_slice(&(part.len() as u64).to_le_bytes());
        bytes.extend_from_slice(part.as_bytes());
    }
    bytes
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_signature_is_valid_only_for_its_call_and_key() {
        let key = AgentKey::random().unwrap();
        let call = key.sign_call("s".into(), "t".to_owned(), 1, "text.search".to_owned(), json!({"path": "a"}));
        assert!(call.is_signed_by(&key.public()));
        assert!(!call.is_signed_by(&AgentKey::random().unwrap().public()));
        let changes: [fn(&mut SignedCall); 4] = [
            |call| call.tool = "cmd.run".to_owned(),
            |call| call.arguments = json!({"path": "b"}),
            |call| call.number = 2,
            |call| call.session_id = "s2".into(),
        ];
        for change in changes {
            let mut forged = call.clone();
            change(&mut forged);
            assert!(!forged.is_signed_by(&key.public()), "{forged:?}");
        }
    }

    #[test]
    fn the_borders_of_parts_are_signed() {
        assert_ne!(joined(&["ab", "c"]), joined(&["a", "bc"]));
    }
}
