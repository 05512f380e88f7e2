//! A disk that is full, and then has space again: a tmpfs of a few megabytes.
//!
//! The test runs itself again in a separate process with a mount namespace, in which it mounts the disk: the mount ends with that process.
//! Mounting requires root or user namespaces. Without either, these tests are skipped with a message.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{MetadataExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use aegis_events::domain::{DomainEvent, VolumeId};
use aegis_events::history::{History, HistoryConfig, RecorderState};
use aegis_events::{BusConfig, EventBus, PublishError};
use aegis_events_test_servers::Postgres;
use expect_test::expect;
use tempfile::TempDir;
use tokio::task::block_in_place;

use super::again::{arguments, variable};
use super::books::balance;
use super::database::{Database, HostPool, STATE};
use super::load::{Load, Outcome, deleted};
use super::waiting::{DEADLINE, eventually};

/// The environment variable with the path of the small disk.
pub(crate) const DISK: &str = "AEGIS_FAULTS_DISK";
/// Mounts a disk on the path in `$1`, with `$2` megabytes, and executes the remaining arguments.
const MOUNT: &str = r#"mount -t tmpfs -o "size=$2m,mode=1777" aegis-faults "$1" && shift 2 && exec "$@""#;
/// The capacity of the recorder's queue.
const QUEUE: usize = 40;

#[test]
fn recording_on_sqlite_waits_while_the_disk_is_full() {
    on_a_small_disk("full::child_with_sqlite", 64);
}

#[test]
fn recording_on_postgres_waits_while_the_disk_is_full() {
    on_a_small_disk("full::child_with_the_tables_of_postgres", 32);
}

#[test]
fn recording_waits_while_all_of_postgres_is_on_a_full_disk() {
    on_a_small_disk("full::child_with_all_of_postgres", 128);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "run by another test, on a small disk"]
async fn child_with_sqlite() {
    let disk = PathBuf::from(variable(DISK));
    let database = Database::sqlite_at(&disk.join("history.db"));
    let text = fill_up_and_free_space(&database, &disk, || {}).await.unwrap();
    expect!["database or disk is full; the disk is full: free some space"].assert_eq(&text);
}

/// The write-ahead log is on another disk: statements fail, and the server keeps running.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "run by another test, on a small disk"]
async fn child_with_the_tables_of_postgres() {
    let disk = PathBuf::from(variable(DISK));
    let server = Postgres::start();
    let folder = disk.join("tables");
    fs::create_dir(&folder).unwrap();
    let owner = fs::metadata(server.data_folder()).unwrap();
    chown(&folder, Some(owner.uid()), Some(owner.gid())).unwrap();
    let database = Database::postgres(&server);
    let of_server = aegis_events_test_servers::Database { name: "postgres".into(), url: server.url() };
    server.query(&of_server, &format!("CREATE TABLESPACE small LOCATION '{}'", folder.display()));
    let Database::Postgres { database: of_test, .. } = &database else { unreachable!() };
    server.query(&of_server, &format!("ALTER DATABASE {} SET TABLESPACE small", of_test.name));
    let text = fill_up_and_free_space(&database, &disk, || {}).await.unwrap();
    let file = text.split('"').nth(1).unwrap().to_owned();
    expect![[
        r#"could not extend file "FILE": No space left on device (SQLSTATE 53100); free some space on the server's disk"#
    ]]
    .assert_eq(&text.replace(&file, "FILE"));
}

/// If the write-ahead log is the first file without room, the server ends and has to be started again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "run by another test, on a small disk"]
async fn child_with_all_of_postgres() {
    let disk = PathBuf::from(variable(DISK));
    let server = Postgres::start_in(&disk);
    let database = Database::postgres(&server);
    let start_if_it_has_ended = || {
        if server.process_id().is_none() {
            server.start_again();
        }
    };
    fill_up_and_free_space(&database, &disk, start_if_it_has_ended).await;
}

