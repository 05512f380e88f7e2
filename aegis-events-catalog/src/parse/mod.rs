//! Text → a tree of values that know where they stand.
//!
//! Parsing never fails: it returns what can be read and reports the rest. Where TOML's own recovery would give up on the
//! remainder of the file, the broken lines are taken out and the rest is read again (see `mend`).

mod mend;
mod syntax;
mod tree;

pub(crate) use syntax::{Damage, parse};
pub(crate) use tree::{Entry, Kind, Table, Value};
