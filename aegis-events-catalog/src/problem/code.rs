//! Every code in one table: its number, its title, its example and the rule in prose.
//!
//! A number is never given to another rule, not even after its own rule is gone.

use std::fmt;

/// The severity of a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The catalog can be used, but should be reviewed.
    Warning,
    /// The catalog cannot be used.
    Error,
}

impl Severity {
    /// Its name: `error`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

macro_rules! codes {
    ($($name:ident = $number:literal, $severity:ident, $title:literal, $example:literal, $rule:literal;)*) => {
        /// The rule that a problem breaks. Prints as `AE0012`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        #[repr(u16)]
        pub enum Code {
            $(#[doc = $rule] $name = $number,)*
        }

        impl Code {
            /// All codes, by number.
            pub const ALL: &[Code] = &[$(Code::$name),*];

            /// A short title of the problem.
            pub fn title(self) -> &'static str {
                match self { $(Code::$name => $title,)* }
            }

            /// The rule in prose.
            pub fn rule(self) -> &'static str {
                match self { $(Code::$name => $rule,)* }
            }

            /// Whether its problems are errors or warnings.
            pub fn severity(self) -> Severity {
                match self { $(Code::$name => Severity::$severity,)* }
            }

            /// The bytes of a catalog that only has this problem.
            pub fn example(self) -> &'static [u8] {
                match self {
                    $(Code::$name => include_bytes!(concat!("../../tests/problems/", $example, ".toml")),)*
                }
            }
        }
    };
}

