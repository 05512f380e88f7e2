//! The catalog at run time: plain static data about every event, generated next to the `DomainEvent` enum.
//!
//! The macros write it when they read `catalog.toml`.

mod column;
mod field;
mod info;
mod kind;

pub use column::{Column, SqlType};
pub use field::Field;
pub use info::{CatalogInfo, Delivery, EventInfo, FamilyInfo, KeyInfo, PublisherId};
pub use kind::{Kind, KindRange, KindSet};
