//! Removal on both databases: its SQL. What it guarantees under failures is tested by simulation, in `src/history/removal/tests`.

use aegis_events::Event;
use aegis_events::history::{History, RetryPolicy};
use tokio::sync::mpsc::unbounded_channel;

use crate::catalogs::kept::log::{Traced, Written};
use crate::catalogs::kept::money::Paid;
use crate::catalogs::kept::{AgentId, DomainEvent, LogEvent, Ticket};
use crate::database::{Database, both};
use crate::process::{Process, in_time};
use crate::transactions::Pool;

/// Publishes rounds of `Written`, `Traced` and `Paid`, and waits until they are recorded.
async fn fill(process: &Process<DomainEvent>, rounds: u64, agent_id: AgentId) {
    for n in 0..rounds {
        let engine = &process.publishers.engine;
        engine.publish(Written { agent_id, ticket: Ticket::from(u64::MAX - n % 2) }).unwrap();
        engine.publish(Traced { agent_id }).unwrap();
        engine.publish(Paid { agent_id }).unwrap();
    }
    process.settle().await;
}

/// Sets back the publish times of rows.
fn set_back(database: &Database, days: u32, positions: &str) {
    let time = match database {
        Database::Sqlite(_) => format!("strftime('%Y-%m-%dT%H:%M:%S.000000Z', 'now', '-{days} days')"),
        Database::Postgres(_) => format!("now() - interval '{days} days'"),
    };
    database.sql(&format!("UPDATE domain_events SET created_at = {time} WHERE {positions}"));
}

async fn positions(history: &History<DomainEvent>) -> Vec<u64> {
    let events = history.events::<DomainEvent>().fetch_all().await.unwrap();
    events.iter().filter_map(Event::position).map(u64::from).collect()
}

#[tokio::test]
async fn retention_follows_the_catalog_and_keeps_positions() {
    for database in both() {
        let process = Process::<DomainEvent>::start(&database).await;
        fill(&process, 3, AgentId::new()).await;
        set_back(&database, 31, "position <= 3");
        set_back(&database, 2, "position BETWEEN 4 AND 6");
        let report = process.history.apply_retention().await.unwrap();
        let removed: Vec<_> = report.removed.by_event.iter().map(|(event, count)| (&**event, *count)).collect();
        assert_eq!(removed, [("Log.Traced", 2), ("Log.Written", 1)]);
        let range = (report.removed.first_position, report.removed.last_position);
        assert_eq!((report.removed.total(), range), (3, (Some(1.into()), Some(5.into()))));
        assert!(report.unread_by.is_empty());
        assert_eq!(positions(&process.history).await, [3, 4, 6, 7, 8, 9]);
        fill(&process, 1, AgentId::new()).await;
        assert_eq!(positions(&process.history).await, [3, 4, 6, 7, 8, 9, 10, 11, 12]);

        let gaps = process.history.gaps().await.unwrap();
        assert!(gaps.is_sound(), "{gaps:?}");
        assert_eq!((gaps.last_position.get(), gaps.present, gaps.removed_by_retention, gaps.erased), (12, 9, 3, 0));
        assert_eq!(process.history.apply_retention().await.unwrap().removed.total(), 0);
        process.stop().await;
    }
}

#[tokio::test]
async fn an_erasure_removes_all_rows_with_the_key() {
    for database in both() {
        let pool = Pool::connect(&database).await;
        let process = Process::<DomainEvent>::start(&database).await;
        let (forgotten, kept) = (AgentId::new(), AgentId::new());
        fill(&process, 2, forgotten).await;
        fill(&process, 1, kept).await;
        // One is in the outbox of a node that is down.
        let mut tx = pool.begin().await;
        let ticket = Ticket::from(u64::MAX);
        tx.record(&process.publishers.engine, Written { agent_id: forgotten, ticket }).await.unwrap();
        tx.execute("UPDATE event_outbox SET node_id = 'away'").await;
        tx.commit().await;

        let report = process.history.erase(forgotten).await.unwrap();
        let removed: Vec<_> = report.removed.by_event.iter().map(|(event, count)| (&**event, *count)).collect();
        assert_eq!(removed, [("Log.Traced", 2), ("Log.Written", 2), ("Money.Paid", 2)]);
        assert_eq!((report.from_outbox, report.from_dead_letters), (1, 0));
        assert_eq!(positions(&process.history).await, [7, 8, 9]);
        for table in ["domain_events", "event_outbox", "event_removals"] {
            let id = forgotten.to_string();
            let rows = database.sql(&format!("SELECT * FROM {table}"));
            assert!(!rows.iter().any(|row| row.contains(&id)), "{table}: {rows:?}");
        }
        let gaps = process.history.gaps().await.unwrap();
        assert!(gaps.is_sound() && gaps.erased == 6, "{gaps:?}");
        assert_eq!(process.history.erase(forgotten).await.unwrap().removed.total(), 0);
        process.stop().await;
    }
}

