//! The keys of the file format, for the reader, for the help of unknown keys and for the reference page.

/// A key of one of the catalog's tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyRule {
    /// The key.
    pub key: &'static str,
    /// Whether the table must have the key.
    pub required: bool,
    /// An example of its value, as TOML.
    pub example: &'static str,
    /// Its meaning and the allowed values, in a sentence.
    pub rule: &'static str,
}

/// A table of the catalog and the keys that it may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableRule {
    /// The header of the table.
    pub header: &'static str,
    /// The noun for its declaration in problems.
    pub noun: &'static str,
    /// Its declaration, in a sentence.
    pub rule: &'static str,
    /// Its keys. Empty if the author chooses the keys.
    pub keys: &'static [KeyRule],
}

macro_rules! words {
    ($($name:ident = $word:literal;)*) => {
        $(pub(crate) const $name: &str = $word;)*
    };
}

words! {
    CATALOG = "catalog";
    TYPES = "types";
    KEYS = "keys";
    PUBLISHERS = "publishers";
    SUBSCRIBERS = "subscribers";
    FAMILIES = "families";
    EVENTS = "events";
    NAME = "name";
    DOC = "doc";
    IS = "is";
    VALUES = "values";
    FIELDS = "fields";
    RUST = "rust";
    TYPE = "type";
    DEFAULT = "default";
    WAS = "was";
    SENSITIVE = "sensitive";
    CONSUMES = "consumes";
    DELIVERY = "delivery";
    PUBLISHED_BY = "published_by";
    ENUM = "enum";
    RETENTION = "retention";
    WHEN = "when";
    TIME = "time";
    VERSION = "version";
    DEPRECATED = "deprecated";
    EVERYTHING = "*";
    LIVE = "live";
    LOSSLESS = "lossless";
    DURABLE = "durable";
}

const fn required(key: &'static str, example: &'static str, rule: &'static str) -> KeyRule {
    KeyRule { key, required: true, example, rule }
}

const fn optional(key: &'static str, example: &'static str, rule: &'static str) -> KeyRule {
    KeyRule { key, required: false, example, rule }
}

const fn names(key: &'static str, rule: &'static str) -> KeyRule {
    KeyRule { key, required: false, example: "", rule }
}

pub(crate) const FILE_TABLE: TableRule = TableRule {
    header: "catalog.toml",
    noun: "catalog",
    rule: "The file. Its tables may have any order and any form that TOML allows.",
    keys: &[
        KeyRule { key: CATALOG, required: true, example: "", rule: "The catalog itself." },
        names(TYPES, "Types for fields, in addition to the built-in ones."),
        names(KEYS, "The correlation ids that events share."),
        names(PUBLISHERS, "The components that publish."),
        names(SUBSCRIBERS, "The components that consume."),
        names(FAMILIES, "The groups of events."),
        names(EVENTS, "The events, by family."),
    ],
};

