//! Text → a tree of values with their places.
//!
//! Parsing never fails: it returns the readable part and reports the rest. If the TOML parser cannot recover from a mistake, the
//! broken lines are blanked and the text is read again (see `mend`).

mod mend;
mod syntax;
mod tree;

pub(crate) use syntax::{Damage, parse};
pub(crate) use tree::{Entry, Kind, Table, Value};
