//! From an envelope to the message on the wire: the envelope's fields, and the payload as JSON without its secrets.
//!
//! Written field by field into one buffer: making the generated [`proto::Event`](super::proto::Event) first costs a dozen allocations, three
//! times the whole. A test compares the two.

use bytes::BufMut;
use prost::encoding::{WireType, encode_key, encode_varint, encoded_len_varint, key_len};

use super::wire::Encoded;
use crate::envelope::Envelope;
use crate::event::Domain;
use crate::types::{Timestamp, Uuid};

/// The numbers of the fields in the `.proto` file.
mod tag {
    pub(super) const ITEM_EVENT: u32 = 2;
    pub(super) const ID: u32 = 1;
    pub(super) const SEQUENCE: u32 = 2;
    pub(super) const POSITION: u32 = 3;
    pub(super) const OCCURRED_AT: u32 = 4;
    pub(super) const RECORDED_AT: u32 = 5;
    pub(super) const PUBLISHER: u32 = 6;
    pub(super) const NODE_ID: u32 = 7;
    pub(super) const BUS_ID: u32 = 8;
    pub(super) const CORRELATION_ID: u32 = 9;
    pub(super) const CAUSATION_ID: u32 = 10;
    pub(super) const FAMILY: u32 = 11;
    pub(super) const EVENT_TYPE: u32 = 12;
    pub(super) const VERSION: u32 = 13;
    pub(super) const PAYLOAD: u32 = 14;
    pub(super) const OMITTED_BYTES: u32 = 15;
    pub(super) const SECONDS: u32 = 1;
    pub(super) const NANOS: u32 = 2;
}

/// What an event takes without its payload, and some of it.
const USUAL_BYTES: usize = 1_024;
/// The most that is written before an item: a key of one byte, and a length of five.
const HEAD_BYTES: usize = 6;

/// Encodes an event. A payload that would make the message larger than `most_bytes` is left out, and its size said.
pub(super) fn encode<D: Domain>(envelope: &Envelope<D>, most_bytes: usize) -> Encoded {
    let mut fields = Vec::with_capacity(USUAL_BYTES);
    envelope_fields(envelope, &mut fields);
    let before_payload = fields.len();
    // Behind the envelope, without a head yet: its length is known only then.
    let written = payload(envelope, &mut fields);
    let bytes = fields.len() - before_payload;
    let head = key_len(tag::PAYLOAD) + encoded_len_varint(bytes as u64);
    let fits = written && before_payload + head + bytes + HEAD_BYTES <= most_bytes;
    if !fits {
        fields.truncate(before_payload);
        number(tag::OMITTED_BYTES, if written { bytes as u64 } else { 0 }, &mut fields);
        return item(&fields, &[]);
    }
    let json = fields.split_off(before_payload);
    delimited(tag::PAYLOAD, json.len(), &mut fields);
    item(&fields, &json)
}

fn envelope_fields<D: Domain>(envelope: &Envelope<D>, out: &mut Vec<u8>) {
    let info = envelope.info();
    uuid(tag::ID, envelope.id().as_uuid(), out);
    // As protobuf has it, a zero is not written, unless the field is optional.
    if envelope.sequence() != 0 {
        number(tag::SEQUENCE, envelope.sequence(), out);
    }
    if let Some(position) = envelope.position() {
        number(tag::POSITION, position, out);
    }
    time(tag::OCCURRED_AT, envelope.occurred_at(), out);
    time(tag::RECORDED_AT, envelope.recorded_at(), out);
    text(tag::PUBLISHER, envelope.publisher_name(), out);
    text(tag::NODE_ID, envelope.node_id(), out);
    uuid(tag::BUS_ID, envelope.bus_id(), out);
    uuid(tag::CORRELATION_ID, envelope.correlation_id().as_uuid(), out);
    if let Some(id) = envelope.causation_id() {
        uuid(tag::CAUSATION_ID, id.as_uuid(), out);
    }
    text(tag::FAMILY, info.family(), out);
    text(tag::EVENT_TYPE, info.event_type(), out);
    number(tag::VERSION, info.version().into(), out);
}

/// Appends the payload as JSON, and says whether it could: its own `Serialize` decides.
fn payload<D: Domain>(envelope: &Envelope<D>, out: &mut Vec<u8>) -> bool {
    match envelope.event().payload().write_redacted_json(out) {
        Ok(()) => true,
        Err(error) => {
            let info = envelope.info();
            let event = format_args!("{}.{}", info.family(), info.event_type());
            tracing::error!(%event, id = %envelope.id(), %error, "a payload cannot be written as JSON, and is sent without");
            false
        }
    }
}

