//! Histories in both databases, with known events.

use std::path::Path;

use aegis_events::history::{History, HistoryConfig};
use aegis_events::types::{Timestamp, Uuid};
use aegis_events::{BusConfig, EventBus};
use aegis_events_test_servers::Postgres;
use tempfile::TempDir;

use crate::runs::{Access, DomainEvent, Publishers, RunId, Shard, gate, run};

/// A database, and a folder for files of the test.
pub(crate) struct Database {
    folder: TempDir,
    server: Option<aegis_events_test_servers::Database>,
}

pub(crate) fn sqlite() -> Database {
    Database { folder: TempDir::new().unwrap(), server: None }
}

pub(crate) fn both() -> [Database; 2] {
    [sqlite(), Database { server: Some(Postgres::shared().create_database()), ..sqlite() }]
}

/// The text that all are equal to.
pub(crate) fn same(texts: impl IntoIterator<Item = String>) -> String {
    texts
        .into_iter()
        .reduce(|first, other| {
            assert_eq!(first, other, "the two databases differ");
            first
        })
        .unwrap()
}

/// The id of a run.
pub(crate) fn run_id(number: u128) -> RunId {
    RunId::from(Uuid::from_u128(0x0189_0a5d_ac96_774b_bcce_b302_099a_0000 + number))
}

/// Minutes after noon of a fixed day.
pub(crate) fn minute(minute: u32) -> Timestamp {
    format!("2026-03-04T12:{minute:02}:00Z").parse().unwrap()
}

/// `Run.Started` of a run, with secrets.
pub(crate) fn started(number: u32, note: &str) -> run::Started {
    run::Started {
        run_id: run_id(number.into()),
        note: note.to_owned(),
        attempt: 300,
        access: Access { user: "ann".to_owned(), token: "geheim".to_owned() },
        password: Some("geheim".to_owned()),
        started_at: minute(number),
    }
}

impl Database {
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The address as an argument.
    pub(crate) fn address(&self) -> String {
        match &self.server {
            Some(server) => server.url.clone(),
            None => self.folder.path().join("history.db").to_str().unwrap().to_owned(),
        }
    }

    pub(crate) fn url(&self) -> String {
        match &self.server {
            Some(server) => server.url.clone(),
            None => format!("sqlite:{}", self.address()),
        }
    }

    /// A message with this database, without parts that differ between runs.
    pub(crate) fn plain(&self, text: &str) -> String {
        let text = crate::command::plain(text, self.folder());
        match &self.server {
            None => text.replace("SQLite in FOLDER/history.db", "DATABASE"),
            Some(server) => {
                let port =
                    server.url.rsplit_once(':').and_then(|(_, rest)| rest.split_once('/')).map_or("", |(port, _)| port);
                text.replace(&format!("PostgreSQL at 127.0.0.1:{port}, database `{}`", server.name), "DATABASE")
            }
        }
    }

    pub(crate) fn sql(&self, sql: &str) {
        match &self.server {
            Some(server) => drop(Postgres::shared().query(server, sql)),
            None => rusqlite::Connection::open(self.address()).unwrap().execute_batch(sql).unwrap(),
        }
    }

    /// Records the events that a function publishes.
    pub(crate) async fn record(&self, publish: impl AsyncFnOnce(&Publishers)) {
        let history = History::<DomainEvent>::open(HistoryConfig::new(self.url()).with_migrate(true)).await.unwrap();
        let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
        history.record(&bus);
        publish(&publishers).await;
        bus.shutdown(std::time::Duration::from_secs(30)).await;
        history.close().await;
    }

    /// Records one event.
    pub(crate) async fn record_one(&self, event: run::Started) {
        self.record(async |publishers| {
            publishers.engine.publish(event).unwrap();
        })
        .await;
    }

    /// Six events: two runs that start and close, and a gate.
    pub(crate) async fn fill(&self) {
        self.record(async |publishers| {
            let engine = &publishers.engine;
            for number in [1, 2] {
                let begun = engine.publish(started(number, "say \"hi\", twice\nor so")).unwrap();
                let closed = run::Closed { run_id: run_id(number.into()), closed_at: minute(number + 10) };
                engine.caused_by(begun).publish(closed).unwrap();
                engine.publish(gate::Closed { shard: Shard::from(number), closed_at: minute(number + 20) }).unwrap();
            }
        })
        .await;
    }
}
