//! Locks on shared resources with a time to live. A lock that is not released expires at the next sweep.

use std::sync::Arc;
use std::time::Duration;

use aegis_events::bus::{Cause, PublishError};
use aegis_events::domain::SwarmId;
use aegis_events::domain::swarm::{LockAcquired, LockExpired, LockReleased};
use chrono::Utc;
use tokio::time::Instant;

use super::error::SwarmError;
use super::service::StandardSwarmService;
use super::state::Lock;
use crate::agent::Run;

/// Default time to live of a lock.
pub(crate) const DEFAULT_TTL_SECONDS: u32 = 300;

/// A request for a lock.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LockRequest<'a> {
    pub(crate) swarm_id: SwarmId,
    pub(crate) holder: Run,
    pub(crate) resource: &'a str,
    pub(crate) ttl_seconds: u32,
    pub(crate) cause: Cause,
}

impl<'a> LockRequest<'a> {
    pub(crate) fn new(swarm_id: SwarmId, holder: Run, resource: &'a str, cause: Cause) -> Self {
        Self { swarm_id, holder, resource, ttl_seconds: DEFAULT_TTL_SECONDS, cause }
    }
}

impl StandardSwarmService {
    /// Acquires a lock, and waits while another member holds it.
    pub(crate) async fn lock(&self, request: LockRequest<'_>) -> Result<(), SwarmError> {
        let freed = self.swarms.with(request.swarm_id, |swarm| Arc::clone(&swarm.freed))?;
        loop {
            let mut next = std::pin::pin!(freed.notified());
            // From here on no release is missed, even between the check below and the wait.
            next.as_mut().enable();
            if self.try_take(request)? {
                break;
            }
            next.await;
        }
        let event = LockAcquired {
            swarm_id: request.swarm_id,
            execution_id: request.holder.execution_id,
            holder: request.holder.agent_id,
            resource_id: request.resource.to_owned(),
            ttl_seconds: request.ttl_seconds,
            acquired_at: Utc::now(),
        };
        let acquired = Cause::from(self.event_bus.caused_by(request.cause).publish_wait(event).await?);
        self.swarms.with(request.swarm_id, |swarm| {
            if let Some(lock) = swarm.locks.get_mut(request.resource).filter(|lock| lock.holder == request.holder) {
                lock.acquired = acquired;
            }
        })
    }

    fn try_take(&self, request: LockRequest<'_>) -> Result<bool, SwarmError> {
        self.swarms.with(request.swarm_id, |swarm| {
            if swarm.locks.contains_key(request.resource) {
                return false;
            }
            let lock = Lock {
                holder: request.holder,
                ttl_seconds: request.ttl_seconds,
                ends: Instant::now() + Duration::from_secs(request.ttl_seconds.into()),
                acquired: request.cause,
            };
            swarm.locks.insert(request.resource.to_owned(), lock);
            true
        })
    }

    /// Releases a lock. Has no effect if it has expired.
    pub(crate) async fn unlock(&self, swarm_id: SwarmId, holder: Run, resource: &str) -> Result<(), SwarmError> {
        let released = self.swarms.with(swarm_id, |swarm| {
            swarm.locks.get(resource).filter(|lock| lock.holder == holder)?;
            let lock = swarm.locks.remove(resource);
            swarm.freed.notify_waiters();
            lock
        })?;
        let Some(lock) = released else { return Ok(()) };
        let event = LockReleased {
            swarm_id,
            execution_id: holder.execution_id,
            holder: holder.agent_id,
            resource_id: resource.to_owned(),
            released_at: Utc::now(),
        };
        self.event_bus.caused_by(lock.acquired).publish_wait(event).await?;
        Ok(())
    }

    /// Ends expired locks.
    pub(crate) async fn sweep(&self) -> Result<(), PublishError> {
        for (swarm_id, resource_id, lock) in self.swarms.take_ended_locks() {
            let event = LockExpired {
                swarm_id,
                execution_id: lock.holder.execution_id,
                holder: lock.holder.agent_id,
                resource_id,
                ttl_seconds: lock.ttl_seconds,
                expired_at: Utc::now(),
            };
            self.event_bus.caused_by(lock.acquired).publish_wait(event).await?;
        }
        Ok(())
    }
}
