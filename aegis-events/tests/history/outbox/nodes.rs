//! Nodes and the outbox: events of a process that died, of a node that is gone, and of two processes of one node.

use aegis_events::domain::{DomainEvent, VolumeId};
use aegis_events::{BusConfig, EventBus};

use super::next;
use crate::database::{Database, both};
use crate::events::deleted;
use crate::process::{DEADLINE, Process, in_time};
use crate::transactions::Pool;

/// Commits an event of a node to the outbox and relays nothing, as if the process had died after the commit.
pub(super) async fn die_after_commit(database: &Database, pool: &Pool, node_id: &str) -> VolumeId {
    database.migrate::<DomainEvent>().await.unwrap();
    let (_bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default().with_node_id(node_id).unwrap());
    let volume_id = VolumeId::new();
    let mut tx = pool.begin().await;
    tx.record(&publishers.volume_manager, deleted(volume_id)).await.unwrap();
    tx.commit().await;
    volume_id
}

#[tokio::test]
async fn a_successor_delivers_what_a_dead_process_committed() {
    for database in both() {
        let pool = Pool::connect(&database).await;
        let volume_id = die_after_commit(&database, &pool, "node-1").await;
        assert_eq!(database.value("SELECT count(*) FROM domain_events"), "0");

        let history = database.history::<DomainEvent>().await;
        let config = BusConfig::default().with_node_id("node-1").unwrap();
        let (bus, _publishers) = EventBus::<DomainEvent>::new(config);
        let mut events = bus.subscription::<DomainEvent>().lossless().subscribe();
        history.record(&bus);
        let event = next(&mut events).await;
        assert_eq!((event.volume_id(), event.position().map(u64::from)), (Some(volume_id), Some(1)));
        bus.shutdown(DEADLINE).await;
        let row = "SELECT position, volume_id, sequence, bus_id FROM domain_events";
        assert_eq!(database.sql(row), [format!("1|{volume_id}|1|{}", bus.bus_id())]);
        history.close().await;
    }
}

#[tokio::test]
async fn events_of_another_node_wait_until_they_are_taken_over() {
    for database in both() {
        let pool = Pool::connect(&database).await;
        let volume_id = die_after_commit(&database, &pool, "gone").await;
        let process = Process::<DomainEvent>::start_as(&database, "here").await;
        let mut events = process.bus.subscription::<DomainEvent>().lossless().subscribe();
        let mut tx = pool.begin().await;
        let own = tx.record(&process.publishers.volume_manager, deleted(VolumeId::new())).await.unwrap();
        tx.commit().await;
        // The other node's event has the smaller id, and would have come first.
        assert_eq!(next(&mut events).await.id(), own.id);
        assert_eq!(database.sql("SELECT node_id, volume_id FROM event_outbox"), [format!("gone|{volume_id}")]);

        assert_eq!(process.history.take_over_outbox("unknown", "here").await.unwrap(), 0);
        assert_eq!(process.history.take_over_outbox("gone", "here").await.unwrap(), 1);
        let event = next(&mut events).await;
        assert_eq!((event.volume_id(), event.envelope().node_id()), (Some(volume_id), "here"));
        process.stop().await;
        assert_eq!(database.value("SELECT count(*), max(position) FROM domain_events"), "2|2");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_of_one_node_deliver_each_event_once() {
    const EACH: usize = 60;
    for database in both() {
        let pool = Pool::connect(&database).await;
        let processes = [Process::<DomainEvent>::start(&database).await, Process::start(&database).await];
        let subscriptions =
            processes.each_ref().map(|process| process.bus.subscription::<DomainEvent>().lossless().subscribe());
        for n in 0..2 * EACH {
            let mut tx = pool.begin().await;
            tx.record(&processes[n % 2].publishers.volume_manager, deleted(VolumeId::new())).await.unwrap();
            tx.commit().await;
        }
        let history = database.history::<DomainEvent>().await;
        let reader = history.durable::<DomainEvent>("reader").run(async |_| {}).await.unwrap();
        assert!(in_time(reader.reached(2 * EACH as u64)).await.is_ok());
        reader.stop().await;
        let mut delivered = Vec::new();
        for process in processes {
            process.stop().await;
        }
        for mut subscription in subscriptions {
            while let Some(event) = subscription.next().await {
                delivered.push(event.position().map(u64::from).unwrap());
            }
        }
        delivered.sort_unstable();
        assert_eq!(delivered, (1..=2 * EACH as u64).collect::<Vec<_>>());
        history.close().await;
    }
}
