//! Entries as lines: one JSON object each, whose bytes are hashed.
//!
//! A line begins with `{"index":N,"prev":"<digest of the entry before>","entry":"<what>",` in exactly this form, so that a verifier needs no
//! JSON parser to follow the chain; an event's id comes next. Sensitive fields are redacted. A line contains no line feed: JSON escapes it.

use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use super::key::PublicKey;
use super::tree::Digest;
use crate::catalog::CatalogInfo;
use crate::codec::record::Value;
use crate::envelope::{Envelope, EventId};
use crate::event::Domain;
use crate::types::Timestamp;

/// The format of lines that this version writes and reads.
const FORMAT: u32 = 1;
/// The length limit of lines, with the line feed, for writing and reading. It protects a verifier's memory.
pub(crate) const LONGEST: usize = 64 << 20;

/// An entry about the log itself: its beginning, or the rotation to another key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "snake_case")]
pub(crate) enum Own {
    /// The first entry.
    Opened { at: Timestamp, format: u32, key: String },
    /// Another key signs from the next entry on.
    KeyRotated { at: Timestamp, from: String, to: String },
}

/// The beginning of every line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Head<'a> {
    pub(crate) index: u64,
    pub(crate) prev: Digest,
    pub(crate) entry: Entry<'a>,
}

/// The subject of a line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Entry<'a> {
    /// An event, by the text of its id.
    Event(&'a [u8]),
    /// The log itself.
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

/// Appends the line of an event, without its line feed. If the payload cannot be written, the entry records that instead: the event must be in
/// the log even if its `Serialize` fails.
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

/// The payload, or why it is missing. The reason is one of ours, since an error of the user's code might quote sensitive data.
fn payload<D: Domain>(envelope: &Envelope<D>, start: usize, out: &mut Vec<u8>) {
    // A brace and the line feed follow the payload.
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

/// The catalog's name and fingerprint, as each event's line contains them.
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

/// Writes a placeholder for the digest of the previous entry, which may not be known yet.
fn begin(index: u64, out: &mut Vec<u8>) {
    number(INDEX, index, out);
    out.extend_from_slice(PREV);
    out.extend_from_slice(&[b'A'; PREV_LEN]);
    out.extend_from_slice(b"\",");
}

/// Writes the digest of the previous entry into a line.
pub(crate) fn enter_prev(line: &mut [u8], prev: &Digest) {
    let start = INDEX.len() + digits(line.get(INDEX.len()..).unwrap_or_default()) + PREV.len();
    if let Some(place) = line.get_mut(start..start + PREV_LEN) {
        // The placeholder has the length of 32 bytes in base64.
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

/// Names of catalogs and nodes need no escapes; a publisher's name from a database may.
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

/// The beginning of a line.
const INDEX: &str = "{\"index\":";
/// The text after the index.
const PREV: &[u8] = b",\"prev\":\"";
/// 32 bytes in base64.
const PREV_LEN: usize = 44;
const ID_LEN: usize = uuid::fmt::Hyphenated::LENGTH;

impl<'a> Head<'a> {
    /// Reads the beginning of a line; the error is the reason.
    pub(crate) fn parse(line: &'a [u8]) -> Result<Self, &'static str> {
        let rest = line.strip_prefix(INDEX.as_bytes()).ok_or("it does not begin with its index")?;
        let (digits, rest) = rest.split_at(digits(rest));
        let index = std::str::from_utf8(digits).ok().and_then(|digits| digits.parse().ok());
        let index = index.ok_or("its index is not a number")?;
        let rest = rest.strip_prefix(PREV).ok_or("its index is not followed by the previous digest")?;
        let (prev, rest) = rest.split_at_checked(PREV_LEN).ok_or("it is too short")?;
        let mut digest = [0; 33];
        let prev = match STANDARD.decode_slice(prev, &mut digest) {
            Ok(32) => digest.first_chunk::<32>().copied().ok_or("the previous digest is not 32 bytes in base64")?,
            _ => return Err("the previous digest is not 32 bytes in base64"),
        };
        let body = rest.strip_prefix(b"\",").ok_or("the previous digest does not end")?;
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
    let own: Own = serde_json::from_slice(&[b"{", body].concat()).map_err(|_| "its kind of entry is unknown")?;
    match own {
        Own::Opened { format, .. } if format != FORMAT => Err("its format is newer than this program"),
        own => Ok(own),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::key::SecretKey;

    #[test]
    fn entries_about_the_log_are_read_back() {
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
    fn other_lines_are_refused_with_the_reason() {
        let prev = STANDARD.encode([0; 32]);
        for (line, why) in [
            ("", "it does not begin with its index"),
            ("{\"index\":x", "its index is not a number"),
            ("{\"index\":1}", "its index is not followed by the previous digest"),
            ("{\"index\":1,\"prev\":\"", "it is too short"),
            (&format!("{{\"index\":1,\"prev\":\"{}", "!".repeat(44)), "the previous digest is not 32 bytes in base64"),
            (&format!("{{\"index\":1,\"prev\":\"{prev}"), "the previous digest does not end"),
            (&format!("{{\"index\":1,\"prev\":\"{prev}\",\"entry\":\"x\"}}"), "its kind of entry is unknown"),
        ] {
            assert_eq!(Head::parse(line.as_bytes()), Err(why), "{line}");
        }
    }
}
