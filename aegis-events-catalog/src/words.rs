//! Reserved words: of Rust, of SQL, and of generated code.

use std::borrow::Cow;

use aegis_events_sql::envelope::{POSITION, TABLE};

/// Keywords of every edition, including reserved ones.
pub(crate) const RUST_KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod",
    "move", "mut", "override", "priv", "pub", "ref", "return", "Self", "self", "static", "struct", "super", "trait",
    "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Keywords that cannot be raw identifiers.
pub(crate) const NEVER_RAW: &[&str] = &["Self", "self", "super", "crate", "_"];

/// A name of the catalog as a Rust identifier: a raw one if it is a keyword.
///
/// ```
/// assert_eq!(aegis_events_catalog::identifier("type"), "r#type");
/// assert_eq!(aegis_events_catalog::identifier("volume_id"), "volume_id");
/// ```
#[must_use]
pub fn identifier(name: &str) -> Cow<'_, str> {
    if RUST_KEYWORDS.contains(&name) && !NEVER_RAW.contains(&name) {
        Cow::Owned(format!("r#{name}"))
    } else {
        Cow::Borrowed(name)
    }
}

/// Whether `domain_events` has a column of this name for every catalog. Every key adds another.
pub(crate) fn is_envelope_column(name: &str) -> bool {
    name == POSITION.name || TABLE.iter().any(|column| column.name == name)
}

/// Columns that every table has: system columns of PostgreSQL, row ids of SQLite.
pub(crate) const SYSTEM_COLUMNS: &[&str] =
    &["tableoid", "xmin", "xmax", "cmin", "cmax", "ctid", "oid", "rowid", "_rowid_"];

/// Methods of events, of their enums and of envelopes. Every key adds an accessor.
pub(crate) const ACCESSORS: &[&str] = &[
    "id",
    "kind",
    "family",
    "event_type",
    "occurred_at",
    "key",
    "keys",
    "payload",
    "event",
    "sequence",
    "publisher",
    "envelope",
    "into_envelope",
    "recorded_at",
    "info",
    "view",
    "position",
    "node",
    "correlation",
    "causation",
    "version",
    "new",
    "name",
    "as_ref",
    "as_str",
    "as_any",
    "to_json",
    "from_json",
    "encode",
    "decode",
    "serialize",
    "deserialize",
    "clone",
    "clone_from",
    "clone_into",
    "eq",
    "ne",
    "fmt",
    "from",
    "into",
    "try_from",
    "try_into",
    "borrow",
    "borrow_mut",
    "to_owned",
    "to_string",
    "type_id",
    "deref",
    "drop",
    "default",
    "hash",
    "cmp",
    "partial_cmp",
];

/// Items that are always generated, in addition to the types and enums of the catalog.
pub(crate) const GENERATED: &[&str] = &["DomainEvent", "Publisher", "Publishers", "publishers", "subscribers"];
