//! Every rule in one table: its name, its text, its effects and what to do about a change.
//!
//! A name is never given to another rule, not even after its own rule is gone: waivers refer to it.

mod about;
mod event;
mod field;
mod key;
mod meaning;
mod party;
mod types;

use std::fmt;

use about::About;
pub use about::{Category, Effect, Severity};

macro_rules! rules {
    ($($rule:ident = $name:literal, $about:path;)*) => {
        /// A kind of change between two catalogs. Prints as its name, `event-deleted`; [`prose`](Rule::prose) describes it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Rule {
            $(#[doc = concat!("`", $name, "`")] $rule,)*
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
    CatalogRenamed = "catalog-renamed", event::CATALOG_RENAMED;
    FamilyAdded = "family-added", event::FAMILY_ADDED;
    FamilyDeleted = "family-deleted", event::FAMILY_DELETED;
    FamilyRenamed = "family-renamed", event::FAMILY_RENAMED;
    FamilyEnumRenamed = "family-enum-renamed", event::FAMILY_ENUM_RENAMED;
    EventAdded = "event-added", event::EVENT_ADDED;
    EventDeleted = "event-deleted", event::EVENT_DELETED;
    EventRenamed = "event-renamed", event::EVENT_RENAMED;
    EventMoved = "event-moved", event::EVENT_MOVED;
    EventsMerged = "events-merged", event::EVENTS_MERGED;
    EventsMergedUnreadable = "events-merged-unreadable", event::EVENTS_MERGED_UNREADABLE;
    FormerNameAdded = "former-name-added", event::FORMER_NAME_ADDED;
    FormerNameRemoved = "former-name-removed", event::FORMER_NAME_REMOVED;
    FormerNameMoved = "former-name-moved", event::FORMER_NAME_MOVED;
    FieldAddedWithoutDefault = "field-added-without-default", field::FIELD_ADDED_WITHOUT_DEFAULT;
    FieldAddedWithDefault = "field-added-with-default", field::FIELD_ADDED_WITH_DEFAULT;
    FieldAddedOptional = "field-added-optional", field::FIELD_ADDED_OPTIONAL;
    FieldDeleted = "field-deleted", field::FIELD_DELETED;
    FieldRenamed = "field-renamed", field::FIELD_RENAMED;
    FieldsMerged = "fields-merged", field::FIELDS_MERGED;
    FieldsReordered = "fields-reordered", field::FIELDS_REORDERED;
    FieldMadeOptional = "field-made-optional", field::FIELD_MADE_OPTIONAL;
    FieldMadeRequired = "field-made-required", field::FIELD_MADE_REQUIRED;
    FieldTypeReplaced = "field-type-replaced", field::FIELD_TYPE_REPLACED;
    FieldTypeWidened = "field-type-widened", field::FIELD_TYPE_WIDENED;
    FieldTypeNarrowed = "field-type-narrowed", field::FIELD_TYPE_NARROWED;
    FieldTypeChanged = "field-type-changed", field::FIELD_TYPE_CHANGED;
    DefaultAdded = "default-added", field::DEFAULT_ADDED;
    DefaultChanged = "default-changed", field::DEFAULT_CHANGED;
    DefaultRemoved = "default-removed", field::DEFAULT_REMOVED;
    FieldFormerNameAdded = "field-former-name-added", field::FIELD_FORMER_NAME_ADDED;
    FieldFormerNameRemoved = "field-former-name-removed", field::FIELD_FORMER_NAME_REMOVED;
    FieldFormerNameMoved = "field-former-name-moved", field::FIELD_FORMER_NAME_MOVED;
    SensitiveAdded = "sensitive-added", field::SENSITIVE_ADDED;
    SensitiveDropped = "sensitive-dropped", field::SENSITIVE_DROPPED;
    TypeAdded = "type-added", types::TYPE_ADDED;
    TypeDeleted = "type-deleted", types::TYPE_DELETED;
    TypeRenamed = "type-renamed", types::TYPE_RENAMED;
    TypeReplaced = "type-replaced", types::TYPE_REPLACED;
    TypeByHand = "type-by-hand", types::TYPE_BY_HAND;
    TypeWidened = "type-widened", types::TYPE_WIDENED;
    TypeNarrowed = "type-narrowed", types::TYPE_NARROWED;
    TypeChanged = "type-changed", types::TYPE_CHANGED;
    ValueAdded = "value-added", types::VALUE_ADDED;
    ValueRemoved = "value-removed", types::VALUE_REMOVED;
    ValueRenamed = "value-renamed", types::VALUE_RENAMED;
    ValueRespelt = "value-respelt", types::VALUE_RESPELT;
    ValuesReordered = "values-reordered", types::VALUES_REORDERED;
    KeyAdded = "key-added", key::KEY_ADDED;
    KeyRemoved = "key-removed", key::KEY_REMOVED;
    KeyRenamed = "key-renamed", key::KEY_RENAMED;
    KeyTypeChanged = "key-type-changed", key::KEY_TYPE_CHANGED;
    KeyColumnChanged = "key-column-changed", key::KEY_COLUMN_CHANGED;
    KeyCarried = "key-carried", key::KEY_CARRIED;
    KeyDropped = "key-dropped", key::KEY_DROPPED;
    KeySourceChanged = "key-source-changed", key::KEY_SOURCE_CHANGED;
    PublisherAdded = "publisher-added", party::PUBLISHER_ADDED;
    PublisherDeleted = "publisher-deleted", party::PUBLISHER_DELETED;
    PublisherRenamed = "publisher-renamed", party::PUBLISHER_RENAMED;
    PublisherGranted = "publisher-granted", party::PUBLISHER_GRANTED;
    PublisherRevoked = "publisher-revoked", party::PUBLISHER_REVOKED;
    SubscriberAdded = "subscriber-added", party::SUBSCRIBER_ADDED;
    SubscriberDeleted = "subscriber-deleted", party::SUBSCRIBER_DELETED;
    SubscriberRenamed = "subscriber-renamed", party::SUBSCRIBER_RENAMED;
    SubscriberNarrowed = "subscriber-narrowed", party::SUBSCRIBER_NARROWED;
    SubscriberWidened = "subscriber-widened", party::SUBSCRIBER_WIDENED;
    SubscriberViewChanged = "subscriber-view-changed", party::SUBSCRIBER_VIEW_CHANGED;
    DeliveryWeakened = "delivery-weakened", party::DELIVERY_WEAKENED;
    DeliveryStrengthened = "delivery-strengthened", party::DELIVERY_STRENGTHENED;
    TimeChanged = "time-changed", meaning::TIME_CHANGED;
    VersionLowered = "version-lowered", meaning::VERSION_LOWERED;
    VersionNotRaised = "version-not-raised", meaning::VERSION_NOT_RAISED;
    VersionRaised = "version-raised", meaning::VERSION_RAISED;
    RetentionLengthened = "retention-lengthened", meaning::RETENTION_LENGTHENED;
    RetentionRemoved = "retention-removed", meaning::RETENTION_REMOVED;
    RetentionShortened = "retention-shortened", meaning::RETENTION_SHORTENED;
    DeprecatedAdded = "deprecated-added", meaning::DEPRECATED_ADDED;
    DeprecatedChanged = "deprecated-changed", meaning::DEPRECATED_CHANGED;
    DeprecatedRemoved = "deprecated-removed", meaning::DEPRECATED_REMOVED;
    RustPathAdded = "rust-path-added", meaning::RUST_PATH_ADDED;
    RustPathChanged = "rust-path-changed", meaning::RUST_PATH_CHANGED;
    RustPathRemoved = "rust-path-removed", meaning::RUST_PATH_REMOVED;
    WhenChanged = "when-changed", meaning::WHEN_CHANGED;
    DocChanged = "doc-changed", meaning::DOC_CHANGED;
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
