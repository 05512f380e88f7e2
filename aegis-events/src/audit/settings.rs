//! What a log may be told, and what it is told otherwise. Every value is valid.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::checkpoint::Checkpoint;
use super::error::AuditError;
use super::key::SecretKey;
use super::open;
use super::source::KeySource;
use crate::config::ConfigError;
use crate::config::rule::Rule;

const SECTION: &str = "audit";
pub(crate) const PATH: &str = "path";
pub(crate) const NAME: &str = "name";
pub(crate) const KEY: &str = "key";
pub(crate) const KEY_FILE: &str = "key_file";
pub(crate) const PREVIOUS_KEY: &str = "previous_key";
pub(crate) const PREVIOUS_KEY_FILE: &str = "previous_key_file";
pub(crate) const SEAL_EVERY_ENTRIES: &str = "seal_every_entries";
pub(crate) const SEAL_EVERY: &str = "seal_every";
pub(crate) const SEAL_WHEN_IDLE: &str = "seal_when_idle";
pub(crate) const MAX_FILE_SIZE: &str = "max_file_size";
pub(crate) const QUEUE_CAPACITY: &str = "queue_capacity";
pub(crate) const VERIFY_AT_START: &str = "verify_at_start";
/// How much a start verifies: from the checkpoint before the last on, or everything.
pub(crate) const VERIFY: [&str; 2] = ["tail", WHOLE];
pub(crate) const WHOLE: &str = "whole";

/// A key's name where none is given.
const DEFAULT_NAME: &str = "aegis-events-audit";
const MAX_NAME_LEN: usize = 128;
/// About so many entries at most wait for a checkpoint. Each costs two `fsync`, some milliseconds; so many entries take a fifth of a second.
const DEFAULT_SEAL_EVERY_ENTRIES: u64 = 50_000;
const MAX_SEAL_EVERY_ENTRIES: usize = 10_000_000;
/// No entry waits longer for a checkpoint.
const DEFAULT_SEAL_EVERY: Duration = Duration::from_secs(10);
/// As long as nothing comes, there is nothing better to do than to seal.
const DEFAULT_SEAL_WHEN_IDLE: Duration = Duration::from_secs(1);
/// A disk that would have to `fsync` more often does nothing else.
const MIN_SEAL: Duration = Duration::from_millis(10);
const MAX_SEAL: Duration = Duration::from_secs(86_400);
/// Large enough to have few files, small enough to be moved about.
const DEFAULT_MAX_FILE_BYTES: u64 = 256 << 20;
const MIN_FILE_BYTES: u64 = 4 << 10;
const MAX_FILE_BYTES: u64 = 1 << 40;
/// Some seconds of a busy orchestrator.
const DEFAULT_QUEUE_CAPACITY: usize = 10_000;
const MAX_QUEUE_CAPACITY: usize = 1_048_576;

/// Called with each new checkpoint.
pub(crate) type OnCheckpoint = Arc<dyn Fn(&Checkpoint) + Send + Sync>;