/// Publishes and commits until the disk is full, waits until recorder and publishers are blocked, and frees the disk. Returns the message
/// of the recorder if it names the full disk.
async fn fill_up_and_free_space(database: &Database<'_>, disk: &Path, repair: impl Fn()) -> Option<String> {
    let config = HistoryConfig::new(database.url())
        .with_migrate(true)
        .with_queue_capacity(QUEUE)
        .unwrap()
        .with_batch(20)
        .unwrap();
    let history = History::<DomainEvent>::open(config).await.unwrap();
    block_in_place(|| database.sql(STATE));
    let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
    let recorder = history.record(&bus);
    let publishers = Arc::new(publishers);
    let load = Load::start(&publishers, HostPool::new(&database.url()));
    let all_ways = |more: usize| {
        let wanted = [Outcome::Published, Outcome::Committed].map(|outcome| (outcome, load.count(outcome) + more));
        let load = &load;
        move || wanted.iter().all(|(outcome, count)| load.count(*outcome) >= *count)
    };
    let works = all_ways(20);
    eventually("everything works", async || works().then_some(())).await;

    let filler = fill(disk);
    let full = eventually("the recorder is held up", async || {
        let state = recorder.state();
        (state.failing > 0).then_some(state)
    })
    .await;
    let error = eventually("publishers are held up", async || {
        publishers.volume_manager.publish(deleted(VolumeId::new())).err()
    })
    .await;
    assert!(matches!(error, PublishError::Backpressure { ref subscriber, .. } if &**subscriber == "EventRecorder"));
    let message = |state: RecorderState| state.last_error.map(|error| error.message);
    let disk_message = [full, recorder.state()].into_iter().filter_map(message).find(|text| text.contains("free some"));

    fs::remove_file(filler).unwrap();
    let recorded = recorder.state().recorded;
    eventually("the recorder goes on", async || {
        block_in_place(&repair);
        let state = recorder.state();
        (state.failing == 0 && state.recorded > recorded + QUEUE as u64).then_some(())
    })
    .await;
    let works = all_ways(20);
    eventually("everything works again", async || works().then_some(())).await;

    let outcomes = load.stop().await;
    let outbox = async || (block_in_place(|| database.value("SELECT count(*) FROM event_outbox")) == "0").then_some(());
    eventually("the outbox is delivered", outbox).await;
    assert!(bus.shutdown(DEADLINE).await.is_drained());
    balance(database, &history, &outcomes).await;
    history.close().await;
    disk_message
}

/// Fills the disk with one file.
pub(crate) fn fill(disk: &Path) -> PathBuf {
    let path = disk.join("filler");
    let mut file = File::create(&path).unwrap();
    loop {
        match file.write_all(&[1; 4096]) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::StorageFull => return path,
            Err(error) => panic!("{error}"),
        }
    }
}

/// Runs one ignored test in a process with a small disk.
pub(crate) fn on_a_small_disk(test: &str, megabytes: u32) {
    let folder = TempDir::new().unwrap();
    let program = std::env::current_exe().unwrap();
    let mut reasons = Vec::new();
    for way in ways(folder.path()) {
        let command = |inner: &[&str]| {
            let mut command = Command::new("unshare");
            command.args(&way.before).args(["sh", "-c", MOUNT, "sh"]).arg(folder.path()).arg(megabytes.to_string());
            command.args(&way.after).args(inner).env(DISK, folder.path()).stdin(Stdio::null());
            command
        };
        match command(&["true"]).output() {
            Ok(tried) if tried.status.success() => {
                let run = command(&[&[program.to_str().unwrap()], &arguments(test)[..]].concat()).output().unwrap();
                let text = [run.stdout, run.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
                assert!(run.status.success() && text.contains("1 passed"), "{text}");
                return;
            }
            Ok(tried) => reasons.push(String::from_utf8_lossy(&tried.stderr).trim().to_owned()),
            Err(error) => reasons.push(error.to_string()),
        }
    }
    eprintln!(
        "SKIPPED: `{test}`: this machine cannot mount a small disk, neither as root nor in a user namespace: {}",
        reasons.join("; ")
    );
}

/// The arguments of `unshare`, and the command between the mount and the program.
struct Way {
    before: Vec<String>,
    after: Vec<String>,
}

fn ways(folder: &Path) -> [Way; 2] {
    let owner = fs::metadata(folder).unwrap();
    let all = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    let own = [format!("--map-user={}", owner.uid()), format!("--map-group={}", owner.gid())];
    [
        Way { before: all(&["--mount"]), after: Vec::new() },
        // Root in a namespace may mount, but PostgreSQL refuses to run as root: a second namespace restores the user.
        Way {
            before: all(&["--map-root-user", "--mount"]),
            after: [all(&["unshare", "--user"]), own.to_vec()].concat(),
        },
    ]
}
