//! The schema: created, compared, migrated and refused, on both databases, through three versions of one catalog.

mod between;
pub(crate) mod catalogs;
mod evolving;
mod making;
mod refusing;
mod renaming;
mod together;
mod values;
