//! The traits that generated code implements.
//!
//! Only the macros implement them, so any version may add items.

mod any_payload;
mod domain;
mod filter;
pub(crate) mod json;
mod key;
mod payload;
mod publisher;

pub use any_payload::AnyPayload;
pub use domain::Domain;
pub use filter::{Filter, Subscriber};
pub use json::{from_json, payload_from_json, to_json};
pub use key::{Carries, Key, KeyOf, KeyRef, KeyValue};
pub use payload::{EventFields, Payload};
pub use publisher::{PublishedBy, PublisherRole};
