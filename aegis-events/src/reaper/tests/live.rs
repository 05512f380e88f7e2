//! The reaper on a bus alone.

use std::future::pending;
use std::sync::{Mutex, PoisonError, mpsc};
use std::time::Duration;

use chrono::Utc;

use super::{deleted, ephemeral, volume};
use crate::domain::DomainEvent;
use crate::domain::volume::VolumeExpired;
use crate::reaper::{ReaperConfig, TtlReaper, expired_id};
use crate::{BusConfig, EventBus};

/// A real one.
const HOUR: Duration = Duration::from_secs(3_600);

/// A test on real time that waits so long has failed.
const DEADLINE: Duration = Duration::from_secs(60);

/// Waits for what must come.
async fn within<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(1_000 * HOUR, future).await.expect("it comes")
}

#[tokio::test(start_paused = true)]
async fn volumes_expire_in_time_and_deleted_ones_do_not() {
    let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
    let mut events = bus.subscription::<VolumeExpired>().lossless().subscribe();
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
    let state = within(reaper.wait_for(|state| state.expired == 2)).await;
    assert_eq!((state.pending, state.works), (0, true));
    bus.shutdown(HOUR).await;
    assert!(reaper.state().ended);
}

#[tokio::test(start_paused = true)]
async fn a_slow_hook_does_not_block_publishers() {
    let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default().with_capacity(2).expect("it is allowed"));
    let config = ReaperConfig::default().with_hook_timeout(24 * HOUR).expect("it is allowed");
    let reaper =
        TtlReaper::new(publishers.ttl_reaper).with_config(config).on_expired(|_| tokio::time::sleep(10 * HOUR));
    let reaper = reaper.run_live(&bus);
    publishers.volume_manager.publish(ephemeral(1, 1, Utc::now())).expect("there is room");
    within(reaper.wait_for(|state| state.pending == 1)).await;
    tokio::time::sleep(2 * HOUR).await;
    // The hook is under way, and the queue holds two.
    for n in 2..50 {
        within(publishers.volume_manager.publish_wait(ephemeral(n, 100, Utc::now()))).await.expect("there is room");
    }
    within(reaper.wait_for(|state| state.pending == 49)).await;
    // Deleted while its hook is called: it does not expire.
    within(publishers.volume_manager.publish_wait(deleted(1, Utc::now()))).await.expect("there is room");
    tokio::time::sleep(20 * HOUR).await;
    assert_eq!((reaper.state().expired, reaper.state().pending), (0, 48));
    assert_eq!(within(reaper.stop()).await.pending, 48);
}

#[tokio::test(start_paused = true)]
async fn a_hanging_hook_delays_others_only_for_its_timeout() {
    let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
    let mut events = bus.subscription::<VolumeExpired>().lossless().subscribe();
    let config = ReaperConfig::default().with_hooks_at_once(1).and_then(|config| config.with_hook_timeout(HOUR));
    let reaper = TtlReaper::new(publishers.ttl_reaper).with_config(config.expect("it is allowed"));
    let reaper = reaper.on_expired(|due| async move {
        if due.volume_id == volume(1) {
            pending::<()>().await;
        }
    });
    let (reaper, begun) = (reaper.run_live(&bus), tokio::time::Instant::now());
    for (n, ttl_hours) in [(1, 1), (2, 2)] {
        publishers.volume_manager.publish(ephemeral(n, ttl_hours, Utc::now())).expect("there is room");
    }
    let event = within(events.recv()).await.expect("the bus is open");
    assert_eq!(event.volume_id, volume(2));
    // It fell due in the second hour, while the hook of the first was given its time for the first time.
    assert!(begun.elapsed() < 2 * HOUR + Duration::from_secs(2), "{:?}", begun.elapsed());
    let state = within(reaper.wait_for(|state| state.failed_hooks == 2)).await;
    assert_eq!((state.pending, state.expired), (1, 1));
    assert_eq!(
        state.last_error.expect("an error").message,
        "`on_expired` of volume 00000000-0000-0000-0000-000000000001: it did not end within 3600s, \
         the `reaper.hook_timeout`"
    );
    // Deleting the volume ends the retries.
    publishers.volume_manager.publish(deleted(1, Utc::now())).expect("there is room");
    assert_eq!(within(reaper.wait_for(|state| state.pending == 0)).await.expired, 1);
}

#[tokio::test(start_paused = true)]
async fn what_has_succeeded_does_not_wait_for_all_that_hang() {
    let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
    let mut events = bus.subscription::<VolumeExpired>().lossless().subscribe();
    let config = ReaperConfig::default().with_hooks_at_once(2).and_then(|config| config.with_hook_timeout(HOUR));
    let reaper = TtlReaper::new(publishers.ttl_reaper).with_config(config.expect("it is allowed"));
    let reaper = reaper.on_expired(|due| async move {
        if due.volume_id > volume(2) {
            pending::<()>().await;
        }
    });
    let _reaper = reaper.run_live(&bus);
    let (begun, long_ago) = (tokio::time::Instant::now(), Utc::now() - 24 * HOUR);
    for n in 1..100 {
        publishers.volume_manager.publish(ephemeral(n, 1, long_ago)).expect("there is room");
    }
    for n in [1, 2] {
        assert_eq!(within(events.recv()).await.expect("the bus is open").volume_id, volume(n));
    }
    // Two are waited for, and not all ninety-seven.
    assert_eq!(begun.elapsed().as_secs(), HOUR.as_secs());
}

/// On real time: a thread that is blocked knows no other.
#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn a_blocking_hook_delays_neither_reaper_nor_publishers() {
    let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default().with_capacity(2).expect("it is allowed"));
    let mut events = bus.subscription::<VolumeExpired>().lossless().subscribe();
    let (release, released) = mpsc::channel::<()>();
    let first = Mutex::new(Some(released));
    let config = ReaperConfig::default().with_hooks_at_once(1);
    let config = config.and_then(|config| config.with_hook_timeout(Duration::from_millis(10)));
    let reaper = TtlReaper::new(publishers.ttl_reaper).with_config(config.expect("it is allowed"));
    let reaper = reaper.on_expired(move |due| {
        let blocked = first.lock().unwrap_or_else(PoisonError::into_inner).take();
        async move {
            if let Some(released) = blocked {
                let _ = released.recv();
            } else if due.volume_id == volume(1) {
                // Called again it hangs without blocking: however slow the machine is, another volume is the first to expire.
                pending::<()>().await;
            }
        }
    });
    let reaper = reaper.run_live(&bus);
    let work = async {
        let long_ago = Utc::now() - 24 * HOUR;
        publishers.volume_manager.publish(ephemeral(1, 1, long_ago)).expect("there is room");
        reaper.wait_for(|state| state.failed_hooks > 0).await;
        for n in 2..10 {
            publishers.volume_manager.publish_wait(ephemeral(n, 1, long_ago)).await.expect("there is room");
        }
        events.recv().await.expect("the bus is open")
    };
    let event = tokio::time::timeout(DEADLINE, work).await.expect("it comes");
    assert_ne!(event.volume_id, volume(1));
    drop(release);
}
