//! Errors of encoding and decoding.

use thiserror::Error;

/// An event could not be written as JSON.
#[derive(Debug, Error)]
#[error("`{family}.{event_type}` cannot be written as JSON: {source}")]
pub struct EncodeError {
    pub(crate) family: &'static str,
    pub(crate) event_type: &'static str,
    pub(crate) source: serde_json::Error,
}

/// JSON text is not an event of the catalog.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// The payload does not fit the event. The source names the field.
    #[error("`{family}.{event_type}` does not decode: {source}")]
    Payload {
        /// The event's family.
        family: &'static str,
        /// The event's name.
        event_type: &'static str,
        /// What is wrong, with the field's name.
        source: serde_json::Error,
    },
    /// The text around the payload is not `{"family": .., "event_type": .., "event_data": ..}`, or names no known event.
    #[error("this is not an event of the catalog `{catalog}`: {source}")]
    Envelope {
        /// The catalog's name.
        catalog: &'static str,
        /// What is wrong.
        source: serde_json::Error,
    },
}