codes! {
    Syntax = 1, Error, "invalid TOML", "value-without-quotes",
        "The file is TOML 1.1. Until a syntax error is fixed, problems that may follow from it (missing keys, unknown names, \
         warnings) are not reported.";
    NotUtf8 = 2, Error, "not UTF-8", "not-utf8",
        "The file is UTF-8. A byte order mark at its start is allowed.";
    DeclaredTwice = 3, Error, "declared twice", "event-declared-twice",
        "Every table, every key of a table and every entry of `published_by` is unique.";
    UnknownKey = 4, Error, "unknown key", "unknown-event-key",
        "A table only has the keys that this page lists. Another key would be a typing error that is silently ignored.";
    MissingKey = 5, Error, "missing key", "when-missing",
        "Required keys are present.";
    WrongKind = 6, Error, "wrong kind of value", "doc-not-a-string",
        "The value of a key has the kind that the key requires: a string, an integer, a boolean, an array or a table.";
    IllFormedName = 7, Error, "ill-formed name", "event-name-in-snake-case",
        "Types, publishers, subscribers, families, events and enums are named in upper camel case, `[A-Z][A-Za-z0-9]*`; \
         fields and keys in snake case, `[a-z][a-z0-9_]*`; the catalog like a package, `[a-z][a-z0-9_-]*`. \
         `Self`, `self`, `super` and `crate` are reserved by Rust, even as raw identifiers.";
    IllFormedType = 8, Error, "ill-formed type", "vec-without-argument",
        "A field's type is a scalar, a name from `[types]`, `Option<T>`, `Vec<T>`, `Map<T>` or `(T, U)`, at most 32 levels \
         deep, counted through the types that it names. No `Option` contains another `Option`: JSON has one `null` for both.";
    BadValue = 9, Error, "value not allowed", "retention-without-unit",
        "The value of a key is among the values that the key allows.";
    UnknownType = 10, Error, "unknown type", "unknown-type",
        "The name of a type is a scalar or declared under `[types]`.";
    UnknownFamily = 11, Error, "unknown family", "events-of-unknown-family",
        "A family is declared under `[families]`.";
    UnknownPublisher = 12, Error, "unknown publisher", "unknown-publisher",
        "A publisher is declared under `[publishers]`.";
    UnknownEvent = 13, Error, "unknown event", "consumes-unknown-event",
        "A subscriber consumes `*`, a family, or an event as `Family.Event`.";
    UnknownCorrelationKey = 14, Error, "unknown correlation key", "alias-for-unknown-key",
        "The `keys` of an event name keys that are declared under `[keys]`.";
    UnknownField = 15, Error, "unknown field", "time-names-unknown-field",
        "`time` and the paths of `keys` name fields of the event, and then fields of its records.";
    RecursiveType = 16, Error, "recursive type", "record-contains-itself",
        "A type does not contain itself, neither directly nor through other types, nor inside `Option`, `Vec` or `Map`.";
    TypeForm = 17, Error, "type without a unique form", "type-without-form",
        "A type has exactly one of the forms `is`, `values`, `fields`, or `rust` together with `is`.";
    EnumerationValue = 18, Error, "invalid value of an enumeration", "values-with-one-variant",
        "The `values` of an enumeration are different strings, at least one. Each gives a different Rust variant: the value in \
         upper camel case.";
    KeyType = 19, Error, "type not allowed for a key", "key-of-scalar-type",
        "The type of a key is declared under `[types]`: a newtype of `Uuid`, `String` or an integer, or an enumeration. So the \
         compiler distinguishes keys.";
    KeyTypeShared = 20, Error, "two keys of one type", "two-keys-of-one-type",
        "Each key has its own type, so that the compiler distinguishes keys.";
    ReservedKeyName = 21, Error, "reserved key name", "key-named-like-a-column",
        "A key names a column of `domain_events` and a method of every event, so it does not have the name of an existing \
         column or method.";
    KeyFieldType = 22, Error, "key field of another type", "key-field-of-another-type",
        "A field that has the name of a key, or that fills one, has the type of the key or an `Option` of it.";
    AmbiguousKey = 23, Error, "key filled twice", "key-filled-twice",
        "An event that has a field with the name of a key does not fill that key from another field.";
    SensitiveField = 24, Error, "sensitive field shown", "key-from-sensitive-field",
        "Keys and the time of an event are shown everywhere, so their fields are not `sensitive`.";
    TimeFieldType = 25, Error, "time of another type", "time-not-a-timestamp",
        "The field that `time` names is a plain `Timestamp`, not an `Option` or a newtype.";
    AmbiguousTime = 26, Error, "ambiguous time", "several-timestamps",
        "An event with several plain `Timestamp` fields names in `time` the one that is the time of the event.";
    WithoutPublisher = 27, Error, "event without a publisher", "event-without-publisher",
        "Every event has at least one publisher, its own or that of its family.";
    ConsumesNothing = 28, Error, "subscriber that consumes nothing", "consumes-nothing",
        "A subscriber consumes at least one event.";
    RedundantInterest = 29, Error, "consumed twice", "event-covered-by-family",
        "A subscriber names every event once: no entry repeats another, no event is listed together with its family, and `*` is \
         the only entry.";
    NamesCollide = 30, Error, "generated names collide", "type-named-like-an-enum",
        "Generated Rust items have different names. Families and publishers also generate their names in snake case, \
         subscribers their names with the suffix `Event`, events theirs with the prefix `MayPublish`. A type does not have \
         the name of a built-in type.";
    ViewsCollide = 31, Error, "SQL views collide", "views-collide",
        "The SQL views `events_<family>_<event>`, in snake case, are all different.";
    SqlNameTooLong = 32, Error, "SQL name too long", "view-name-too-long",
        "Names of views, and of columns for keys and fields, have at most 63 bytes. PostgreSQL silently cuts longer names.";
    FormerName = 33, Error, "former name in use", "former-name-in-use",
        "A former name in `was` is neither a present name nor a former name of another event of the family, or of another field \
         of the record.";
    BadDefault = 34, Error, "default of another type", "default-of-another-type",
        "A `default` is a value of its field's type.";
    EmptyFamily = 35, Error, "family without events", "family-without-events",
        "A family has at least one event.";
    RustKeyword = 36, Error, "Rust keyword as a generated name", "family-named-like-a-keyword",
        "The module of a family (its name in snake case) is not a Rust keyword, and the field of a publisher is not one that \
         cannot be a raw identifier.";
    EmptyCatalog = 37, Error, "empty catalog", "empty-catalog",
        "A catalog has declarations.";
    IdlePublisher = 51, Warning, "unused publisher", "unused-publisher",
        "Every publisher may publish at least one event.";
    UnconsumedEvent = 52, Warning, "event without a subscriber", "event-without-subscriber",
        "If a catalog declares subscribers, one of them consumes each event.";
    UnusedType = 53, Warning, "unused type", "unused-type",
        "Every type is used by a key, an event or another type.";
    UnusedKey = 54, Warning, "unused key", "unused-key",
        "At least one event carries each key.";
}

impl Code {
    /// Whether the problem may follow from a syntax error: the missing or unknown item may be on a line that is not TOML.
    pub(crate) fn follows_from_damage(self) -> bool {
        matches!(
            self,
            Code::MissingKey
                | Code::UnknownType
                | Code::UnknownFamily
                | Code::UnknownPublisher
                | Code::UnknownEvent
                | Code::UnknownCorrelationKey
                | Code::UnknownField
                | Code::TypeForm
                | Code::WithoutPublisher
                | Code::EmptyFamily
                | Code::EmptyCatalog
        )
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AE{:04}", *self as u16)
    }
}
