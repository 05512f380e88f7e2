//! Events as rows of `domain_events`, on their way in and on their way out.
//!
//! The columns are written here once, for both databases: [`COLUMNS`] before the keys, then one column per key of the catalog. A batch holds
//! rows that are ready to be written; a [`RawRow`] borrows from the driver's row, so that reading copies nothing that decoding does
//! not need.

use std::sync::Arc;

use super::backend::Arg;
use super::escape;
use super::sql_timestamp::SqlTimestamp;
use crate::catalog::{KeyInfo, PublisherId, SqlType};
use crate::codec::DecodeError;
use crate::envelope::{Envelope, EventId, Stamp, StampCell, former_publisher, origin_of};
use crate::event::{Domain, KeyRef, KeyValue, payload_from_json};
use crate::types::Uuid;

/// A column of `domain_events` that is there whatever the catalog.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EnvelopeColumn {
    pub(crate) name: &'static str,
    pub(crate) sql_type: SqlType,
    pub(crate) nullable: bool,
}

const fn column(name: &'static str, sql_type: SqlType, nullable: bool) -> EnvelopeColumn {
    EnvelopeColumn { name, sql_type, nullable }
}

/// The columns before the keys, in the table's order, after `position`. Rows in the outbox and set aside have them too.
pub(crate) const COLUMNS: [EnvelopeColumn; 13] = [
    column("event_id", SqlType::Uuid, false),
    column("event_type", SqlType::Text, false),
    column("family", SqlType::Text, false),
    column("publisher", SqlType::Text, false),
    column("version", SqlType::BigInt, false),
    column("occurred_at", SqlType::Timestamp, false),
    column("created_at", SqlType::Timestamp, false),
    column("correlation_id", SqlType::Uuid, false),
    column("causation_id", SqlType::Uuid, true),
    column("node_id", SqlType::Text, false),
    column("bus_id", SqlType::Uuid, false),
    column("sequence", SqlType::BigInt, true),
    column("event_data", SqlType::Json, false),
];

/// The columns that [`RawRow`] is made of, in its order.
pub(crate) const RAW_COLUMNS: &str = "position, event_id, family, event_type, publisher, created_at, correlation_id, \
     causation_id, node_id, bus_id, sequence, event_data";

/// A row to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewRow {
    pub(crate) event_id: Uuid,
    pub(crate) event_type: &'static str,
    pub(crate) family: &'static str,
    pub(crate) publisher: &'static str,
    pub(crate) version: u32,
    pub(crate) occurred_at: SqlTimestamp,
    pub(crate) created_at: SqlTimestamp,
    pub(crate) correlation_id: Uuid,
    pub(crate) causation_id: Option<Uuid>,
    pub(crate) node_id: &'static str,
    pub(crate) bus_id: Uuid,
    /// `None` for an event that no bus has delivered.
    pub(crate) sequence: Option<u64>,
    /// JSON text, escaped.
    pub(crate) event_data: Arc<str>,
    /// The keys' values, in the catalog's order.
    pub(crate) keys: Box<[Option<KeyValue>]>,
}

impl NewRow {
    /// The row of an event, or why its payload cannot be written as JSON; the row has `null` for the payload then.
    pub(crate) fn of<D: Domain>(envelope: &Envelope<D>) -> (Self, Option<String>) {
        let mut json = Vec::with_capacity(512);
        match envelope.event.payload().write_json(&mut json) {
            Ok(()) => (Self::with_json(envelope, json), None),
            Err(error) => (Self::without_payload(envelope), Some(error.to_string())),
        }
    }

    /// The row of an event whose payload is beyond writing: `null` stands for it.
    pub(crate) fn without_payload<D: Domain>(envelope: &Envelope<D>) -> Self {
        Self::with_json(envelope, b"null".to_vec())
    }

    fn with_json<D: Domain>(envelope: &Envelope<D>, json: Vec<u8>) -> Self {
        let payload = envelope.event.payload();
        let info = envelope.info();
        let mut keys = vec![None; D::catalog().keys().len()].into_boxed_slice();
        for &(index, _) in info.keys() {
            keys[index] = payload.key(index).map(KeyRef::to_value);
        }
        let created_at = SqlTimestamp::from_us(envelope.stamp.published_at_us());
        Self {
            event_id: envelope.id().as_uuid(),
            event_type: info.event_type(),
            family: info.family(),
            publisher: envelope.publisher_name(),
            version: info.version(),
            occurred_at: payload.occurred_at().map_or(created_at, SqlTimestamp::from),
            created_at,
            correlation_id: envelope.correlation_id().as_uuid(),
            causation_id: envelope.causation_id().map(EventId::as_uuid),
            node_id: envelope.node_id(),
            bus_id: envelope.bus_id(),
            sequence: Some(envelope.sequence().get()).filter(|&sequence| sequence != 0),
            event_data: text_of(escape::escape_json(json)),
            keys,
        }
    }

