//! Reading a history without its domain: rows come as they are stored, and nothing is written.

use std::fs;

use aegis_events::catalog::{KindRange, KindSet, SqlType};
use aegis_events::domain::volume::VolumeDeleted;
use aegis_events::domain::{DomainEvent, VolumeId};
use aegis_events::event::{Domain, Key, KeyValue};
use aegis_events::history::{History, HistoryConfig, RawHistory, RawQuery, StoredEvent};
use aegis_events::types::Timestamp;
use aegis_events::{BusConfig, EventBus};
use expect_test::expect;
use futures_util::TryStreamExt;
use tempfile::TempDir;

use crate::database::{Database, both};
use crate::schema::catalogs::second;

/// Records `VolumeDeleted` for new volumes, and returns their ids.
async fn fill(database: &Database, events: usize) -> Vec<VolumeId> {
    let volumes: Vec<_> = (0..events).map(|_| VolumeId::new()).collect();
    database
        .record::<DomainEvent>(async |publishers| {
            for &volume_id in &volumes {
                publishers
                    .volume_manager
                    .publish(VolumeDeleted { volume_id, deleted_at: Timestamp::UNIX_EPOCH })
                    .unwrap();
            }
        })
        .await;
    volumes
}

async fn all(query: RawQuery) -> Vec<StoredEvent> {
    query.stream().try_collect().await.unwrap()
}

#[tokio::test]
async fn raw_rows_equal_those_of_the_typed_history() {
    for database in both() {
        fill(&database, 3).await;
        let typed = History::<DomainEvent>::open(database.url()).await.unwrap();
        let raw = RawHistory::open(&database.url()).await.unwrap();
        let events = typed.events::<DomainEvent>().fetch_all().await.unwrap();
        let rows = all(raw.events(DomainEvent::catalog())).await;
        assert_eq!(raw.last_position().await.unwrap(), 3);
        assert_eq!(events.len(), rows.len());
        for (event, row) in events.iter().zip(&rows) {
            assert_eq!(event.position().unwrap(), row.position.get());
            assert_eq!(event.id(), row.event_id);
            assert_eq!((event.family(), event.event_type()), (&*row.family, &*row.event_type));
            assert_eq!(
                (event.publisher_name(), event.envelope().node_id(), event.envelope().bus_id()),
                (&*row.publisher, &*row.node_id, row.bus_id)
            );
            assert_eq!((event.occurred_at(), event.published_at()), (row.occurred_at, row.published_at));
            assert_eq!((event.correlation_id(), event.causation_id()), (row.correlation_id, row.causation_id));
            assert_eq!(event.sequence(), row.sequence.unwrap().get());
            assert_eq!(row.version, 1);
            let payload = aegis_events::event::payload_from_json::<DomainEvent>(event.kind(), &row.event_data).unwrap();
            assert_eq!(payload, *event.envelope().event());
        }
        typed.close().await;
        raw.close().await;
    }
}

#[tokio::test]
async fn filters_use_the_catalog_and_all_rows_include_unknown_ones() {
    for database in both() {
        let volumes = fill(&database, 4).await;
        database.sql("UPDATE domain_events SET event_type = 'Gone' WHERE position = 2");
        let raw = RawHistory::open(&database.url()).await.unwrap();
        let catalog = DomainEvent::catalog();
        let kind = catalog.find("Volume", "VolumeDeleted").unwrap();
        let deleted = KindSet::of(&[KindRange::only(kind)], catalog.events().len());
        let ask = || raw.events(catalog);
        let positions = async |query| all(query).await.iter().map(|row| row.position).collect::<Vec<_>>();
        assert_eq!(positions(ask()).await, [1, 2, 3, 4]);
        assert_eq!(positions(ask().of(&deleted)).await, [1, 3, 4]);
        assert_eq!(positions(ask().of(&deleted).newest_first().limit(2)).await, [4, 3]);
        let key = KeyValue::Uuid(volumes[2].into());
        assert_eq!(positions(ask().only(VolumeId::INDEX, key)).await, [3]);
        assert_eq!(positions(ask().after_position(1).through_position(3)).await, [2, 3]);
        assert_eq!(positions(ask().occurred_before(Timestamp::UNIX_EPOCH)).await, [0; 0]);
        assert_eq!(positions(ask().occurred_since(Timestamp::UNIX_EPOCH).limit(1)).await, [1]);
        assert_eq!(ask().start_of_newest(2).await.unwrap().unwrap(), 3);
        assert_eq!(ask().of(&deleted).start_of_newest(3).await.unwrap().unwrap(), 1);
        assert_eq!(ask().through_position(0).start_of_newest(3).await.unwrap(), None);
        let counts = ask().count_by_event().await.unwrap();
        let counts: Vec<_> = counts.iter().map(|count| (&*count.family, &*count.event_type, count.events)).collect();
        assert_eq!(counts, [("Volume", "Gone", 1), ("Volume", "VolumeDeleted", 3)]);
    }
}

