//! Payloads are dropped as soon as no subscriber needs them, and not under the lock of the bus.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use aegis_events::{BusConfig, EventBus, PublishError};
use tokio_test::task::spawn;
use tokio_test::{assert_pending, assert_ready_err, assert_ready_ok};

/// Events with a payload that records its drop.
#[aegis_events::domain_events(catalog = "dropping.toml")]
pub enum DroppingEvent {}

use note::Noted;
use subscribers::Notary;
use witness::USED;

mod witness {
    use std::cell::RefCell;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};

    use aegis_events::EventBus;

    std::thread_local! {
        /// The bus that payloads use when they are dropped on this thread: under the bus's lock they would hang.
        pub static USED: RefCell<Option<EventBus<super::DroppingEvent>>> = const { RefCell::new(None) };
    }

    /// Counts its drops.
    #[expect(unreachable_pub, reason = "generated code gives it out")]
    #[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
    pub struct Witness {
        #[serde(skip)]
        pub dropped: Arc<AtomicU64>,
    }

    impl PartialEq for Witness {
        fn eq(&self, other: &Self) -> bool {
            Arc::ptr_eq(&self.dropped, &other.dropped)
        }
    }

    impl Drop for Witness {
        fn drop(&mut self) {
            self.dropped.fetch_add(1, Ordering::Relaxed);
            USED.with_borrow(|bus| bus.as_ref().map(EventBus::stats));
        }
    }
}

/// A bus that payloads use when they are dropped on this thread, its publishers, and the number of dropped payloads.
struct Scene {
    bus: EventBus<DroppingEvent>,
    publishers: Publishers,
    dropped: Arc<AtomicU64>,
}

impl Scene {
    fn new(capacity: usize) -> Self {
        let (bus, publishers) = EventBus::new(BusConfig::default().with_capacity(capacity).unwrap());
        USED.set(Some(bus.clone()));
        Self { bus, publishers, dropped: Arc::default() }
    }

    fn note(&self) -> Noted {
        Noted { witness: Witness { dropped: Arc::clone(&self.dropped) } }
    }

    fn publish(&self) {
        self.publishers.scribe.publish(self.note()).unwrap();
    }

    fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        drop(USED.take());
    }
}

#[test]
fn an_event_without_subscribers_is_dropped_outside_the_lock() {
    let scene = Scene::new(8);
    scene.publish();
    assert_ready_ok!(spawn(scene.publishers.scribe.publish_wait(scene.note())).poll());
    assert_eq!(scene.dropped(), 2);
}

#[test]
fn an_event_that_is_refused_is_dropped_outside_the_lock() {
    let scene = Scene::new(1);
    let _notary = scene.bus.subscribe_to::<Notary>();
    scene.publish();
    assert!(matches!(scene.publishers.scribe.publish(scene.note()), Err(PublishError::Backpressure { .. })));
    assert_eq!(scene.dropped(), 1);
    scene.bus.close();
    assert!(matches!(scene.publishers.scribe.publish(scene.note()), Err(PublishError::Closed { .. })));
    let waiting = spawn(scene.publishers.scribe.publish_wait(scene.note())).poll();
    assert!(matches!(assert_ready_err!(waiting), PublishError::Closed { .. }));
    assert_eq!(scene.dropped(), 3);
}

#[test]
fn an_abandoned_event_is_dropped_outside_the_lock() {
    // Its publisher gives up waiting.
    let scene = Scene::new(1);
    let _notary = scene.bus.subscribe_to::<Notary>();
    scene.publish();
    let mut waiting = spawn(scene.publishers.scribe.publish_wait(scene.note()));
    assert_pending!(waiting.poll());
    drop(waiting);
    assert_eq!(scene.dropped(), 1);
}

#[test]
fn a_removed_ring_drops_its_events_outside_the_lock() {
    let scene = Scene::new(4);
    let notes = scene.bus.subscribe_to::<Noted>();
    (0..3).for_each(|_| scene.publish());
    drop(notes);
    assert_eq!(scene.dropped(), 3);
}

#[test]
fn a_removed_subscriber_drops_its_events_outside_the_lock() {
    let scene = Scene::new(4);
    let mut notary = scene.bus.subscribe_to::<Notary>();
    (0..4).for_each(|_| scene.publish());
    drop(notary.try_recv().unwrap());
    scene.publish();
    let mut waiting = spawn(scene.publishers.scribe.publish_wait(scene.note()));
    assert_pending!(waiting.poll());
    drop(notary);
    assert_eq!(scene.dropped(), 5);
    assert_ready_ok!(waiting.poll());
    assert_eq!(scene.dropped(), 6);
}
