//! What changed between two catalogs, and what that breaks, for whom.
//!
//! [`compare`] takes two checked catalogs and gives every difference as a [`Change`]: each falls under one [`Rule`], names
//! one item, and says whom it breaks and how. Nothing that a model says differently goes untold, and two equal catalogs
//! have no changes. What is said about the store is what the runtime's decoder and migrations do.
//!
//! What only one spot of a file decides is told there: a change inside a type of `[types]` at the type, with the events that
//! use it, and not at every field.
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
pub use waivers::{Applied, Waivers};

use crate::model::CheckedCatalog;

/// Everything that differs between two catalogs, in the catalog's order: types, keys, publishers, subscribers, families with
/// their events. Of each, what the new catalog has comes in its order, then what it no longer has in the order of the old one.
///
/// Both are taken as they are: of a catalog with problems, the sound part.
pub fn compare(old: &CheckedCatalog, new: &CheckedCatalog) -> Vec<Change> {
    compare::compare(old, new)
}
