//! The configuration of an audit log, and its section.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;

use super::checkpoint::Checkpoint;
use super::key::SecretKey;
use super::source::KeySource;
use crate::settings::kinds::{
    bytes::Bytes,
    choice::{Choice, Word},
    count::Count,
    name::Name,
    path::Path,
    secret::Secret,
    time::Time,
};
use crate::settings::section::secret::Place;
use crate::settings::{FromSection, Section, settings};

type Verification = Choice<VerifyAtStart>;

const KEY_FORM: &str = "one line, `PRIVATE+KEY+name+8 hexadecimal digits+base64`";

settings! {
    /// The configuration of an audit log. Every value in it is valid.
    ///
    /// ```
    /// use aegis_events::audit::{AuditConfig, KeySource};
    ///
    /// # fn main() -> Result<(), aegis_events::ConfigError> {
    /// let config = AuditConfig::new("/var/lib/aegis/audit")
    ///     .with_key(KeySource::File("/etc/aegis/audit.key".into()))
    ///     .with_name("orchestrator-1.audit")?
    ///     .with_seal_every_entries(1_000)?;
    /// # Ok(())
    /// # }
    /// ```
    #[derive(Debug, Clone)]
    #[must_use]
    pub struct AuditConfig: "audit" = "The audit log, signed and append-only. Without a `path` there is none." {
        name, with_name: Name(1 to 128) = "aegis-events-audit", "the name of a new key, which is the log's origin in its checkpoints";
        // A checkpoint costs two `fsync`, some milliseconds; so many entries take a fifth of a second. A batch is written whole.
        seal_every_entries, with_seal_every_entries: Count(1 to 10_000_000) = 50_000, "about how many entries may wait for a checkpoint";
        // More often than every 10 ms, a disk would do nothing but `fsync`.
        seal_every, with_seal_every: Time("10ms" to "1d") = "10s", "how long an entry may wait for a checkpoint";
        seal_when_idle, with_seal_when_idle: Time("10ms" to "1d") = "1s", "how long the log must be idle before its last entries are sealed";
        // Large enough to have few files, small enough to copy them.
        max_file_size, with_max_file_size: Bytes("4KiB" to "1024GiB") = "256MiB", "the size at which another file of entries begins";
        // Some seconds of a busy orchestrator.
        queue_capacity, with_queue_capacity: Count(1 to 1_048_576) = 10_000, "the length of the log's queue at which publishers get back pressure";
        verify_at_start: Verification = VerifyAtStart::Tail, "how much of the log is verified when it is opened, from the checkpoint before the last one or all of it";
    }
    no default {
        path: Path, "the log's folder, which is created if it does not exist";
        key: Secret(KEY_FORM, check_key), "the secret key that signs, instead of `key_file`";
        key_file: Path, "the file of the secret key, readable by its owner alone and created if it does not exist; `<path>.key` unless given";
        previous_key: Secret(KEY_FORM, check_key), "the secret key that has signed so far, to rotate from it";
        previous_key_file: Path, "the file of the `previous_key`, instead of `previous_key`";
    }
    fields {
        pub(super) folder: PathBuf = PathBuf::new(),
        pub(super) key: KeySource = KeySource::File(PathBuf::new()),
        pub(super) previous_key: Option<KeySource> = None,
        pub(super) on_checkpoint: Option<OnCheckpoint> = None,
    }
}

/// How much of a log is verified when it is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum VerifyAtStart {
    /// From the checkpoint before the last one. [`verify`](super::verify) finds changes of earlier entries.
    #[default]
    Tail,
    /// All of it, about a second per million entries.
    Whole,
}

/// Called with each new checkpoint.
#[derive(Clone)]
pub(super) struct OnCheckpoint(Arc<dyn Fn(&Checkpoint) + Send + Sync>);

impl OnCheckpoint {
    /// Reports a checkpoint, if there is one and a callback is set. A panic of the callback is caught and logged.
    pub(super) fn report(callback: Option<&Self>, checkpoint: Option<&Checkpoint>) {
        if let (Some(Self(call)), Some(checkpoint)) = (callback, checkpoint)
            && catch_unwind(AssertUnwindSafe(|| call(checkpoint))).is_err()
        {
            tracing::error!(size = checkpoint.size(), "the audit log's checkpoint callback panicked");
        }
    }
}

