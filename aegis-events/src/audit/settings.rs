//! What a log may be told, and what it is told otherwise. Every value is valid.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::checkpoint::Checkpoint;
use super::source::KeySource;
use crate::config::ConfigError;
use crate::config::rule::Rule;

/// The section's name.
const AUDIT: &str = "audit";

/// About so many entries at most wait for a checkpoint. Each costs two `fsync`, some milliseconds; so many entries take a fifth of a second.
const SEAL_EVERY_ENTRIES: usize = 50_000;
const MOST_ENTRIES: usize = 10_000_000;
/// No entry waits longer for a checkpoint.
const SEAL_EVERY_MS: usize = 10_000;
/// As long as nothing comes, there is nothing better to do than to seal.
const SEAL_WHEN_IDLE_MS: usize = 1_000;
const MOST_MS: usize = 86_400_000;
/// Large enough to have few files, small enough to be moved about.
const MAX_FILE_BYTES: usize = 256 << 20;
const LEAST_FILE_BYTES: usize = 4 << 10;
const MOST_FILE_BYTES: usize = 1 << 40;
/// Some seconds of a busy orchestrator.
const QUEUE_CAPACITY: usize = 10_000;
const MOST_QUEUED: usize = 1_048_576;
/// A key's name where none is given.
const NAME: &str = "aegis-events-audit";
const MAX_NAME_LEN: usize = 128;

/// Called with each new checkpoint.
pub(crate) type OnCheckpoint = Arc<dyn Fn(&Checkpoint) + Send + Sync>;

/// The configuration of an audit log.
///
/// ```
/// use aegis_events::audit::{AuditConfig, KeySource};
///
/// # fn main() -> Result<(), aegis_events::ConfigError> {
/// let config = AuditConfig::new("/var/lib/aegis/audit")
///     .key(KeySource::File("/etc/aegis/audit.key".into()))
///     .with_name("orchestrator-1.audit")?
///     .with_seal_every_entries(1_000)?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct AuditConfig {
    pub(crate) folder: PathBuf,
    pub(crate) key: KeySource,
    pub(crate) previous_key: Option<KeySource>,
    pub(crate) name: String,
    pub(crate) seal_every_entries: u64,
    pub(crate) seal_every: Duration,
    pub(crate) seal_when_idle: Duration,
    pub(crate) max_file_bytes: u64,
    pub(crate) queue_capacity: usize,
    pub(crate) on_checkpoint: Option<OnCheckpoint>,
}

