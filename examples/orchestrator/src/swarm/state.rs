//! The existing swarms, under one lock.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use aegis_events::bus::Cause;
use aegis_events::domain::{AgentId, ChildCancelReason, ExecutionId, SwarmId};
use tokio::sync::{Notify, mpsc};
use tokio::task::JoinHandle;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::error::SwarmError;
use crate::agent::Run;
use crate::volume::Mounts;

/// All swarms.
#[derive(Default)]
pub(super) struct Swarms {
    by_id: Mutex<HashMap<SwarmId, Swarm>>,
}

/// One swarm.
pub(super) struct Swarm {
    pub(super) parent: Run,
    pub(super) mounts: Mounts,
    pub(super) most_children: usize,
    pub(super) created: Cause,
    /// Parent and children, with their mailboxes.
    pub(super) members: BTreeMap<AgentId, mpsc::UnboundedSender<Message>>,
    pub(super) running: usize,
    pub(super) children: Vec<JoinHandle<Result<(), SwarmError>>>,
    pub(super) cancel: CancellationToken,
    pub(super) cancelled: Option<(ChildCancelReason, Cause)>,
    pub(super) locks: BTreeMap<String, Lock>,
    /// Wakes the waiters when a lock is released.
    pub(super) freed: Arc<Notify>,
}

/// A held lock.
#[derive(Clone)]
pub(super) struct Lock {
    pub(super) holder: Run,
    pub(super) ttl_seconds: u32,
    pub(super) ends: Instant,
    pub(super) acquired: Cause,
}

/// A message from one member to another.
#[derive(Debug)]
pub(crate) struct Message {
    pub(crate) payload: Vec<u8>,
}

impl Swarms {
    pub(super) fn insert(&self, id: SwarmId, swarm: Swarm) {
        self.lock().insert(id, swarm);
    }

    pub(super) fn remove(&self, id: SwarmId) -> Option<Swarm> {
        self.lock().remove(&id)
    }

    /// Reads or changes a swarm.
    pub(super) fn with<T>(&self, id: SwarmId, act: impl FnOnce(&mut Swarm) -> T) -> Result<T, SwarmError> {
        self.lock().get_mut(&id).map(act).ok_or(SwarmError::Gone(id))
    }

    /// The ids of all swarms.
    pub(super) fn ids(&self) -> Vec<SwarmId> {
        self.lock().keys().copied().collect()
    }

    /// The swarms of a parent.
    pub(super) fn of_parent(&self, parent: ExecutionId) -> Vec<SwarmId> {
        let swarms = self.lock();
        swarms.iter().filter(|(_, swarm)| swarm.parent.execution_id == parent).map(|(&id, _)| id).collect()
    }

    /// Removes expired locks.
    pub(super) fn take_ended_locks(&self) -> Vec<(SwarmId, String, Lock)> {
        let now = Instant::now();
        let mut ended = Vec::new();
        for (&id, swarm) in self.lock().iter_mut() {
            let before = ended.len();
            ended.extend(swarm.locks.extract_if(.., |_, lock| lock.ends <= now).map(|(name, lock)| (id, name, lock)));
            if ended.len() > before {
                swarm.freed.notify_waiters();
            }
        }
        ended
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<SwarmId, Swarm>> {
        self.by_id.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
