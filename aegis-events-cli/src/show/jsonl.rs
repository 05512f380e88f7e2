//! Events as JSON lines.

use serde::Serialize;
use serde_json::value::RawValue;

use super::shown::{Gap, Shown, time};
use crate::out::{Failure, Out};

/// JSON lines.
pub(crate) struct Lines<'o> {
    out: &'o mut Out,
}

/// The members are named after the columns of `domain_events`.
#[derive(Serialize)]
struct Line<'a> {
    position: Option<u64>,
    event_id: &'a str,
    family: &'a str,
    event_type: &'a str,
    publisher: &'a str,
    version: u32,
    occurred_at: Option<String>,
    created_at: Option<String>,
    correlation_id: &'a str,
    causation_id: Option<&'a str>,
    node_id: &'a str,
    bus_id: &'a str,
    sequence: Option<u64>,
    event_data: Option<&'a RawValue>,
    /// The reason why `event_data` is null.
    #[serde(skip_serializing_if = "Option::is_none")]
    withheld: Option<&'a str>,
}

#[derive(Serialize)]
struct GapLine<'a> {
    gap: &'a Gap,
}

impl<'o> Lines<'o> {
    pub(super) fn new(out: &'o mut Out) -> Self {
        Self { out }
    }

    pub(super) fn event(&mut self, event: &Shown<'_>) -> Result<(), Failure> {
        let payload = event.payload.as_ref().map_err(String::as_str);
        // Line breaks outside strings are white space; inside strings they are escaped.
        let payload = payload.map(|json| RawValue::from_string(json.replace(['\n', '\r'], " ")));
        let (event_data, withheld) = match &payload {
            Ok(Ok(json)) => (Some(&**json), None),
            Ok(Err(_)) => (None, Some("the payload is not JSON")),
            Err(why) => (None, Some(*why)),
        };
        let line = Line {
            position: event.position,
            event_id: &event.event_id,
            family: event.family,
            event_type: event.event_type,
            publisher: event.publisher,
            version: event.version,
            occurred_at: event.occurred_at.map(time),
            created_at: event.created_at.map(time),
            correlation_id: &event.correlation_id,
            causation_id: event.causation_id.as_deref(),
            node_id: event.node_id,
            bus_id: &event.bus_id,
            sequence: event.sequence,
            event_data,
            withheld,
        };
        self.out.line(serde_json::to_string(&line).map_err(Failure::new)?)
    }

    pub(super) fn gap(&mut self, gap: &Gap) -> Result<(), Failure> {
        self.out.line(serde_json::to_string(&GapLine { gap }).map_err(Failure::new)?)
    }

    pub(super) fn flush(&mut self) -> Result<(), Failure> {
        self.out.flush()
    }
}
