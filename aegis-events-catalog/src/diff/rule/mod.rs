//! Every rule in one table: its name, its text, its effects and what to do about a change.
//!
//! A name is never given to another rule, not even after its own rule is gone: waivers refer to it.

mod event;
mod field;
mod key;
mod meaning;
mod party;
mod types;

use std::fmt;

/// The code, data or readers that a change affects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// Rust code that publishes, subscribes or names generated items.
    Source,
    /// Recorded rows, and the columns and views of the database.
    Store,
    /// Clients of gRPC and NATS, which read JSON.
    Wire,
    /// Promises of the catalog: publishers, subscribers, and the meaning of events.
    Catalog,
}

impl Category {
    /// All categories, in the order in which effects are listed.
    pub const ALL: &[Category] = &[Category::Source, Category::Store, Category::Wire, Category::Catalog];

    /// Its name: `SOURCE`.
    pub fn name(self) -> &'static str {
        match self {
            Category::Source => "SOURCE",
            Category::Store => "STORE",
            Category::Wire => "WIRE",
            Category::Catalog => "CATALOG",
        }
    }

    /// The category of a name, in any case.
    pub fn from_name(name: &str) -> Option<Category> {
        Category::ALL.iter().copied().find(|it| it.name().eq_ignore_ascii_case(name))
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// How severe a change is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing breaks, but readers of the catalog may want to know.
    Notice,
    /// Something breaks under a condition, which the effect names: SQL that names a column, a value that is in fact written,
    /// a program of the old catalog that still runs.
    Warning,
    /// Something no longer works.
    Breaking,
}

impl Severity {
    /// Its name: `breaking`.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Notice => "notice",
            Severity::Warning => "warning",
            Severity::Breaking => "breaking",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The effect of a change on one category.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Effect {
    /// The category.
    pub category: Category,
    /// How severe it is there.
    pub severity: Severity,
    /// What happens, in a sentence without capital and full stop.
    pub how: &'static str,
}

const fn breaking(category: Category, how: &'static str) -> Effect {
    Effect { category, severity: Severity::Breaking, how }
}

const fn warning(category: Category, how: &'static str) -> Effect {
    Effect { category, severity: Severity::Warning, how }
}

const fn notice(category: Category, how: &'static str) -> Effect {
    Effect { category, severity: Severity::Notice, how }
}

/// The texts of a rule, apart from its name and its example.
struct About {
    prose: &'static str,
    /// At least one, each category at most once, in the order of [`Category::ALL`].
    effects: &'static [Effect],
    /// `None` if nothing has to be done.
    todo: Option<&'static str>,
}

macro_rules! rules {
    ($($(#[$doc:meta])* $rule:ident = $name:literal, $about:path;)*) => {
        /// What can change between two catalogs. Prints as its name, `event-deleted`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Rule {
            $($(#[$doc])* $rule,)*
        }

        impl Rule {
            /// All rules, in the order of the reference page.
            pub const ALL: &[Rule] = &[$(Rule::$rule),*];

            /// Its name, in kebab case.
            pub fn name(self) -> &'static str {
                match self { $(Rule::$rule => $name,)* }
            }

            /// The example on the reference page, before the change: a catalog.
            pub fn example_old(self) -> &'static str {
                match self { $(Rule::$rule => include_str!(concat!("../../../tests/diff/", $name, "/old.toml")),)* }
            }

            /// The example on the reference page, after the change.
            pub fn example_new(self) -> &'static str {
                match self { $(Rule::$rule => include_str!(concat!("../../../tests/diff/", $name, "/new.toml")),)* }
            }

            fn about(self) -> &'static About {
                match self { $(Rule::$rule => &$about,)* }
            }
        }
    };
}

