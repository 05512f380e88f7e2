//! Entries as lines: one JSON object each, whose bytes are what is hashed.
//!
//! A line begins with `{"index":N,"prev":"<digest of the entry before>","entry":"<what>",` in exactly this form, so that a verifier needs no
//! JSON parser to follow the chain; an event's id comes next. Sensitive fields are written redacted. A line holds no line feed: JSON
//! escapes it.

use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use super::key::PublicKey;
use super::tree::Digest;
use crate::catalog::CatalogInfo;
use crate::codec::Value;
use crate::envelope::{Envelope, EventId};
use crate::event::Domain;
use crate::types::Timestamp;

/// The form of lines that this version writes and reads.
const FORMAT: u32 = 1;
/// Longer lines, the line feed included, are neither written nor read: a verifier must not be made to hold whatever somebody writes.
pub(crate) const LONGEST: usize = 64 << 20;

/// An entry of a log's own: how it began, and which key took over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "snake_case")]
pub(crate) enum Own {
    /// The first entry.
    Opened { at: Timestamp, format: u32, key: String },
    /// From the next entry on, another key signs.
    KeyRotated { at: Timestamp, from: String, to: String },
}

/// What every line says at its beginning.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Head<'a> {
    pub(crate) index: u64,
    pub(crate) prev: Digest,
    pub(crate) entry: Entry<'a>,
}

/// What a line is about.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Entry<'a> {
    /// An event, by the text of its id.
    Event(&'a [u8]),
    /// Something of the log's own.
    Own(Own),
}

impl Own {
    pub(crate) fn opened(at: Timestamp, key: &PublicKey) -> Self {
        Self::Opened { at, format: FORMAT, key: key.to_string() }
    }

    pub(crate) fn key_rotated(at: Timestamp, from: &PublicKey, to: &PublicKey) -> Self {
        Self::KeyRotated { at, from: from.to_string(), to: to.to_string() }
    }

    /// Appends the line, without its line feed.
    pub(crate) fn write(&self, index: u64, out: &mut Vec<u8>) -> serde_json::Result<()> {
        begin(index, out);
        let body = serde_json::to_vec(self)?;
        out.extend_from_slice(body.strip_prefix(b"{").unwrap_or(&body));
        Ok(())
    }
}

/// Appends the line of an event, without its line feed. An event whose payload cannot be written is an entry that says so: that it
/// happened must be in the log whatever its `Serialize` does.
pub(crate) fn write_event<D: Domain>(envelope: &Envelope<D>, catalog: &CatalogName, index: u64, out: &mut Vec<u8>) {
    let start = out.len();
    begin(index, out);
    let info = envelope.info();
    out.extend_from_slice(b"\"entry\":\"event\",\"event_id\":");
    id(envelope.id(), out);
    text(",\"family\":", info.family(), out);
    text(",\"event_type\":", info.event_type(), out);
    number(",\"version\":", info.version().into(), out);
    out.extend_from_slice(&catalog.json);
    text(",\"publisher\":", envelope.publisher_name(), out);
    number(",\"sequence\":", envelope.sequence().get(), out);
    time(",\"occurred_at\":", &envelope.occurred_at(), out);
    time(",\"published_at\":", &envelope.published_at(), out);
    out.extend_from_slice(b",\"correlation_id\":");
    id(envelope.correlation_id(), out);
    out.extend_from_slice(b",\"causation_id\":");
    match envelope.causation_id() {
        Some(cause) => id(cause, out),
        None => out.extend_from_slice(b"null"),
    }
    text(",\"node_id\":", envelope.node_id(), out);
    out.extend_from_slice(b",\"bus_id\":");
    id(EventId::from(envelope.bus_id()), out);
    payload(envelope, start, out);
    out.push(b'}');
}

/// The payload, or why there is none. The reason is ours: a user's own might quote what is sensitive.
fn payload<D: Domain>(envelope: &Envelope<D>, start: usize, out: &mut Vec<u8>) {
    // What comes behind the payload: a brace and the line feed.
    let end = start + LONGEST - 2;
    let before = out.len();
    out.extend_from_slice(b",\"payload\":");
    let payload = envelope.event().payload();
    let problem = match catch_unwind(AssertUnwindSafe(|| payload.write_redacted_json(out))) {
        Ok(Ok(())) if out.len() <= end => return,
        Ok(Ok(())) => "the payload makes the line longer than 64 MiB",
        Ok(Err(_)) => "the payload cannot be written as JSON",
        Err(_) => "the payload's `Serialize` panicked",
    };
    out.truncate(before);
    text(",\"payload\":null,\"problem\":", problem, out);
}

/// A catalog's name and what it declares, as every event's line says it.
#[derive(Debug)]
pub(crate) struct CatalogName {
    json: Vec<u8>,
}

impl CatalogName {
    pub(crate) fn of(catalog: &CatalogInfo) -> Self {
        let mut json = Vec::new();
        text(",\"catalog\":", catalog.name(), &mut json);
        text(",\"catalog_digest\":", &super::fingerprint::of(catalog), &mut json);
        Self { json }
    }
}

/// Leaves the place for the digest of the entry before empty, since that may not be written yet.
fn begin(index: u64, out: &mut Vec<u8>) {
    number(INDEX, index, out);
    out.extend_from_slice(PREV);
    out.extend_from_slice(&[b'A'; PREV_LEN]);
    out.extend_from_slice(b"\",");
}

