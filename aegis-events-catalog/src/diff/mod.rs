//! The changes between two catalogs, and what they break.
//!
//! [`compare`] takes two checked catalogs and returns every difference as a [`Change`]. Each falls under one [`Rule`], names
//! one item, and lists its effects. Every difference of the models is reported, and equal catalogs have no changes. Effects on
//! the store describe what the decoder and the migrations of the runtime do.
//!
//! A change inside a type of `[types]` is reported once, at the type, with the events that use it.
//!
//! ```
//! use aegis_events_catalog::diff::{self, Rule, Severity};
//! use aegis_events_catalog::{Source, read};
//!
//! let catalog = |field: &str| {
//!     let text = format!(
//!         "[catalog]\nname = \"demo\"\n[publishers.P]\n[families.F]\npublished_by = [\"P\"]\n\
//!          [events.F.E]\nwhen = \"always\"\n[events.F.E.fields]\n{field}\n"
//!     );
//!     read(Source::new("catalog.toml", text)).catalog
//! };
//! let changes = diff::compare(&catalog("size = 'u32'"), &catalog("size = 'u64'"));
//! assert_eq!(changes[0].rule(), Rule::FieldTypeWidened);
//! assert_eq!(changes[0].item(), "F.E.size");
//! assert_eq!(changes[0].severity(), Severity::Breaking);
//! ```

mod by_hand;
mod change;
mod compare;
mod fault;
mod former;
mod json;
mod matching;
mod missing;
mod pairs;
mod reference;
mod releases;
mod render;
mod rule;
mod spell;
mod waivers;

pub use change::{Change, Place};
pub use fault::{Fault, WaiverProblem, render_waiver_problem};
pub use reference::reference;
pub use releases::{ReleaseChange, compare_releases};
pub use render::{render, render_for};
pub use rule::{Category, Effect, Rule, Severity};
pub use waivers::{Applied, Waived, Waivers, WaiversReading};

use crate::model::CheckedCatalog;

/// Compares two catalogs. The changes have the order of a catalog: types, keys, publishers, subscribers, families with their
/// events. In each section, items of the new catalog come first, in its order, then deleted ones in the order of the old
/// catalog.
///
/// If a catalog has problems, its sound part is compared.
#[must_use]
pub fn compare(old: &CheckedCatalog, new: &CheckedCatalog) -> Vec<Change> {
    compare::compare(old, new)
}
