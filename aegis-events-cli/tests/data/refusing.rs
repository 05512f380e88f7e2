//! Errors of `history` and `verify-store`: texts, and exit code 2.

use std::fs;

use aegis_events_test_servers::Postgres;
use expect_test::{Expect, expect};

use crate::command::{call, called, catalog, command, plain};
use crate::database::{Database, both, same, sqlite};

fn check(database: &Database, arguments: &[&str], expected: &Expect) {
    expected.assert_eq(&refused(database, arguments));
}

fn refused(database: &Database, arguments: &[&str]) -> String {
    let called = call(arguments);
    assert_eq!((called.code, &*called.out), (Some(2), ""), "{called:?}");
    database.plain(&called.err)
}

#[tokio::test]
async fn unknown_names_are_errors_with_a_suggestion() {
    let database = sqlite();
    database.fill().await;
    let (address, catalog) = (database.address(), catalog("runs.toml"));
    let ask = |arguments: &[&str], expected: Expect| {
        check(&database, &[&["history", &address, "--catalog", &catalog], arguments].concat(), &expected);
    };
    ask(
        &["--family", "Runs"],
        expect![[r#"
        error: the catalog `runs` has no family `Runs`
          did you mean `Run`?
    "#]],
    );
    ask(
        &["--family", "Execution"],
        expect![[r#"
        error: the catalog `runs` has no family `Execution`
          there are `Run`, `Gate`
    "#]],
    );
    ask(
        &["--event", "Run.Strated"],
        expect![[r#"
        error: the catalog `runs` has no event `Run.Strated`
          did you mean `Run.Started`?
    "#]],
    );
    ask(
        &["--event", "Gate.Started"],
        expect![[r#"
        error: the catalog `runs` has no event `Gate.Started`
          did you mean `Run.Started`?
    "#]],
    );
    ask(
        &["--event", "Strated"],
        expect![[r#"
        error: the catalog `runs` has no event `Strated`
          did you mean `Started`?
    "#]],
    );
    ask(
        &["--event", "Closed"],
        expect![[r#"
        error: several families have an event `Closed`
          name one of `Run.Closed`, `Gate.Closed`
    "#]],
    );
    ask(
        &["--key", "runid=1"],
        expect![[r#"
        error: the catalog `runs` has no key `runid`
          did you mean `run_id`?
    "#]],
    );
    ask(
        &["--key", "shard=many"],
        expect![[r#"
        error: the value of the key `shard` is not a whole number
    "#]],
    );
    ask(
        &["--key", "shard=1", "--family", "Run"],
        expect![[r#"
            error: no selected event carries the key `shard`
        "#]],
    );
    ask(
        &["--key", "shard"],
        expect![[r#"
            error: invalid value 'shard' for '--key <KEY=VALUE>': write KEY=VALUE, such as execution_id=0189...

            For more information, try '--help'.
        "#]],
    );
    ask(
        &["--since", "yesterday"],
        expect![[r#"
            error: invalid value 'yesterday' for '--since <TIME>': write a time (2026-03-04T05:06:07Z), a date (2026-03-04) or an age (90m, 2d)

            For more information, try '--help'.
        "#]],
    );
    check(
        &database,
        &["history", &address, "--without-catalog", "--family", "Execution"],
        &expect![[r#"
            error: the database has no family `Execution`
              there are `Gate`, `Run`
        "#]],
    );
}

#[tokio::test]
async fn a_database_without_a_history_is_refused() {
    let databases = both();
    let ask = |sql: &str, expected: Expect| {
        let texts = databases.iter().map(|database| {
            database.sql(sql);
            refused(database, &["history", &database.address()])
        });
        expected.assert_eq(&same(texts));
    };
    ask(
        "CREATE TABLE mine (id integer)",
        expect![[r#"
            error: DATABASE: not a history of aegis-events: it has no table `domain_events`
              name the database that a recorder writes to
        "#]],
    );
    ask(
        "CREATE TABLE domain_events (position bigint, event_type text)",
        expect![[r#"
            error: DATABASE: not a history of aegis-events: its table `domain_events` was not created by aegis-events, and lacks `event_id`, `family`, `publisher`, `version`, `occurred_at`, `created_at`, `correlation_id`, `causation_id`, `node_id`, `bus_id`, `sequence`, `event_data`
              name the database that a recorder writes to
        "#]],
    );
}

#[tokio::test]
async fn the_history_of_another_catalog_is_not_read() {
    let mut texts = Vec::new();
    for database in both() {
        database.fill().await;
        let other = database.folder().join("other.toml");
        fs::write(&other, fs::read_to_string(catalog("runs.toml")).unwrap().replace("\"runs\"", "\"shop\"")).unwrap();
        let (address, other) = (database.address(), other.to_str().unwrap().to_owned());
        texts.push(refused(&database, &["history", &address, "--catalog", &other]));
        texts.push(refused(&database, &["verify-store", &address, "--catalog", &other]));
    }
    expect![[r#"
        error: DATABASE: the history belongs to the catalog `runs`, but `FOLDER/other.toml` is the catalog `shop`
          pass the catalog `runs` with --catalog
    "#]]
    .assert_eq(&same(texts));
}

#[tokio::test]
async fn a_filter_by_a_key_without_a_column_is_refused() {
    let mut texts = Vec::new();
    for database in both() {
        database.fill().await;
        let (address, catalog) = (database.address(), catalog("grown.toml"));
        texts.push(refused(&database, &["history", &address, "--catalog", &catalog, "--key", "remark=x"]));
    }
    expect![[r#"
        error: DATABASE: the database has no column for the key `remark` yet
          a migration to the catalog adds and fills it; `aegis-events sql --dialect DIALECT --from OLD` prints it
    "#]]
    .assert_eq(&same(texts));
}

#[test]
fn missing_files_and_other_files_are_errors() {
    let database = sqlite();
    let folder = database.folder().to_str().unwrap().to_owned();
    let ask = |name: &str, expected: Expect| check(&database, &["history", &format!("{folder}/{name}")], &expected);
    fs::write(database.folder().join("text.txt"), "This is no database, however long it may become. ".repeat(100))
        .unwrap();
    fs::write(database.folder().join("empty.db"), "").unwrap();
    ask(
        "missing.db",
        expect![[r#"
            error: SQLite in FOLDER/missing.db: the history cannot be opened: there is no such file
              name the one that a recorder writes to
        "#]],
    );
    ask(
        "missing/folder.db",
        expect![[r#"
            error: SQLite in FOLDER/missing/folder.db: the history cannot be opened: the folder FOLDER/missing does not exist
              create it first
        "#]],
    );
    ask(
        "",
        expect![[r#"
            error: SQLite in FOLDER/: the history cannot be opened: FOLDER/ is a folder
              name a file in it
        "#]],
    );
    ask(
        "text.txt",
        expect![[r#"
            error: SQLite in FOLDER/text.txt: the history cannot be opened: file is not a database
              the file is not an SQLite database, or its start is damaged: name another one, or restore it from a backup
        "#]],
    );
    ask(
        "empty.db",
        expect![[r#"
            error: SQLite in FOLDER/empty.db: not a history of aegis-events: it has no table `domain_events`
              name the database that a recorder writes to
        "#]],
    );
    assert!(!database.folder().join("missing.db").exists());
    check(
        &database,
        &["history", "sqlite::memory:"],
        &expect![[r#"
            error: the history cannot be opened: a database in memory belongs to the process that made it
              name a file
        "#]],
    );
    check(
        &database,
        &["history", "mysql://user:geheim@host/name"],
        &expect![[r#"
            error: the history cannot be opened: not the URL of a database
              it begins with `postgres://` or `sqlite:`, such as `sqlite:aegis-events.db`
        "#]],
    );
}

#[test]
fn connection_errors_do_not_contain_the_password() {
    let database = sqlite();
    let address = "postgres://user:geheim@127.0.0.1:1/name";
    check(
        &database,
        &["history", address],
        &expect![[r#"
            error: PostgreSQL at 127.0.0.1:1, database `name`: the history cannot be opened: the server refuses connections: Connection refused (os error 111)
              check that it runs, and that host and port are right
        "#]],
    );
    check(
        &database,
        &["history", "postgres://user:geheim@127.0.0.1:notaport/name"],
        &expect![[r#"
            error: the history cannot be opened: the URL of the database is not of the form `postgres://user:password@host:5432/database`: invalid port number
        "#]],
    );
    let server = Postgres::shared();
    let missing = server.url().rsplit_once('/').unwrap().0.to_owned() + "/aegis_nowhere";
    let called = call(&["history", &missing]);
    let text = called.err.split_once(": the history ").unwrap().1;
    expect![[r#"
        cannot be opened: database "aegis_nowhere" does not exist (SQLSTATE 3D000)
          create the database first (CREATE DATABASE), or name another one in the URL
    "#]]
    .assert_eq(text);
}

#[test]
fn a_wrong_password_is_an_error_that_does_not_show_it() {
    let server = Postgres::shared();
    if !server.is_private() {
        eprintln!("SKIPPED: on a server that others share, no user with a password is made");
        return;
    }
    // Only for one user, because other tests share the server.
    let database = server.create_database();
    server.query(&database, "CREATE ROLE locked LOGIN PASSWORD 'right'");
    let rules = server.data_folder().join("pg_hba.conf");
    let before = fs::read_to_string(&rules).unwrap();
    fs::write(&rules, format!("host all locked 127.0.0.1/32 scram-sha-256\n{before}")).unwrap();
    server.query(&database, "SELECT pg_reload_conf()");
    let address = database.url.replace("postgres@", "locked:geheim@");
    // The server applies the new rules after a moment.
    let called =
        (0..1000).map(|_| call(&["history", &address])).find(|called| called.err.contains("password")).unwrap();
    assert_eq!(called.code, Some(2));
    let text = called.err.split_once(": the history ").unwrap().1;
    expect![[r#"
        cannot be opened: password authentication failed for user "locked" (SQLSTATE 28P01)
          check user and password in the URL
    "#]]
    .assert_eq(text);
    assert!(!called.err.contains("geheim"));
}

#[test]
fn errors_of_the_catalog_come_before_those_of_the_database() {
    let database = sqlite();
    let path = database.folder().join("catalog.toml");
    fs::write(&path, "[catalog]\nnam = \"x\"\n").unwrap();
    let called = call(&["verify-store", "missing.db", "--catalog", path.to_str().unwrap()]);
    assert_eq!(called.code, Some(2));
    assert!(
        plain(&called.err, database.folder()).starts_with("error: the catalog `FOLDER/catalog.toml` has "),
        "{}",
        called.err
    );
    let called = call(&["verify-store", "missing.db"]);
    expect![[r#"
        error: no `catalog.toml` in `/`
          name the file, or create a project with `aegis-events new`
    "#]]
    .assert_eq(&called.err);
}

#[tokio::test]
async fn another_nearest_catalog_is_refused_with_an_alternative() {
    let database = sqlite();
    database.fill().await;
    let text = fs::read_to_string(catalog("runs.toml")).unwrap().replace("\"runs\"", "\"shop\"");
    fs::write(database.folder().join("catalog.toml"), text).unwrap();
    let called = called(command(&["history", &database.address()]).current_dir(database.folder()).output().unwrap());
    assert_eq!(called.code, Some(2));
    expect![[r#"
        error: DATABASE: the history belongs to the catalog `runs`, but `catalog.toml` is the catalog `shop`
          pass the catalog `runs` with --catalog, or use --without-catalog
    "#]]
    .assert_eq(&database.plain(&called.err));
}

/// The superuser can write everywhere, so as root the command runs as another user.
#[tokio::test]
async fn empty_ranges_are_refused() {
    let database = sqlite();
    database.fill().await;
    let (address, catalog) = (database.address(), catalog("runs.toml"));
    let ask = |arguments: &[&str], expected: Expect| {
        check(&database, &[&["history", &address, "--catalog", &catalog], arguments].concat(), &expected);
    };
    ask(
        &["--since", "2h", "--until", "3h"],
        expect![[r#"
            error: empty time range: `--since` must be before `--until`
        "#]],
    );
    ask(
        &["--after", "320", "--before", "321"],
        expect![[r#"
            error: empty position range: no position is after `--after` and before `--before`
        "#]],
    );
}

#[tokio::test]
async fn a_payload_that_is_not_an_object_is_withheld() {
    let database = sqlite();
    database.fill().await;
    database.sql("UPDATE domain_events SET event_data = 'garbage' WHERE position = 1");
    let (address, catalog) = (database.address(), catalog("runs.toml"));
    let called = call(&["history", &address, "--catalog", &catalog, "--before", "2", "--format", "jsonl"]);
    assert_eq!(called.code, Some(0));
    assert!(
        called.out.contains(r#""event_data":null,"withheld":"the payload is not a JSON object""#),
        "{}",
        called.out
    );
}
