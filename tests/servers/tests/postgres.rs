//! The guarantees of a private PostgreSQL while it runs.

use std::process::{Child, Command, Stdio};

use aegis_events_test_servers::{Database, Postgres, find};

/// A database with a table that holds one row.
fn filled(server: &Postgres) -> Database {
    let database = server.create_database();
    server.query(&database, "CREATE TABLE kept (what text)");
    server.query(&database, "INSERT INTO kept VALUES ('a row')");
    database
}

#[test]
fn a_server_starts_and_answers() {
    let server = Postgres::start();
    assert!(server.is_private());
    let database = server.create_database();
    assert_eq!(server.query(&database, "SELECT 1 + 1, 'two'"), ["2|two"]);
    assert_eq!(server.query(&database, "SHOW fsync"), ["on"]);
    assert_eq!(server.query(&database, "SHOW server_encoding"), ["UTF8"]);
    assert_eq!(server.query(&database, "SHOW listen_addresses"), ["127.0.0.1"]);
}

#[test]
fn two_servers_run_at_once_on_different_ports() {
    let (one, other) = (Postgres::start(), Postgres::start());
    assert_ne!(one.url(), other.url());
    let databases = (filled(&one), filled(&other));
    one.stop();
    assert_eq!(other.query(&databases.1, "SELECT what FROM kept"), ["a row"]);
}

#[test]
fn every_database_is_empty_and_has_a_unique_name() {
    let server = Postgres::start();
    let (one, other) = (filled(&server), server.create_database());
    assert_ne!(one.name, other.name);
    let tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'";
    assert_eq!(server.query(&one, tables), ["1"]);
    assert_eq!(server.query(&other, tables), ["0"]);
}

#[test]
fn committed_data_survives_a_stop_and_a_kill() {
    let server = Postgres::start();
    let database = filled(&server);
    for end in [Postgres::stop, Postgres::kill, Postgres::kill, Postgres::stop] {
        end(&server);
        assert_eq!(server.process_id(), None);
        server.start_again();
        assert_eq!(server.query(&database, "SELECT what FROM kept"), ["a row"]);
        server.query(&database, "INSERT INTO kept SELECT 'a row' WHERE false");
    }
}

#[test]
fn a_killed_server_starts_again_though_a_connection_was_busy() {
    let server = Postgres::start();
    let database = filled(&server);
    let busy = busy(&server, &database, "DO $$ BEGIN FOR i IN 1..50000000 LOOP END LOOP; END $$");
    server.kill();
    server.start_again();
    assert_eq!(server.query(&database, "SELECT what FROM kept"), ["a row"]);
    // Whether it was answered or disconnected: it has ended.
    let _ = busy.wait_with_output();
}

#[test]
fn a_server_that_ended_by_itself_starts_again() {
    let server = Postgres::start();
    let database = filled(&server);
    let process = server.process_id().unwrap().to_string();
    Command::new("sh").args(["-c", "kill -QUIT \"$1\"", "sh", &process]).status().unwrap();
    while server.process_id().is_some() {}
    server.start_again();
    assert_eq!(server.query(&database, "SELECT what FROM kept"), ["a row"]);
}

#[test]
fn cut_connections_end_and_others_stay() {
    let server = Postgres::start();
    let (database, other) = (server.create_database(), server.create_database());
    let cut = busy(&server, &database, "SELECT pg_sleep(600)");
    let mut spared = busy(&server, &other, "SELECT pg_sleep(600)");
    assert_eq!(server.cut_connections(&database.name), 1);
    assert!(!cut.wait_with_output().unwrap().status.success());
    assert!(spared.try_wait().unwrap().is_none(), "connections to another database are spared");
    server.stop();
    assert!(!spared.wait().unwrap().success());
}

#[test]
fn the_data_is_in_the_folder_that_the_test_chose() {
    let place = tempfile::Builder::new().prefix("aegis-place-").tempdir_in("/tmp").unwrap();
    // The user who runs the server needs access; a mounted tmpfs has the same mode.
    Command::new("chmod").arg("755").arg(place.path()).status().unwrap();
    let server = Postgres::start_in(place.path());
    assert!(server.data_folder().starts_with(place.path()));
    let database = filled(&server);
    assert_eq!(server.query(&database, "SHOW data_directory"), [server.data_folder().to_str().unwrap()]);
    drop(server);
    assert_eq!(place.path().read_dir().unwrap().count(), 0, "a dropped server leaves nothing");
}

/// A connection that has begun to run a statement.
fn busy(server: &Postgres, database: &Database, statement: &str) -> Child {
    let mut command = Command::new(find::psql().expect("psql is installed"));
    // Settings for the developer's server do not apply here.
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("PG")) {
        command.env_remove(name);
    }
    command.args(["-X", "-d", &database.url, "-c", statement]).stdout(Stdio::null()).stderr(Stdio::null());
    let mut psql = command.spawn().expect("psql starts");
    let seen = format!(
        "SELECT 1 FROM pg_stat_activity WHERE datname = '{}' AND state = 'active' AND pid <> pg_backend_pid()",
        database.name
    );
    while server.query(database, &seen).is_empty() {
        assert!(psql.try_wait().expect("psql can be waited for").is_none(), "psql has ended too early");
    }
    psql
}