impl AuditConfig {
    /// The log in a folder, which is created if it does not exist. Its key is in the file next to the folder, named as the folder with `.key`
    /// appended, so that a copy of the log does not contain the key.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        let folder = folder.into();
        let mut key = folder.clone().into_os_string();
        key.push(".key");
        Self { folder, key: KeySource::File(key.into()), ..Self::initial() }
    }

    /// The same configuration for the log in another folder. A key at the default place moves with the folder.
    pub fn with_folder(mut self, folder: impl Into<PathBuf>) -> Self {
        let there = Self::new(folder);
        if self.key == Self::new(&self.folder).key {
            self.key = there.key;
        }
        self.folder = there.folder;
        self
    }

    /// Sets where the secret key comes from.
    pub fn with_key(mut self, source: KeySource) -> Self {
        self.key = source;
        self
    }

    /// Sets the key that has signed so far, to rotate to the one given to [`with_key`](Self::with_key): opening the log writes an entry about
    /// the rotation, and a checkpoint signed by both. Afterwards the previous key is no longer needed, and not read.
    pub fn with_previous_key(mut self, source: KeySource) -> Self {
        self.previous_key = Some(source);
        self
    }

    /// Sets how much of the log is verified when it is opened. [`VerifyAtStart::Tail`] unless set.
    pub fn with_verify_at_start(mut self, verify: VerifyAtStart) -> Self {
        self.verify_at_start = verify;
        self
    }

    /// Sets a function that is called with each new checkpoint, to store it elsewhere. Checkpoints made while the log is opened are reported
    /// before [`open`](super::AuditLog::open) returns, later ones on a thread that may block. The next entries wait for the call; a panic is
    /// logged through `tracing` and changes nothing.
    pub fn on_checkpoint(mut self, call: impl Fn(&Checkpoint) + Send + Sync + 'static) -> Self {
        self.on_checkpoint = Some(OnCheckpoint(Arc::new(call)));
        self
    }

    /// Returns the log's folder.
    #[must_use]
    pub fn folder(&self) -> &FilePath {
        &self.folder
    }
}

impl FromSection for AuditConfig {
    /// `None` without a folder.
    type Read = Option<Self>;

    fn read(section: &mut Section<'_, '_>) -> Option<Self> {
        let path = section.get(&Keys::path());
        let mut config = Self::new(path.clone().unwrap_or_default());
        config.read_settings(section);
        if let Some((_, place)) = section.place_of_secret(&Keys::key(), &Keys::key_file()) {
            config.key = source(place);
        }
        let previous_key = section.place_of_secret(&Keys::previous_key(), &Keys::previous_key_file());
        config.previous_key = previous_key.map(|(_, place)| source(place));
        path.map(|_| config)
    }
}

impl Word for VerifyAtStart {
    const WORDS: &'static [(&'static str, Self)] = &[("tail", Self::Tail), ("whole", Self::Whole)];
}

impl fmt::Debug for OnCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OnCheckpoint")
    }
}

fn source(place: Place) -> KeySource {
    match place {
        Place::Here(text) => KeySource::Text(text),
        Place::InFile(path) => KeySource::File(path),
    }
}

fn check_key(text: &str) -> Result<(), String> {
    SecretKey::read(text).map(drop).map_err(|why| format!("is not a key: {why}"))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn values_out_of_range_are_errors_with_the_range() {
        let config = || AuditConfig::new("audit");
        let texts = [
            config().with_name("a b"),
            config().with_seal_every_entries(0),
            config().with_seal_every(Duration::from_millis(9)),
            config().with_seal_when_idle(Duration::from_millis(86_400_001)),
            config().with_max_file_size(4_095),
            config().with_queue_capacity(0),
        ];
        let texts: Vec<_> = texts.map(|refused| refused.unwrap_err().to_string()).into();
        expect_test::expect_file!["config.txt"].assert_eq(&(texts.join("\n") + "\n"));
    }

    #[test]
    fn a_named_key_stays_when_the_folder_changes() {
        let (config, named) = (AuditConfig::new("a/log"), KeySource::Environment("KEY".into()));
        assert_eq!(config.clone().with_folder("b/log").key, KeySource::File("b/log.key".into()));
        let moved = config.with_key(named.clone()).with_folder("b/log");
        assert_eq!((moved.folder(), &moved.key), (FilePath::new("b/log"), &named));
    }

    #[test]
    fn the_key_is_next_to_the_folder() {
        assert_eq!(AuditConfig::new("logs/audit").key, KeySource::File("logs/audit.key".into()));
    }
}
