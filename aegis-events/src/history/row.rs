//! Events to rows of `domain_events`, and back.

use std::sync::Arc;

pub(crate) use super::backend::{NewRow, RawRow, key_arg};
use super::escape;
use super::sql_timestamp::SqlTimestamp;
use crate::catalog::PublisherId;
use crate::codec::DecodeError;
use crate::envelope::{Envelope, EventId, Stamp, StampCell, former_publisher, origin_of};
use crate::event::{Domain, KeyRef, payload_from_json};

impl NewRow {
    /// The row of an event, or why its payload cannot be written as JSON; the payload of the row is `null` then.
    pub(crate) fn of<D: Domain>(envelope: &Envelope<D>) -> (Self, Option<String>) {
        let mut json = Vec::with_capacity(512);
        match envelope.event.payload().write_json(&mut json) {
            Ok(()) => (Self::with_json(envelope, json), None),
            Err(error) => (Self::without_payload(envelope), Some(error.to_string())),
        }
    }

    /// The row of an event whose payload cannot be written. The payload of the row is `null`.
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
}

/// JSON as text. `serde_json` wrote it, and writes nothing but UTF-8.
fn text_of(json: Vec<u8>) -> Arc<str> {
    String::from_utf8(json).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()).into()
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
    /// The reason in words, for a row that has no position.
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
            // The row of an event without a cause has the event's own id; an envelope has `NONE`.
            correlation_id: if correlation_id == id { EventId::NONE } else { correlation_id },
            causation_id: self.causation_id.map_or(EventId::NONE, EventId::from),
            origin: origin_of(self.node_id, self.bus_id),
            position: self.position,
            ticket: None,
            event,
        })
    }
}
