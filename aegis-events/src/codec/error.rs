//! Errors of encoding and decoding.

use thiserror::Error;

/// An event could not be written as JSON.
#[derive(Debug, Error)]
#[error("`{family}.{event_type}` cannot be written as JSON: {reason}")]
pub struct EncodeError {
    pub(crate) family: &'static str,
    pub(crate) event_type: &'static str,
    pub(crate) reason: serde_json::Error,
}

/// JSON text is not an event of the catalog.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// The payload does not fit the event. The reason names the field.
    #[error("`{family}.{event_type}` does not decode: {reason}")]
    Payload {
        /// The event's family.
        family: &'static str,
        /// The event's name.
        event_type: &'static str,
        /// What is wrong, with the field's name.
        reason: serde_json::Error,
    },
    /// The text is not `{"family": .., "event_type": .., "event_data": ..}` with a known event, or its payload does not fit. The reason says
    /// which.
    #[error("this is not an event of the catalog `{catalog}`: {reason}")]
    Envelope {
        /// The catalog's name.
        catalog: &'static str,
        /// What is wrong.
        reason: serde_json::Error,
    },
}
