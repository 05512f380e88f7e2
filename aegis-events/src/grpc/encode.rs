//! From an envelope to the message on the wire: the envelope's fields, and the payload as JSON without its secrets.
//!
//! Written field by field into one buffer: making the generated [`proto::Event`](super::proto::Event) first costs a dozen allocations, three
//! times the whole. A test compares the two.

use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::BufMut;
use prost::encoding::{WireType, encode_varint, encoded_len_varint};
use uuid::fmt::Hyphenated;

use super::wire::Encoded;
use crate::envelope::Envelope;
use crate::event::Domain;
use crate::types::{Timestamp, Uuid};

/// The numbers of the fields in the `.proto` file.
mod tag {
    pub(super) const ITEM_EVENT: u8 = 2;
    pub(super) const ID: u8 = 1;
    pub(super) const SEQUENCE: u8 = 2;
    pub(super) const POSITION: u8 = 3;
    pub(super) const OCCURRED_AT: u8 = 4;
    pub(super) const RECORDED_AT: u8 = 5;
    pub(super) const PUBLISHER: u8 = 6;
    pub(super) const NODE_ID: u8 = 7;
    pub(super) const BUS_ID: u8 = 8;
    pub(super) const CORRELATION_ID: u8 = 9;
    pub(super) const CAUSATION_ID: u8 = 10;
    pub(super) const FAMILY: u8 = 11;
    pub(super) const EVENT_TYPE: u8 = 12;
    pub(super) const VERSION: u8 = 13;
    pub(super) const PAYLOAD: u8 = 14;
    pub(super) const OMITTED_BYTES: u8 = 15;
    pub(super) const SECONDS: u8 = 1;
    pub(super) const NANOS: u8 = 2;
}

/// What an event takes, unless its payload is large.
const USUAL_BYTES: usize = 1_024;
/// The most that a field's head takes: a key, and a length of five bytes.
const HEAD_BYTES: usize = 6;

/// Encodes an event. A payload that would make the message larger than `most_bytes` is left out, and its size said.
pub(super) fn encode<D: Domain>(envelope: &Envelope<D>, most_bytes: u64) -> Encoded {
    // A length stands before what it is of and is known behind it: each head is written to the end of a room that is left for it.
    let mut out = Vec::with_capacity(USUAL_BYTES);
    out.extend_from_slice(&[0; HEAD_BYTES]);
    envelope_fields(envelope, &mut out);
    let room = out.len();
    out.extend_from_slice(&[0; HEAD_BYTES]);
    let written = payload(envelope, &mut out);
    let bytes = out.len() - room - HEAD_BYTES;
    let mut start = HEAD_BYTES;
    if written && out.len() as u64 <= most_bytes {
        // The envelope moves up to the payload, since it is the smaller one.
        start += head(tag::PAYLOAD, bytes, &mut out[room..][..HEAD_BYTES]);
        out.copy_within(HEAD_BYTES..room, start);
    } else {
        out.truncate(room);
        number(tag::OMITTED_BYTES, if written { bytes as u64 } else { 0 }, &mut out);
    }
    let bytes = out.len() - start;
    start -= HEAD_BYTES;
    start += head(tag::ITEM_EVENT, bytes, &mut out[start..][..HEAD_BYTES]);
    Encoded::from(&out[start..])
}