#[tokio::test]
async fn more_than_a_page_streams_in_both_orders() {
    for database in both() {
        fill(&database, 2_500).await;
        let raw = RawHistory::open(&database.url()).await.unwrap();
        let rows = all(raw.events(DomainEvent::catalog())).await;
        assert!(rows.iter().map(|row| row.position).eq(1..=2_500));
        let rows = all(raw.events(DomainEvent::catalog()).newest_first().limit(1_500)).await;
        assert!(rows.iter().map(|row| row.position).eq((1_001..=2_500).rev()));
    }
}

#[tokio::test]
async fn an_inventory_names_the_catalog_and_the_keys() {
    for database in both() {
        database.migrate::<second::DomainEvent>().await.unwrap();
        database.sql("ALTER TABLE domain_events ADD COLUMN mine text");
        let raw = RawHistory::open(&database.url()).await.unwrap();
        let inventory = raw.inventory();
        assert_eq!(inventory.catalog.as_deref(), Some("evolving"));
        let keys: Vec<_> = inventory.keys.iter().map(|key| (&*key.name, key.sql_type)).collect();
        match database {
            Database::Postgres(_) => {
                assert_eq!(keys, [("label", SqlType::Text), ("run_id", SqlType::Uuid), ("shard", SqlType::Integer)]);
            }
            Database::Sqlite(_) => {
                assert_eq!(keys, [("label", SqlType::Text), ("run_id", SqlType::Text), ("shard", SqlType::BigInt)]);
            }
        }
        assert!(raw.plan(second::DomainEvent::catalog()).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn events_recorded_by_another_history_wake_a_reader() {
    for database in both() {
        fill(&database, 1).await;
        let raw = RawHistory::open(&database.url()).await.unwrap();
        let history = History::<DomainEvent>::open(HistoryConfig::new(database.url())).await.unwrap();
        let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
        history.record(&bus);
        let event = VolumeDeleted { volume_id: VolumeId::new(), deleted_at: Timestamp::UNIX_EPOCH };
        publishers.volume_manager.publish_recorded(event).await.unwrap();
        while raw.last_position().await.unwrap() < 2 {
            raw.changed().await;
        }
        assert_eq!(all(raw.events(DomainEvent::catalog()).after_position(1)).await.len(), 1);
        bus.shutdown(crate::process::DEADLINE).await;
    }
}

#[tokio::test]
async fn opening_creates_neither_file_nor_table() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("none.db");
    let error = crate::database::described(&RawHistory::open(&format!("sqlite:{}", file.display())).await.unwrap_err());
    let error = error.replace(&*folder.path().to_string_lossy(), "FOLDER");
    expect!["SQLite in FOLDER/none.db: the history cannot be opened: there is no such file; name the one that a recorder writes to"].assert_eq(&error);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    for database in both() {
        database.sql("CREATE TABLE domain_events (position bigint)");
        let text = database.text_of(RawHistory::open(&database.url()).await);
        assert!(
            text.starts_with("not a history of aegis-events: its table `domain_events` was not created by"),
            "{text}"
        );
        let tables = match database {
            Database::Postgres(_) => "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace",
            Database::Sqlite(_) => "SELECT count(*) FROM sqlite_master",
        };
        assert_eq!(database.value(tables), "1");
    }
}

#[tokio::test]
async fn a_newer_schema_is_refused() {
    for database in both() {
        fill(&database, 1).await;
        database.sql("UPDATE event_schema SET version = 99");
        let text = database.text_of(RawHistory::open(&database.url()).await);
        assert!(text.starts_with("the schema has version 99, and this version of aegis-events knows 2"), "{text}");
    }
}
