//! The publishing handle of one component.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use super::cause::Cause;
use super::core::{Core, OpenHandle};
use super::error::PublishError;
use super::receipt::Receipt;
use crate::catalog::Kind;
use crate::envelope::EventId;
use crate::event::{Domain, PublishedBy, PublisherRole};

/// Publishes the events of the component `P` on one bus.
///
/// [`EventBus::new`](super::EventBus::new) returns it, in the `Publishers` of the catalog; hand it to the component at the composition
/// root. Publishing an event that the component does not own does not compile. Clones publish on the same bus.
///
/// ```compile_fail,E0277
/// # use aegis_events::domain::{DomainEvent, VolumeId, publishers};
/// # use aegis_events::domain::volume::VolumeDeleted;
/// # fn example(supervisor: aegis_events::Publisher<publishers::ExecutionSupervisor>, event: VolumeDeleted) {
/// supervisor.publish(event); // `ExecutionSupervisor` may not publish `VolumeDeleted`
/// # }
/// ```
///
/// This prevents mistakes. It is not a sandbox against hostile code in the same process.
pub struct Publisher<P: PublisherRole> {
    handle: Arc<OpenHandle<P::Domain>>,
    /// [`Cause::NONE`] unless made by `caused_by`. An `Option` would cost each publish a branch.
    pub(super) cause: Cause,
    role: PhantomData<fn() -> P>,
}

impl<P: PublisherRole> Publisher<P> {
    pub(super) fn new(handle: Arc<OpenHandle<P::Domain>>) -> Self {
        Self { handle, cause: Cause::NONE, role: PhantomData }
    }

    /// Publishes an event. It never blocks, and is all or nothing: on an error, no subscriber receives the event.
    ///
    /// All its subscribers receive it, in the same order as all other events. They may act on it at once, even if a crash then
    /// keeps it out of the recorded history.
    ///
    /// # Errors
    ///
    /// - [`PublishError::Closed`]: the bus is closed.
    /// - [`PublishError::Backpressure`]: the queue of a lossless subscriber is full. The event is gone with the call; clone it
    ///   before, or use [`publish_wait`](Self::publish_wait).
    /// - [`PublishError::NonFinite`]: a field holds NaN or an infinity.
    pub fn publish<E: PublishedBy<P>>(&self, event: E) -> Result<Receipt, PublishError> {
        self.send(E::KIND, event.into())
    }

    /// Publishes an event, and waits while a lossless subscriber's queue is full.
    ///
    /// Waiting publishers get room in the order in which they began to wait for it, before those that do not wait.
    ///
    /// # Errors
    ///
    /// As [`publish`](Self::publish), but never `Backpressure`. Instead [`PublishError::WouldDeadlock`], if the queue is read by
    /// the same [`run`](super::EventBus::run) handler that waits, directly or through other waiting handlers. This is detected only
    /// in the handler's own task, not in a task that the handler spawns and awaits.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future before it is ready leaves no trace: the event is not published, no room stays reserved, and
    /// the next waiting publisher moves up.
    pub async fn publish_wait<E: PublishedBy<P>>(&self, event: E) -> Result<Receipt, PublishError> {
        self.send_wait(E::KIND, event.into()).await
    }

    /// Publishes an event whose type is known only at run time.
    ///
    /// # Errors
    ///
    /// As [`publish`](Self::publish), and [`PublishError::NotTheOwner`] if the catalog does not let this component publish it.
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
        self.send(kind, event)
    }

    /// Publishes an event whose type is known only at run time, and waits while a lossless subscriber's queue is full.
    ///
    /// # Errors
    ///
    /// As [`publish_wait`](Self::publish_wait), and [`PublishError::NotTheOwner`] if the catalog does not let this component
    /// publish it.
    ///
    /// # Cancel safety
    ///
    /// As [`publish_wait`](Self::publish_wait).
    pub async fn publish_any_wait(&self, event: P::Domain) -> Result<Receipt, PublishError> {
        let kind = self.owned_kind(&event)?;
        self.send_wait(kind, event).await
    }

    /// A publisher whose events are caused by another event: they inherit its correlation id and name it as their cause.
    ///
    /// The cause is an `&Event`, an `&Envelope` or a [`Receipt`]. The result keeps the bus open like any other publisher.
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
    #[must_use = "nothing is published yet"]
    pub fn caused_by(&self, cause: impl Into<Cause>) -> Self {
        Self { handle: Arc::clone(&self.handle), cause: cause.into(), role: PhantomData }
    }

    /// The cause of the published events, set by [`caused_by`](Self::caused_by).
    pub fn cause(&self) -> Option<Cause> {
        (self.cause.id != EventId::NONE).then_some(self.cause)
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
        let catalog = self.core().catalog;
        let info = catalog.event(event.payload().kind());
        if info.published_by().contains(&P::ID) {
            Ok(info.kind())
        } else {
            Err(PublishError::not_the_owner(catalog, info, P::ID))
        }
    }

    #[inline]
    fn send(&self, kind: Kind, event: P::Domain) -> Result<Receipt, PublishError> {
        let core = self.core();
        core.publish(P::ID, kind, core.wrap(P::ID, kind, &self.cause, event))
    }

    async fn send_wait(&self, kind: Kind, event: P::Domain) -> Result<Receipt, PublishError> {
        let core = self.core();
        core.publish_wait(core.wrap(P::ID, kind, &self.cause, event)).await
    }
}

impl<P: PublisherRole> Clone for Publisher<P> {
    fn clone(&self) -> Self {
        Self { handle: Arc::clone(&self.handle), cause: self.cause, role: PhantomData }
    }
}

impl<P: PublisherRole> fmt::Debug for Publisher<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Publisher<{}>", P::NAME)
    }
}
