//! Empty databases of both kinds, and direct SQL in them.

use std::time::Duration;

use aegis_events::bus::MakePublishers;
use aegis_events::domain::VolumeId;
use aegis_events::event::{Domain, Filter};
use aegis_events::history::{Dialect, History, HistoryConfig, HistoryError, MigrationPlan};
use aegis_events::{BusConfig, EventBus};
use aegis_events_test_servers::Postgres;
use rusqlite::types::ValueRef;
use tempfile::TempDir;

use crate::process::DEADLINE;

/// A database for one test.
pub(crate) enum Database {
    Postgres(aegis_events_test_servers::Database),
    Sqlite(TempDir),
}

/// An empty database of each kind.
pub(crate) fn both() -> [Database; 2] {
    [sqlite(), postgres()]
}

pub(crate) fn sqlite() -> Database {
    Database::Sqlite(TempDir::new().unwrap())
}

pub(crate) fn postgres() -> Database {
    Database::Postgres(Postgres::shared().create_database())
}

impl Database {
    pub(crate) fn dialect(&self) -> Dialect {
        match self {
            Self::Postgres(_) => Dialect::Postgres,
            Self::Sqlite(_) => Dialect::Sqlite,
        }
    }

    pub(crate) fn url(&self) -> String {
        match self {
            Self::Postgres(database) => database.url.clone(),
            Self::Sqlite(folder) => format!("sqlite:{}", folder.path().join("history.db").display()),
        }
    }

    /// Opens and migrates a history.
    pub(crate) async fn history<D: Domain + Filter<Domain = D>>(&self) -> History<D> {
        History::open(HistoryConfig::new(self.url()).with_migrate(true)).await.unwrap()
    }

    /// Runs SQL. Returns the rows of a `SELECT`, their columns separated by `|`, with `NULL` as an empty text.
    pub(crate) fn sql(&self, sql: &str) -> Vec<String> {
        match self {
            Self::Postgres(database) => Postgres::shared().query(database, sql),
            Self::Sqlite(folder) => {
                let connection = rusqlite::Connection::open(folder.path().join("history.db")).unwrap();
                connection.busy_timeout(Duration::from_secs(5)).unwrap();
                if !sql.starts_with("SELECT") {
                    connection.execute_batch(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
                    return Vec::new();
                }
                let mut statement = connection.prepare(sql).unwrap();
                let columns = statement.column_count();
                let rows = statement.query_map([], |row| {
                    (0..columns).map(|at| row.get_ref(at).map(shown)).collect::<Result<Vec<_>, _>>()
                });
                rows.unwrap().map(|row| row.unwrap().join("|")).collect()
            }
        }
    }

    /// As [`sql`](Self::sql), for one value.
    pub(crate) fn value(&self, sql: &str) -> String {
        self.sql(sql).join("\n")
    }

    /// Makes the database refuse all events of a volume.
    pub(crate) fn refuse(&self, volume_id: VolumeId) {
        self.sql(&match self {
            Self::Sqlite(_) => format!(
                "CREATE TRIGGER mine BEFORE INSERT ON domain_events WHEN new.volume_id = '{volume_id}' \
                 BEGIN SELECT RAISE(ABORT, 'not that one'); END"
            ),
            Self::Postgres(_) => {
                format!("ALTER TABLE domain_events ADD CONSTRAINT mine CHECK (volume_id <> '{volume_id}')")
            }
        });
    }

    /// Undoes [`refuse`](Self::refuse).
    pub(crate) fn lift_refusal(&self) {
        self.sql(match self {
            Self::Sqlite(_) => "DROP TRIGGER mine",
            Self::Postgres(_) => "ALTER TABLE domain_events DROP CONSTRAINT mine",
        });
    }

    /// The error of the database for refused events.
    pub(crate) fn refusal(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "not that one",
            Self::Postgres(_) => {
                "new row for relation \"domain_events\" violates check constraint \"mine\" (SQLSTATE 23514)"
            }
        }
    }

    /// The migration to a catalog.
    pub(crate) async fn plan<D: Domain + Filter<Domain = D>>(&self) -> MigrationPlan {
        History::<D>::plan(self.url()).await.unwrap()
    }

    /// Opens without a migration.
    pub(crate) async fn open<D: Domain + Filter<Domain = D>>(&self) -> Result<(), HistoryError> {
        let history = History::<D>::open(self.url()).await?;
        history.close().await;
        Ok(())
    }

    /// Opens with a migration.
    pub(crate) async fn migrate<D: Domain + Filter<Domain = D>>(&self) -> Result<(), HistoryError> {
        let history = History::<D>::open(HistoryConfig::new(self.url()).with_migrate(true)).await?;
        history.close().await;
        Ok(())
    }

    /// Migrates, and records the published events.
    pub(crate) async fn record<D>(&self, publish: impl AsyncFnOnce(&D::Publishers))
    where
        D: MakePublishers + Filter<Domain = D>,
    {
        let history = History::<D>::open(HistoryConfig::new(self.url()).with_migrate(true)).await.unwrap();
        let (bus, publishers) = EventBus::<D>::new(BusConfig::default());
        history.record(&bus);
        publish(&publishers).await;
        bus.shutdown(DEADLINE).await;
        history.close().await;
    }

    /// The text of an error and its help, without the place, which differs from run to run.
    pub(crate) fn text_of<T>(&self, result: Result<T, HistoryError>) -> String {
        let error = result.err().unwrap();
        let text = error.to_string();
        let (place, rest) = text.split_once(": ").unwrap();
        assert!(place.starts_with(&self.dialect().to_string()), "{text}");
        let help = error.help().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
        format!("{rest}{help}")
    }
}

/// The text that all databases gave, for one `expect!` after the loop over them. `UPDATE_EXPECT=1` corrupts an `expect!` that runs more
/// than once.
pub(crate) fn common(texts: &[String]) -> &str {
    assert!(texts.iter().all(|text| *text == texts[0]), "the databases differ: {texts:#?}");
    &texts[0]
}

/// The text of an error, then its help, if there is any.
pub(crate) fn described(error: &HistoryError) -> String {
    error.help().map_or_else(|| error.to_string(), |help| format!("{error}; {help}"))
}

fn shown(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => String::new(),
        ValueRef::Integer(integer) => integer.to_string(),
        ValueRef::Real(real) => format!("{real:?}"),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
        ValueRef::Blob(bytes) => format!("{bytes:?}"),
    }
}
