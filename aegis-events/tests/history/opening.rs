//! Errors of opening a history: problem, place and fix, and never a password.

use std::net::{Ipv4Addr, TcpListener};

use aegis_events::domain::DomainEvent;
use aegis_events::history::{History, HistoryConfig};
use aegis_events_test_servers::Postgres;
use tempfile::TempDir;

use crate::database::{Database, both, described, postgres};

const SECRET: &str = "s3cr3t";

/// The text of an error. Neither it nor its `Debug` contains the password.
async fn error_of(url: &str) -> String {
    let config = HistoryConfig::new(url);
    assert!(!format!("{config:?}").contains(SECRET));
    let error = History::<DomainEvent>::open(config.clone()).await.unwrap_err();
    let text = described(&error);
    assert!(!text.contains(SECRET) && !format!("{error:?}").contains(SECRET), "{error:?}");
    assert_eq!(described(&History::<DomainEvent>::plan(config).await.unwrap_err()), text);
    text
}

#[tokio::test]
async fn a_url_of_another_kind_is_refused() {
    let expected = "the history cannot be opened: not the URL of a database; it begins with `postgres://` or `sqlite:`, such as \
                    `sqlite:aegis-events.db`";
    for url in ["mysql://root:s3cr3t@localhost/events", "events.db", "", "s3cr3t:@", "POSTGRES//s3cr3t"] {
        assert_eq!(error_of(url).await, expected);
    }
}

#[tokio::test]
async fn an_invalid_url_is_refused_and_never_repeated() {
    let form = "the history cannot be opened: the URL of the database is not of the form `postgres://user:password@host:5432/database`: ";
    let cases = [
        ("postgres://app:s3cr3t@localhost:port/events", "invalid port number"),
        ("postgres://app:s3cr3t@/events?sslmode=s3cr3t", ""),
        ("postgres://[s3cr3t", ""),
        ("postgres://app:s3cr3t@ho st/events", "invalid domain character"),
    ];
    for (url, why) in cases {
        let text = error_of(url).await;
        assert!(text.starts_with(&format!("{form}{why}")), "{text}");
    }
    let form = "the history cannot be opened: the URL of the database is not of the form `sqlite:path/to/file.db`: ";
    for url in ["sqlite:events.db?mode=often", "sqlite:events.db?mood=good"] {
        let text = error_of(url).await;
        assert!(text.starts_with(form), "{text}");
    }
}

#[tokio::test]
async fn a_missing_server_is_named_at_once() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    assert_eq!(
        error_of(&format!("postgres://app:s3cr3t@127.0.0.1:{port}/events")).await,
        format!(
            "PostgreSQL at 127.0.0.1:{port}, database `events`: the history cannot be opened: the server refuses connections: Connection refused \
             (os error 111); check that it runs, and that host and port are right"
        )
    );
    let text = error_of("postgres://app:s3cr3t@no-such-host.invalid/events").await;
    assert!(text.starts_with("PostgreSQL at no-such-host.invalid:5432, database `events`: the history cannot be opened: the server cannot be reached: "), "{text}");
    assert!(text.ends_with("; check that it runs, and that host and port are right"), "{text}");
}

#[tokio::test]
async fn a_missing_database_is_named_with_help() {
    let Database::Postgres(database) = postgres() else { unreachable!() };
    let name = format!("{}_not", database.name);
    let text = error_of(&database.url.replace(&database.name, &name)).await;
    let expected = format!(
        "the history cannot be opened: database \"{name}\" does not exist (SQLSTATE 3D000); create the database first (CREATE DATABASE), or name \
         another one in the URL"
    );
    let (place, rest) = text.split_once(": ").unwrap();
    assert!(place.starts_with("PostgreSQL at ") && place.ends_with(&format!(", database `{name}`")), "{text}");
    assert_eq!(rest, expected);
}

