//! The catalog at run time: families, events, keys and publishers.

use std::sync::OnceLock;
use std::time::Duration;

use hashbrown::HashMap;

use super::{Column, Field, Kind, SqlType};

/// A publisher's place in the catalog, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublisherId(u32);

impl PublisherId {
    /// The publisher at a place of the catalog.
    #[doc(hidden)]
    pub const fn new(index: u32) -> Self {
        Self(index)
    }

    /// The place in the catalog, from 0.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// How a declared subscriber is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Delivery {
    /// From a ring: a subscriber that is too slow loses the oldest events, and learns how many.
    #[default]
    Live,
    /// From a bounded queue: nothing is lost, and publishers get back pressure.
    Lossless,
    /// From the recorded history, at least once, across restarts.
    Durable,
}

/// A key: a correlation id that many events share.
#[derive(Debug, Clone, Copy)]
pub struct KeyInfo {
    name: &'static str,
    sql_type: SqlType,
}

impl KeyInfo {
    /// A key and the SQL type of its values.
    #[doc(hidden)]
    pub const fn new(name: &'static str, sql_type: SqlType) -> Self {
        Self { name, sql_type }
    }

    /// The key's name: the accessor's and the column's.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The key's column in `domain_events`. It is `NULL` for events that do not carry the key.
    pub const fn column(&self) -> Column {
        Column { name: self.name, sql_type: self.sql_type, nullable: true }
    }
}

/// A family of events.
#[derive(Debug, Clone, Copy)]
pub struct FamilyInfo {
    name: &'static str,
    first: u32,
    events: u32,
}

impl FamilyInfo {
    /// A family of `events` events, the first at the place `first`.
    #[doc(hidden)]
    pub const fn new(name: &'static str, first: u32, events: u32) -> Self {
        Self { name, first, events }
    }

    /// The family's name.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The kinds of its events, in the catalog's order.
    pub fn kinds(&self) -> impl Iterator<Item = Kind> + use<> {
        (self.first..self.first + self.events).map(Kind::new)
    }
}

/// An event type: the part of its catalog entry that matters at run time.
#[derive(Debug, Clone, Copy)]
pub struct EventInfo {
    kind: Kind,
    family: &'static str,
    event_type: &'static str,
    published_by: &'static [PublisherId],
    fields: &'static [Field],
    version: u32,
    time: Option<&'static str>,
    keys: &'static [(usize, &'static str)],
    retention: Option<Duration>,
    was: &'static [&'static str],
    deprecated: Option<&'static str>,
    holds_floats: bool,
    view: &'static str,
}

impl EventInfo {
    /// An event of a family, with its view's name, its owners and its fields.
    #[doc(hidden)]
    pub const fn new(
        kind: Kind,
        family: &'static str,
        event_type: &'static str,
        view: &'static str,
        published_by: &'static [PublisherId],
        fields: &'static [Field],
    ) -> Self {
        Self {
            kind,
            family,
            event_type,
            published_by,
            fields,
            version: 1,
            time: None,
            keys: &[],
            retention: None,
            was: &[],
            deprecated: None,
            holds_floats: false,
            view,
        }
    }

    /// The payload's version.
    #[doc(hidden)]
    pub const fn with_version(mut self, version: u32) -> Self {
        self.version = version;
        self
    }

    /// The field with the time at which the event happened.
    #[doc(hidden)]
    pub const fn with_time(mut self, field: &'static str) -> Self {
        self.time = Some(field);
        self
    }