fn envelope_fields<D: Domain>(envelope: &Envelope<D>, out: &mut Vec<u8>) {
    let info = envelope.info();
    uuid(tag::ID, envelope.id().as_uuid(), out);
    // As protobuf has it, a zero is not written, unless the field is optional.
    if envelope.sequence() != 0 {
        number(tag::SEQUENCE, envelope.sequence().get(), out);
    }
    if let Some(position) = envelope.position() {
        number(tag::POSITION, position.get(), out);
    }
    time(tag::OCCURRED_AT, envelope.occurred_at(), out);
    time(tag::RECORDED_AT, envelope.published_at(), out);
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

/// Appends the payload as JSON, and says whether it could: its own `Serialize` decides. What that says of an error stays unsaid, since it
/// might quote what is sensitive.
fn payload<D: Domain>(envelope: &Envelope<D>, out: &mut Vec<u8>) -> bool {
    let written = catch_unwind(AssertUnwindSafe(|| envelope.event().payload().write_redacted_json(out)));
    let is_written = matches!(written, Ok(Ok(())));
    if !is_written {
        let info = envelope.info();
        let event = format_args!("{}.{}", info.family(), info.event_type());
        tracing::error!(%event, id = %envelope.id(), "a payload cannot be written as JSON, and is sent without");
    }
    is_written
}

/// Writes the head of a field of so many bytes to the end of its room; gives how much of the room is left.
fn head(tag: u8, bytes: usize, room: &mut [u8]) -> usize {
    let left = room.len() - 1 - encoded_len_varint(bytes as u64);
    let mut head = &mut room[left..];
    head.put_u8(key(tag, WireType::LengthDelimited));
    encode_varint(bytes as u64, &mut head);
    left
}

/// The key of a field: one byte, since all our numbers are below 16.
const fn key(tag: u8, wire_type: WireType) -> u8 {
    tag << 3 | wire_type as u8
}

fn number(tag: u8, value: u64, out: &mut Vec<u8>) {
    out.push(key(tag, WireType::Varint));
    encode_varint(value, out);
}

fn text(tag: u8, value: &str, out: &mut Vec<u8>) {
    if !value.is_empty() {
        out.push(key(tag, WireType::LengthDelimited));
        encode_varint(value.len() as u64, out);
        out.extend_from_slice(value.as_bytes());
    }
}

fn uuid(tag: u8, value: Uuid, out: &mut Vec<u8>) {
    let mut field = [0; 2 + Hyphenated::LENGTH];
    field[0] = key(tag, WireType::LengthDelimited);
    field[1] = Hyphenated::LENGTH as u8;
    value.hyphenated().encode_lower(&mut field[2..]);
    out.extend_from_slice(&field);
}

fn time(tag: u8, value: Timestamp, out: &mut Vec<u8>) {
    out.extend_from_slice(&[key(tag, WireType::LengthDelimited), 0]);
    let start = out.len();
    // Two's complement in 64 bits, as protobuf wants negative numbers; nanoseconds of a leap second go up to two thousand millions, which
    // it does not know.
    let (seconds, nanos) = (value.timestamp() as u64, value.timestamp_subsec_nanos().min(999_999_999));
    if seconds != 0 {
        number(tag::SECONDS, seconds, out);
    }
    if nanos != 0 {
        number(tag::NANOS, nanos.into(), out);
    }
    // At most 17, which is one byte.
    out[start - 1] = (out.len() - start) as u8;
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
        for most_bytes in whole as u64 - 2..whole as u64 + 10 {
            let encoded = encode(events[0].envelope(), most_bytes);
            assert!(encoded.len() as u64 <= most_bytes);
            let (event, _) = by_prost(&encoded);
            assert_eq!(event.payload.is_empty(), event.omitted_bytes.is_some());
        }
        assert_eq!(encode(events[0].envelope(), whole as u64 + 10).len(), whole);
    }

    /// What encoding costs by itself, for docs/benchmarks.md.
    #[test]
    #[ignore = "measures; run in release with --nocapture"]
    fn encoding_an_event() {
        let test = TestBus::<DomainEvent>::new();
        for _ in 0..1_000 {
            test.publish(started_at(Timestamp::UNIX_EPOCH));
        }
        let events = test.events();
        let rounds = (0..1_001).map(|_| {
            let start = std::time::Instant::now();
            for event in &events {
                std::hint::black_box(encode(event.envelope(), 100_000));
            }
            start.elapsed() / events.len() as u32
        });
        let mut rounds: Vec<_> = rounds.collect();
        rounds.sort();
        println!("{:?} an event of {} bytes", rounds[rounds.len() / 2], encode(events[0].envelope(), 100_000).len());
    }
}
