//! The TTL reaper on both databases, in real time. An hour of a TTL lasts some milliseconds.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use aegis_events::domain::volume::{VolumeCreated, VolumeExpired};
use aegis_events::domain::{DomainEvent, Publishers, StorageClass, VolumeId};
use aegis_events::history::{History, HistoryConfig};
use aegis_events::reaper::{ReaperConfig, TtlReaper, expired_id};
use aegis_events::{BusConfig, EventBus};

use crate::database::{Database, both};
use crate::events::{created, deleted};
use crate::process::DEADLINE;

/// A process that records.
async fn process(database: &Database) -> (History<DomainEvent>, EventBus<DomainEvent>, Publishers) {
    let history = History::open(HistoryConfig::new(database.url()).with_migrate(true)).await.unwrap();
    let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
    history.record(&bus);
    (history, bus, publishers)
}

fn fresh(volume_id: VolumeId, ttl_hours: u32) -> VolumeCreated {
    VolumeCreated { ttl_hours: Some(ttl_hours), created_at: chrono::Utc::now(), ..created(volume_id, 0) }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_volume_expires_once_and_deleted_ones_never() {
    for database in both() {
        let config = ReaperConfig::default().with_hour(Duration::from_millis(20)).unwrap();
        let (history, bus, publishers) = process(&database).await;
        let manager = &publishers.volume_manager;
        let volumes: Vec<_> = (0..40).map(|_| VolumeId::new()).collect();
        for (n, &volume) in volumes.iter().enumerate() {
            // Twenty have expired before the reaper starts, and the last ten have a long TTL.
            let volume = match n {
                0..20 => VolumeCreated { ttl_hours: Some(1), ..created(volume, 0) },
                20..30 => fresh(volume, 5),
                _ => fresh(volume, 1_000_000),
            };
            manager.publish_wait(volume).await.unwrap();
        }
        manager
            .publish_wait(VolumeCreated { storage_class: StorageClass::Persistent, ..created(VolumeId::new(), 0) })
            .await
            .unwrap();
        manager.publish_recorded(deleted(volumes[0])).await.unwrap();

        let hooks = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&hooks);
        let reaper =
            TtlReaper::new(publishers.ttl_reaper.clone()).with_config(config.clone()).on_expired(move |volume| {
                assert_eq!(volume.remote_path, "/volumes/a");
                counted.fetch_add(1, Ordering::Relaxed);
                async {}
            });
        let reaper = reaper.run(&history).await.unwrap();
        let state = reaper.wait_for(|state| state.expired == 29).await;
        assert_eq!((state.pending, hooks.load(Ordering::Relaxed)), (10, 29));

        // Another process takes over and continues with the pending volumes.
        let (second_history, second_bus, second) = process(&database).await;
        let follower =
            TtlReaper::new(second.ttl_reaper.clone()).with_config(config).run(&second_history).await.unwrap();
        reaper.stop().await;
        let state = follower.wait_for(|state| state.works && state.pending == 10).await;
        assert_eq!((state.expired, state.last_error), (0, None));
        second.volume_manager.publish_wait(deleted(volumes[39])).await.unwrap();
        follower.wait_for(|state| state.pending == 9).await;
        follower.stop().await;

        let expired = history.events::<VolumeExpired>().fetch_all().await.unwrap();
        assert_eq!(expired.len(), 29);
        for (n, volume) in volumes.iter().enumerate() {
            let of_it: Vec<_> = expired.iter().filter(|event| event.volume_id == *volume).collect();
            assert_eq!(of_it.len(), usize::from((1..30).contains(&n)), "{n}");
            assert!(of_it.iter().all(|event| event.id() == expired_id(*volume)));
        }
        bus.shutdown(DEADLINE).await;
        second_bus.shutdown(DEADLINE).await;
    }
}
