//! A PostgreSQL user without the necessary privileges: the error names the missing one, and no event is lost until it is granted.

use aegis_events::domain::{DomainEvent, VolumeId};
use aegis_events::history::{History, HistoryConfig};
use aegis_events::{BusConfig, EventBus};
use aegis_events_test_servers::Postgres;
use expect_test::expect;

use super::database::{Database, described};
use super::load::deleted;
use super::waiting::{DEADLINE, eventually};

/// A user without any right, in a separate database. `None` if the server was not started by the tests: they create no users there.
fn database_and_user(server: &Postgres) -> (Database<'_>, String) {
    let database = Database::postgres(server);
    database.sql("CREATE ROLE clerk LOGIN");
    let url = database.url().replace("postgres://postgres@", "postgres://clerk@");
    (database, url)
}

async fn error_of_opening(config: impl Into<HistoryConfig>, server: &Postgres, database: &Database<'_>) -> String {
    let text = described(&History::<DomainEvent>::open(config).await.err().unwrap(), "; ");
    let Database::Postgres { database, .. } = database else { unreachable!() };
    let url = server.url();
    let port = url.rsplit_once(':').unwrap().1.split_once('/').unwrap().0;
    // The name is replaced first: it may contain the digits of the port.
    text.replace(&database.name, "DATABASE").replace(port, "PORT")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_error_names_the_right_that_a_user_lacks() {
    let server = Postgres::start();
    let (database, url) = database_and_user(&server);
    database.migrate().await.close().await;

    database.sql("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM clerk");
    let text = error_of_opening(url.as_str(), &server, &database).await;
    expect!["PostgreSQL at 127.0.0.1:PORT, database `DATABASE`: permission denied for table event_schema (SQLSTATE 42501); grant this user SELECT, INSERT, UPDATE and DELETE on the tables of the history; to migrate, it must own them and have CREATE on the schema"].assert_eq(&text);

    // A user with the right to read can open; writing is an error.
    database.sql("GRANT SELECT ON ALL TABLES IN SCHEMA public TO clerk");
    let history = History::<DomainEvent>::open(url.as_str()).await.unwrap();
    let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
    let recorder = history.record(&bus);
    publishers.volume_manager.publish(deleted(VolumeId::new())).unwrap();
    let state = eventually("the recorder is refused", async || {
        let state = recorder.state();
        (state.failing > 0).then_some(state)
    })
    .await;
    assert_eq!(state.dead_letters, 0);
    expect!["permission denied for table event_positions (SQLSTATE 42501); grant this user SELECT, INSERT, UPDATE and DELETE on the tables of the history; to migrate, it must own them and have CREATE on the schema"]
        .assert_eq(&state.last_error.unwrap().message);
    database.sql("GRANT ALL ON ALL TABLES IN SCHEMA public TO clerk");
    assert!(recorder.recorded_through(1).await.is_ok());
    assert!(bus.shutdown(DEADLINE).await.is_drained());
    assert_eq!(history.events::<DomainEvent>().count().await.unwrap(), 1);
    history.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_user_who_may_not_create_tables_cannot_migrate() {
    let server = Postgres::start();
    let (database, url) = database_and_user(&server);
    database.sql("REVOKE CREATE ON SCHEMA public FROM PUBLIC");
    let text = error_of_opening(HistoryConfig::new(url).with_migrate(true), &server, &database).await;
    expect!["PostgreSQL at 127.0.0.1:PORT, database `DATABASE`: permission denied for schema public (SQLSTATE 42501); grant this user SELECT, INSERT, UPDATE and DELETE on the tables of the history; to migrate, it must own them and have CREATE on the schema"].assert_eq(&text);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_missing_user_or_database_is_named() {
    let server = Postgres::start();
    let (database, url) = database_and_user(&server);
    let unknown = url.replace("clerk@", "nobody_of_this_name@");
    let text = error_of_opening(unknown, &server, &database).await;
    expect![[r#"PostgreSQL at 127.0.0.1:PORT, database `DATABASE`: the history cannot be opened: role "nobody_of_this_name" does not exist (SQLSTATE 28000); check the user in the URL, and the server's pg_hba.conf"#]].assert_eq(&text);

    let (front, _) = url.rsplit_once('/').unwrap();
    let text = error_of_opening(format!("{front}/none_of_this_name"), &server, &database).await;
    expect![[r#"PostgreSQL at 127.0.0.1:PORT, database `none_of_this_name`: the history cannot be opened: database "none_of_this_name" does not exist (SQLSTATE 3D000); create the database first (CREATE DATABASE), or name another one in the URL"#]].assert_eq(&text);
}
