//! One test per claim.

use std::time::Duration;

use chrono::TimeDelta;
use tokio::time::sleep;

use super::{HOUR, LEASE, SECOND, ephemeral, expired, host, simulate, volume, within};
use crate::domain::StorageClass;
use crate::domain::volume::VolumeExpired;
use crate::history::simulation::Chaos;
use crate::reaper::{ReaperConfig, ReaperError, TtlReaper, expired_id};

/// The database is away.
const AWAY: Chaos = Chaos { fail_before: 1.0, ..Chaos::CALM };

#[test]
fn a_volume_expires_when_its_time_is_up_and_not_before() {
    simulate(1, async |simulation| {
        let host = host(&simulation).await;
        let reaper = host.run().await;
        host.create(1, 2, simulation.now()).await;
        sleep(2 * HOUR - SECOND).await;
        assert_eq!(expired(&simulation), []);
        sleep(2 * SECOND).await;
        assert_eq!(expired(&simulation), [(1, 40)]);
        let state = reaper.state();
        assert_eq!((state.pending, state.expired, state.next_due), (0, 1, None));
    });
}

#[test]
fn an_expiry_is_caused_by_its_creation_with_a_derived_id() {
    simulate(1, async |simulation| {
        let host = host(&simulation).await;
        let _reaper = host.run().await;
        let mut events = host.bus.subscription::<VolumeExpired>().lossless().subscribe();
        host.create(7, 1, simulation.now()).await;
        let event = within(events.recv()).await.expect("the bus is open");
        assert_eq!((event.volume_id, event.publisher_name()), (volume(7), "TtlReaper"));
        assert_eq!(event.id(), expired_id(volume(7)));
        let history = &host.process.history;
        let created = history.events::<crate::domain::volume::VolumeCreated>().fetch_first().await;
        let created = created.expect("the database answers").expect("it is there");
        assert_eq!(event.causation_id(), Some(created.id()));
        assert_eq!(event.correlation_id(), created.correlation_id());
        let recorded = host.process.history.events::<VolumeExpired>().fetch_first().await;
        let recorded = recorded.expect("the database answers").expect("it is there");
        assert_eq!((recorded.id(), recorded.sequence().get()), (event.id(), event.sequence().get()));
    });
}

#[test]
fn only_existing_ephemeral_volumes_with_a_ttl_expire() {
    simulate(1, async |simulation| {
        let host = host(&simulation).await;
        let reaper = host.run().await;
        let now = simulation.now();
        host.create(1, 1, now).await;
        let others = [
            crate::domain::volume::VolumeCreated { storage_class: StorageClass::Persistent, ..ephemeral(2, 1, now) },
            crate::domain::volume::VolumeCreated { ttl_hours: None, ..ephemeral(3, 1, now) },
        ];
        for other in others {
            host.publishers.volume_manager.publish_recorded(other).await.expect("the database takes it");
        }
        within(reaper.wait_for(|state| state.position == 3)).await;
        assert_eq!(reaper.state().pending, 1);
        sleep(HOUR / 2).await;
        host.delete(1, simulation.now()).await;
        sleep(10 * HOUR).await;
        assert_eq!(expired(&simulation), []);
    });
}

#[test]
fn a_deletion_just_before_the_deadline_is_seen() {
    simulate(1, async |simulation| {
        let host = host(&simulation).await;
        let _reaper = host.run().await;
        host.create(1, 1, simulation.now()).await;
        let other = super::host(&simulation).await;
        sleep(HOUR - Duration::from_millis(5)).await;
        // Another process's events are looked for every 200 ms.
        other.delete(1, simulation.now()).await;
        // This process's are on their way to the history.
        host.create(2, 1, simulation.now() - HOUR + Duration::from_millis(1)).await;
        drop(host.publishers.volume_manager.publish(super::deleted(2, simulation.now())));
        sleep(HOUR).await;
        assert_eq!(expired(&simulation), []);
    });
}

#[test]
fn a_deletion_recorded_before_its_creation_counts() {
    simulate(1, async |simulation| {
        let host = host(&simulation).await;
        let reaper = host.run().await;
        within(reaper.wait_for(|state| state.works)).await;
        host.delete(1, simulation.now()).await;
        within(reaper.wait_for(|state| state.position == 1)).await;
        // As the relay of an outbox does it that was away, or that of a node whose rows were taken over.
        host.create(1, 1, simulation.now()).await;
        within(reaper.wait_for(|state| state.position == 2)).await;
        assert_eq!(reaper.state().pending, 0);
        sleep(10 * HOUR).await;
        assert_eq!(expired(&simulation), []);
    });
}

#[test]
fn volumes_due_while_no_process_worked_expire_at_once() {
    simulate(1, async |simulation| {
        let first = host(&simulation).await;
        let reaper = first.run().await;
        for (n, ttl_hours) in [(1, 1), (2, 5), (3, 50), (4, 2)] {
            first.create(n, ttl_hours, simulation.now()).await;
        }
        within(reaper.wait_for(|state| state.expired == 1)).await;
        first.process.kill();
        let third = host(&simulation).await;
        third.delete(4, simulation.now()).await;
        sleep(9 * HOUR).await;
        let second = host(&simulation).await;
        let reaper = second.run().await;
        let state = within(reaper.wait_for(|state| state.expired == 1)).await;
        assert_eq!(state.pending, 1);
        assert_eq!(expired(&simulation), [(1, 20), (2, 200)]);
        within(reaper.wait_for(|state| state.expired == 2)).await;
        assert_eq!(expired(&simulation)[2], (3, 1_000));
    });
}

