//! The modules as data: which there are, what each is, and which may use which.
//!
//! `cargo xtask tidy` checks every import against these tables, and the code map in ARCHITECTURE.md is written from them. To move a
//! module, move its row.

mod command;
mod compiler;
mod places;
mod runtime;
mod table;

pub(crate) use places::PLACES;
#[cfg(test)]
pub(crate) use table::Module;
pub(crate) use table::{Crate, Exception, ModuleOrder, ROOT, Reserved};

/// All orders, in the order of the code map.
pub(crate) const ORDERS: [&ModuleOrder; 7] = [
    &compiler::SUGGEST,
    &compiler::SQL,
    &compiler::CATALOG,
    &compiler::MACROS,
    &runtime::RUNTIME,
    &runtime::HISTORY,
    &command::COMMAND,
];

/// All modules that only a few places may use.
pub(crate) const RESERVED: &[Reserved] = runtime::RESERVED;

/// Subscribers: none of them uses another, but for the pairs of the second table.
pub(crate) const SUBSCRIBERS: &[&str] = runtime::SUBSCRIBERS;
pub(crate) const SUBSCRIBERS_THAT_MEET: &[Exception] = runtime::SUBSCRIBERS_THAT_MEET;

/// Every file or folder that a row of these tables names.
pub(crate) fn paths() -> impl Iterator<Item = &'static str> {
    let reserved = RESERVED.iter().flat_map(|row| row.users.iter().copied().chain([row.module]));
    let pairs = SUBSCRIBERS_THAT_MEET.iter().flat_map(|pair| [pair.from, pair.to]);
    reserved.chain(SUBSCRIBERS.iter().copied()).chain(pairs)
}

/// Crates whose files are searched for circles, with the name by which a crate may call itself.
pub(crate) const CRATES: [(&str, &str); 8] = [
    ("aegis-events-suggest", "aegis_events_suggest"),
    ("aegis-events-sql", "aegis_events_sql"),
    ("aegis-events-catalog", "aegis_events_catalog"),
    ("aegis-events-macros", "aegis_events_macros"),
    ("aegis-events", "aegis_events"),
    ("aegis-events-cli", "aegis_events_cli"),
    ("examples/orchestrator", "orchestrator"),
    ("xtask", "xtask"),
];
