//! A bus for tests: all publishers, the list of published events, assertions and a fixed clock.
//!
//! ```
//! use aegis_events::domain::volume::VolumeDeleted;
//! use aegis_events::domain::{DomainEvent, VolumeId, publishers};
//! use aegis_events::testing::{Expected, TestBus};
//!
//! let test = TestBus::<DomainEvent>::new();
//! let manager = test.publishers().volume_manager.clone(); // for the component under test
//!
//! let event = VolumeDeleted { volume_id: VolumeId::new(), deleted_at: test.clock().now() };
//! manager.publish(event.clone())?;
//!
//! test.assert_published([Expected::event(event).by::<publishers::VolumeManager>()]);
//! # Ok::<(), aegis_events::PublishError>(())
//! ```
//!
//! Everything is the same in each run: the clock shows [`TestClock::START`] until a test moves it, ids count up from
//! the clock's millisecond, and the bus's id is all zeros.

mod assertions;
mod clock;
mod expected;

pub use clock::TestClock;
pub use expected::Expected;

use std::fmt;
use std::sync::{Mutex, PoisonError};

use crate::bus::{BusConfig, Cause, Event, EventBus, MakePublishers, PublishError, Receipt, Subscription};
use crate::event::{Domain, Filter, Payload};

/// A bus for tests, with all publishers and a record of all published events.
///
/// The record is a lossless subscriber named `TestBus` whose queue has no limit: it never exerts back pressure.
pub struct TestBus<D: MakePublishers + Filter<Domain = D>> {
    bus: EventBus<D>,
    publishers: D::Publishers,
    clock: TestClock,
    record: Mutex<Record<D>>,
}

struct Record<D: Domain + Filter<Domain = D>> {
    subscription: Subscription<D>,
    events: Vec<Event<D>>,
}

impl<D: MakePublishers + Filter<Domain = D>> TestBus<D> {
    /// A bus of the default configuration.
    pub fn new() -> Self {
        Self::with_config(BusConfig::default())
    }

    /// A bus of a configuration, for example with small rings.
    pub fn with_config(config: BusConfig) -> Self {
        let clock = TestClock::new();
        let (bus, publishers) = EventBus::new(config.fixed(clock.for_bus()));
        let subscription = bus.subscription::<D>().named("TestBus").lossless().unlimited_queue().subscribe();
        Self { bus, publishers, clock, record: Mutex::new(Record { subscription, events: Vec::new() }) }
    }

    /// The bus, to subscribe to.
    pub fn bus(&self) -> &EventBus<D> {
        &self.bus
    }

    /// All publishers; clone them for the components under test.
    pub fn publishers(&self) -> &D::Publishers {
        &self.publishers
    }

    /// The bus's clock.
    pub fn clock(&self) -> &TestClock {
        &self.clock
    }

    /// Publishes an event in the name of its first owner.
    ///
    /// # Panics
    ///
    /// If it cannot be published.
    #[track_caller]
    pub fn publish<E: Payload<Domain = D>>(&self, event: E) -> Receipt {
        self.publish_any(event.into())
    }

    /// Publishes an event in the name of its first owner, because of another one.
    ///
    /// # Panics
    ///
    /// If it cannot be published.
    #[track_caller]
    pub fn publish_caused_by<E: Payload<Domain = D>>(&self, cause: impl Into<Cause>, event: E) -> Receipt {
        published(self.publish_as_owner(&cause.into(), event.into()))
    }

    /// Publishes an event whose type is known only at run time in the name of its first owner.
    ///
    /// # Panics
    ///
    /// If it cannot be published.
    #[track_caller]
    pub fn publish_any(&self, event: D) -> Receipt {
        published(self.publish_as_owner(&Cause::NONE, event))
    }

    fn publish_as_owner(&self, cause: &Cause, event: D) -> Result<Receipt, PublishError> {
        let info = D::catalog().event(event.payload().kind());
        match info.published_by() {
            [owner, ..] => self.bus.publish_as(*owner, cause, event),
            [] => unreachable!("a catalog with an event without a publisher does not compile"),
        }
    }

    /// Everything that was published, in order, since the start or the last [`forget`](Self::forget).
    pub fn events(&self) -> Vec<Event<D>> {
        let mut record = self.record.lock().unwrap_or_else(PoisonError::into_inner);
        while let Ok(event) = record.subscription.try_recv() {
            record.events.push(event);
        }
        record.events.clone()
    }

    /// Everything of a filter that was published, in order, since the start or the last [`forget`](Self::forget).
    pub fn events_of<F: Filter<Domain = D>>(&self) -> Vec<Event<F>> {
        let events = self.events().into_iter();
        let wanted = events.filter(|event| F::target(event.envelope().event()).is_some());
        wanted.map(|event| Event::new(event.into_envelope())).collect()
    }

    /// Forgets what was published so far; later assertions look at what comes after.
    pub fn forget(&self) {
        self.events();
        self.record.lock().unwrap_or_else(PoisonError::into_inner).events.clear();
    }
}

#[track_caller]
fn published(result: Result<Receipt, PublishError>) -> Receipt {
    match result {
        Ok(receipt) => receipt,
        Err(error) => panic!("{error}"),
    }
}

impl<D: MakePublishers + Filter<Domain = D>> Default for TestBus<D> {
    fn default() -> Self {
        Self::new()
    }
}

impl<D: MakePublishers + Filter<Domain = D>> fmt::Debug for TestBus<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestBus").field("bus", &self.bus).field("clock", &self.clock).finish_non_exhaustive()
    }
}
