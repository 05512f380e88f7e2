//! The columns that a history has for every catalog.

use crate::SqlType;

/// A column that every history has, whatever its catalog.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct EnvelopeColumn {
    /// Its name, unquoted.
    pub name: &'static str,
    /// Its type.
    pub sql_type: SqlType,
    /// Whether it can be `NULL`.
    pub nullable: bool,
    /// What it contains, as a sentence.
    pub description: &'static str,
}

impl EnvelopeColumn {
    /// Its name in the events' views, unquoted.
    #[must_use]
    pub fn view_name(self) -> String {
        format!("_{}", self.name)
    }
}

const fn required(name: &'static str, sql_type: SqlType, description: &'static str) -> EnvelopeColumn {
    EnvelopeColumn { name, sql_type, nullable: false, description }
}

const fn optional(name: &'static str, sql_type: SqlType, description: &'static str) -> EnvelopeColumn {
    EnvelopeColumn { name, sql_type, nullable: true, description }
}

macro_rules! columns {
    ($($constant:ident = $presence:ident($name:literal, $sql_type:ident, $description:literal);)*) => {
        $(
            #[doc = $description]
            pub const $constant: EnvelopeColumn = $presence($name, SqlType::$sql_type, $description);
        )*
    };
}

columns! {
    POSITION = required("position", BigInt, "The position in the history.");
    EVENT_ID = required("event_id", Uuid, "The event's id.");
    EVENT_TYPE = required("event_type", Text, "The event's name.");
    FAMILY = required("family", Text, "The event's family.");
    PUBLISHER = required("publisher", Text, "The component that published the event.");
    VERSION = required("version", BigInt, "The version of the payload.");
    OCCURRED_AT = required("occurred_at", Timestamp, "When it happened.");
    CREATED_AT = required("created_at", Timestamp, "When the event was published.");
    CORRELATION_ID = required("correlation_id", Uuid, "The first event of the correlation.");
    CAUSATION_ID = optional("causation_id", Uuid, "The event that caused this one.");
    NODE_ID = required("node_id", Text, "The node that published the event.");
    BUS_ID = required("bus_id", Uuid, "The bus that published the event.");
    SEQUENCE = optional("sequence", BigInt, "The sequence on the bus.");
    EVENT_DATA = required("event_data", Json, "The payload.");
}

/// The columns of `domain_events` between `position` and the keys, in the table's order. `event_outbox` and `event_dead_letters` have them
/// too.
pub const TABLE: [EnvelopeColumn; 13] = [
    EVENT_ID,
    EVENT_TYPE,
    FAMILY,
    PUBLISHER,
    VERSION,
    OCCURRED_AT,
    CREATED_AT,
    CORRELATION_ID,
    CAUSATION_ID,
    NODE_ID,
    BUS_ID,
    SEQUENCE,
    EVENT_DATA,
];

/// The columns that follow the fields in every view, each under its [`view_name`](EnvelopeColumn::view_name). Their order is part of
/// every view.
pub const VIEW: [EnvelopeColumn; 11] = [
    POSITION,
    EVENT_ID,
    OCCURRED_AT,
    CREATED_AT,
    PUBLISHER,
    VERSION,
    CORRELATION_ID,
    CAUSATION_ID,
    NODE_ID,
    BUS_ID,
    SEQUENCE,
];