impl AuditConfig {
    /// The log in a folder, which is made if it is not there. Its key is in the file beside the folder that has `.key` behind the folder's
    /// name, so that whoever copies the log does not copy the key with it.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        let folder = folder.into();
        let mut key = folder.clone().into_os_string();
        key.push(".key");
        Self {
            folder,
            key: KeySource::File(key.into()),
            previous_key: None,
            name: NAME.into(),
            seal_every_entries: SEAL_EVERY_ENTRIES as u64,
            seal_every: Duration::from_millis(SEAL_EVERY_MS as u64),
            seal_when_idle: Duration::from_millis(SEAL_WHEN_IDLE_MS as u64),
            max_file_bytes: MAX_FILE_BYTES as u64,
            queue_capacity: QUEUE_CAPACITY,
            on_checkpoint: None,
        }
    }

    /// The same settings for the log in another folder. A key that is beside the folder, since no other one was named, is then beside that.
    #[must_use]
    pub fn with_folder(mut self, folder: impl Into<PathBuf>) -> Self {
        let there = Self::new(folder);
        if self.key == Self::new(&self.folder).key {
            self.key = there.key;
        }
        self.folder = there.folder;
        self
    }

    /// The log's folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where the secret key comes from.
    #[must_use]
    pub fn key(mut self, source: KeySource) -> Self {
        self.key = source;
        self
    }

    /// The key that has signed so far, for handing over to the one given as [`key`](Self::key): opening the log writes an entry that says
    /// so, and a checkpoint signed by both. Once that is done the previous key is not needed any more, and not read.
    #[must_use]
    pub fn previous_key(mut self, source: KeySource) -> Self {
        self.previous_key = Some(source);
        self
    }

    /// Calls a function with each new checkpoint, so that it can be put somewhere else. It runs on a thread that may block, and the next
    /// entries wait for it; a panic is reported through `tracing` and changes nothing.
    #[must_use]
    pub fn on_checkpoint(mut self, call: impl Fn(&Checkpoint) + Send + Sync + 'static) -> Self {
        self.on_checkpoint = Some(Arc::new(call));
        self
    }

    /// Sets the name of a key that is made, which is the log's origin in its checkpoints. `aegis-events-audit` unless set.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] unless it is 1 to 128 letters (of ASCII), digits, `.`, `_` and `-`.
    pub fn with_name(mut self, name: &str) -> Result<Self, ConfigError> {
        self.name = Rule::name(MAX_NAME_LEN).read_name(name).map_err(|bad| bad.in_code(AUDIT, "name"))?;
        Ok(self)
    }

    /// Sets how many entries may wait for a checkpoint, about: a batch is written whole. 50,000 unless set.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] unless it is from 1 to 10,000,000.
    pub fn with_seal_every_entries(mut self, entries: usize) -> Result<Self, ConfigError> {
        let checked = checked("seal_every_entries", entries, 1, MOST_ENTRIES, "entries that wait for a checkpoint")?;
        self.seal_every_entries = checked as u64;
        Ok(self)
    }

    /// Sets how long an entry may wait for a checkpoint, in milliseconds. 10,000 unless set.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] unless it is from 10 to 86,400,000: a day.
    pub fn with_seal_every_ms(mut self, ms: usize) -> Result<Self, ConfigError> {
        let checked = checked("seal_every_ms", ms, 10, MOST_MS, "milliseconds that an entry waits for a checkpoint")?;
        self.seal_every = Duration::from_millis(checked as u64);
        Ok(self)
    }

    /// Sets how long nothing must come until what there is is sealed, in milliseconds. 1,000 unless set.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] unless it is from 10 to 86,400,000: a day.
    pub fn with_seal_when_idle_ms(mut self, ms: usize) -> Result<Self, ConfigError> {
        let checked = checked("seal_when_idle_ms", ms, 10, MOST_MS, "milliseconds of silence before a checkpoint")?;
        self.seal_when_idle = Duration::from_millis(checked as u64);
        Ok(self)
    }

    /// Sets how long a file of entries may get, in bytes; then another one begins. 268,435,456 (256 MiB) unless set.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] unless it is from 4,096 to 1,099,511,627,776.
    pub fn with_max_file_bytes(mut self, bytes: usize) -> Result<Self, ConfigError> {
        let checked =
            checked("max_file_bytes", bytes, LEAST_FILE_BYTES, MOST_FILE_BYTES, "bytes of one file of entries")?;
        self.max_file_bytes = checked as u64;
        Ok(self)
    }

    /// Sets how many events may wait for the log before publishers feel it. 10,000 unless set.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] unless it is from 1 to 1,048,576.
    pub fn with_queue_capacity(mut self, events: usize) -> Result<Self, ConfigError> {
        self.queue_capacity = checked("queue_capacity", events, 1, MOST_QUEUED, "events that wait for the log")?;
        Ok(self)
    }
}

fn checked(key: &str, value: usize, min: usize, max: usize, of: &str) -> Result<usize, ConfigError> {
    Rule::integer(min, max, of).check_integer(value).map_err(|bad| bad.in_code(AUDIT, key))
}

impl fmt::Debug for AuditConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuditConfig")
            .field("folder", &self.folder)
            .field("key", &self.key)
            .field("previous_key", &self.previous_key)
            .field("name", &self.name)
            .field("seal_every_entries", &self.seal_every_entries)
            .field("seal_every", &self.seal_every)
            .field("seal_when_idle", &self.seal_when_idle)
            .field("max_file_bytes", &self.max_file_bytes)
            .field("queue_capacity", &self.queue_capacity)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_out_of_range_are_refused_with_what_is_allowed() {
        let config = || AuditConfig::new("audit");
        let texts = [
            config().with_name("a b"),
            config().with_seal_every_entries(0),
            config().with_seal_every_ms(9),
            config().with_seal_when_idle_ms(86_400_001),
            config().with_max_file_bytes(4_095),
            config().with_queue_capacity(0),
        ];
        let texts: Vec<_> = texts.map(|refused| refused.unwrap_err().to_string()).into();
        expect_test::expect_file!["settings.txt"].assert_eq(&(texts.join("\n") + "\n"));
    }

    #[test]
    fn a_key_that_was_named_stays_when_the_folder_changes() {
        let (config, named) = (AuditConfig::new("a/log"), KeySource::Environment("KEY".into()));
        assert_eq!(config.clone().with_folder("b/log").key, KeySource::File("b/log.key".into()));
        let moved = config.key(named.clone()).with_folder("b/log");
        assert_eq!((moved.folder(), moved.key), (Path::new("b/log"), named));
    }

    #[test]
    fn the_key_is_beside_the_folder_and_not_in_it() {
        assert_eq!(AuditConfig::new("logs/audit").key, KeySource::File("logs/audit.key".into()));
    }
}
