//! The right of one component to publish.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use super::bus::Handle;
use super::cause::Cause;
use super::core::Core;
use super::error::PublishError;
use super::receipt::Receipt;
use crate::catalog::Kind;
use crate::event::{Domain, PublishedBy, PublisherRole};

/// The right of the component `P` to publish its events on one bus.
///
/// It comes out of [`EventBus::new`](super::EventBus::new), in the `Publishers` of the catalog, and is handed to the component
/// at the composition root. What the component does not own does not compile. Clones have the same right on the same bus.
///
/// ```compile_fail,E0277
/// # use aegis_events::domain::{DomainEvent, VolumeId, publishers};
/// # use aegis_events::domain::volume::VolumeDeleted;
/// # fn example(supervisor: aegis_events::Publisher<publishers::ExecutionSupervisor>, event: VolumeDeleted) {
/// supervisor.publish(event); // `ExecutionSupervisor` may not publish `VolumeDeleted`
/// # }
/// ```
///
/// This prevents mistakes, and leaks of rights between components. It is no sandbox: code in the same process that is hostile
/// has other ways.
pub struct Publisher<P: PublisherRole> {
    handle: Arc<Handle<P::Domain>>,
    role: PhantomData<fn() -> P>,
}

impl<P: PublisherRole> Publisher<P> {
    pub(super) fn new(handle: Arc<Handle<P::Domain>>) -> Self {
        Self { handle, role: PhantomData }
    }

    /// Publishes an event. It never blocks, and is all or nothing: on an error nobody has received the event.
    ///
    /// Everybody who subscribed to it receives it, in the same order as all other events. Subscribers may act on it at once,
    /// also if a crash then keeps it out of the recorded history.
    ///
    /// # Errors
    ///
    /// - [`PublishError::Closed`]: the bus is closed.
    /// - [`PublishError::Backpressure`]: the queue of a lossless subscriber is full. The event is gone with the call; clone it
    ///   before, or use [`publish_wait`](Self::publish_wait).
    /// - [`PublishError::NonFinite`]: a field holds NaN or an infinity.
    pub fn publish<E: PublishedBy<P>>(&self, event: E) -> Result<Receipt, PublishError> {
        self.send(None, E::KIND, event.into())
    }

    /// Publishes an event, and waits where a lossless subscriber's queue is full.
    ///
    /// Waiting publishers get room in the order in which they began to wait for it, before those that do not wait.
    ///
    /// # Errors
    ///
    /// As [`publish`](Self::publish), but never `Backpressure`. Instead [`PublishError::WouldDeadlock`], where the queue is read by
    /// the very [`run`](super::EventBus::run) handler that waits, directly or over other waiting handlers. It is known only
    /// in the handler's own task: a task that the handler spawns and awaits is not seen through.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future before it is ready leaves no trace: the event is not published, no room stays reserved, and whoever
    /// waits behind moves up.
    pub async fn publish_wait<E: PublishedBy<P>>(&self, event: E) -> Result<Receipt, PublishError> {
        self.send_wait(None, E::KIND, event.into()).await
    }

    /// Publishes an event whose type is known only at run time.
    ///
    /// # Errors
    ///
    /// As [`publish`](Self::publish), and [`PublishError::NotTheOwner`] where the catalog does not let this component publish it.
    ///
    /// ```
    /// # use aegis_events::domain::volume::VolumeDeleted;
    /// # use aegis_events::domain::{DomainEvent, VolumeId};
    /// # use aegis_events::{BusConfig, EventBus, PublishError};
    /// # let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
    /// # let event = || DomainEvent::from(VolumeDeleted { volume_id: VolumeId::new(), deleted_at: chrono::Utc::now() });
    /// assert!(publishers.volume_manager.publish_any(event()).is_ok());
    /// let error = publishers.execution_supervisor.publish_any(event());
    /// assert!(matches!(error, Err(PublishError::NotTheOwner { .. })));
    /// ```
    pub fn publish_any(&self, event: P::Domain) -> Result<Receipt, PublishError> {
        let kind = self.owned_kind(&event)?;
        self.send(None, kind, event)
    }

    /// Publishes an event whose type is known only at run time, and waits where a lossless subscriber's queue is full.
    ///
    /// # Errors
    ///
    /// As [`publish_wait`](Self::publish_wait), and [`PublishError::NotTheOwner`] where the catalog does not let this component
    /// publish it.
    ///
    /// # Cancel safety
    ///
    /// As [`publish_wait`](Self::publish_wait).
    pub async fn publish_any_wait(&self, event: P::Domain) -> Result<Receipt, PublishError> {
        let kind = self.owned_kind(&event)?;
        self.send_wait(None, kind, event).await
    }