#[tokio::test]
async fn a_wrong_password_and_a_missing_right_have_different_errors() {
    // A separate server, which is configured to require passwords.
    let server = Postgres::start();
    let database = server.create_database();
    server.query(&database, "CREATE ROLE app LOGIN PASSWORD 'right'");
    let rules = server.data_folder().join("pg_hba.conf");
    let others = std::fs::read_to_string(&rules).unwrap();
    std::fs::write(&rules, format!("host all app all scram-sha-256\n{others}")).unwrap();
    server.stop();
    server.start_again();
    let url = |user_and_password: &str| database.url.replace("postgres@", &format!("{user_and_password}@"));
    let text = error_of(&url("app:s3cr3t")).await;
    let expected = "the history cannot be opened: password authentication failed for user \"app\" (SQLSTATE 28P01); check user and password in the \
                    URL";
    assert_eq!(text.split_once(": ").unwrap().1, expected);
    server.query(&database, "REVOKE CREATE ON SCHEMA public FROM PUBLIC");
    let migrate = || History::<DomainEvent>::open(HistoryConfig::new(url("app:right")).with_migrate(true));
    let text = described(&migrate().await.unwrap_err());
    let expected = "permission denied for schema public (SQLSTATE 42501); grant this user SELECT, INSERT, UPDATE and \
                    DELETE on the tables of the history; to migrate, it must own them and have CREATE on the schema";
    assert_eq!(text.split_once(": ").unwrap().1, expected);
    server.query(&database, "GRANT CREATE ON SCHEMA public TO app");
    let history = migrate().await.unwrap();
    assert!(!format!("{history:?}").contains("right"));
    history.close().await;
}

#[tokio::test]
async fn a_file_that_cannot_be_created_is_named() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path().display();
    assert_eq!(
        error_of(&format!("sqlite:{folder}/missing/history.db")).await,
        format!(
            "SQLite in {folder}/missing/history.db: the history cannot be opened: the folder {folder}/missing does not exist; create it first"
        )
    );
    assert_eq!(
        error_of(&format!("sqlite:{folder}")).await,
        format!("SQLite in {folder}: the history cannot be opened: {folder} is a folder; name a file in it")
    );
    std::fs::write(format!("{folder}/notes.txt"), "These are notes, and no database at all.".repeat(100)).unwrap();
    assert_eq!(
        error_of(&format!("sqlite:{folder}/notes.txt")).await,
        format!(
            "SQLite in {folder}/notes.txt: the history cannot be opened: file is not a database; the file is not an SQLite database, \
             or its start is damaged: name another one, or restore it from a backup"
        )
    );
}

#[tokio::test]
async fn a_url_without_a_file_is_refused() {
    for (url, why) in [
        ("sqlite:", "the URL of the database names no file; write `sqlite:path/to/file.db`"),
        ("sqlite://", "the URL of the database names no file; write `sqlite:path/to/file.db`"),
        ("sqlite:?mode=rwc", "the URL of the database names no file; write `sqlite:path/to/file.db`"),
        ("sqlite:memory:", "`sqlite:memory:` names a file; write `sqlite::memory:` for a database in memory"),
    ] {
        assert_eq!(error_of(url).await, format!("the history cannot be opened: {why}"), "{url}");
    }
}

#[tokio::test]
async fn the_history_of_another_catalog_is_refused() {
    for database in both() {
        database.migrate::<DomainEvent>().await.unwrap();
        database.sql("UPDATE event_schema SET catalog = 'shop'");
        let error =
            History::<DomainEvent>::open(HistoryConfig::new(database.url()).with_migrate(true)).await.unwrap_err();
        let text = error.to_string();
        assert_eq!(
            text.split_once(": ").unwrap().1,
            "cannot migrate the schema to the catalog; nothing was changed:\n\
             - the history is of the catalog `shop`, not `aegis`: give each catalog its own database or schema, or they drop each other's \
             views; if the catalog was renamed, run: UPDATE event_schema SET catalog = 'aegis'"
        );
        database.sql("UPDATE event_schema SET catalog = 'aegis'");
        database.open::<DomainEvent>().await.unwrap();
    }
}

#[tokio::test]
async fn a_database_without_a_schema_is_an_error() {
    for database in both() {
        let error = History::<DomainEvent>::open(database.url()).await.unwrap_err();
        let text = described(&error);
        let (place, rest) = text.split_once(": ").unwrap();
        assert!(place.starts_with(&database.dialect().to_string()), "{text}");
        assert_eq!(
            rest,
            "the schema differs from the catalog:\n- it has none of the history's tables yet; \
             migrate: open the history with `.with_migrate(true)`, or run the SQL of `History::plan`"
        );
    }
}
