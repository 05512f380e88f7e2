//! SQLite files that cannot be used, or not now: each is told apart, with what is wrong, where, and what to do.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use aegis_events::domain::{DomainEvent, VolumeId};
use aegis_events::history::{History, HistoryConfig};
use aegis_events::{BusConfig, EventBus};
use expect_test::{Expect, expect};
use rusqlite::Connection;
use tempfile::TempDir;
use tokio::task::block_in_place;

use super::again::{again, told};
use super::books::balance;
use super::database::Database;
use super::load::{Said, deleted};
use super::waiting::{DEADLINE, eventually, soon};

/// The folder with the files, for the process that is nobody.
const FOLDER: &str = "AEGIS_FAULTS_FOLDER";
/// A user with no more rights than everybody has.
const NOBODY: u32 = 65_534;

/// Opens what is in a file, and compares the error.
async fn check(folder: &Path, file: &str, expected: Expect) {
    let url = format!("sqlite:{}", folder.join(file).display());
    let opened = soon("opening ends", History::<DomainEvent>::open(HistoryConfig::new(url).migrate(true))).await;
    let text = opened.err().map_or_else(|| "it was opened".into(), |error| error.to_string());
    expected.assert_eq(&text.replace(&folder.display().to_string(), "FOLDER"));
}

/// A history with some hundred events, closed.
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
async fn what_is_no_database_is_not_opened() {
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("text.txt"), "What a file may hold that is not a database.\n".repeat(100)).unwrap();
    fs::create_dir(path("folder")).unwrap();
    check(folder.path(), "text.txt", expect![[""]]).await;
    check(folder.path(), "folder", expect![[""]]).await;
    check(folder.path(), "none/history.db", expect![[""]]).await;
    assert!(fs::read_to_string(path("text.txt")).unwrap().starts_with("What a file"), "it was left as it is");
}

#[tokio::test]
async fn a_file_with_a_damaged_header_is_not_opened() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("history.db");
    filled(&file).await;
    let mut bytes = fs::read(&file).unwrap();
    bytes[..16].fill(b'!');
    fs::write(&file, bytes).unwrap();
    check(folder.path(), "history.db", expect![[""]]).await;
}

#[tokio::test]
async fn a_file_that_is_damaged_in_the_middle_is_told_of_when_it_is_read() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("history.db");
    let database = filled(&file).await;
    let mut bytes = fs::read(&file).unwrap();
    // Everything but the first pages, which hold the schema.
    let schema = database.value("SELECT max(rootpage) * (SELECT page_size FROM pragma_page_size) FROM sqlite_schema");
    bytes[schema.parse::<usize>().unwrap()..].fill(b'!');
    fs::write(&file, bytes).unwrap();
    let history = database.open().await;
    let error = history.events::<DomainEvent>().fetch_all().await.unwrap_err();
    let text = error.to_string().replace(&folder.path().display().to_string(), "FOLDER");
    expect![[""]].assert_eq(&text);

    // The recorder cannot know when somebody puts a copy back: it says what is wrong, and waits.
    let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
    let recorder = history.record(&bus);
    for _ in 0..500 {
        publishers.volume_manager.publish_wait(deleted(VolumeId::new())).await.unwrap();
    }
    let state = eventually("the recorder says what is wrong", async || {
        let state = recorder.state();
        (state.failing > 0).then_some(state)
    })
    .await;
    expect![[""]].assert_eq(&state.last_error.unwrap().message);
    bus.shutdown(Duration::ZERO).await;
    history.close().await;
}

#[tokio::test]
async fn a_database_of_somebody_else_is_left_alone() {
    let folder = TempDir::new().unwrap();
    let database = Database::sqlite_at(&folder.path().join("other.db"));
    database.sql("CREATE TABLE domain_events (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO domain_events VALUES (1, 'theirs')");
    check(folder.path(), "other.db", expect![[""]]).await;
    assert_eq!(database.sql("SELECT name FROM sqlite_master ORDER BY name"), ["domain_events"], "nothing was changed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_locked_file_is_waited_for() {
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
    let state = eventually("the recorder says that the file is locked", async || {
        let state = recorder.state();
        (state.failing > 0).then_some(state)
    })
    .await;
    expect![[""]].assert_eq(&state.last_error.unwrap().message);
    other.execute_batch("COMMIT").unwrap();
    assert!(soon("the event is recorded", recorder.recorded_through(1)).await);
    assert!(bus.shutdown(DEADLINE).await.is_drained());
    assert_eq!(balance(&database, &history, &[(Said::Published, volume_id)]).await, 1);
    history.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_locked_while_it_is_opened_is_named() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("history.db");
    // Without a write-ahead log yet, not even readers get in.
    let other = Connection::open(&file).unwrap();
    other.execute_batch("CREATE TABLE mine (id); BEGIN EXCLUSIVE").unwrap();
    check(folder.path(), "history.db", expect![[""]]).await;
    other.execute_batch("COMMIT").unwrap();
    check(folder.path(), "history.db", expect!["it was opened"]).await;
}

/// The superuser may write everywhere: as root this is tried by nobody, in a process of its own.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_may_only_be_read_is_named() {
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
        // The folder of the one whose file cannot be written belongs to nobody.
        mode(&path("open"), 0o777);
    }
    let program = path("program");
    fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    mode(&program, 0o755);
    let mut child = again("files::child_who_may_only_read");
    let mut command = std::process::Command::new(&program);
    command.args(child.get_args()).env(FOLDER, folder.path());
    if can_write_all {
        command.uid(NOBODY).gid(NOBODY);
    }
    child.stdout(std::process::Stdio::null());
    let run = block_in_place(|| command.output()).unwrap();
    mode(&path("closed"), 0o755);
    let text = [run.stdout, run.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    assert!(run.status.success() && text.contains("1 passed"), "{text}");
}

#[tokio::test]
#[ignore = "run by another test, as a user who may not write"]
async fn child_who_may_only_read() {
    let folder = PathBuf::from(told(FOLDER));
    check(&folder, "open/history.db", expect![[""]]).await;
    check(&folder, "closed/history.db", expect![[""]]).await;
    check(&folder, "closed/another.db", expect![[""]]).await;
}
