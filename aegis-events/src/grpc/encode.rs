//! From an envelope to the message on the wire: the envelope's fields, and the payload as JSON without its secrets.

use prost_types::Timestamp;

use super::proto::{Event, subscribe_response::Item};
use super::wire::Encoded;
use crate::codec::redact::redacted_json;
use crate::envelope::{Envelope, EventId};
use crate::event::Domain;

/// Encodes an event. A payload that would make the message larger than `most_bytes` is left out, and its size said.
pub(super) fn encode<D: Domain>(envelope: &Envelope<D>, most_bytes: usize) -> Encoded {
    let info = envelope.info();
    let mut event = Event {
        id: envelope.id().to_string(),
        sequence: envelope.sequence(),
        position: envelope.position(),
        occurred_at: Some(timestamp(envelope.occurred_at())),
        recorded_at: Some(timestamp(envelope.recorded_at())),
        publisher: envelope.publisher_name().to_owned(),
        node_id: envelope.node_id().to_owned(),
        bus_id: envelope.bus_id().to_string(),
        correlation_id: envelope.correlation_id().to_string(),
        causation_id: envelope.causation_id().map(|id: EventId| id.to_string()),
        family: info.family().to_owned(),
        event_type: info.event_type().to_owned(),
        version: info.version(),
        payload: String::new(),
        omitted_bytes: None,
    };
    match payload(envelope) {
        Some(json) if json.len() < most_bytes => event.payload = json,
        Some(json) => event.omitted_bytes = Some(json.len() as u64),
        None => event.omitted_bytes = Some(0),
    }
    let encoded = Encoded::of(Item::Event(event.clone()));
    if encoded.len() <= most_bytes {
        return encoded;
    }
    event.omitted_bytes = Some(event.payload.len() as u64);
    event.payload = String::new();
    Encoded::of(Item::Event(event))
}

/// The payload as JSON; `None` if it cannot be written, which its own `Serialize` decides.
fn payload<D: Domain>(envelope: &Envelope<D>) -> Option<String> {
    let mut json = Vec::with_capacity(512);
    match redacted_json(envelope.event().payload(), &mut json) {
        Ok(()) => String::from_utf8(json).ok(),
        Err(error) => {
            let info = envelope.info();
            let event = format_args!("{}.{}", info.family(), info.event_type());
            tracing::error!(%event, id = %envelope.id(), %error, "a payload cannot be written as JSON, and is sent without");
            None
        }
    }
}

fn timestamp(time: crate::types::Timestamp) -> Timestamp {
    // Nanoseconds of a leap second go up to two thousand millions, which protobuf does not know.
    Timestamp { seconds: time.timestamp(), nanos: time.timestamp_subsec_nanos().min(999_999_999) as i32 }
}
