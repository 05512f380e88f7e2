//! The open sessions.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use aegis_events::bus::Cause;
use aegis_events::domain::{ExecutionId, SessionId};
use aegis_events::types::Uuid;
use ed25519_dalek::VerifyingKey;
use tokio::time::Instant;

use crate::agent::Run;
use crate::policy::SecurityContext;
use crate::volume::Mounts;

/// Lifetime of a token: shorter than a pause of the agent.
pub(crate) const TOKEN_TTL: Duration = Duration::from_millis(250);

/// All open sessions.
#[derive(Default)]
pub(crate) struct Sessions {
    by_id: Mutex<HashMap<SessionId, Session>>,
}

/// One open session.
#[derive(Clone)]
pub(super) struct Session {
    pub(super) run: Run,
    pub(super) context: &'static SecurityContext,
    pub(super) mounts: Option<Mounts>,
    pub(super) key: VerifyingKey,
    pub(super) token: String,
    pub(super) token_ends: Instant,
    pub(super) ends: Instant,
    /// The number of the last call. Numbers up to it are replays.
    pub(super) last_call: u64,
    /// The event that opened it.
    pub(super) opened: Cause,
}

impl Sessions {
    pub(super) fn open(&self, id: SessionId, session: Session) {
        self.lock().insert(id, session);
    }

    pub(super) fn get(&self, id: &SessionId) -> Option<Session> {
        self.lock().get(id).cloned()
    }

    /// Counts a call. `false` if it is a replay.
    pub(super) fn count_call(&self, id: &SessionId, number: u64) -> bool {
        let mut sessions = self.lock();
        let Some(session) = sessions.get_mut(id).filter(|session| session.last_call < number) else { return false };
        session.last_call = number;
        true
    }

    /// Gives the session a new token.
    pub(super) fn renew(&self, id: &SessionId) -> Option<String> {
        let mut sessions = self.lock();
        let session = sessions.get_mut(id)?;
        session.token = new_token();
        session.token_ends = Instant::now() + TOKEN_TTL;
        Some(session.token.clone())
    }

    /// Closes the sessions of a run.
    pub(super) fn close_of(&self, run: ExecutionId) -> Vec<(SessionId, Session)> {
        self.lock().extract_if(|_, session| session.run.execution_id == run).collect()
    }

    /// Closes expired sessions.
    pub(super) fn close_ended(&self) -> Vec<(SessionId, Session)> {
        let now = Instant::now();
        self.lock().extract_if(|_, session| session.ends <= now).collect()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<SessionId, Session>> {
        self.by_id.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A random text that cannot be guessed.
pub(super) fn new_token() -> String {
    Uuid::new_v4().simple().to_string()
}
