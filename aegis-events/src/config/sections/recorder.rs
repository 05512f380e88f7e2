//! The section `recorder`: where events are recorded, and how.

use std::time::Duration;

use crate::config::rule::Rule;
use crate::config::section::{FromSection, Key, Section};
use crate::history::{HistoryConfig, Synchronous};

const URL: &str = "url";
const URL_FILE: &str = "url_file";
const MIGRATE: &str = "migrate";
const QUEUE_CAPACITY: &str = "queue_capacity";
const BATCH: &str = "batch";
const SYNCHRONOUS: &str = "synchronous";
const POLL_INTERVAL: &str = "poll_interval";

/// A million events, about 1 GB. A longer queue hides a database that will never catch up.
const MAX_QUEUE_CAPACITY: usize = 1_048_576;
/// What one transaction can take at once without its memory being felt.
const MAX_BATCH: usize = 20_000;
/// Looking more seldom than that would leave a lost notification unnoticed for too long.
const MAX_POLL_INTERVAL: Duration = Duration::from_secs(3_600);

/// `None` without a database.
impl FromSection for Option<HistoryConfig> {
    const NAME: &'static str = "recorder";
    const ABOUT: &'static str =
        "The history: the database that every event is recorded in. Without a `url` nothing is recorded.";
    const KEYS: &'static [Key] = &[
        Key {
            name: URL,
            rule: || Rule::secret("the database, `postgres://user:password@host/database` or `sqlite:path/to/file.db`"),
            default: "",
        },
        Key { name: URL_FILE, rule: || Rule::path("a file with the `url` in it, instead of `url`"), default: "" },
        Key {
            name: MIGRATE,
            rule: || Rule::boolean("whether the start brings the database's schema to the catalog"),
            default: "false",
        },
        Key {
            name: QUEUE_CAPACITY,
            rule: || {
                Rule::integer(1, MAX_QUEUE_CAPACITY, "events that may wait for the recorder before publishers feel it")
            },
            default: "10000",
        },
        Key {
            name: BATCH,
            rule: || Rule::integer(1, MAX_BATCH, "most events that are written in one transaction"),
            default: "5000",
        },
        Key {
            name: SYNCHRONOUS,
            rule: || {
                Rule::choice(
                    &["normal", "full"],
                    "what a committed event survives on SQLite, the end of the process or of the power",
                )
            },
            default: "normal",
        },
        Key {
            name: POLL_INTERVAL,
            rule: || {
                let what = "how often is looked for changes that nobody told of";
                Rule::duration(Duration::from_millis(1), MAX_POLL_INTERVAL, what)
            },
            default: "500ms",
        },
    ];

    fn read(section: &mut Section<'_, '_>) -> Self {
        let url = section.secret(URL, URL_FILE);
        let mut config = HistoryConfig::new(url.clone().unwrap_or_default());
        if let Some(migrate) = section.boolean(MIGRATE) {
            config = config.migrate(migrate);
        }
        if let Some(events) = section.integer(QUEUE_CAPACITY) {
            config = config.queue_capacity(events);
        }
        if let Some(events) = section.integer(BATCH) {
            config = config.batch(events);
        }
        if let Some(word) = section.choice(SYNCHRONOUS) {
            config = config.synchronous([Synchronous::Normal, Synchronous::Full][word]);
        }
        if let Some(interval) = section.duration(POLL_INTERVAL) {
            config = config.poll_interval(interval);
        }
        url.map(|_| config)
    }
}