rules! {
    /// The catalog has another name.
    CatalogRenamed = "catalog-renamed", event::CATALOG_RENAMED;
    /// A family is new, with its events.
    FamilyAdded = "family-added", event::FAMILY_ADDED;
    /// A family is gone, with its events.
    FamilyDeleted = "family-deleted", event::FAMILY_DELETED;
    /// A family with the same events has another name.
    FamilyRenamed = "family-renamed", event::FAMILY_RENAMED;
    /// The Rust enum of a family has another name.
    FamilyEnumRenamed = "family-enum-renamed", event::FAMILY_ENUM_RENAMED;
    /// An event is new.
    EventAdded = "event-added", event::EVENT_ADDED;
    /// An event is gone.
    EventDeleted = "event-deleted", event::EVENT_DELETED;
    /// An event has another name, and `was` says so.
    EventRenamed = "event-renamed", event::EVENT_RENAMED;
    /// An event is in another family.
    EventMoved = "event-moved", event::EVENT_MOVED;
    /// An event is gone, and another event reads its rows.
    EventsMerged = "events-merged", event::EVENTS_MERGED;
    /// An event is gone, and another event claims its rows but cannot read them.
    EventsMergedUnreadable = "events-merged-unreadable", event::EVENTS_MERGED_UNREADABLE;
    /// An event has one more former name.
    FormerNameAdded = "former-name-added", event::FORMER_NAME_ADDED;
    /// An event has lost a former name.
    FormerNameRemoved = "former-name-removed", event::FORMER_NAME_REMOVED;
    /// A former name of an event is now another event's.
    FormerNameMoved = "former-name-moved", event::FORMER_NAME_MOVED;
    /// A field is new and has no default, so older rows have no value for it.
    FieldAddedWithoutDefault = "field-added-without-default", field::FIELD_ADDED_WITHOUT_DEFAULT;
    /// A field is new and has a default.
    FieldAddedWithDefault = "field-added-with-default", field::FIELD_ADDED_WITH_DEFAULT;
    /// A field is new and may be absent.
    FieldAddedOptional = "field-added-optional", field::FIELD_ADDED_OPTIONAL;
    /// A field is gone.
    FieldDeleted = "field-deleted", field::FIELD_DELETED;
    /// A field has another name, and `was` says so.
    FieldRenamed = "field-renamed", field::FIELD_RENAMED;
    /// The `was` of a field names another field of the old record.
    FieldsMerged = "fields-merged", field::FIELDS_MERGED;
    /// The same fields come in another order.
    FieldsReordered = "fields-reordered", field::FIELDS_REORDERED;
    /// A field has become an `Option`.
    FieldMadeOptional = "field-made-optional", field::FIELD_MADE_OPTIONAL;
    /// A field is no longer an `Option`.
    FieldMadeRequired = "field-made-required", field::FIELD_MADE_REQUIRED;
    /// A field has another type with the same JSON.
    FieldTypeReplaced = "field-type-replaced", field::FIELD_TYPE_REPLACED;
    /// A field has a type that holds every former value, and more.
    FieldTypeWidened = "field-type-widened", field::FIELD_TYPE_WIDENED;
    /// A field has a type that no longer holds every former value.
    FieldTypeNarrowed = "field-type-narrowed", field::FIELD_TYPE_NARROWED;
    /// A field has a type with other JSON.
    FieldTypeChanged = "field-type-changed", field::FIELD_TYPE_CHANGED;
    /// A field has a default that it did not have.
    DefaultAdded = "default-added", field::DEFAULT_ADDED;
    /// A missing field reads as another value.
    DefaultChanged = "default-changed", field::DEFAULT_CHANGED;
    /// A missing field is now an error.
    DefaultRemoved = "default-removed", field::DEFAULT_REMOVED;
    /// A field has one more former name.
    FieldFormerNameAdded = "field-former-name-added", field::FIELD_FORMER_NAME_ADDED;
    /// A field has lost a former name.
    FieldFormerNameRemoved = "field-former-name-removed", field::FIELD_FORMER_NAME_REMOVED;
    /// A former name of a field is now another field's.
    FieldFormerNameMoved = "field-former-name-moved", field::FIELD_FORMER_NAME_MOVED;
    /// A field is now shown redacted.
    SensitiveAdded = "sensitive-added", field::SENSITIVE_ADDED;
    /// A field is no longer shown redacted.
    SensitiveDropped = "sensitive-dropped", field::SENSITIVE_DROPPED;
    /// A type is new.
    TypeAdded = "type-added", types::TYPE_ADDED;
    /// A type is gone.
    TypeDeleted = "type-deleted", types::TYPE_DELETED;
    /// A type has another name in every place that uses it.
    TypeRenamed = "type-renamed", types::TYPE_RENAMED;
    /// A type has another definition with the same JSON.
    TypeReplaced = "type-replaced", types::TYPE_REPLACED;
    /// A type is now hand-written, or no longer is, with the same JSON.
    TypeByHand = "type-by-hand", types::TYPE_BY_HAND;
    /// A type holds every former value, and more.
    TypeWidened = "type-widened", types::TYPE_WIDENED;
    /// A type no longer holds every former value.
    TypeNarrowed = "type-narrowed", types::TYPE_NARROWED;
    /// A type has a definition with other JSON.
    TypeChanged = "type-changed", types::TYPE_CHANGED;
    /// An enumeration has one more value.
    ValueAdded = "value-added", types::VALUE_ADDED;
    /// An enumeration has lost a value.
    ValueRemoved = "value-removed", types::VALUE_REMOVED;
    /// A value was replaced by another in the same place.
    ValueRenamed = "value-renamed", types::VALUE_RENAMED;
    /// A value has another spelling that gives the same variant.
    ValueRespelt = "value-respelt", types::VALUE_RESPELT;
    /// The same values come in another order.
    ValuesReordered = "values-reordered", types::VALUES_REORDERED;
    /// A key is new.
    KeyAdded = "key-added", key::KEY_ADDED;
    /// A key is gone.
    KeyRemoved = "key-removed", key::KEY_REMOVED;
    /// A key of the same type has another name.
    KeyRenamed = "key-renamed", key::KEY_RENAMED;
    /// A key has another type with the same column.
    KeyTypeChanged = "key-type-changed", key::KEY_TYPE_CHANGED;
    /// A key has another column type.
    KeyColumnChanged = "key-column-changed", key::KEY_COLUMN_CHANGED;
    /// An event carries a key that it did not carry.
    KeyCarried = "key-carried", key::KEY_CARRIED;
    /// An event no longer carries a key.
    KeyDropped = "key-dropped", key::KEY_DROPPED;
    /// An event takes a key from another field.
    KeySourceChanged = "key-source-changed", key::KEY_SOURCE_CHANGED;
    /// A publisher is new.
    PublisherAdded = "publisher-added", party::PUBLISHER_ADDED;
    /// A publisher is gone.
    PublisherDeleted = "publisher-deleted", party::PUBLISHER_DELETED;
    /// A publisher of the same events has another name.
    PublisherRenamed = "publisher-renamed", party::PUBLISHER_RENAMED;
    /// A publisher may publish an event that it could not publish before.
    PublisherGranted = "publisher-granted", party::PUBLISHER_GRANTED;
    /// A publisher may no longer publish an event.
    PublisherRevoked = "publisher-revoked", party::PUBLISHER_REVOKED;
    /// A subscriber is new.
    SubscriberAdded = "subscriber-added", party::SUBSCRIBER_ADDED;
    /// A subscriber is gone.
    SubscriberDeleted = "subscriber-deleted", party::SUBSCRIBER_DELETED;
    /// A subscriber of the same events has another name.
    SubscriberRenamed = "subscriber-renamed", party::SUBSCRIBER_RENAMED;
    /// A subscriber consumes less.
    SubscriberNarrowed = "subscriber-narrowed", party::SUBSCRIBER_NARROWED;
    /// A subscriber consumes more.
    SubscriberWidened = "subscriber-widened", party::SUBSCRIBER_WIDENED;
    /// The view of a subscriber has other variants for the same events.
    SubscriberViewChanged = "subscriber-view-changed", party::SUBSCRIBER_VIEW_CHANGED;
    /// A subscriber has a weaker delivery.
    DeliveryWeakened = "delivery-weakened", party::DELIVERY_WEAKENED;
    /// A subscriber has a stronger delivery.
    DeliveryStrengthened = "delivery-strengthened", party::DELIVERY_STRENGTHENED;
    /// The time of an event comes from another field.
    TimeChanged = "time-changed", meaning::TIME_CHANGED;
    /// The version is lower.
    VersionLowered = "version-lowered", meaning::VERSION_LOWERED;
    /// The payload has changed, but not the version.
    VersionNotRaised = "version-not-raised", meaning::VERSION_NOT_RAISED;
    /// The version has changed, but not the payload.
    VersionRaised = "version-raised", meaning::VERSION_RAISED;
    /// History keeps an event longer.
    RetentionLengthened = "retention-lengthened", meaning::RETENTION_LENGTHENED;
    /// History keeps an event for ever.
    RetentionRemoved = "retention-removed", meaning::RETENTION_REMOVED;
    /// History keeps an event for a shorter time.
    RetentionShortened = "retention-shortened", meaning::RETENTION_SHORTENED;
    /// An event is deprecated.
    DeprecatedAdded = "deprecated-added", meaning::DEPRECATED_ADDED;
    /// An event is deprecated with another note.
    DeprecatedChanged = "deprecated-changed", meaning::DEPRECATED_CHANGED;
    /// An event is no longer deprecated.
    DeprecatedRemoved = "deprecated-removed", meaning::DEPRECATED_REMOVED;
    /// The struct of an event is now hand-written.
    RustPathAdded = "rust-path-added", meaning::RUST_PATH_ADDED;
    /// A hand-written struct or type has another path.
    RustPathChanged = "rust-path-changed", meaning::RUST_PATH_CHANGED;
    /// The struct of an event is now generated.
    RustPathRemoved = "rust-path-removed", meaning::RUST_PATH_REMOVED;
    /// The text of `when` has changed.
    WhenChanged = "when-changed", meaning::WHEN_CHANGED;
    /// A `doc` has changed.
    DocChanged = "doc-changed", meaning::DOC_CHANGED;
    /// The same declarations come in another order.
    DeclarationsReordered = "declarations-reordered", meaning::DECLARATIONS_REORDERED;
}