#[test]
fn of_two_processes_one_works_and_the_other_follows() {
    simulate(1, async |simulation| {
        let (first, second) = (host(&simulation).await, host(&simulation).await);
        let one = first.run().await;
        within(one.wait_for(|state| state.works)).await;
        let two = second.run().await;
        second.create(1, 1, simulation.now()).await;
        first.create(2, 3, simulation.now()).await;
        sleep(2 * HOUR).await;
        assert_eq!((one.state().expired, one.state().pending), (1, 1));
        assert_eq!((two.state().works, two.state().pending), (false, 0));
        let last = within(one.stop()).await;
        assert!(last.ended && !last.works);
        let state = within(two.wait_for(|state| state.works && state.pending == 1)).await;
        assert_eq!(state.expired, 0);
        sleep(2 * HOUR).await;
        assert_eq!(expired(&simulation), [(1, 20), (2, 60)]);
    });
}

#[test]
fn a_frozen_process_reads_on_before_it_ends_volumes() {
    simulate(1, async |simulation| {
        let (first, second) = (host(&simulation).await, host(&simulation).await);
        let one = first.run().await;
        within(one.wait_for(|state| state.works)).await;
        let _two = second.run().await;
        first.create(1, 1, simulation.now()).await;
        first.create(2, 2, simulation.now()).await;
        first.create(3, 9, simulation.now()).await;
        within(one.wait_for(|state| state.pending == 3)).await;
        first.process.freeze();
        sleep(10 * LEASE).await;
        second.delete(1, simulation.now()).await;
        sleep(5 * HOUR).await;
        first.process.thaw();
        sleep(10 * HOUR).await;
        assert_eq!(expired(&simulation), [(2, 40), (3, 180)]);
    });
}

#[test]
fn a_database_that_is_away_is_waited_for() {
    simulate(1, async |simulation| {
        let host = host(&simulation).await;
        let reaper = host.run().await;
        host.create(1, 1, simulation.now()).await;
        within(reaper.wait_for(|state| state.pending == 1)).await;
        simulation.set_chaos(AWAY);
        sleep(2 * HOUR).await;
        let error = reaper.state().last_error.expect("an error");
        assert_eq!(error.message, "simulated: the database is away");
        simulation.set_chaos(Chaos::CALM);
        sleep(10 * SECOND).await;
        let expired = expired(&simulation);
        assert_eq!(expired.len(), 1);
        assert!(expired[0].1 >= 40, "{expired:?}");
    });
}

#[test]
fn a_row_that_cannot_be_read_is_skipped_and_reported() {
    simulate(1, async |simulation| {
        let host = host(&simulation).await;
        host.create(1, 1, simulation.now()).await;
        let reaper = host.run().await;
        within(reaper.wait_for(|state| state.pending == 1)).await;
        simulation.sql("UPDATE domain_events SET event_data = '{}'");
        host.create(2, 1, simulation.now()).await;
        within(reaper.wait_for(|state| state.pending == 2)).await;
        within(reaper.stop()).await;
        let reaper = host.run().await;
        let state = within(reaper.wait_for(|state| state.works)).await;
        assert!(state.last_error.is_some_and(|error| error.message.starts_with("position 1: ")));
        sleep(2 * HOUR).await;
        assert_eq!(expired(&simulation).len(), 1);
    });
}

#[test]
fn differing_clocks_let_nothing_expire_early() {
    simulate(1, async |simulation| {
        let host = host(&simulation).await;
        let _reaper = host.run().await;
        // Stamped by a clock that is two days ahead: it gets its TTL, and no more.
        host.create(1, 3, simulation.now() + TimeDelta::days(2)).await;
        sleep(3 * HOUR - SECOND).await;
        assert_eq!(expired(&simulation), []);
        sleep(2 * SECOND).await;
        assert_eq!(expired(&simulation), [(1, 60)]);
    });
}

#[test]
fn a_ttl_beyond_all_calendars_is_just_long() {
    simulate(1, async |simulation| {
        let host = host(&simulation).await;
        let config = ReaperConfig::default().with_lease(LEASE).expect("it is allowed");
        let reaper = host.reaper().with_config(config).run(&host.process.history).await.expect("the database answers");
        host.create(1, u32::MAX, simulation.now()).await;
        let state = within(reaper.wait_for(|state| state.pending == 1)).await;
        assert_eq!(state.next_due, None, "no calendar has that day");
        sleep(10 * HOUR).await;
        assert_eq!(expired(&simulation), []);
    });
}

#[test]
fn it_ends_with_its_bus() {
    simulate(1, async |simulation| {
        let host = host(&simulation).await;
        let reaper = host.run().await;
        host.create(1, 1, simulation.now()).await;
        host.bus.shutdown(HOUR).await;
        assert!(within(reaper.ended()).await.ended);
        let cursors = host.process.history.cursors().await.expect("the database answers");
        assert_eq!((cursors[0].name.as_str(), cursors[0].holder.as_ref()), ("TtlReaper", None));
    });
}

#[test]
fn a_bus_that_is_not_recorded_is_an_error() {
    simulate(1, async |simulation| {
        let process = simulation.process_of::<crate::domain::DomainEvent>().await;
        let (_bus, publishers) = process.bus();
        let error = TtlReaper::new(publishers.ttl_reaper).run(&process.history).await.expect_err("nothing records it");
        assert!(matches!(error, ReaperError::NoRecorder));
        assert_eq!(error.to_string(), "cannot start the TTL reaper: its bus is not recorded");
    });
}
