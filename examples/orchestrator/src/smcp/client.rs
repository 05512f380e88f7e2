//! The agent's end of a session: signs calls, and renews an expired token.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use aegis_events::bus::Cause;
use aegis_events::domain::SessionId;
use aegis_events::types::Json;

use super::attestation::Opened;
use super::middleware::{CallError, SmcpMiddleware};
use super::signed::AgentKey;

/// How often one call renews its token. Once is enough unless the machine is suspended in between.
const MOST_RENEWALS: usize = 8;

/// The agent's client for tool calls.
#[derive(Clone)]
pub(crate) struct ToolClient {
    session: Arc<ClientSession>,
    cause: Cause,
}

struct ClientSession {
    middleware: Arc<SmcpMiddleware>,
    key: AgentKey,
    session_id: SessionId,
    token: Mutex<String>,
    calls: AtomicU64,
}

impl ToolClient {
    pub(crate) fn new(middleware: Arc<SmcpMiddleware>, key: AgentKey, opened: Opened) -> Self {
        let Opened { session_id, token, cause } = opened;
        let session = ClientSession { middleware, key, session_id, token: Mutex::new(token), calls: AtomicU64::new(0) };
        Self { session: Arc::new(session), cause }
    }

    /// The same session with another cause.
    pub(crate) fn because(&self, cause: impl Into<Cause>) -> Self {
        Self { session: Arc::clone(&self.session), cause: cause.into() }
    }

    /// Calls a tool. If the token has expired, it renews the token and repeats the call.
    pub(crate) async fn call(&self, tool: &str, arguments: Json) -> Result<Json, CallError> {
        for _ in 0..MOST_RENEWALS {
            match self.send(&self.session.key, tool, arguments.clone()).await {
                Err(CallError::TokenExpired) => self.renew().await?,
                other => return other,
            }
        }
        Err(CallError::TokenExpired)
    }

    /// Sends a call of this session that is signed with another key.
    pub(crate) async fn forge(&self, key: &AgentKey, tool: &str, arguments: Json) -> Result<Json, CallError> {
        self.send(key, tool, arguments).await
    }

    async fn send(&self, key: &AgentKey, tool: &str, arguments: Json) -> Result<Json, CallError> {
        let ClientSession { middleware, session_id, calls, .. } = &*self.session;
        let number = calls.fetch_add(1, Ordering::Relaxed) + 1;
        let call = key.sign_call(session_id.clone(), self.token(), number, tool.to_owned(), arguments);
        middleware.call(call, self.cause).await
    }

    async fn renew(&self) -> Result<(), CallError> {
        let ClientSession { middleware, key, session_id, token, .. } = &*self.session;
        let renewal = key.sign_renewal(session_id.clone(), self.token());
        let renewed = middleware.renew(&renewal, self.cause).await?;
        *token.lock().unwrap_or_else(PoisonError::into_inner) = renewed;
        Ok(())
    }

    fn token(&self) -> String {
        self.session.token.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
