//! The schema of a history: derived from the catalog, compared with a database, migrated.
//!
//! In: a catalog and a database. Out: SQL, a plan, a migrated database, or the reasons why not. Everything is derived from the catalog and
//! from the tables, columns, indexes and views of the database. There is no chain of migrations.
//!
//! # What a migration never does
//!
//! It removes no row and no column, changes no column's type, and replaces nothing that it did not make. If it would have to, it is refused,
//! with all reasons together, before anything is changed.
//!
//! # Concurrent migrations
//!
//! A migration is one transaction, except for the values of new keys. In PostgreSQL it takes an advisory lock, and repeating it does no harm.
//! SQLite has one writer: the second process finds that the plan has changed, and plans again.
//!
//! A process that was started with an older catalog leaves the column of a new key NULL. After the last such process has ended,
//! `INSERT INTO event_backfills VALUES ('key', 1)` and a migration fill the column.

mod backfill;
mod compare;
mod error;
mod field;
mod index;
mod inspect;
mod inventory;
mod migrate;
mod plan;
mod rename;
mod sql;
mod stale;
mod table;
#[cfg(test)]
mod tests;
mod view;

pub(crate) use backfill::key_fills;
pub use error::SchemaError;
pub(crate) use inventory::inventory;
pub use inventory::{Inventory, KeyColumn};
pub(crate) use migrate::{check, migrate, plan};
pub use plan::MigrationPlan;
pub use sql::{migration_sql, schema_sql};
