//! The words of the file format, each in one place: for the reader, for "unknown key" and for the reference page.

/// A key of one of the catalog's tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyRule {
    /// The key as it is written.
    pub key: &'static str,
    /// Whether the table must have it.
    pub required: bool,
    /// An example of its value, as TOML.
    pub example: &'static str,
    /// What it means and what it allows, in a sentence.
    pub rule: &'static str,
}

/// A table of the catalog and the keys that it may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableRule {
    /// How the table's header is written.
    pub header: &'static str,
    /// What a problem calls the thing that it declares.
    pub noun: &'static str,
    /// What it declares, in a sentence.
    pub rule: &'static str,
    /// Its keys. Empty where the keys are names of the author's choice.
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
    rule: "The file. Its tables may stand in any order and be written in any way that TOML allows.",
    keys: &[
        KeyRule { key: CATALOG, required: true, example: "", rule: "The catalog itself." },
        names(TYPES, "What fields may be, beyond the scalars."),
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
            "A newtype of this field type is generated; beside `rust`: what the type looks like to SQL and docs.",
        ),
        optional(
            VALUES,
            r#"["ephemeral", "persistent"]"#,
            "An enumeration is generated. The strings stand on the wire and in SQL; a variant is its string in upper camel case.",
        ),
        optional(FIELDS, r#"{ message = "String" }"#, "A record with these fields is generated."),
        optional(
            RUST,
            r#""crate::manifest::AgentManifest""#,
            "The type exists already: its path, from the module of `DomainEvent`. Needs `is`.",
        ),
        optional(DOC, r#""One run of an agent.""#, "Documents the type."),
    ],
};

pub(crate) const KEYS_TABLE: TableRule = TableRule {
    header: "[keys]",
    noun: "key",
    rule: "Each entry is a correlation id: its name, and its type from `[types]` (a newtype of `Uuid`, `String` or an integer, or an enumeration). \
           Every event with a field of that name carries it; it gets an accessor, a filter, a column of `domain_events` and an index.",
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
            "What it consumes: families, single events as `Family.Event`, or `\"*\"` alone for everything.",
        ),
        optional(
            DELIVERY,
            r#""lossless""#,
            "`live` (the default): the newest events, whoever is slow is told what it lost. `lossless`: nothing is lost, publishers feel back pressure. `durable`: from history, at least once, across restarts.",
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
            "Who publishes those of its events that do not say so themselves.",
        ),
        optional(ENUM, r#""ExecutionEvent""#, "The name of its enum. Default: `<Family>Event`."),
        optional(
            RETENTION,
            r#""90d""#,
            "How long history keeps its events: a number with `s`, `m`, `h`, `d` or `w`. Default: for ever.",
        ),
    ],
};

pub(crate) const EVENT_TABLE: TableRule = TableRule {
    header: "[events.<Family>.<Event>]",
    noun: "event",
    rule: "Something that happens: one struct. Its name is unique in its family.",
    keys: &[
        required(WHEN, r#""All validators passed""#, "When it happens, in a few words."),
        optional(
            PUBLISHED_BY,
            r#"["CancelExecutionUseCase"]"#,
            "Who may publish it, one or more. Required unless the family has it; replaces the family's.",
        ),
        optional(FIELDS, r#"{ reason = "Option<String>" }"#, "Its payload. Default: none."),
        optional(DOC, r#""The last event of an execution.""#, "Documents the struct, beside `when`."),
        optional(
            TIME,
            r#""completed_at""#,
            "The field that tells when it happened, a plain `Timestamp`. Default: the only plain `Timestamp` that is not `sensitive`; without any, the envelope's time.",
        ),
        optional(
            KEYS,
            r#"{ execution_id = "parent_execution_id" }"#,
            "Fills keys from fields of other names; `\"access_context.execution_id\"` reaches into a record.",
        ),
        optional(
            RUST,
            r#""crate::events::VolumeCreated""#,
            "The struct is written by hand, with `#[domain_event]`: its path, from the module of `DomainEvent`.",
        ),
        optional(VERSION, "2", "The version of its payload, from 1. Default: 1."),
        optional(RETENTION, r#""12h""#, "How long history keeps it. Default: the family's."),
        optional(WAS, r#"["RunCompleted"]"#, "Its former names, under which history may still hold it."),
        optional(DEPRECATED, r#""use ExecutionFinished instead""#, "Marks it as deprecated, with this note."),
    ],
};

pub(crate) const FIELD_TABLE: TableRule = TableRule {
    header: "fields",
    noun: "field",
    rule: "Each entry is a field: its name, and its type (`reason = \"Option<String>\"`) or this long form.",
    keys: &[
        required(TYPE, r#""Option<String>""#, "Its type."),
        optional(DOC, r#""As the operator gave it.""#, "Documents the field."),
        optional(DEFAULT, r#""unknown""#, "The value that rows get which were written before the field existed."),
        optional(WAS, r#"["cause"]"#, "Its former names, for rows written under them."),
        optional(
            SENSITIVE,
            "true",
            "The field is in history and in `Serialize`; everything else shows it redacted. Default: `false`.",
        ),
    ],
};

/// Every table, in the order of the reference page.
pub const TABLES: &[TableRule] =
    &[CATALOG_TABLE, TYPE_TABLE, KEYS_TABLE, PUBLISHER_TABLE, SUBSCRIBER_TABLE, FAMILY_TABLE, EVENT_TABLE, FIELD_TABLE];
