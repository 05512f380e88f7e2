//! StandardSwarmService: runs swarms, from the first child to the last lock.
//!
//! When an event reports that a parent was cancelled, it cancels the children. Messages and locks have separate files.

use std::sync::Arc;

use aegis_events::bus::{Cause, EventBus, PublishError, Publisher};
use aegis_events::domain::execution::ExecutionCancelled;
use aegis_events::domain::swarm::{CascadeCancellationInitiated, SwarmCreated, SwarmDissolved};
use aegis_events::domain::{ChildCancelReason, DomainEvent, ExecutionId, SwarmId, publishers};
use chrono::Utc;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::error::SwarmError;
use super::state::{Message, Swarm, Swarms};
use crate::agent::Run;
use crate::volume::{Mounts, VolumeManager};

/// The component.
pub(crate) struct StandardSwarmService {
    pub(super) event_bus: Publisher<publishers::StandardSwarmService>,
    pub(super) volumes: Arc<VolumeManager>,
    pub(super) swarms: Swarms,
}

/// A swarm to create.
pub(crate) struct SwarmSpec {
    pub(crate) parent: Run,
    /// The parent's mounts, which its children share.
    pub(crate) mounts: Mounts,
    pub(crate) most_children: usize,
}

/// The messages for one member of a swarm.
pub(crate) type Mailbox = mpsc::UnboundedReceiver<Message>;

impl StandardSwarmService {
    pub(crate) fn new(
        event_bus: Publisher<publishers::StandardSwarmService>,
        volumes: Arc<VolumeManager>,
    ) -> Arc<Self> {
        Arc::new(Self { event_bus, volumes, swarms: Swarms::default() })
    }

    /// Subscribes: a cancelled parent cancels its children.
    pub(crate) fn listen(self: &Arc<Self>, bus: &EventBus<DomainEvent>) {
        let service = Arc::clone(self);
        // Lossless: children would continue if the end of their parent got lost.
        let cancellations =
            bus.subscription::<ExecutionCancelled>().named("StandardSwarmService").lossless().subscribe();
        cancellations.run(move |event| {
            let service = Arc::clone(&service);
            async move { service.cascade(event.execution_id, ChildCancelReason::ParentCancelled, (&event).into()).await }
        });
    }

    /// Makes an execution the parent of a swarm. Returns the parent's mailbox as well.
    pub(crate) async fn create(&self, spec: SwarmSpec, cause: Cause) -> Result<(SwarmId, Mailbox), SwarmError> {
        let (swarm_id, parent_execution_id) = (SwarmId::new(), spec.parent.execution_id);
        let event = SwarmCreated { swarm_id, parent_execution_id, created_at: Utc::now() };
        let created = self.event_bus.caused_by(cause).publish_wait(event).await?.into();
        let (sender, mailbox) = mpsc::unbounded_channel();
        let swarm = Swarm {
            parent: spec.parent,
            mounts: spec.mounts,
            most_children: spec.most_children,
            created,
            members: [(spec.parent.agent_id, sender)].into(),
            running: 0,
            children: Vec::new(),
            cancel: CancellationToken::new(),
            cancelled: None,
            locks: Default::default(),
            freed: Default::default(),
        };
        self.swarms.insert(swarm_id, swarm);
        Ok((swarm_id, mailbox))
    }

    /// Waits until all children have ended.
    pub(crate) async fn join(&self, swarm_id: SwarmId) -> Result<(), SwarmError> {
        let children = self.swarms.with(swarm_id, |swarm| std::mem::take(&mut swarm.children))?;
        for child in children {
            child.await.map_err(|error| SwarmError::Child(error.to_string()))??;
        }
        Ok(())
    }

    /// Waits until all children of a cancelled parent have ended.
    pub(crate) async fn settle(&self, parent: ExecutionId) -> Result<(), SwarmError> {
        for swarm_id in self.swarms.of_parent(parent) {
            self.join(swarm_id).await?;
        }
        Ok(())
    }

    /// Ends the swarm of a parent that has ended.
    pub(crate) async fn abandon(&self, parent: ExecutionId, cause: Cause) -> Result<(), SwarmError> {
        self.cascade(parent, ChildCancelReason::ParentCancelled, cause).await?;
        for swarm_id in self.swarms.of_parent(parent) {
            self.dissolve(swarm_id, "the parent has ended").await?;
        }
        Ok(())
    }

    /// Ends all swarms at the shutdown.
    pub(crate) async fn dissolve_all(&self, reason: &str) -> Result<(), SwarmError> {
        for swarm_id in self.swarms.ids() {
            let Ok(()) = self.swarms.with(swarm_id, |swarm| swarm.cancel.cancel()) else { continue };
            // The child's own event contains its outcome.
            let _ = self.join(swarm_id).await;
            self.dissolve(swarm_id, reason).await?;
        }
        Ok(())
    }

    /// Cancels the children of a parent.
    async fn cascade(&self, parent: ExecutionId, reason: ChildCancelReason, cause: Cause) -> Result<(), PublishError> {
        for swarm_id in self.swarms.of_parent(parent) {
            let Ok(running) = self.swarms.with(swarm_id, |swarm| swarm.running) else { continue };
            let event = CascadeCancellationInitiated {
                swarm_id,
                parent_execution_id: parent,
                reason,
                child_count: running as u64,
                initiated_at: Utc::now(),
            };
            let initiated = Cause::from(self.event_bus.caused_by(cause).publish_wait(event).await?);
            // A dissolved swarm has no children left to cancel.
            let _ = self.swarms.with(swarm_id, |swarm| {
                swarm.cancelled = Some((reason, initiated));
                swarm.cancel.cancel();
            });
        }
        Ok(())
    }

    /// Ends a swarm: waits for its children and drops its locks.
    pub(crate) async fn dissolve(&self, swarm_id: SwarmId, reason: &str) -> Result<(), SwarmError> {
        self.join(swarm_id).await?;
        let swarm = self.swarms.remove(swarm_id).ok_or(SwarmError::Gone(swarm_id))?;
        let event = SwarmDissolved {
            swarm_id,
            parent_execution_id: swarm.parent.execution_id,
            reason: reason.to_owned(),
            dissolved_at: Utc::now(),
        };
        self.event_bus.caused_by(swarm.created).publish_wait(event).await?;
        Ok(())
    }
}