    /// Publishes because of another event: what follows carries on its correlation, and names it as its cause.
    ///
    /// The cause is an `&Event`, an `&Envelope` or a [`Receipt`].
    ///
    /// ```
    /// # use aegis_events::domain::volume::{VolumeDeleted, VolumeExpired};
    /// # use aegis_events::domain::{DomainEvent, VolumeId};
    /// # use aegis_events::{BusConfig, EventBus};
    /// # let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
    /// # let (volume_id, now) = (VolumeId::new(), chrono::Utc::now());
    /// # let mut deletions = bus.subscribe_to::<VolumeDeleted>();
    /// let expired = publishers.ttl_reaper.publish(VolumeExpired { volume_id, expired_at: now })?;
    /// publishers.volume_manager.caused_by(expired).publish(VolumeDeleted { volume_id, deleted_at: now })?;
    ///
    /// # let deleted = deletions.try_recv().expect("it was published");
    /// assert_eq!(deleted.causation_id(), Some(expired.id));
    /// assert_eq!(deleted.correlation_id(), expired.correlation_id);
    /// # Ok::<(), aegis_events::PublishError>(())
    /// ```
    pub fn caused_by(&self, cause: impl Into<Cause>) -> CausedBy<'_, P> {
        CausedBy { publisher: self, cause: cause.into() }
    }

    /// The component's name.
    pub fn name(&self) -> &'static str {
        P::NAME
    }

    pub(super) fn core(&self) -> &Arc<Core<P::Domain>> {
        &self.handle.core
    }

    /// The kind of an event that the component owns.
    fn owned_kind(&self, event: &P::Domain) -> Result<Kind, PublishError> {
        let catalog = self.handle.core.catalog;
        let info = catalog.event(event.payload().kind());
        if info.published_by().contains(&P::ID) {
            Ok(info.kind())
        } else {
            Err(PublishError::not_the_owner(catalog, info, P::ID))
        }
    }

    #[inline]
    fn send(&self, cause: Option<&Cause>, kind: Kind, event: P::Domain) -> Result<Receipt, PublishError> {
        let core = &self.handle.core;
        core.publish(P::ID, kind, core.wrap(P::ID, kind, cause, event))
    }

    async fn send_wait(&self, cause: Option<&Cause>, kind: Kind, event: P::Domain) -> Result<Receipt, PublishError> {
        let core = &self.handle.core;
        core.publish_wait(core.wrap(P::ID, kind, cause, event)).await
    }
}

impl<P: PublisherRole> Clone for Publisher<P> {
    fn clone(&self) -> Self {
        Self::new(Arc::clone(&self.handle))
    }
}

impl<P: PublisherRole> fmt::Debug for Publisher<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Publisher<{}>", P::NAME)
    }
}

/// A [`Publisher`] that publishes because of another event. Made by [`Publisher::caused_by`].
#[derive(Debug)]
#[must_use = "nothing is published yet"]
pub struct CausedBy<'a, P: PublisherRole> {
    pub(super) publisher: &'a Publisher<P>,
    pub(super) cause: Cause,
}

impl<P: PublisherRole> CausedBy<'_, P> {
    /// As [`Publisher::publish`].
    ///
    /// # Errors
    ///
    /// As [`Publisher::publish`].
    pub fn publish<E: PublishedBy<P>>(&self, event: E) -> Result<Receipt, PublishError> {
        self.publisher.send(Some(&self.cause), E::KIND, event.into())
    }

    /// As [`Publisher::publish_wait`].
    ///
    /// # Errors
    ///
    /// As [`Publisher::publish_wait`].
    ///
    /// # Cancel safety
    ///
    /// As [`Publisher::publish_wait`].
    pub async fn publish_wait<E: PublishedBy<P>>(&self, event: E) -> Result<Receipt, PublishError> {
        self.publisher.send_wait(Some(&self.cause), E::KIND, event.into()).await
    }

    /// As [`Publisher::publish_any`].
    ///
    /// # Errors
    ///
    /// As [`Publisher::publish_any`].
    pub fn publish_any(&self, event: P::Domain) -> Result<Receipt, PublishError> {
        let kind = self.publisher.owned_kind(&event)?;
        self.publisher.send(Some(&self.cause), kind, event)
    }

    /// As [`Publisher::publish_any_wait`].
    ///
    /// # Errors
    ///
    /// As [`Publisher::publish_any_wait`].
    ///
    /// # Cancel safety
    ///
    /// As [`Publisher::publish_wait`].
    pub async fn publish_any_wait(&self, event: P::Domain) -> Result<Receipt, PublishError> {
        let kind = self.publisher.owned_kind(&event)?;
        self.publisher.send_wait(Some(&self.cause), kind, event).await
    }
}