    /// The keys that the event carries: each key's place in the catalog, and the path of the field that holds it.
    #[doc(hidden)]
    pub const fn with_keys(mut self, keys: &'static [(usize, &'static str)]) -> Self {
        self.keys = keys;
        self
    }

    /// How long history keeps the event, in seconds.
    #[doc(hidden)]
    pub const fn with_retention_secs(mut self, secs: u64) -> Self {
        self.retention = Some(Duration::from_secs(secs));
        self
    }

    /// The event's former names.
    #[doc(hidden)]
    pub const fn with_former_names(mut self, names: &'static [&'static str]) -> Self {
        self.was = names;
        self
    }

    /// Why the event is deprecated.
    #[doc(hidden)]
    pub const fn with_deprecation(mut self, reason: &'static str) -> Self {
        self.deprecated = Some(reason);
        self
    }

    /// The payload can hold floating-point numbers, which must be finite to be published.
    #[doc(hidden)]
    pub const fn with_floats(mut self) -> Self {
        self.holds_floats = true;
        self
    }

    /// The event's kind.
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The family's name.
    pub const fn family(&self) -> &'static str {
        self.family
    }

    /// The event's name, unique within its family.
    pub const fn event_type(&self) -> &'static str {
        self.event_type
    }

    /// The publishers that may publish it.
    pub const fn published_by(&self) -> &'static [PublisherId] {
        self.published_by
    }

    /// The payload's fields, in the catalog's order.
    pub const fn fields(&self) -> &'static [Field] {
        self.fields
    }

    /// The payload's version, from 1.
    pub const fn version(&self) -> u32 {
        self.version
    }

    /// The field with the time at which the event happened; without one, the envelope's time counts.
    pub const fn time(&self) -> Option<&'static str> {
        self.time
    }

    /// The keys that the event carries: each key's place in [`CatalogInfo::keys`], and the path of the field that holds it.
    pub const fn keys(&self) -> &'static [(usize, &'static str)] {
        self.keys
    }

    /// How long history keeps the event; `None`: for ever.
    pub const fn retention(&self) -> Option<Duration> {
        self.retention
    }

    /// Names that the event had in earlier catalogs.
    pub const fn former_names(&self) -> &'static [&'static str] {
        self.was
    }

    /// Why the event is deprecated, if it is.
    pub const fn deprecated(&self) -> Option<&'static str> {
        self.deprecated
    }

    /// Whether the payload can hold floating-point numbers.
    pub const fn holds_floats(&self) -> bool {
        self.holds_floats
    }

    /// The name of the event's SQL view, `events_<family>_<event>`.
    pub const fn view(&self) -> &'static str {
        self.view
    }

    /// The columns of the event's SQL view, one per field, in the catalog's order.
    pub fn columns(&self) -> impl ExactSizeIterator<Item = Column> + use<> {
        self.fields.iter().map(Field::column)
    }
}

/// A whole catalog.
#[derive(Debug)]
pub struct CatalogInfo {
    name: &'static str,
    publishers: &'static [&'static str],
    keys: &'static [KeyInfo],
    families: &'static [FamilyInfo],
    events: &'static [EventInfo],
    by_name: OnceLock<HashMap<(&'static str, &'static str), Kind>>,
}

impl CatalogInfo {
    /// A catalog from its parts; `events` are in the order of their kinds.
    #[doc(hidden)]
    pub const fn new(
        name: &'static str,
        publishers: &'static [&'static str],
        keys: &'static [KeyInfo],
        families: &'static [FamilyInfo],
        events: &'static [EventInfo],
    ) -> Self {
        Self { name, publishers, keys, families, events, by_name: OnceLock::new() }
    }

    /// The catalog's name.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The names of all publishers, in the order of their ids.
    pub fn publishers(&self) -> &'static [&'static str] {
        self.publishers
    }

    /// The name of one publisher.
    ///
    /// # Panics
    ///
    /// If the id comes from a catalog with more publishers.
    pub fn publisher_name(&self, id: PublisherId) -> &'static str {
        self.publishers[id.index()]
    }

    /// All keys.
    pub fn keys(&self) -> &'static [KeyInfo] {
        self.keys
    }

    /// All families.
    pub fn families(&self) -> &'static [FamilyInfo] {
        self.families
    }

    /// All events, in the order of their kinds.
    pub fn events(&self) -> &'static [EventInfo] {
        self.events
    }

    /// One event.
    ///
    /// # Panics
    ///
    /// If the kind comes from a catalog with more events.
    pub fn event(&self, kind: Kind) -> &'static EventInfo {
        &self.events[kind.index()]
    }

    /// The kind of a family's event, by its present name or a former one.
    pub fn find(&self, family: &str, event_type: &str) -> Option<Kind> {
        let by_name = self.by_name.get_or_init(|| {
            let former =
                self.events.iter().flat_map(|event| event.was.iter().map(|&name| ((event.family, name), event.kind)));
            let present = self.events.iter().map(|event| ((event.family, event.event_type), event.kind));
            former.chain(present).collect()
        });
        by_name.get(&(family, event_type)).copied()
    }
}
