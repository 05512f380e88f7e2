//! The reaper on a bus alone.

use std::time::Duration;

use chrono::Utc;

use super::{deleted, ephemeral, volume};
use crate::domain::DomainEvent;
use crate::domain::volume::VolumeExpired;
use crate::reaper::{TtlReaper, expired_id};
use crate::{BusConfig, EventBus};

/// A real one.
const HOUR: Duration = Duration::from_secs(3_600);

/// Waits for what must come.
async fn within<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(1_000 * HOUR, future).await.expect("it comes")
}

#[tokio::test(start_paused = true)]
async fn volumes_expire_in_time_and_deleted_ones_do_not() {
    let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
    let mut events = bus.subscribe_to::<VolumeExpired>().lossless();
    let reaper = TtlReaper::new(publishers.ttl_reaper).run_live(&bus);
    let begun = tokio::time::Instant::now();
    for (n, ttl_hours) in [(1, 48), (2, 24), (3, 1)] {
        publishers.volume_manager.publish(ephemeral(n, ttl_hours, Utc::now())).expect("there is room");
    }
    publishers.volume_manager.publish(deleted(3, Utc::now())).expect("there is room");
    for (n, hours) in [(2, 24), (1, 48)] {
        let event = within(events.recv()).await.expect("the bus is open");
        assert_eq!((event.volume_id, event.id()), (volume(n), expired_id(volume(n))));
        let after = begun.elapsed();
        assert!((hours * HOUR..hours * HOUR + Duration::from_secs(1)).contains(&(after + Duration::from_secs(1) / 2)));
    }
    let state = within(reaper.when(|state| state.expired == 2)).await;
    assert_eq!((state.pending, state.works), (0, true));
    bus.shutdown(HOUR).await;
    assert!(reaper.state().ended);
}

#[tokio::test(start_paused = true)]
async fn a_slow_hook_keeps_nobody_from_publishing() {
    let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default().with_capacity(2).expect("it is allowed"));
    let reaper = TtlReaper::new(publishers.ttl_reaper).on_expired(|_| tokio::time::sleep(10 * HOUR)).run_live(&bus);
    publishers.volume_manager.publish(ephemeral(1, 1, Utc::now())).expect("there is room");
    within(reaper.when(|state| state.pending == 1)).await;
    tokio::time::sleep(2 * HOUR).await;
    // The hook is under way, and the queue holds two.
    for n in 2..50 {
        within(publishers.volume_manager.publish_wait(ephemeral(n, 100, Utc::now()))).await.expect("there is room");
    }
    within(reaper.when(|state| state.pending == 49)).await;
    // Deleted while its hook is called: it does not expire.
    within(publishers.volume_manager.publish_wait(deleted(1, Utc::now()))).await.expect("there is room");
    tokio::time::sleep(20 * HOUR).await;
    assert_eq!((reaper.state().expired, reaper.state().pending), (0, 48));
    assert_eq!(within(reaper.stop()).await.pending, 48);
}
