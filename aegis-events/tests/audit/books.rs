//! A log in a temporary folder with a bus, and access to its files.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use aegis_events::audit::{
    AuditConfig, AuditError, AuditHandle, AuditLog, AuditState, Checkpoint, PublicKey, VerifyReport, verify,
};
use aegis_events::types::{Timestamp, Uuid};
use aegis_events::{BusConfig, EventBus, Receipt};
use tempfile::TempDir;

use crate::job::Asked;
use crate::{Access, Audited, JobId, Publishers, Request, subscribers};

/// A test that waits this long has failed.
pub(crate) const DEADLINE: Duration = Duration::from_secs(60);
/// Longer than any test.
const DAY: Duration = Duration::from_secs(86_400);
/// The value of every sensitive field.
pub(crate) const SECRET: &str = "hunter2-is-secret";

/// A folder with a log.
pub(crate) struct Books {
    folder: TempDir,
}

/// A log that is being written.
pub(crate) struct Writing {
    pub(crate) bus: EventBus<Audited>,
    pub(crate) publishers: Publishers,
    pub(crate) log: AuditHandle<Audited>,
}

impl Books {
    pub(crate) fn new() -> Self {
        Self { folder: TempDir::new().unwrap() }
    }

    /// A log of `events` events, with a checkpoint after every `sealed_every`.
    pub(crate) async fn of(events: u64, sealed_every: u64) -> Self {
        let books = Self::new();
        books.write(events, sealed_every).await;
        books
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    /// Seals only when asked to: no time passes in tests.
    pub(crate) fn config(&self) -> AuditConfig {
        let config = AuditConfig::new(self.path()).with_seal_every(DAY).unwrap();
        config.with_seal_when_idle(DAY).unwrap().with_max_file_size(4_096).unwrap()
    }

    pub(crate) fn start(&self) -> Writing {
        Writing::of(AuditLog::open(self.config()).unwrap())
    }

    /// Writes events, the first with `n` 0, and ends.
    pub(crate) async fn write(&self, events: u64, sealed_every: u64) {
        let writing = self.start();
        for n in 0..events {
            writing.publish(n);
            if n % sealed_every == sealed_every - 1 {
                writing.log.seal().await.unwrap();
            }
        }
        writing.end().await;
    }

    pub(crate) fn key(&self) -> PublicKey {
        let log = AuditLog::open(self.config()).unwrap();
        log.public_key().clone()
    }

    pub(crate) fn verify(&self, key: &PublicKey) -> VerifyReport {
        verify(self.path(), std::slice::from_ref(key), &[]).unwrap()
    }

    /// The files of entries, in order.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        let files = fs::read_dir(self.path()).unwrap().map(|file| file.unwrap().path());
        let mut files: Vec<_> = files.filter(|path| name(path).starts_with("entries-")).collect();
        files.sort();
        files
    }

    pub(crate) fn checkpoints_file(&self) -> PathBuf {
        self.path().join("checkpoints")
    }

    pub(crate) fn checkpoints(&self) -> Vec<Checkpoint> {
        Checkpoint::all(&fs::read_to_string(self.checkpoints_file()).unwrap()).unwrap()
    }

    /// Everything in the log's files, as text.
    pub(crate) fn text(&self) -> String {
        fs::read_dir(self.path()).unwrap().map(|file| fs::read_to_string(file.unwrap().path()).unwrap()).collect()
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        let text: String = self.files().iter().map(|path| fs::read_to_string(path).unwrap()).collect();
        text.lines().map(str::to_owned).collect()
    }

    /// Changes the lines of a file.
    pub(crate) fn change(&self, file: &Path, change: impl FnOnce(&mut Vec<String>)) {
        let mut lines: Vec<_> = fs::read_to_string(file).unwrap().lines().map(str::to_owned).collect();
        change(&mut lines);
        fs::write(file, lines.iter().map(|line| format!("{line}\n")).collect::<String>()).unwrap();
    }
}

impl Writing {
    pub(crate) fn of(log: AuditLog) -> Self {
        let (bus, publishers) = EventBus::<Audited>::new(BusConfig::default());
        let log = log.run::<subscribers::Auditor>(&bus);
        Self { bus, publishers, log }
    }

    pub(crate) fn publish(&self, n: u64) -> Receipt {
        self.publishers.gate.publish(asked(n)).unwrap()
    }

    pub(crate) async fn end(self) -> AuditState {
        let report = self.bus.shutdown(DEADLINE).await;
        assert!(report.is_drained(), "{report}");
        self.log.ended().await
    }
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

/// An event with secrets everywhere.
pub(crate) fn asked(n: u64) -> Asked {
    let access = || Access { user: "alice".into(), token: SECRET.into() };
    Asked {
        job_id: JobId(Uuid::from_u128(n.into())),
        n,
        note: "first line\nsecond line \u{2014} ü".into(),
        secret: SECRET.into(),
        access: access(),
        request: Some(Request { access: access(), others: vec![access(), access()] }),
        by_name: [("one".to_owned(), access())].into_iter().collect(),
        at: Timestamp::UNIX_EPOCH,
    }
}

/// An error as a program prints it, with its help.
pub(crate) fn with_help(error: &AuditError) -> String {
    format!("{error}\n  help: {}", error.help().expect("each has help"))
}
