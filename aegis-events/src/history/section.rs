//! The settings of the recorder, and its section.

use std::time::Duration;

use super::{HistoryConfig, Synchronous};
use crate::settings::{Choice, Count, FromSection, Path, Secret, Section, Switch, Time, Word, settings};

type Synchronously = Choice<Synchronous>;

settings! {
    /// What remains of a configuration once the database is open.
    #[derive(Debug, Clone, Copy)]
    pub(crate) struct Settings: "recorder" = "The history: the database that records every event. Without a `url` nothing is recorded." {
        migrate: Switch = false, "whether the start migrates the database's schema to the catalog";
        // By default some seconds of a busy orchestrator, about 10 MB. A million events, about 1 GB, hide a database that will never catch up.
        queue_capacity: Count(1 to 1_048_576) = 10_000, "the length of the recorder's queue at which publishers get back pressure";
        // More than the default gains nothing (see docs/benchmarks.md) and holds memory.
        batch: Count(1 to 20_000) = 5_000, "the most events that are written in one transaction";
        synchronous: Synchronously = Synchronous::Normal, "whether a committed event survives, on SQLite, the end of the process, or a power failure too";
        poll_interval: Time("1ms" to "1h") = "500ms", "the polling interval, in case a notification is lost";
    }
    no default {
        url: Secret("a text without control characters", |_| Ok(())), "the database, `postgres://user:password@host/database` or `sqlite:path/to/file.db`";
        url_file: Path, "a file that contains the `url`, instead of `url`";
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self::initial()
    }
}

impl Word for Synchronous {
    const WORDS: &'static [(&'static str, Self)] = &[("normal", Self::Normal), ("full", Self::Full)];
}

impl FromSection for Settings {
    /// `None` without a database.
    type Read = Option<HistoryConfig>;

    fn read(section: &mut Section<'_, '_>) -> Option<HistoryConfig> {
        let url = section.secret(&Keys::url(), &Keys::url_file());
        let mut settings = Self::default();
        settings.read_settings(section);
        url.map(|url| HistoryConfig { settings, ..HistoryConfig::new(url) })
    }
}

impl HistoryConfig {
    /// How many events may wait for the recorder before publishers get back pressure, from 1 to 1,048,576; a value beyond is clamped. 10,000
    /// unless set.
    #[must_use]
    pub fn queue_capacity(mut self, events: usize) -> Self {
        self.settings.queue_capacity = Keys::queue_capacity().kind.nearest(events);
        self
    }

    /// The most events that the recorder writes in one transaction, from 1 to 20,000; a value beyond is clamped. 5,000 unless set.
    #[must_use]
    pub fn batch(mut self, events: usize) -> Self {
        self.settings.batch = Keys::batch().kind.nearest(events);
        self
    }

    /// The polling interval of relay and durable subscriptions, in case a notification is lost, from 1 ms to an hour; a value beyond is clamped.
    /// 500 ms unless set.
    #[must_use]
    pub fn poll_interval(mut self, interval: Duration) -> Self {
        self.settings.poll_interval = Keys::poll_interval().kind.nearest(interval);
        self
    }
}