/// Enters the digest of the entry before into a line.
pub(crate) fn enter_prev(line: &mut [u8], prev: &Digest) {
    let start = INDEX.len() + digits(line.get(INDEX.len()..).unwrap_or_default()) + PREV.len();
    if let Some(place) = line.get_mut(start..start + PREV_LEN) {
        // The place has the length of 32 bytes in base64.
        let _ = STANDARD.encode_slice(prev, place);
    }
}

fn digits(text: &[u8]) -> usize {
    text.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

fn number(key: &str, number: u64, out: &mut Vec<u8>) {
    // Writing to a vector cannot fail.
    let _ = write!(out, "{key}{number}");
}

/// Names of catalogs and nodes need no escapes; a publisher's that comes from a database may.
fn text(key: &str, value: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(key.as_bytes());
    let _ = serde_json::to_writer(out, value);
}

fn time(key: &str, time: &Timestamp, out: &mut Vec<u8>) {
    out.extend_from_slice(key.as_bytes());
    let _ = time.write_json(out);
}

fn id(id: EventId, out: &mut Vec<u8>) {
    let mut buffer = [0; uuid::fmt::Hyphenated::LENGTH];
    out.push(b'"');
    out.extend_from_slice(id.as_uuid().hyphenated().encode_lower(&mut buffer).as_bytes());
    out.push(b'"');
}

/// What a line begins with.
const INDEX: &str = "{\"index\":";
/// What stands behind the index.
const PREV: &[u8] = b",\"prev\":\"";
/// 32 bytes in base64.
const PREV_LEN: usize = 44;
const ID_LEN: usize = uuid::fmt::Hyphenated::LENGTH;

impl<'a> Head<'a> {
    /// Reads what a line says at its beginning, or what is wrong with it.
    pub(crate) fn parse(line: &'a [u8]) -> Result<Self, &'static str> {
        let rest = line.strip_prefix(INDEX.as_bytes()).ok_or("it does not begin with its index")?;
        let (digits, rest) = rest.split_at(digits(rest));
        let index = std::str::from_utf8(digits).ok().and_then(|digits| digits.parse().ok());
        let index = index.ok_or("its index is not a number")?;
        let rest = rest.strip_prefix(PREV).ok_or("its index is not followed by the digest before it")?;
        let (prev, rest) = rest.split_at_checked(PREV_LEN).ok_or("it is too short")?;
        let mut digest = [0; 33];
        let prev = match STANDARD.decode_slice(prev, &mut digest) {
            Ok(32) => digest.first_chunk::<32>().copied().ok_or("the digest before it is not 32 bytes in base64")?,
            _ => return Err("the digest before it is not 32 bytes in base64"),
        };
        let body = rest.strip_prefix(b"\",").ok_or("the digest before it does not end")?;
        let entry = match body.strip_prefix(b"\"entry\":\"event\",\"event_id\":\"") {
            Some(rest) => Entry::Event(rest.get(..ID_LEN).ok_or("it is too short")?),
            None => Entry::Own(own(body)?),
        };
        if line.last() != Some(&b'}') {
            return Err("it does not end with `}`");
        }
        Ok(Self { index, prev, entry })
    }
}

fn own(body: &[u8]) -> Result<Own, &'static str> {
    let own: Own = serde_json::from_slice(&[b"{", body].concat()).map_err(|_| "it is no entry of a known kind")?;
    match own {
        Own::Opened { format, .. } if format != FORMAT => Err("the log is of a later format than this program reads"),
        own => Ok(own),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::key::SecretKey;

    #[test]
    fn own_entries_come_back_from_their_lines() {
        let [old, new] = [1, 2].map(|seed| SecretKey::from_seed("example/audit", [seed; 32]));
        let at = Timestamp::UNIX_EPOCH;
        for own in [Own::opened(at, old.public()), Own::key_rotated(at, old.public(), new.public())] {
            let mut line = Vec::new();
            own.write(12, &mut line).unwrap();
            enter_prev(&mut line, &[5; 32]);
            serde_json::from_slice::<serde_json::Value>(&line).unwrap();
            assert_eq!(Head::parse(&line), Ok(Head { index: 12, prev: [5; 32], entry: Entry::Own(own) }));
        }
    }

    #[test]
    fn a_line_that_is_no_entry_is_refused_with_the_reason() {
        let prev = STANDARD.encode([0; 32]);
        for (line, why) in [
            ("", "it does not begin with its index"),
            ("{\"index\":x", "its index is not a number"),
            ("{\"index\":1}", "its index is not followed by the digest before it"),
            ("{\"index\":1,\"prev\":\"", "it is too short"),
            (&format!("{{\"index\":1,\"prev\":\"{}", "!".repeat(44)), "the digest before it is not 32 bytes in base64"),
            (&format!("{{\"index\":1,\"prev\":\"{prev}"), "the digest before it does not end"),
            (&format!("{{\"index\":1,\"prev\":\"{prev}\",\"entry\":\"x\"}}"), "it is no entry of a known kind"),
        ] {
            assert_eq!(Head::parse(line.as_bytes()), Err(why), "{line}");
        }
    }
}
