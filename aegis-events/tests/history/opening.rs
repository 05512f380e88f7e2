//! What opening says when it cannot: what, where and how to fix it, and never a password.

use std::net::{Ipv4Addr, TcpListener};

use aegis_events::domain::DomainEvent;
use aegis_events::history::{History, HistoryConfig};
use aegis_events_test_servers::Postgres;
use tempfile::TempDir;

use crate::database::{Database, both, postgres};

const SECRET: &str = "s3cr3t";

/// The error's text, which never has the password, and neither has its `Debug`.
async fn error_of(url: &str) -> String {
    let config = HistoryConfig::new(url);
    assert!(!format!("{config:?}").contains(SECRET));
    let error = History::<DomainEvent>::open(config.clone()).await.unwrap_err();
    let text = error.to_string();
    assert!(!text.contains(SECRET) && !format!("{error:?}").contains(SECRET), "{error:?}");
    assert_eq!(History::<DomainEvent>::plan(config).await.unwrap_err().to_string(), text);
    text
}

#[tokio::test]
async fn an_address_of_another_kind_is_told_what_is_allowed() {
    let expected = "the history cannot be opened: the address of a database begins with `postgres://` or `sqlite:`, such as \
                    `sqlite:aegis-events.db`";
    for url in ["mysql://root:s3cr3t@localhost/events", "events.db", "", "s3cr3t:@", "POSTGRES//s3cr3t"] {
        assert_eq!(error_of(url).await, expected);
    }
}

#[tokio::test]
async fn an_address_with_a_mistake_is_told_the_form_without_being_repeated() {
    let form = "the history cannot be opened: the address of the database is not of the form `postgres://user:password@host:5432/database`: ";
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
    let form =
        "the history cannot be opened: the address of the database is not of the form `sqlite:path/to/file.db`: ";
    for url in ["sqlite:events.db?mode=often", "sqlite:events.db?mood=good"] {
        let text = error_of(url).await;
        assert!(text.starts_with(form), "{text}");
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_named_at_once() {
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
async fn a_database_that_does_not_exist_can_be_made() {
    let Database::Postgres(database) = postgres() else { unreachable!() };
    let name = format!("{}_not", database.name);
    let text = error_of(&database.url.replace(&database.name, &name)).await;
    let expected = format!(
        "the history cannot be opened: database \"{name}\" does not exist (SQLSTATE 3D000); make the database first (CREATE DATABASE), or name \
         another one in the address"
    );
    let (place, rest) = text.split_once(": ").unwrap();
    assert!(place.starts_with("PostgreSQL at ") && place.ends_with(&format!(", database `{name}`")), "{text}");
    assert_eq!(rest, expected);
}

#[tokio::test]
async fn a_wrong_password_and_a_missing_right_are_told_apart() {
    // A server of its own, since it is told to ask for passwords.
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
                    address";
    assert_eq!(text.split_once(": ").unwrap().1, expected);
    server.query(&database, "REVOKE CREATE ON SCHEMA public FROM PUBLIC");
    let migrate = || History::<DomainEvent>::open(HistoryConfig::new(url("app:right")).migrate(true));
    let text = migrate().await.unwrap_err().to_string();
    let expected = "permission denied for schema public (SQLSTATE 42501); grant this user SELECT, INSERT, UPDATE and \
                    DELETE on the tables of the history; to migrate, it has to own them and may CREATE in the schema";
    assert_eq!(text.split_once(": ").unwrap().1, expected);
    server.query(&database, "GRANT CREATE ON SCHEMA public TO app");
    let history = migrate().await.unwrap();
    assert!(!format!("{history:?}").contains("right"));
    history.close().await;
}

#[tokio::test]
async fn a_file_that_cannot_be_made_is_named() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path().display();
    assert_eq!(
        error_of(&format!("sqlite:{folder}/missing/history.db")).await,
        format!(
            "SQLite in {folder}/missing/history.db: the history cannot be opened: the folder {folder}/missing does not exist: make it first"
        )
    );
    assert_eq!(
        error_of(&format!("sqlite:{folder}")).await,
        format!("SQLite in {folder}: the history cannot be opened: {folder} is a folder: name a file in it")
    );
    std::fs::write(format!("{folder}/notes.txt"), "These are notes, and no database at all.".repeat(100)).unwrap();
    assert_eq!(
        error_of(&format!("sqlite:{folder}/notes.txt")).await,
        format!(
            "SQLite in {folder}/notes.txt: the history cannot be opened: file is not a database; the file is not an SQLite database, \
             or its beginning is damaged: name another one, or restore it from a copy"
        )
    );
}

#[tokio::test]
async fn an_address_that_names_no_file_is_refused() {
    for (url, why) in [
        ("sqlite:", "the address of the database names no file: `sqlite:path/to/file.db`"),
        ("sqlite://", "the address of the database names no file: `sqlite:path/to/file.db`"),
        ("sqlite:?mode=rwc", "the address of the database names no file: `sqlite:path/to/file.db`"),
        ("sqlite:memory:", "`sqlite:memory:` is a file of that name; a database in memory is `sqlite::memory:`"),
    ] {
        assert_eq!(error_of(url).await, format!("the history cannot be opened: {why}"), "{url}");
    }
}

#[tokio::test]
async fn the_history_of_another_catalog_is_left_alone_until_somebody_says_that_it_is_the_same() {
    for database in both() {
        database.migrate::<DomainEvent>().await.unwrap();
        database.sql("UPDATE event_schema SET catalog = 'shop'");
        let error = History::<DomainEvent>::open(HistoryConfig::new(database.url()).migrate(true)).await.unwrap_err();
        let text = error.to_string();
        assert_eq!(
            text.split_once(": ").unwrap().1,
            "the schema cannot be brought to the catalog; nothing was changed:\n\
             - the history is of the catalog `shop`, not `aegis`: give each catalog a database or schema of its own, or they drop each other's \
             views; if it is the same catalog under a new name, say so: UPDATE event_schema SET catalog = 'aegis'"
        );
        database.sql("UPDATE event_schema SET catalog = 'aegis'");
        database.open::<DomainEvent>().await.unwrap();
    }
}

#[tokio::test]
async fn a_database_without_a_schema_is_told_to_migrate() {
    for database in both() {
        let error = History::<DomainEvent>::open(database.url()).await.unwrap_err();
        let text = error.to_string();
        let (place, rest) = text.split_once(": ").unwrap();
        assert!(place.starts_with(&database.dialect().to_string()), "{text}");
        assert_eq!(
            rest,
            "the schema is not as the catalog wants it:\n- it has none of the history's tables yet\n\
             migrate it: open the history with `.migrate(true)`, or have the SQL of `History::plan` run"
        );
    }
}
