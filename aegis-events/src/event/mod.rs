//! What an event is to the runtime: the traits that generated code implements.

mod domain;
mod filter;
mod key;
mod payload;
mod publisher;

pub use domain::Domain;
pub use filter::{Filter, Subscriber};
pub use key::{Carries, Key, KeyOf, KeyRef, KeyValue};
pub use payload::{AnyPayload, EventFields, Payload};
pub use publisher::{PublishedBy, PublisherRole};