/// The item of an event whose fields are in two pieces.
fn item(fields: &[u8], payload: &[u8]) -> Encoded {
    let bytes = fields.len() + payload.len();
    let mut out = Vec::with_capacity(HEAD_BYTES + bytes);
    delimited(tag::ITEM_EVENT, bytes, &mut out);
    out.extend_from_slice(fields);
    out.extend_from_slice(payload);
    Encoded::from(out)
}

/// The head of a field of so many bytes.
fn delimited(tag: u32, bytes: usize, out: &mut impl BufMut) {
    encode_key(tag, WireType::LengthDelimited, out);
    encode_varint(bytes as u64, out);
}

fn number(tag: u32, value: u64, out: &mut impl BufMut) {
    encode_key(tag, WireType::Varint, out);
    encode_varint(value, out);
}

fn text(tag: u32, value: &str, out: &mut impl BufMut) {
    if !value.is_empty() {
        delimited(tag, value.len(), out);
        out.put_slice(value.as_bytes());
    }
}

fn uuid(tag: u32, value: Uuid, out: &mut impl BufMut) {
    text(tag, value.hyphenated().encode_lower(&mut Uuid::encode_buffer()), out);
}

fn time(tag: u32, value: Timestamp, out: &mut impl BufMut) {
    // Two's complement in 64 bits, as protobuf wants negative numbers; nanoseconds of a leap second go up to two thousand millions, which
    // it does not know.
    let (seconds, nanos) = (value.timestamp() as u64, value.timestamp_subsec_nanos().min(999_999_999));
    let field = |tag: u32, value: u64| if value == 0 { 0 } else { key_len(tag) + encoded_len_varint(value) };
    delimited(tag, field(tag::SECONDS, seconds) + field(tag::NANOS, nanos.into()), out);
    if seconds != 0 {
        number(tag::SECONDS, seconds, out);
    }
    if nanos != 0 {
        number(tag::NANOS, nanos.into(), out);
    }
}

#[cfg(all(test, feature = "domain", feature = "testing"))]
mod tests {
    use prost::Message;

    use super::*;
    use crate::domain::execution::ExecutionStarted;
    use crate::domain::{AgentId, DomainEvent, ExecutionId};
    use crate::grpc::proto;
    use crate::testing::TestBus;

    fn started_at(time: Timestamp) -> ExecutionStarted {
        let (execution_id, agent_id) = (ExecutionId::from(Uuid::nil()), AgentId::from(Uuid::nil()));
        ExecutionStarted { execution_id, agent_id, started_at: time }
    }

    /// What prost makes of the same event.
    fn by_prost(encoded: &Encoded) -> (proto::Event, Vec<u8>) {
        let response = proto::SubscribeResponse::decode(encoded.encode_to_vec().as_slice()).expect("it decodes");
        let bytes = response.encode_to_vec();
        match response.item {
            Some(proto::subscribe_response::Item::Event(event)) => (event, bytes),
            other => panic!("not an event: {other:?}"),
        }
    }

    #[test]
    fn the_bytes_are_those_that_prost_writes() {
        let test = TestBus::<DomainEvent>::new();
        let leap_second = "2016-12-31T23:59:60.5Z".parse().unwrap();
        let before_the_epoch = "1969-12-31T23:59:59.25Z".parse().unwrap();
        let ends = [Timestamp::UNIX_EPOCH, Timestamp::MIN_UTC, Timestamp::MAX_UTC];
        let mut first = None;
        for time in ends.into_iter().chain([leap_second, before_the_epoch]) {
            match first {
                None => first = Some(test.publish(started_at(time))),
                Some(first) => drop(test.publish_caused_by(&first, started_at(time))),
            }
        }
        for event in test.events() {
            let encoded = encode(event.envelope(), 100_000);
            let (read, bytes) = by_prost(&encoded);
            assert_eq!(encoded.encode_to_vec(), bytes);
            assert_eq!(read.occurred_at.unwrap().seconds, event.occurred_at().timestamp());
            assert_eq!(read.causation_id.is_some(), event.causation_id().is_some());
        }
    }

    #[test]
    fn no_message_is_larger_than_allowed() {
        let test = TestBus::<DomainEvent>::new();
        test.publish(started_at(Timestamp::UNIX_EPOCH));
        let events = test.events();
        let whole = encode(events[0].envelope(), 100_000).len();
        for most_bytes in whole - 2..whole + 10 {
            let encoded = encode(events[0].envelope(), most_bytes);
            assert!(encoded.len() <= most_bytes);
            let (event, _) = by_prost(&encoded);
            assert_eq!(event.payload.is_empty(), event.omitted_bytes.is_some());
        }
        assert_eq!(encode(events[0].envelope(), whole + 10).len(), whole);
    }
}
