//! The audit log on a full disk, and in a folder that becomes read-only: it waits, reports why, and loses no event.

use std::fs::{self, OpenOptions, Permissions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};

use aegis_events::audit::{AuditConfig, AuditError, AuditHandle, AuditLog, KeySource, verify};
use aegis_events::bus::PublishError;
use aegis_events::domain::{DomainEvent, Publishers, VolumeId};
use aegis_events::{BusConfig, EventBus, EventId};
use tempfile::TempDir;

use super::again::{again, variable};
use super::full::{DISK, fill, on_a_small_disk};
use super::load::deleted;
use super::waiting::{DEADLINE, eventually};

/// A user without special rights: root may write anywhere.
const UNPRIVILEGED: u32 = 65_534;
/// Events that the log's queue holds.
const QUEUE: usize = 40;

/// A running log, and the events that it must contain in the end.
struct Audited {
    bus: EventBus<DomainEvent>,
    publishers: Publishers,
    log: AuditHandle<DomainEvent>,
    events: Vec<EventId>,
}

fn config(folder: &Path) -> AuditConfig {
    let config = AuditConfig::new(folder).with_queue_capacity(QUEUE).unwrap();
    config.with_seal_every_entries(5).unwrap().with_max_file_size(4_096).unwrap()
}

impl Audited {
    fn start(folder: &Path) -> Self {
        let log = AuditLog::open(config(folder)).unwrap();
        let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
        let log = log.run::<DomainEvent>(&bus);
        Self { bus, publishers, log, events: Vec::new() }
    }

    /// Publishes an event, if there is room for it.
    fn publish(&mut self) -> Result<(), PublishError> {
        self.events.push(self.publishers.volume_manager.publish(deleted(VolumeId::new()))?.id);
        Ok(())
    }

    async fn publish_and_seal(&mut self, events: usize) {
        for _ in 0..events {
            let publishing = self.publishers.volume_manager.publish_wait(deleted(VolumeId::new()));
            self.events.push(publishing.await.unwrap().id);
        }
        self.log.seal().await.unwrap();
    }

    /// Publishes until the log cannot write and publishers get back pressure. Returns the log's error.
    async fn until_blocked(&mut self) -> String {
        let message = eventually("the log is held up", async || {
            let _ = self.publish();
            let state = self.log.state();
            state.last_error.filter(|_| state.failing > 0).map(|error| error.message)
        })
        .await;
        // The log takes events up to its memory limit; then its queue fills.
        let error =
            eventually("publishers are held up", async || (0..QUEUE * 2).find_map(|_| self.publish().err())).await;
        assert!(matches!(error, PublishError::Backpressure { .. }), "{error}");
        message
    }

    /// Shuts down, and checks that every event is in the log, in order and sealed.
    async fn end(self, folder: &Path) {
        assert!(self.bus.shutdown(DEADLINE).await.is_drained());
        let state = self.log.ended().await;
        let entries = self.events.len() as u64 + 1;
        assert_eq!((state.entries, state.sealed, state.failing), (entries, entries, 0));
        let report = verify(folder, std::slice::from_ref(self.log.public_key()), &[]).unwrap();
        assert_eq!((report.finding, report.sealed), (None, entries));
        assert_eq!(written(folder), self.events.iter().map(ToString::to_string).collect::<Vec<_>>());
    }
}

/// The ids of all events in a log.
fn written(folder: &Path) -> Vec<String> {
    let text: String = files(folder).iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    let id =
        |line: &str| Some(serde_json::from_str::<serde_json::Value>(line).unwrap()["event_id"].as_str()?.to_owned());
    text.lines().filter_map(id).collect()
}

/// The files of entries, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let mut files: Vec<_> =
        files.filter(|path| path.extension().is_some_and(|extension| extension == "jsonl")).collect();
    files.sort();
    files
}