    /// The values of [`COLUMNS`] and of the keys, in the table's order.
    pub(crate) fn args<'a>(&'a self, keys: &'a [KeyInfo]) -> impl Iterator<Item = Arg> + 'a {
        let envelope = [
            Arg::Uuid(Some(self.event_id)),
            Arg::Text(Some(self.event_type.into())),
            Arg::Text(Some(self.family.into())),
            Arg::Text(Some(self.publisher.into())),
            Arg::Int(Some(self.version.into())),
            Arg::SqlTimestamp(Some(self.occurred_at)),
            Arg::SqlTimestamp(Some(self.created_at)),
            Arg::Uuid(Some(self.correlation_id)),
            Arg::Uuid(self.causation_id),
            Arg::Text(Some(self.node_id.into())),
            Arg::Uuid(Some(self.bus_id)),
            Arg::Int(self.sequence.map(|sequence| sequence as i64)),
            Arg::Json(Arc::clone(&self.event_data)),
        ];
        let keys = keys.iter().zip(&self.keys).map(|(key, value)| key_arg(key, value.as_ref().map(KeyValue::as_ref)));
        envelope.into_iter().chain(keys)
    }
}

/// JSON as text. It was written by `serde_json`, which writes nothing but UTF-8.
fn text_of(json: Vec<u8>) -> Arc<str> {
    String::from_utf8(json).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()).into()
}

/// A key's value as an argument for its column.
pub(crate) fn key_arg(key: &KeyInfo, value: Option<KeyRef<'_>>) -> Arg {
    match (key.column().sql_type, value) {
        (SqlType::Uuid, Some(KeyRef::Uuid(uuid))) => Arg::Uuid(Some(uuid)),
        (SqlType::Uuid, _) => Arg::Uuid(None),
        (SqlType::Numeric20, Some(KeyRef::Integer(integer))) => Arg::Numeric(Some(integer)),
        (SqlType::Numeric20, _) => Arg::Numeric(None),
        // Narrower integers fit.
        (SqlType::SmallInt | SqlType::Integer | SqlType::BigInt, Some(KeyRef::Integer(integer))) => {
            Arg::Int(i64::try_from(integer).ok())
        }
        (SqlType::SmallInt | SqlType::Integer | SqlType::BigInt, _) => Arg::Int(None),
        (_, Some(KeyRef::Text(text))) => Arg::Text(Some(escape::escape_text(text).into())),
        (_, _) => Arg::Text(None),
    }
}

/// A row as the driver has it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RawRow<'r> {
    pub(crate) position: u64,
    pub(crate) event_id: Uuid,
    pub(crate) family: &'r str,
    pub(crate) event_type: &'r str,
    pub(crate) publisher: &'r str,
    pub(crate) created_at: SqlTimestamp,
    pub(crate) correlation_id: Uuid,
    pub(crate) causation_id: Option<Uuid>,
    pub(crate) node_id: &'r str,
    pub(crate) bus_id: Uuid,
    pub(crate) sequence: Option<u64>,
    pub(crate) event_data: &'r [u8],
}

/// Why a row is not an event.
#[derive(Debug)]
pub(crate) enum Undecodable {
    /// The catalog has no such event.
    Unknown,
    /// The payload does not fit.
    Payload(DecodeError),
}

impl Undecodable {
    /// The reason in words, for a row that has no position to be found by.
    pub(crate) fn describe(&self, row: &RawRow<'_>) -> String {
        match self {
            Self::Unknown => format!("the catalog has no event `{}.{}`", row.family, row.event_type),
            Self::Payload(error) => error.to_string(),
        }
    }
}

impl RawRow<'_> {
    /// The event and its envelope.
    pub(crate) fn decode<D: Domain>(&self) -> Result<Envelope<D>, Undecodable> {
        let catalog = D::catalog();
        let kind = catalog.find(self.family, self.event_type).ok_or(Undecodable::Unknown)?;
        let json = escape::unescape_json(self.event_data);
        let event = payload_from_json(kind, &json).map_err(Undecodable::Payload)?;
        let publisher = catalog.publishers().iter().position(|&name| name == self.publisher);
        let publisher = publisher.map_or_else(|| former_publisher(self.publisher), |at| PublisherId::new(at as u32));
        let id = EventId::from(self.event_id);
        let correlation_id = EventId::from(self.correlation_id);
        let stamp = StampCell::blank();
        stamp.set(Stamp { id, sequence: self.sequence.unwrap_or(0), published_at_us: self.created_at.us() });
        Ok(Envelope {
            stamp,
            kind,
            publisher,
            // An event that nothing led to has its own id here; envelopes say that with `NONE`.
            correlation_id: if correlation_id == id { EventId::NONE } else { correlation_id },
            causation_id: self.causation_id.map_or(EventId::NONE, EventId::from),
            origin: origin_of(self.node_id, self.bus_id),
            position: self.position,
            ticket: None,
            event,
        })
    }
}