impl Rule {
    /// The rule of a name.
    pub fn from_name(name: &str) -> Option<Rule> {
        Rule::ALL.iter().copied().find(|rule| rule.name() == name)
    }

    /// The rule in a sentence.
    pub fn prose(self) -> &'static str {
        self.about().prose
    }

    /// The effects of the change, in the order of [`Category::ALL`]; never empty.
    pub fn effects(self) -> &'static [Effect] {
        self.about().effects
    }

    /// The categories of its effects.
    pub fn categories(self) -> impl Iterator<Item = Category> {
        self.effects().iter().map(|effect| effect.category)
    }

    /// How severe the change is for one category; `None` if it does not affect it.
    pub fn severity_for(self, category: Category) -> Option<Severity> {
        self.effects().iter().find(|effect| effect.category == category).map(|effect| effect.severity)
    }

    /// The worst of its effects.
    pub fn severity(self) -> Severity {
        self.severity_among(Category::ALL).unwrap_or(Severity::Notice)
    }

    /// The worst of its effects on some categories; `None` if it affects none of them.
    pub fn severity_among(self, categories: &[Category]) -> Option<Severity> {
        let concerned = self.effects().iter().filter(|effect| categories.contains(&effect.category));
        concerned.map(|effect| effect.severity).max()
    }

    /// Whether rows or clients see another payload, so that the `version` of the event must be raised.
    pub(super) fn breaks_payload(self) -> bool {
        matches!(
            self,
            Rule::FieldAddedWithoutDefault
                | Rule::FieldDeleted
                | Rule::FieldRenamed
                | Rule::FieldsMerged
                | Rule::FieldMadeRequired
                | Rule::FieldTypeNarrowed
                | Rule::FieldTypeChanged
                | Rule::TypeNarrowed
                | Rule::TypeChanged
                | Rule::ValueRemoved
                | Rule::ValueRenamed
                | Rule::ValueRespelt
        )
    }

    /// What to do about it, in a sentence without capital and full stop; `None` if nothing has to be done.
    pub fn todo(self) -> Option<&'static str> {
        self.about().todo
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
