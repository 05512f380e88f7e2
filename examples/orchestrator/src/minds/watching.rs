//! The watcher: lists the folder repeatedly, with two children, until it is cancelled.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use crate::execution::{Feedback, Mind, Stuck, Toolbox};
use crate::storage::{AegisFsal, Caller, Files, Place};
use crate::swarm::{Child, LockRequest, SwarmError, SwarmSpec};

/// The watcher.
pub(crate) struct WatchingMind;

const CHILDREN: usize = 2;

/// Pause between two listings.
const PERIOD: Duration = Duration::from_millis(50);

/// Time to live of the children's lock: the shortest possible, because it is never released.
const LOCK_TTL_SECONDS: u32 = 1;

impl Mind for WatchingMind {
    fn plan(&self) -> String {
        "watch: input\n".to_owned()
    }

    fn action(&self) -> String {
        "watch the folder until cancelled".to_owned()
    }

    async fn iterate(&mut self, toolbox: &Toolbox) -> Result<String, Stuck> {
        let swarms = &toolbox.swarms;
        let spec = SwarmSpec { parent: toolbox.run, mounts: toolbox.mounts, most_children: CHILDREN };
        let (swarm_id, _mailbox) = swarms.create(spec, toolbox.cause).await?;
        for _ in 0..CHILDREN {
            let fsal = Arc::clone(&toolbox.fsal);
            swarms.spawn(swarm_id, |child| watch(child, fsal)).await?;
        }
        let folder = Place::new(toolbox.mounts.input, "");
        loop {
            toolbox.files.list(&folder).await?;
            tokio::time::sleep(PERIOD).await;
        }
    }

    fn refine(&mut self, _: &Feedback<'_>) -> bool {
        false
    }
}

/// A child: the one with the lock watches, the other waits for the lock.
async fn watch(child: Child, fsal: Arc<AegisFsal>) -> Result<(), SwarmError> {
    let request = LockRequest::new(child.swarm_id, child.run, "watch-list", child.cause);
    child.service.lock(LockRequest { ttl_seconds: LOCK_TTL_SECONDS, ..request }).await?;
    let caller = Caller { run: child.run.execution_id, is_workflow: false, cause: child.cause };
    let error = look_for_ever(&Files::new(fsal, caller), &Place::new(child.mounts.input, "")).await;
    match error {
        Ok(never) => match never {},
        Err(error) => Err(SwarmError::Child(error.to_string())),
    }
}

async fn look_for_ever(files: &Files, folder: &Place) -> Result<Infallible, crate::storage::FsalError> {
    loop {
        files.list(folder).await?;
        tokio::time::sleep(PERIOD).await;
    }
}
