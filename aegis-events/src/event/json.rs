//! Whole events: `{"family": "Volume", "event_type": "VolumeCreated", "event_data": {..}}`.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde::ser::{SerializeMap, Serializer};

use super::{AnyPayload, Domain};
use crate::catalog::{EventInfo, Kind};
use crate::codec::{DecodeError, EncodeError};

const FAMILY: &str = "family";
const EVENT_TYPE: &str = "event_type";
const EVENT_DATA: &str = "event_data";

/// Writes an event as JSON text.
pub fn to_json<D: Domain>(event: &dyn AnyPayload) -> Result<Vec<u8>, EncodeError> {
    let info = D::catalog().event(event.kind());
    let mut out = Vec::with_capacity(256);
    write_event(info, event, &mut out).map_err(|reason| EncodeError {
        family: info.family(),
        event_type: info.event_type(),
        reason,
    })?;
    Ok(out)
}

fn write_event(info: &EventInfo, event: &dyn AnyPayload, out: &mut Vec<u8>) -> serde_json::Result<()> {
    out.extend_from_slice(b"{\"family\":\"");
    out.extend_from_slice(info.family().as_bytes());
    out.extend_from_slice(b"\",\"event_type\":\"");
    out.extend_from_slice(info.event_type().as_bytes());
    out.extend_from_slice(b"\",\"event_data\":");
    event.write_json(out)?;
    out.push(b'}');
    Ok(())
}

/// Serializes an event as a map of three entries.
pub fn serialize_event<D: Domain, S: Serializer>(event: &dyn AnyPayload, serializer: S) -> Result<S::Ok, S::Error> {
    let info = D::catalog().event(event.kind());
    let mut map = serializer.serialize_map(Some(3))?;
    map.serialize_entry(FAMILY, info.family())?;
    map.serialize_entry(EVENT_TYPE, info.event_type())?;
    map.serialize_entry(EVENT_DATA, event.as_serialize())?;
    map.end()
}

/// Reads the payload of an event whose kind is known.
pub fn payload_from_json<D: Domain>(kind: Kind, json: &[u8]) -> Result<D, DecodeError> {
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let event = D::read(kind, &mut deserializer).and_then(|event| deserializer.end().map(|()| event));
    event.map_err(|reason| {
        let info = D::catalog().event(kind);
        DecodeError::Payload { family: info.family(), event_type: info.event_type(), reason }
    })
}

/// Reads an event from JSON text.
pub fn from_json<D: Domain>(json: &[u8]) -> Result<D, DecodeError> {
    serde_json::from_slice(json).map_err(|reason| DecodeError::Envelope { catalog: D::catalog().name(), reason })
}

/// Deserializes an event. The payload may come before its names; it is then kept as a JSON value until they are known.
pub fn read_event<'de, D: Domain, De: Deserializer<'de>>(deserializer: De) -> Result<D, De::Error> {
    deserializer.deserialize_map(Tagged(PhantomData))
}

/// The error of a family's enum for an event of another family.
pub fn other_family<D: Domain, E: Error>(family: &'static str, found: &D) -> E {
    let info = D::catalog().event(found.payload().kind());
    E::custom(format_args!(
        "expected an event of the family `{family}`, found `{}.{}`",
        info.family(),
        info.event_type()
    ))
}

struct Tagged<D>(PhantomData<D>);

impl<'de, D: Domain> Visitor<'de> for Tagged<D> {
    type Value = D;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an event: an object with `{FAMILY}`, `{EVENT_TYPE}` and `{EVENT_DATA}`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<D, A::Error> {
        let mut family: Option<Cow<'de, str>> = None;
        let mut event_type: Option<Cow<'de, str>> = None;
        let mut early: Option<serde_json::Value> = None;
        let mut event = None;
        while let Some(key) = map.next_key_seed(Tag::Other)? {
            match key {
                Tag::Family => fill(&mut family, FAMILY, || map.next_value_seed(Name))?,
                Tag::EventType => fill(&mut event_type, EVENT_TYPE, || map.next_value_seed(Name))?,
                Tag::EventData if event.is_some() => return Err(A::Error::duplicate_field(EVENT_DATA)),
                Tag::EventData => match (&family, &event_type) {
                    (Some(family), Some(event_type)) => {
                        event =
                            Some(map.next_value_seed(Payload::<D>(kind_of::<D, _>(family, event_type)?, PhantomData))?);
                    }
                    _ => fill(&mut early, EVENT_DATA, || map.next_value())?,
                },
                Tag::Other => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        let family = family.ok_or_else(|| A::Error::missing_field(FAMILY))?;
        let event_type = event_type.ok_or_else(|| A::Error::missing_field(EVENT_TYPE))?;
        match (event, early) {
            (Some(event), _) => Ok(event),
            (None, Some(data)) => D::read(kind_of::<D, _>(&family, &event_type)?, data).map_err(A::Error::custom),
            (None, None) => Err(A::Error::missing_field(EVENT_DATA)),
        }
    }
}

fn fill<T, E: Error>(slot: &mut Option<T>, name: &'static str, value: impl FnOnce() -> Result<T, E>) -> Result<(), E> {
    if slot.is_some() {
        return Err(E::duplicate_field(name));
    }
    *slot = Some(value()?);
    Ok(())
}

fn kind_of<D: Domain, E: Error>(family: &str, event_type: &str) -> Result<Kind, E> {
    D::catalog().find(family, event_type).ok_or_else(|| {
        E::custom(format_args!("the catalog `{}` has no event `{family}.{event_type}`", D::catalog().name()))
    })
}

struct Payload<D>(Kind, PhantomData<D>);

impl<'de, D: Domain> DeserializeSeed<'de> for Payload<D> {
    type Value = D;

    fn deserialize<De: Deserializer<'de>>(self, deserializer: De) -> Result<D, De::Error> {
        D::read(self.0, deserializer)
    }
}

/// Reads a name without copying it, where the input allows.
struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Cow<'de, str>;

    fn deserialize<De: Deserializer<'de>>(self, deserializer: De) -> Result<Self::Value, De::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Name {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name of the catalog")
    }

    fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(name))
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(name.to_owned()))
    }
}

/// The keys around a payload.
enum Tag {
    Family,
    EventType,
    EventData,
    Other,
}

impl<'de> DeserializeSeed<'de> for Tag {
    type Value = Tag;

    fn deserialize<De: Deserializer<'de>>(self, deserializer: De) -> Result<Tag, De::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Tag {
    type Value = Tag;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Tag, E> {
        Ok(match name {
            FAMILY => Tag::Family,
            EVENT_TYPE => Tag::EventType,
            EVENT_DATA => Tag::EventData,
            _ => Tag::Other,
        })
    }
}
