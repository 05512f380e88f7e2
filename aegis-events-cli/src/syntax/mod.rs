//! The layout of a catalog: tables, entries, values and comments in source order.
//!
//! For commands that change the text but not the meaning, which is the business of `aegis_events_catalog`.
//! Both use the same parser and accept the same TOML.

mod document;
mod read;

pub(crate) use document::{Document, Entry, Line, List, Segment, Table, Value};

impl<'a> Document<'a> {
    /// Parse a text. `None` if it is not TOML; the catalog's parser reports the reason.
    pub(crate) fn read(text: &'a str) -> Option<Self> {
        read::document(text)
    }
}
