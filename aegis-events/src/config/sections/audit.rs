//! The section `audit`: where the signed log is, who signs it, and how often.

use crate::audit::settings;
use crate::audit::{AuditConfig, KeySource};
use crate::config::rule::Rule;
use crate::config::section::{FromSection, Key, Secret, Section};

/// `None` without a folder.
impl FromSection for Option<AuditConfig> {
    const NAME: &'static str = "audit";
    const ABOUT: &'static str = "The audit log, signed and append-only. Without a `path` there is none.";
    const KEYS: &'static [Key] = &[
        Key {
            name: settings::PATH,
            rule: || Rule::path("the log's folder, which is made where it is not there"),
            default: "",
        },
        Key { name: settings::NAME, rule: settings::name_rule, default: "aegis-events-audit" },
        Key { name: settings::KEY, rule: || settings::key_rule("that signs, instead of `key_file`"), default: "" },
        Key {
            name: settings::KEY_FILE,
            rule: || {
                Rule::path(
                    "the file of the secret key, which only its owner may read and which is made where it is not there; \
                     beside the log unless given, `<path>.key`",
                )
            },
            default: "",
        },
        Key {
            name: settings::PREVIOUS_KEY,
            rule: || settings::key_rule("that has signed so far, to hand over from it"),
            default: "",
        },
        Key {
            name: settings::PREVIOUS_KEY_FILE,
            rule: || Rule::path("the file of the `previous_key`, instead of `previous_key`"),
            default: "",
        },
        Key { name: settings::SEAL_EVERY_ENTRIES, rule: settings::seal_every_entries_rule, default: "50000" },
        Key { name: settings::SEAL_EVERY, rule: settings::seal_every_rule, default: "10s" },
        Key { name: settings::SEAL_WHEN_IDLE, rule: settings::seal_when_idle_rule, default: "1s" },
        Key { name: settings::MAX_FILE_SIZE, rule: settings::max_file_size_rule, default: "256MiB" },
        Key { name: settings::QUEUE_CAPACITY, rule: settings::queue_capacity_rule, default: "10000" },
        Key { name: settings::VERIFY_AT_START, rule: settings::verify_at_start_rule, default: settings::VERIFY[0] },
    ];

    fn read(section: &mut Section<'_, '_>) -> Self {
        let path = section.path(settings::PATH);
        let mut config = AuditConfig::new(path.clone().unwrap_or_default());
        if let Some(name) = section.name(settings::NAME) {
            config.name = name;
        }
        if let Some(key) = section.unread_secret(settings::KEY, settings::KEY_FILE) {
            config.key = source(key);
        }
        if let Some(key) = section.unread_secret(settings::PREVIOUS_KEY, settings::PREVIOUS_KEY_FILE) {
            config.previous_key = Some(source(key));
        }
        if let Some(entries) = section.integer(settings::SEAL_EVERY_ENTRIES) {
            config.seal_every_entries = entries as u64;
        }
        if let Some(time) = section.duration(settings::SEAL_EVERY) {
            config.seal_every = time;
        }
        if let Some(time) = section.duration(settings::SEAL_WHEN_IDLE) {
            config.seal_when_idle = time;
        }
        if let Some(bytes) = section.size(settings::MAX_FILE_SIZE) {
            config.max_file_bytes = bytes;
        }
        if let Some(events) = section.integer(settings::QUEUE_CAPACITY) {
            config.queue_capacity = events;
        }
        if let Some(chosen) = section.choice(settings::VERIFY_AT_START) {
            config.verify_whole = settings::VERIFY[chosen] == settings::WHOLE;
        }
        path.map(|_| config)
    }
}

fn source(key: Secret) -> KeySource {
    match key {
        Secret::Here(text) => KeySource::Text(text),
        Secret::InFile(path) => KeySource::File(path),
    }
}