#[test]
fn the_audit_log_waits_while_the_disk_is_full() {
    on_a_small_disk("audited::child_on_a_small_disk", 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "run by another test, on a small disk"]
async fn child_on_a_small_disk() {
    let disk = PathBuf::from(variable(DISK));
    let folder = disk.join("log");
    let mut audited = Audited::start(&folder);
    audited.publish_and_seal(30).await;
    let filler = fill(&disk);
    let message = audited.until_blocked().await;
    assert!(message.ends_with("; free space on the disk"), "{message}");
    // Other readers see the sealed entries.
    let report = verify(&folder, std::slice::from_ref(audited.log.public_key()), &[]).unwrap();
    assert_eq!(report.finding, None);
    assert!(report.sealed > 30, "{}", report.sealed);
    let error = AuditLog::open(config(&folder)).unwrap_err();
    assert!(matches!(error, AuditError::InUse { .. }), "{error}");
    fs::remove_file(filler).unwrap();
    audited.end(&folder).await;

    // A log that has nothing to write starts on a full disk. A new log starts once there is space.
    let filler = fill(&disk);
    assert_eq!(AuditLog::open(config(&folder)).unwrap().recovery().resealed, 0);
    let new = disk.join("new");
    let error = AuditLog::open(config(&new)).unwrap_err();
    assert_eq!(error.help().unwrap(), "free space on the disk", "{error}");
    fs::remove_file(filler).unwrap();
    let mut audited = Audited::start(&new);
    audited.publish_and_seal(1).await;
    audited.end(&new).await;
}

#[test]
fn the_audit_log_waits_while_its_folder_is_read_only() {
    without_the_rights_of_root("audited::child_in_a_folder_that_becomes_read_only");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "run by another test, without the rights of root"]
async fn child_in_a_folder_that_becomes_read_only() {
    let folder = PathBuf::from(variable(DISK)).join("log");
    let mut audited = Audited::start(&folder);
    audited.publish_and_seal(30).await;
    let sealed = audited.log.state().sealed;
    let mode = |mode: u32| fs::set_permissions(&folder, Permissions::from_mode(mode)).unwrap();
    mode(0o555);
    // Open files can still be written to; the next one cannot be created.
    let message = audited.until_blocked().await;
    assert!(message.ends_with("; let this user read and write it"), "{message}");
    let report = verify(&folder, std::slice::from_ref(audited.log.public_key()), &[]).unwrap();
    assert_eq!(report.finding, None);
    assert!(report.sealed >= sealed, "{} of {sealed}", report.sealed);
    mode(0o755);
    audited.end(&folder).await;

    // A log that has nothing to write starts. Otherwise the error names the file.
    mode(0o555);
    let entries = AuditLog::open(config(&folder)).unwrap().entries();
    let last = files(&folder).pop().unwrap();
    OpenOptions::new().append(true).open(&last).unwrap().write_all(b"{\"index\":").unwrap();
    let error = AuditLog::open(config(&folder)).unwrap_err();
    assert!(matches!(&error, AuditError::Unwritable { path, .. } if *path == last), "{error}");
    mode(0o755);
    let log = AuditLog::open(config(&folder)).unwrap();
    assert_eq!((log.entries(), log.recovery().torn_bytes), (entries, 9));
    drop(log);

    // A key that exists but is not accessible is not reported as missing.
    let keys = folder.with_extension("keys");
    fs::create_dir(&keys).unwrap();
    fs::rename(folder.with_extension("key"), keys.join("key")).unwrap();
    fs::set_permissions(&keys, Permissions::from_mode(0o000)).unwrap();
    let error = AuditLog::open(config(&folder).with_key(KeySource::File(keys.join("key")))).unwrap_err();
    assert!(matches!(&error, AuditError::Unreadable { path, .. } if *path == keys.join("key")), "{error}");
    fs::set_permissions(&keys, Permissions::from_mode(0o755)).unwrap();
}

/// Runs one ignored test in a process without root's right to write everywhere.
fn without_the_rights_of_root(test: &str) {
    let folder = TempDir::new().unwrap();
    let mut command = again(test);
    command.env(DISK, folder.path());
    if fs::metadata(folder.path()).unwrap().uid() == 0 {
        chown(folder.path(), Some(UNPRIVILEGED), Some(UNPRIVILEGED)).unwrap();
        command.uid(UNPRIVILEGED).gid(UNPRIVILEGED);
    }
    match command.output() {
        Ok(run) => {
            let text = [run.stdout, run.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
            assert!(run.status.success() && text.contains("1 passed"), "{text}");
        }
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            eprintln!("SKIPPED: `{test}`: only root may run this program in its folder: {error}");
        }
        Err(error) => panic!("{error}"),
    }
}
