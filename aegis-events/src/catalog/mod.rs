//! The catalog at run time: plain static data about every event, generated beside the `DomainEvent` enum.
//!
//! Nothing here is computed from events; it is what the macros knew when they read `catalog.toml`.

mod column;
mod field;
mod info;
mod kind;

pub use column::{Column, SqlType};
pub use field::Field;
pub use info::{CatalogInfo, Delivery, EventInfo, FamilyInfo, KeyInfo, PublisherId};
pub use kind::{Kind, KindRange, KindSet};
