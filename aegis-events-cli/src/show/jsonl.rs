//! Events as JSON lines.

use serde::Serialize;
use serde_json::value::RawValue;

use super::shown::{Gap, Shown};
use crate::out::{Failure, Out};

/// JSON lines.
pub(crate) struct Lines<'o> {
    out: &'o mut Out,
}

#[derive(Serialize)]
struct Line<'a> {
    #[serde(flatten)]
    event: &'a Shown<'a>,
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
        let line = Line { event, event_data, withheld };
        self.out.line(serde_json::to_string(&line).map_err(Failure::new)?)
    }

    pub(super) fn gap(&mut self, gap: &Gap) -> Result<(), Failure> {
        self.out.line(serde_json::to_string(&GapLine { gap }).map_err(Failure::new)?)
    }

    pub(super) fn flush(&mut self) -> Result<(), Failure> {
        self.out.flush()
    }
}