pub(crate) const CATALOG_TABLE: TableRule = TableRule {
    header: "[catalog]",
    noun: "catalog",
    rule: "The catalog itself.",
    keys: &[
        required(NAME, r#""aegis""#, "The catalog's name: `[a-z][a-z0-9_-]*`."),
        optional(DOC, r#""Domain events of the orchestrator.""#, "Documents the generated `DomainEvent`."),
    ],
};

pub(crate) const TYPE_TABLE: TableRule = TableRule {
    header: "[types.<Type>]",
    noun: "type",
    rule: "A type for fields. It has exactly one of the forms `is`, `values`, `fields`, or `rust` together with `is`.",
    keys: &[
        optional(
            IS,
            r#""Uuid""#,
            "A newtype of this field type is generated. With `rust`: the form of the type in SQL and docs.",
        ),
        optional(
            VALUES,
            r#"["ephemeral", "persistent"]"#,
            "An enumeration is generated. Its strings are used on the wire and in SQL; a variant is its string in upper camel case.",
        ),
        optional(FIELDS, r#"{ message = "String" }"#, "A record with these fields is generated."),
        optional(
            RUST,
            r#""crate::manifest::AgentManifest""#,
            "The type is hand-written: its path, relative to the module of `DomainEvent`. Requires `is`.",
        ),
        optional(DOC, r#""One run of an agent.""#, "Documents the type."),
    ],
};

pub(crate) const KEYS_TABLE: TableRule = TableRule {
    header: "[keys]",
    noun: "key",
    rule: "Each entry is a correlation id: its name, and its type from `[types]` (a newtype of `Uuid`, `String` or an integer, or an enumeration). \
           Every event with a field of that name carries it. A key has an accessor, a filter, a column of `domain_events` and an index.",
    keys: &[],
};

pub(crate) const PUBLISHER_TABLE: TableRule = TableRule {
    header: "[publishers.<Publisher>]",
    noun: "publisher",
    rule: "A component that publishes.",
    keys: &[optional(DOC, r#""Drives the iteration loop of one execution.""#, "Documents the publisher.")],
};

pub(crate) const SUBSCRIBER_TABLE: TableRule = TableRule {
    header: "[subscribers.<Subscriber>]",
    noun: "subscriber",
    rule: "A component that consumes.",
    keys: &[
        required(
            CONSUMES,
            r#"["Policy", "Volume.VolumeCreated"]"#,
            "The events that it consumes: families, single events as `Family.Event`, or only `\"*\"` for everything.",
        ),
        optional(
            DELIVERY,
            r#""lossless""#,
            "`live` (the default): the newest events; a slow subscriber loses some and learns how many. `lossless`: nothing is lost; publishers feel back pressure. `durable`: from the history, at least once, across restarts.",
        ),
        optional(DOC, r#""Structured log entries with signatures.""#, "Documents the subscriber."),
    ],
};

pub(crate) const FAMILY_TABLE: TableRule = TableRule {
    header: "[families.<Family>]",
    noun: "family",
    rule: "A group of events: one variant of `DomainEvent`, one enum, one module.",
    keys: &[
        optional(DOC, r#""Execution and iteration progress.""#, "Documents the family's enum."),
        optional(
            PUBLISHED_BY,
            r#"["ExecutionSupervisor"]"#,
            "The publishers of its events that have no `published_by`.",
        ),
        optional(ENUM, r#""ExecutionEvent""#, "The name of its enum. Default: `<Family>Event`."),
        optional(
            RETENTION,
            r#""90d""#,
            "How long the history keeps its events: a number with `s`, `m`, `h`, `d` or `w`. Default: no limit.",
        ),
    ],
};

pub(crate) const EVENT_TABLE: TableRule = TableRule {
    header: "[events.<Family>.<Event>]",
    noun: "event",
    rule: "An event: one struct. Its name is unique in its family.",
    keys: &[
        required(WHEN, r#""All validators passed""#, "The occasion of the event, in a few words."),
        optional(
            PUBLISHED_BY,
            r#"["CancelExecutionUseCase"]"#,
            "Its publishers, one or more. Required unless the family has `published_by`, which it replaces.",
        ),
        optional(FIELDS, r#"{ reason = "Option<String>" }"#, "Its payload. Default: none."),
        optional(DOC, r#""The last event of an execution.""#, "Documents the struct, in addition to `when`."),
        optional(
            TIME,
            r#""completed_at""#,
            "The field with the time of the event, a plain `Timestamp`. Default: the only plain `Timestamp` that is not `sensitive`, or else the time of the envelope.",
        ),
        optional(
            KEYS,
            r#"{ execution_id = "parent_execution_id" }"#,
            "Fills keys from fields with other names; `\"access_context.execution_id\"` is a field of a record.",
        ),
        optional(
            RUST,
            r#""crate::events::VolumeCreated""#,
            "The struct is hand-written, with `#[domain_event]`: its path, relative to the module of `DomainEvent`.",
        ),
        optional(VERSION, "2", "The version of its payload, from 1. Default: 1."),
        optional(RETENTION, r#""12h""#, "How long the history keeps it. Default: as for the family."),
        optional(WAS, r#"["RunCompleted"]"#, "Its former names, which rows of the history may still have."),
        optional(DEPRECATED, r#""use ExecutionFinished instead""#, "Marks the event as deprecated, with this note."),
    ],
};

pub(crate) const FIELD_TABLE: TableRule = TableRule {
    header: "fields",
    noun: "field",
    rule: "Each entry is a field: its name, and its type (`reason = \"Option<String>\"`) or this long form.",
    keys: &[
        required(TYPE, r#""Option<String>""#, "Its type."),
        optional(DOC, r#""As the operator gave it.""#, "Documents the field."),
        optional(DEFAULT, r#""unknown""#, "The value for rows that were written before the field existed."),
        optional(WAS, r#"["cause"]"#, "Its former names, which rows of the history may still have."),
        optional(
            SENSITIVE,
            "true",
            "The history and `Serialize` have the field; everything else shows it redacted. Default: `false`.",
        ),
    ],
};

/// Every table, in the order of the reference page.
pub const TABLES: &[TableRule] =
    &[CATALOG_TABLE, TYPE_TABLE, KEYS_TABLE, PUBLISHER_TABLE, SUBSCRIBER_TABLE, FAMILY_TABLE, EVENT_TABLE, FIELD_TABLE];
