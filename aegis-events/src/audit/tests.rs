//! Disks that are full, and disks that fail at any call: what was published is in the log all the same, once they work. And one that
//! panics.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tempfile::TempDir;

use super::files::{Disk, RealDisk, Tail};
use super::{AuditConfig, AuditHandle, AuditLog, AuditState, verify};
use crate::bus::BusConfig;
use crate::bus::{EventBus, PublishError};
use crate::domain_events;

/// Every event of these tests.
#[domain_events(catalog = "../../tests/support/catalog.toml")]
pub(crate) enum TestEvent {}

use storage::FileRead;

pub(crate) fn read(n: u64) -> FileRead {
    FileRead { execution_id: ExecutionId::new(), volume_id: VolumeId::new(), n }
}

/// Which calls fail, counted from 0.
type Failing = Box<dyn Fn(u64) -> bool + Send>;

/// What a disk still has room for, and which of its calls fails.
#[derive(Default)]
struct Room {
    bytes: AtomicI64,
    calls: AtomicU64,
    failing: Mutex<Option<Failing>>,
}

struct Small(Arc<Room>);

struct SmallTail {
    room: Arc<Room>,
    file: Box<dyn Tail>,
}

impl Room {
    fn check(&self) -> io::Result<()> {
        let call = self.calls.fetch_add(1, Ordering::SeqCst);
        match &*self.failing.lock().unwrap() {
            Some(fails) if fails(call) => Err(io::Error::other("the disk is broken, in a test")),
            _ => Ok(()),
        }
    }
}

impl Disk for Small {
    fn append(&self, path: &Path) -> io::Result<Box<dyn Tail>> {
        self.0.check()?;
        Ok(Box::new(SmallTail { room: Arc::clone(&self.0), file: RealDisk.append(path)? }))
    }
}

impl Tail for SmallTail {
    /// Writes as much as there is room for, as disks do.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.room.check()?;
        let room = usize::try_from(self.room.bytes.load(Ordering::SeqCst)).unwrap_or(0).min(bytes.len());
        if room == 0 {
            return Err(io::ErrorKind::StorageFull.into());
        }
        let written = self.file.write(&bytes[..room])?;
        self.room.bytes.fetch_sub(written as i64, Ordering::SeqCst);
        Ok(written)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.room.check()?;
        self.file.sync()
    }
}

fn open(folder: &Path, room: &Arc<Room>) -> AuditLog {
    let config = AuditConfig::new(folder.join("log")).with_queue_capacity(10).unwrap();
    let config = config.with_seal_every_entries(5).unwrap().with_max_file_size(4_096).unwrap();
    AuditLog::open_on(config, Box::new(Small(Arc::clone(room)))).unwrap()
}

/// A log on a disk with room for everything, whose every later call fails that is said to.
fn running(folder: &Path, fails: Failing) -> (EventBus<TestEvent>, Publishers, AuditHandle<TestEvent>) {
    let room = Arc::new(Room { bytes: AtomicI64::new(i64::MAX), ..Room::default() });
    let log = open(folder, &room);
    *room.failing.lock().unwrap() = Some(fails);
    let (bus, publishers) = EventBus::<TestEvent>::new(BusConfig::default());
    let log = log.run::<TestEvent>(&bus);
    (bus, publishers, log)
}

#[tokio::test(start_paused = true)]
async fn while_the_disk_is_full_publishers_feel_it_and_nothing_is_lost() {
    let folder = TempDir::new().unwrap();
    let room = Arc::new(Room { bytes: AtomicI64::new(2_000), ..Room::default() });
    let log = open(folder.path(), &room);
    let key = log.public_key().clone();
    let (bus, publishers) = EventBus::<TestEvent>::new(BusConfig::default());
    let log = log.run::<TestEvent>(&bus);

    let mut published = 0;
    let full = loop {
        match publishers.fsal.publish(read(published)) {
            Ok(_) => published += 1,
            Err(error) => break error,
        }
        assert!(published < 100_000);
        if published % 10 == 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    assert!(matches!(full, PublishError::Backpressure { .. }), "{full}");
    while log.state().failing == 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let AuditState { failing, last_error, ended, .. } = log.state();
    assert!(failing > 0 && !ended);
    let message = last_error.unwrap().message;
    assert!(message.ends_with("\n  make room on the disk"), "{message}");

    room.bytes.store(i64::MAX, Ordering::SeqCst);
    assert!(bus.shutdown(Duration::from_secs(3_600)).await.is_drained());
    let state = log.ended().await;
    assert_eq!((state.entries, state.sealed, state.failing), (published + 1, published + 1, 0));
    assert!(state.retries > 0);
    let report = verify(folder.path().join("log"), &[key], &[]).unwrap();
    assert_eq!((report.finding, report.sealed), (None, published + 1));
}

#[tokio::test(start_paused = true)]
async fn whichever_call_fails_the_log_is_the_same_in_the_end() {
    for every in 2..7 {
        let folder = TempDir::new().unwrap();
        let (bus, publishers, log) = running(folder.path(), Box::new(move |call| call % every == 0));
        let key = log.public_key().clone();
        for n in 0..40 {
            publishers.fsal.publish_wait(read(n)).await.unwrap();
        }
        assert!(bus.shutdown(Duration::from_secs(3_600)).await.is_drained());
        assert!(log.ended().await.retries > 0, "every {every}");
        let report = verify(folder.path().join("log"), &[key], &[]).unwrap();
        assert_eq!((report.finding, report.sealed), (None, 41), "every {every}");
        let numbers = entries(&folder.path().join("log"));
        assert_eq!(numbers, (0..40).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn a_writer_that_panics_says_so_and_what_it_wrote_is_whole() {
    let folder = TempDir::new().unwrap();
    let (_bus, publishers, log) = running(folder.path(), Box::new(|_| panic!("in a test")));
    let key = log.public_key().clone();
    publishers.fsal.publish(read(0)).unwrap();
    let state = log.ended().await;
    assert!(state.ended && state.failing > 0);
    assert_eq!(
        state.last_error.unwrap().message,
        "writing the audit log panicked, and it has ended: events are not audited any more\n  start the program again, and report it"
    );
    let report = verify(folder.path().join("log"), &[key], &[]).unwrap();
    assert_eq!((report.finding, report.sealed), (None, 1));
}

/// The `n` of all events, in the order of the files.
fn entries(folder: &Path) -> Vec<u64> {
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let text: String = files
        .iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "jsonl"))
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    let line = |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap()["payload"]["n"].as_u64();
    text.lines().filter_map(line).collect()
}
