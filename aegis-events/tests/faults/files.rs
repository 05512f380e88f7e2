//! SQLite files that cannot be used, permanently or temporarily: each error names the problem, the file and the fix.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use aegis_events::domain::{DomainEvent, VolumeId};
use aegis_events::history::{History, HistoryConfig};
use aegis_events::{BusConfig, EventBus};
use expect_test::{Expect, expect};
use rusqlite::Connection;
use tempfile::TempDir;
use tokio::task::block_in_place;

use super::again::{arguments, variable};
use super::books::balance;
use super::database::{Database, described};
use super::load::{Outcome, deleted};
use super::waiting::{DEADLINE, eventually, soon};

/// The environment variable with the folder of the files, for the unprivileged process.
const FOLDER: &str = "AEGIS_FAULTS_FOLDER";
/// A user without special rights.
const UNPRIVILEGED: u32 = 65_534;

/// Opens a file as a history, and compares the error.
async fn check(folder: &Path, file: &str, expected: Expect) {
    let url = format!("sqlite:{}", folder.join(file).display());
    let opened = soon("opening ends", History::<DomainEvent>::open(HistoryConfig::new(url).with_migrate(true))).await;
    let text = opened.err().map_or_else(|| "it was opened".into(), |error| described(&error, "; "));
    expected.assert_eq(&text.replace(&folder.display().to_string(), "FOLDER"));
}

/// Creates a history with 300 events, and closes it.
async fn filled(file: &Path) -> Database<'static> {
    let database = Database::sqlite_at(file);
    database.prepare().await;
    let history = database.open().await;
    let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
    history.record(&bus);
    for _ in 0..300 {
        publishers.volume_manager.publish_wait(deleted(VolumeId::new())).await.unwrap();
    }
    bus.shutdown(DEADLINE).await;
    history.close().await;
    database
}

#[tokio::test]
async fn a_file_that_is_not_a_database_is_refused() {
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("text.txt"), "What a file may hold that is not a database.\n".repeat(100)).unwrap();
    fs::create_dir(path("folder")).unwrap();
    check(folder.path(), "text.txt", expect!["SQLite in FOLDER/text.txt: the history cannot be opened: file is not a database; the file is not an SQLite database, or its start is damaged: name another one, or restore it from a backup"]).await;
    check(
        folder.path(),
        "folder",
        expect!["SQLite in FOLDER/folder: the history cannot be opened: FOLDER/folder is a folder; name a file in it"],
    )
    .await;
    check(
        folder.path(),
        "none/history.db",
        expect!["SQLite in FOLDER/none/history.db: the history cannot be opened: the folder FOLDER/none does not exist; create it first"],
    )
    .await;
    assert!(fs::read_to_string(path("text.txt")).unwrap().starts_with("What a file"), "the file is unchanged");
}

#[tokio::test]
async fn a_file_with_a_damaged_header_is_refused() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("history.db");
    filled(&file).await;
    let mut bytes = fs::read(&file).unwrap();
    bytes[..16].fill(b'!');
    fs::write(&file, bytes).unwrap();
    check(folder.path(), "history.db", expect!["SQLite in FOLDER/history.db: the history cannot be opened: file is not a database; the file is not an SQLite database, or its start is damaged: name another one, or restore it from a backup"]).await;
}

#[tokio::test]
async fn a_file_damaged_in_the_middle_is_an_error_when_it_is_read() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("history.db");
    let database = filled(&file).await;
    let history = database.open().await;
    let mut bytes = fs::read(&file).unwrap();
    // Everything but the first pages, which hold the schema.
    let schema = database.value("SELECT max(rootpage) * (SELECT page_size FROM pragma_page_size) FROM sqlite_schema");
    bytes[schema.parse::<usize>().unwrap()..].fill(b'!');
    fs::write(&file, bytes).unwrap();
    check(folder.path(), "history.db", expect!["SQLite in FOLDER/history.db: database disk image is malformed; the file is damaged: restore it from a backup, or recover what is left with `sqlite3 file.db .recover`"]).await;
    let error = history.events::<DomainEvent>().fetch_all().await.unwrap_err();
    let text = described(&error, "; ").replace(&folder.path().display().to_string(), "FOLDER");
    expect!["SQLite in FOLDER/history.db: database disk image is malformed; the file is damaged: restore it from a backup, or recover what is left with `sqlite3 file.db .recover`"].assert_eq(&text);

    // The recorder reports the problem, and waits until a copy is put back.
    let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
    let recorder = history.record(&bus);
    for _ in 0..500 {
        publishers.volume_manager.publish_wait(deleted(VolumeId::new())).await.unwrap();
    }
    let state = eventually("the recorder reports the problem", async || {
        let state = recorder.state();
        (state.failing > 0).then_some(state)
    })
    .await;
    expect!["database disk image is malformed; the file is damaged: restore it from a backup, or recover what is left with `sqlite3 file.db .recover`"].assert_eq(&state.last_error.unwrap().message);
    bus.shutdown(Duration::ZERO).await;
    history.close().await;
}

