//! Concurrent migrations.

use super::catalogs::{first, second};
use crate::database::both;

/// The number of processes that start together. Each has its own connections.
const AT_ONCE: usize = 6;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_migrations_create_one_schema() {
    for database in both() {
        let all = (0..AT_ONCE).map(|_| database.migrate::<first::DomainEvent>());
        for result in futures_util::future::join_all(all).await {
            result.unwrap();
        }
        database.open::<first::DomainEvent>().await.unwrap();
        database
            .record::<first::DomainEvent>(async |publishers| {
                for _ in 0..100 {
                    let run_id = first::RunId::new();
                    let context = first::Context { label: "label".into(), depth: 1 };
                    let started_at = chrono::DateTime::UNIX_EPOCH;
                    let event = first::run::Started { run_id, context, shard: 5, started_at };
                    publishers.engine.publish_wait(event).await.unwrap();
                }
            })
            .await;
        let all = (0..AT_ONCE).map(|_| database.migrate::<second::DomainEvent>());
        for result in futures_util::future::join_all(all).await {
            result.unwrap();
        }
        database.open::<second::DomainEvent>().await.unwrap();
        assert_eq!(database.sql("SELECT count(*), count(label), sum(shard) FROM domain_events"), ["100|100|500"]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_migration_during_writes_loses_nothing() {
    for database in both() {
        database.migrate::<first::DomainEvent>().await.unwrap();
        let write = database.record::<first::DomainEvent>(async |publishers| {
            for _ in 0..300 {
                let event = first::run::Paused { run_id: first::RunId::new() };
                publishers.engine.publish_recorded(event).await.unwrap();
            }
        });
        let migrate = async {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            database.migrate::<second::DomainEvent>().await.unwrap();
        };
        futures_util::future::join(write, migrate).await;
        database.open::<second::DomainEvent>().await.unwrap();
        assert_eq!(database.sql("SELECT count(*), max(position) FROM domain_events"), ["300|300"]);
    }
}
