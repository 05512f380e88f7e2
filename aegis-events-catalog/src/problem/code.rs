//! Every code in one table: its number for good, its title, and the rule in prose.
//!
//! A number is never given to another rule, not even after its own rule is gone.

use std::fmt;

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The catalog can be used; somebody should look at it.
    Warning,
    /// The catalog is wrong.
    Error,
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

            /// The rule's name in a few words.
            pub fn title(self) -> &'static str {
                match self { $(Code::$name => $title,)* }
            }

            /// The rule in prose.
            pub fn rule(self) -> &'static str {
                match self { $(Code::$name => $rule,)* }
            }

            /// Whether the rule's problems are errors or warnings.
            pub fn severity(self) -> Severity {
                match self { $(Code::$name => Severity::$severity,)* }
            }

            /// The bytes of a catalog with this problem and no other.
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
        "The file is TOML 1.1. After a syntax error, problems that may only follow from it (missing keys, unknown names, \
         warnings) are not reported until it is mended.";
    NotUtf8 = 2, Error, "not UTF-8", "not-utf8",
        "The file is UTF-8. A byte order mark at its start is allowed.";
    DeclaredTwice = 3, Error, "declared twice", "event-declared-twice",
        "Nothing is declared twice: no table, no key of a table, no entry of `published_by`.";
    UnknownKey = 4, Error, "unknown key", "unknown-event-key",
        "Only the keys of this page exist. Anything else is a slip and would otherwise be ignored silently.";
    MissingKey = 5, Error, "missing key", "when-missing",
        "A required key is there.";
    WrongKind = 6, Error, "wrong kind of value", "doc-not-a-string",
        "The value of a key is of the kind that the key takes: a string, an integer, a boolean, an array or a table.";
    IllFormedName = 7, Error, "ill-formed name", "event-name-in-snake-case",
        "Types, publishers, subscribers, families, events and enums are named in upper camel case, `[A-Z][A-Za-z0-9]*`; \
         fields and keys in snake case, `[a-z][a-z0-9_]*`; the catalog as a package is, `[a-z][a-z0-9_-]*`. \
         `Self`, `self`, `super` and `crate` are Rust's own, even as raw identifiers.";
    IllFormedType = 8, Error, "ill-formed type", "vec-without-argument",
        "A field's type is a scalar, a name from `[types]`, `Option<T>`, `Vec<T>`, `Map<T>` or `(T, U)`, at most 32 levels \
         deep, counting through the types that it names. No `Option` holds another one: JSON has one `null` for both.";
    BadValue = 9, Error, "value not allowed", "retention-without-unit",
        "The value of a key is one of those that the key allows.";
    UnknownType = 10, Error, "unknown type", "unknown-type",
        "A type's name is a scalar or declared under `[types]`.";
    UnknownFamily = 11, Error, "unknown family", "events-of-unknown-family",
        "A family is declared under `[families]`.";
    UnknownPublisher = 12, Error, "unknown publisher", "unknown-publisher",
        "A publisher is declared under `[publishers]`.";
    UnknownEvent = 13, Error, "unknown event", "consumes-unknown-event",
        "A subscriber consumes `*`, a family, or an event as `Family.Event`.";
    UnknownCorrelationKey = 14, Error, "unknown correlation key", "alias-for-unknown-key",
        "The `keys` of an event name keys that are declared under `[keys]`.";
    UnknownField = 15, Error, "unknown field", "time-names-unknown-field",
        "`time` and the paths of `keys` name fields of the event, and then of records inside it.";
    RecursiveType = 16, Error, "recursive type", "record-contains-itself",
        "A type does not contain itself, neither directly nor through others, not even inside `Option`, `Vec` or `Map`.";
    TypeForm = 17, Error, "type of no or several forms", "type-without-form",
        "A type has one of the forms `is`, `values`, `fields`, or `rust` together with `is`.";
    EnumerationValue = 18, Error, "unusable value of an enumeration", "values-with-one-variant",
        "The `values` of an enumeration are strings, at least one, all different, and each gives a Rust variant of its own: \
         the value in upper camel case.";
    KeyType = 19, Error, "type not suited to a key", "key-of-scalar-type",
        "A key's type is declared under `[types]`: a newtype of `Uuid`, `String` or an integer, or an enumeration. So no key \
         can be taken for another.";
    KeyTypeShared = 20, Error, "two keys of one type", "two-keys-of-one-type",
        "Each key has a type of its own, by which it is told from the others at compile time.";
    ReservedKeyName = 21, Error, "reserved key name", "key-named-like-a-column",
        "A key gives its name to a column of `domain_events` and to a method of every event, so it is not named like a column \
         or a method that is there already.";
    KeyFieldType = 22, Error, "key field of another type", "key-field-of-another-type",
        "A field that is named like a key, or that fills one, has the key's type or an `Option` of it.";
    AmbiguousKey = 23, Error, "key filled twice", "key-filled-twice",
        "An event that has a field named like a key does not fill that key from another field as well.";
    SensitiveField = 24, Error, "sensitive field shown", "key-from-sensitive-field",
        "The fields behind keys and `time` are shown everywhere, so they are not `sensitive`.";
    TimeFieldType = 25, Error, "time of another type", "time-not-a-timestamp",
        "The field that `time` names is a plain `Timestamp`: no `Option` and no newtype.";
    AmbiguousTime = 26, Error, "ambiguous time", "several-timestamps",
        "An event with several plain `Timestamp` fields says in `time` which of them tells when it happened.";
    NobodyPublishes = 27, Error, "event without a publisher", "event-without-publisher",
        "Every event has at least one publisher, of its own or from its family.";
    ConsumesNothing = 28, Error, "subscriber that consumes nothing", "consumes-nothing",
        "A subscriber consumes something.";
    RedundantInterest = 29, Error, "consumed twice", "event-covered-by-family",
        "A subscriber names nothing twice: no entry repeats another, no event stands beside its whole family, and `*` stands \
         alone.";
    NamesCollide = 30, Error, "generated names collide", "type-named-like-an-enum",
        "No two generated Rust items get the same name. Families and publishers also give their names in snake case, \
         subscribers theirs with `Event` behind, events theirs with `MayPublish` before. A type is not named like a built-in \
         one.";
    ViewsCollide = 31, Error, "SQL views collide", "views-collide",
        "The SQL views `events_<family>_<event>`, in snake case, are all different.";
    SqlNameTooLong = 32, Error, "SQL name too long", "view-name-too-long",
        "Names of views, and of columns for keys and fields, have at most 63 bytes; PostgreSQL would cut longer ones silently.";
    FormerName = 33, Error, "former name in use", "former-name-in-use",
        "A former name in `was` is neither a present name nor a former one of something else beside it.";
    BadDefault = 34, Error, "default of another type", "default-of-another-type",
        "A `default` is a value of its field's type.";
    EmptyFamily = 35, Error, "family without events", "family-without-events",
        "A family has events.";
    RustKeyword = 36, Error, "Rust keyword as a generated name", "family-named-like-a-keyword",
        "The module of a family (its name in snake case) is no Rust keyword, and the field of a publisher none of those that \
         cannot be written as a raw identifier.";
    EmptyCatalog = 37, Error, "empty catalog", "empty-catalog",
        "A catalog declares something.";
    IdlePublisher = 51, Warning, "publisher that owns nothing", "publisher-owns-nothing",
        "Every publisher owns at least one event.";
    UnheardEvent = 52, Warning, "event that nobody consumes", "event-nobody-consumes",
        "Where subscribers are declared, every event is consumed by one of them.";
    UnusedType = 53, Warning, "type that nobody uses", "type-nobody-uses",
        "Every type is used by a key, by an event or by another type.";
    UnusedKey = 54, Warning, "key that no event carries", "key-no-event-carries",
        "Every key is carried by at least one event.";
}

impl Code {
    /// Whether the rule may be broken only because something else could not be read: what is missing or unknown may
    /// stand on a line that is no TOML.
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
                | Code::NobodyPublishes
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