#[tokio::test]
async fn a_database_of_another_program_is_not_changed() {
    let folder = TempDir::new().unwrap();
    let database = Database::sqlite_at(&folder.path().join("other.db"));
    database.sql("CREATE TABLE domain_events (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO domain_events VALUES (1, 'theirs')");
    check(folder.path(), "other.db", expect![[r#"
        SQLite in FOLDER/other.db: cannot migrate the schema to the catalog; nothing was changed:
        - the table `domain_events` was not created by aegis-events, or was changed by hand: `position` is missing, `event_id` is missing, `event_type` is missing, `family` is missing, `publisher` is missing, `version` is missing, `occurred_at` is missing, `created_at` is missing, `correlation_id` is missing, `causation_id` is missing, `node_id` is missing, `bus_id` is missing, `sequence` is missing, `event_data` is missing; restore these columns, or rename the table (ALTER TABLE "domain_events" RENAME TO "domain_events_old"), or give the history its own database or schema"#]]).await;
    assert_eq!(database.sql("SELECT name FROM sqlite_master ORDER BY name"), ["domain_events"], "nothing was changed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_recorder_waits_while_the_file_is_locked() {
    let database = Database::sqlite();
    database.prepare().await;
    let history = database.open().await;
    let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
    let recorder = history.record(&bus);
    let Database::Sqlite { file, .. } = &database else { unreachable!() };
    let other = Connection::open(file).unwrap();
    other.busy_timeout(DEADLINE).unwrap();
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let volume_id = VolumeId::new();
    publishers.volume_manager.publish(deleted(volume_id)).unwrap();
    let state = eventually("the recorder reports the locked file", async || {
        let state = recorder.state();
        (state.failing > 0).then_some(state)
    })
    .await;
    expect!["database is locked; another program or connection has locked the file, and must release it"]
        .assert_eq(&state.last_error.unwrap().message);
    other.execute_batch("COMMIT").unwrap();
    assert!(soon("the event is recorded", recorder.recorded_through(1)).await.is_ok());
    assert!(bus.shutdown(DEADLINE).await.is_drained());
    assert_eq!(balance(&database, &history, &[(Outcome::Published, volume_id)]).await, 1);
    history.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn opening_a_locked_file_is_an_error_that_names_it() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("history.db");
    // The file has no write-ahead log yet, so the lock excludes readers too.
    let other = Connection::open(&file).unwrap();
    other.execute_batch("CREATE TABLE mine (id); BEGIN EXCLUSIVE").unwrap();
    check(folder.path(), "history.db", expect!["SQLite in FOLDER/history.db: the history cannot be opened: database is locked; another program or connection has locked the file, and must release it"]).await;
    other.execute_batch("COMMIT").unwrap();
    check(folder.path(), "history.db", expect!["it was opened"]).await;
}

/// Root may write everywhere: as root, the test runs as an unprivileged user in a separate process.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_read_only_file_or_folder_is_named() {
    let mode = |path: &Path, mode| fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    let folder = tempfile::Builder::new().prefix("aegis-read-only-").tempdir_in("/tmp").unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::create_dir(path("closed")).unwrap();
    filled(&path("closed/history.db")).await;
    fs::create_dir(path("open")).unwrap();
    filled(&path("open/history.db")).await;
    mode(&path("open/history.db"), 0o444);
    mode(&path("closed"), 0o555);
    mode(folder.path(), 0o755);
    let can_write_all = fs::OpenOptions::new().append(true).open(path("open/history.db")).is_ok();
    if can_write_all {
        // The folder of the file that cannot be written belongs to the unprivileged user.
        mode(&path("open"), 0o777);
    }
    let program = path("program");
    fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    mode(&program, 0o755);
    let mut command = Command::new(&program);
    command.args(arguments("files::child_with_read_access_only")).env(FOLDER, folder.path());
    // The unprivileged user cannot write to the sources.
    command.env_remove("UPDATE_EXPECT");
    if can_write_all {
        command.uid(UNPRIVILEGED).gid(UNPRIVILEGED);
    }
    let run = block_in_place(|| command.output()).unwrap();
    mode(&path("closed"), 0o755);
    let text = [run.stdout, run.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    assert!(run.status.success() && text.contains("1 passed"), "{text}");
}

#[tokio::test]
#[ignore = "run by another test, as a user who may not write"]
async fn child_with_read_access_only() {
    let folder = PathBuf::from(variable(FOLDER));
    // Without a write-ahead log next to it, the file can be read; the recorder is refused.
    let history = History::<DomainEvent>::open(format!("sqlite:{}/open/history.db", folder.display())).await.unwrap();
    assert_eq!(history.events::<DomainEvent>().count().await.unwrap(), 300);
    let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
    let recorder = history.record(&bus);
    publishers.volume_manager.publish(deleted(VolumeId::new())).unwrap();
    let state = eventually("the recorder reports the problem", async || {
        let state = recorder.state();
        (state.failing > 0).then_some(state)
    })
    .await;
    expect![
        "attempt to write a readonly database; the file or its folder is read-only: allow this user to write to both"
    ]
    .assert_eq(&state.last_error.unwrap().message);
    bus.shutdown(Duration::ZERO).await;
    history.close().await;
    check(&folder, "closed/history.db", expect!["SQLite in FOLDER/closed/history.db: the history cannot be opened: attempt to write a readonly database; the file or its folder is read-only: allow this user to write to both"]).await;
    check(&folder, "closed/another.db", expect!["SQLite in FOLDER/closed/another.db: the history cannot be opened: unable to open database file; check that the folder exists, and that this user may write to it"]).await;
}