/// Tells the host of a checkpoint, if there is one and the host wants to know. A panic of the host's ends here.
pub(crate) fn tell(on_checkpoint: Option<&OnCheckpoint>, checkpoint: Option<&Checkpoint>) {
    if let (Some(call), Some(checkpoint)) = (on_checkpoint, checkpoint)
        && catch_unwind(AssertUnwindSafe(|| call(checkpoint))).is_err()
    {
        tracing::error!(size = checkpoint.size(), "what the audit log calls with each checkpoint has panicked");
    }
}

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
    pub(crate) verify_whole: bool,
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
            name: DEFAULT_NAME.into(),
            seal_every_entries: DEFAULT_SEAL_EVERY_ENTRIES,
            seal_every: DEFAULT_SEAL_EVERY,
            seal_when_idle: DEFAULT_SEAL_WHEN_IDLE,
            max_file_bytes: DEFAULT_MAX_FILE_BYTES,
            queue_capacity: DEFAULT_QUEUE_CAPACITY,
            verify_whole: false,
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

    /// Looks at the key without making anything, for a program that wants to know before it begins anything else.
    /// [`AuditLog::open`](super::AuditLog::open) looks again, and at much more. Blocks.
    ///
    /// # Errors
    ///
    /// [`AuditError`]: the key cannot be read, is none, may be read by others, or is missing although it signs the log already.
    pub fn check_key(&self) -> Result<(), AuditError> {
        open::check_key(self)
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

    /// Whether opening the log verifies all of it, about a second per million entries, and not only from the checkpoint before the last one on.
    /// `false` unless set: what was changed further back is then found by [`verify`](super::verify).
    #[must_use]
    pub fn verify_whole_at_start(mut self, whole: bool) -> Self {
        self.verify_whole = whole;
        self
    }

    /// Calls a function with each new checkpoint, so that it can be put somewhere else: those that opening the log makes, before
    /// [`open`](super::AuditLog::open) returns, and those that running it makes, on a thread that may block. The next entries wait for it; a
    /// panic is reported through `tracing` and changes nothing.
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
        self.name = name_rule().read_name(name).map_err(|bad| bad.in_code(SECTION, NAME))?;
        Ok(self)
    }

    /// Sets how many entries may wait for a checkpoint, about: a batch is written whole. 50,000 unless set.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] unless it is from 1 to 10,000,000.
    pub fn with_seal_every_entries(mut self, entries: usize) -> Result<Self, ConfigError> {
        let checked = seal_every_entries_rule().check_integer(entries);
        self.seal_every_entries = checked.map_err(|bad| bad.in_code(SECTION, SEAL_EVERY_ENTRIES))? as u64;
        Ok(self)
    }

    /// Sets how long an entry may wait for a checkpoint. 10 seconds unless set.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] unless it is from 10 ms to a day.
    pub fn with_seal_every(mut self, time: Duration) -> Result<Self, ConfigError> {
        let checked = seal_every_rule().check_duration(time);
        self.seal_every = checked.map_err(|bad| bad.in_code(SECTION, SEAL_EVERY))?;
        Ok(self)
    }

    /// Sets how long nothing must come until what there is is sealed. A second unless set.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] unless it is from 10 ms to a day.
    pub fn with_seal_when_idle(mut self, time: Duration) -> Result<Self, ConfigError> {
        let checked = seal_when_idle_rule().check_duration(time);
        self.seal_when_idle = checked.map_err(|bad| bad.in_code(SECTION, SEAL_WHEN_IDLE))?;
        Ok(self)
    }

    /// Sets how long a file of entries may get, in bytes; then another one begins. 268,435,456 (256 MiB) unless set.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] unless it is from 4,096 (4 KiB) to 1,099,511,627,776 (1,024 GiB).
    pub fn with_max_file_bytes(mut self, bytes: u64) -> Result<Self, ConfigError> {
        let checked = max_file_size_rule().check_size(bytes);
        self.max_file_bytes = checked.map_err(|bad| bad.in_code(SECTION, MAX_FILE_SIZE))?;
        Ok(self)
    }

    /// Sets how many events may wait for the log before publishers feel it. 10,000 unless set.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] unless it is from 1 to 1,048,576.
    pub fn with_queue_capacity(mut self, events: usize) -> Result<Self, ConfigError> {
        let checked = queue_capacity_rule().check_integer(events);
        self.queue_capacity = checked.map_err(|bad| bad.in_code(SECTION, QUEUE_CAPACITY))?;
        Ok(self)
    }
}

pub(crate) fn name_rule() -> Rule {
    Rule::name(MAX_NAME_LEN)
}

/// For the key that signs, and for the one before it.
pub(crate) fn key_rule(which: &str) -> Rule {
    let allowed = format!("one line, `PRIVATE+KEY+name+8 hexadecimal digits+base64`: the secret key {which}");
    Rule::checked_secret(&allowed, |text| match SecretKey::read(text) {
        Ok(_) => Ok(()),
        Err(why) => Err(format!("is not a key: {why}")),
    })
}

pub(crate) fn seal_every_entries_rule() -> Rule {
    Rule::integer(1, MAX_SEAL_EVERY_ENTRIES, "entries that may wait for a checkpoint")
}

pub(crate) fn seal_every_rule() -> Rule {
    Rule::duration(MIN_SEAL, MAX_SEAL, "how long an entry may wait for a checkpoint")
}

pub(crate) fn seal_when_idle_rule() -> Rule {
    Rule::duration(MIN_SEAL, MAX_SEAL, "how long nothing must come until what there is is sealed")
}

pub(crate) fn max_file_size_rule() -> Rule {
    Rule::size(MIN_FILE_BYTES, MAX_FILE_BYTES, "how long a file of entries may get before another one begins")
}

pub(crate) fn verify_at_start_rule() -> Rule {
    Rule::choice(
        &VERIFY,
        "how much of the log a start verifies: from the checkpoint before the last one on, or everything",
    )
}

pub(crate) fn queue_capacity_rule() -> Rule {
    Rule::integer(1, MAX_QUEUE_CAPACITY, "events that may wait for the log before publishers feel it")
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
            .field("verify_whole", &self.verify_whole)
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
            config().with_seal_every(Duration::from_millis(9)),
            config().with_seal_when_idle(MAX_SEAL + Duration::from_millis(1)),
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
        assert_eq!((moved.folder(), &moved.key), (Path::new("b/log"), &named));
    }

    #[test]
    fn the_key_is_beside_the_folder_and_not_in_it() {
        assert_eq!(AuditConfig::new("logs/audit").key, KeySource::File("logs/audit.key".into()));
    }
}