#[tokio::test]
async fn an_erasure_finds_a_key_of_twenty_digits() {
    for database in both() {
        let process = Process::<DomainEvent>::start(&database).await;
        fill(&process, 4, AgentId::new()).await;
        let report = process.history.erase(Ticket::from(u64::MAX)).await.unwrap();
        assert_eq!(report.removed.total(), 2);
        let left = process.history.events::<Written>().fetch_all().await.unwrap();
        assert!(left.iter().all(|event| event.ticket == Ticket::from(u64::MAX - 1)) && left.len() == 2);
        process.stop().await;
    }
}

#[tokio::test]
async fn readers_skip_gaps_and_durable_subscriptions_count_them() {
    for database in both() {
        let process = Process::<DomainEvent>::start(&database).await;
        let (sender, mut received) = unbounded_channel();
        let durable = || {
            let sender = sender.clone();
            process.history.durable::<LogEvent>("reader").run(move |event: Event<LogEvent>| {
                let sent = sender.send(event.position().unwrap().get());
                async move { sent }
            })
        };
        fill(&process, 1, AgentId::new()).await;
        let reader = durable().await.unwrap();
        in_time(reader.reached(3)).await.unwrap();
        assert_eq!(reader.stop().await.delivered, 2);
        // Retention removes events that the stopped subscription has not read.
        fill(&process, 400, AgentId::new()).await;
        set_back(&database, 31, "position <= 1200");
        let report = process.history.apply_retention().await.unwrap();
        assert_eq!(report.removed.total(), 800);
        let unread: Vec<_> = report.unread_by.iter().map(|cursor| (&*cursor.name, cursor.position.get())).collect();
        assert_eq!(unread, [("reader", 3)]);

        let reader = durable().await.unwrap();
        in_time(reader.reached(1_203)).await.unwrap();
        let state = in_time(reader.stop()).await;
        // Two of the 800 had been read before; the exact number is unknown.
        assert_eq!((state.delivered, state.removed), (2, 800));
        drop(sender);
        let mut all = Vec::new();
        while let Ok(position) = received.try_recv() {
            all.push(position);
        }
        assert_eq!(all, [1, 2, 1_201, 1_202]);
        let log = process.history.events::<LogEvent>().after_position(600).fetch_all().await.unwrap();
        assert_eq!(log.iter().filter_map(Event::position).collect::<Vec<_>>(), [1_201, 1_202]);
        process.stop().await;
    }
}

#[tokio::test]
async fn rows_deleted_by_other_means_are_unexplained_gaps() {
    for database in both() {
        let process = Process::<DomainEvent>::start(&database).await;
        fill(&process, 4, AgentId::new()).await;
        database.sql("DELETE FROM domain_events WHERE position IN (5, 6, 12)");
        let gaps = process.history.gaps().await.unwrap();
        let unexplained: Vec<_> = gaps
            .unexplained
            .iter()
            .map(|gap| (gap.first_position.get(), gap.last_position.get(), gap.missing))
            .collect();
        assert_eq!(unexplained, [(5, 6, 2), (12, 12, 1)]);
        assert!(!gaps.is_sound() && gaps.unexplained_total() == 3);
        process.stop().await;
    }
}

#[tokio::test]
async fn an_erasure_includes_dead_letters_and_parked_events() {
    for database in both() {
        let process = Process::<DomainEvent>::start(&database).await;
        let agent_id = AgentId::new();
        fill(&process, 1, agent_id).await;
        let policy = RetryPolicy::default().attempts(1);
        let failing = process.history.durable::<Paid>("failing").retry(policy);
        let failing = failing.run(async |_| Err::<(), _>("never")).await.unwrap();
        in_time(failing.reached(3)).await.unwrap();
        // As if the database had refused one.
        database.sql(
            "DELETE FROM event_dead_letters; INSERT INTO event_dead_letters (event_id, event_type, family, publisher, version, occurred_at, created_at, \
             correlation_id, node_id, bus_id, sequence, event_data, agent_id, reason, failed_at) \
             SELECT correlation_id, event_type, family, publisher, version, occurred_at, created_at, correlation_id, node_id, bus_id, 99, \
             '{}', agent_id, 'by hand', created_at FROM domain_events WHERE position = 1",
        );
        let report = process.history.erase(agent_id).await.unwrap();
        assert_eq!((report.removed.total(), report.removed.parked, report.from_dead_letters), (3, 1, 1));
        assert!(process.history.parked("failing").await.unwrap().is_empty());
        failing.stop().await;
        process.stop().await;
    }
}
