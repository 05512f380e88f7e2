//! Events and gaps to print.

use aegis_events::types::Timestamp;
use serde::{Serialize, Serializer};

/// An event to print. The fields are named after the columns of `domain_events`.
#[derive(Debug, Serialize)]
pub(crate) struct Shown<'a> {
    pub(crate) position: Option<u64>,
    pub(crate) event_id: String,
    pub(crate) family: &'a str,
    pub(crate) event_type: &'a str,
    pub(crate) publisher: &'a str,
    pub(crate) version: u32,
    #[serde(serialize_with = "optional_time")]
    pub(crate) occurred_at: Option<Timestamp>,
    #[serde(serialize_with = "optional_time")]
    pub(crate) created_at: Option<Timestamp>,
    pub(crate) correlation_id: String,
    pub(crate) causation_id: Option<String>,
    pub(crate) node_id: &'a str,
    pub(crate) bus_id: String,
    pub(crate) sequence: Option<u64>,
    /// The payload as JSON text, or the reason why it is not shown.
    #[serde(skip)]
    pub(crate) payload: Result<String, String>,
}

/// A gap between events.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Gap {
    /// The number of missing events, if known.
    pub(crate) lost: Option<u64>,
    pub(crate) after_sequence: Option<u64>,
    pub(crate) before_sequence: Option<u64>,
    pub(crate) position: Option<u64>,
    pub(crate) reason: String,
}

/// A time as in the SQLite columns, to the microsecond, with infinities as the columns have them.
pub(crate) fn time(time: Timestamp) -> String {
    let end = end_of_time(time).map(str::to_owned);
    end.unwrap_or_else(|| time.to_rfc3339_opts(chrono::SecondsFormat::Micros, true))
}

#[expect(clippy::ref_option, reason = "serde passes a reference to the field")]
fn optional_time<S: Serializer>(optional: &Option<Timestamp>, serializer: S) -> Result<S::Ok, S::Error> {
    optional.map(time).serialize(serializer)
}

/// The columns' names for infinite times.
pub(super) fn end_of_time(time: Timestamp) -> Option<&'static str> {
    let ends = [(Timestamp::MIN_UTC, "-infinity"), (Timestamp::MAX_UTC, "infinity")];
    ends.into_iter().find(|(end, _)| *end == time).map(|(_, text)| text)
}
