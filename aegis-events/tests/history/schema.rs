//! The schema: made, compared, migrated and refused, on both databases, through three versions of one catalog.

mod catalogs;
pub(crate) mod database;
mod evolving;
mod making;
mod refusing;
mod together;
mod values;
