//! A catalog as it is laid out: tables, entries and values in the order of the text, and every comment at its place.
//!
//! What a catalog means is the business of `aegis_events_catalog`; this is for commands that change the text and leave its meaning.
//! The parser is the one that catalogs are read with, so that both accept the same TOML.

mod read;

use std::ops::Range;

/// A whole file.
#[derive(Debug)]
pub(crate) struct Document<'a> {
    /// Comments at the top that stand apart from the first table.
    pub(crate) preamble: Vec<Line<'a>>,
    pub(crate) tables: Vec<Table<'a>>,
    /// Comments at the end that stand apart from the last table.
    pub(crate) tail: Vec<Line<'a>>,
}

/// A line without an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Line<'a> {
    Blank,
    /// With its `#`.
    Comment(&'a str),
}

/// A header and the entries below it.
#[derive(Debug)]
pub(crate) struct Table<'a> {
    /// What stands above the header.
    pub(crate) lead: Vec<Line<'a>>,
    /// `None` for the entries before the first header.
    pub(crate) header: Option<Header<'a>>,
    pub(crate) entries: Vec<Entry<'a>>,
    /// Comments below the last entry that belong here rather than to the next table.
    pub(crate) tail: Vec<Line<'a>>,
}

/// `[a.b]` or `[[a.b]]`.
#[derive(Debug)]
pub(crate) struct Header<'a> {
    pub(crate) of_array: bool,
    pub(crate) path: Vec<Segment<'a>>,
    pub(crate) comment: Option<&'a str>,
}

/// A part of a dotted key.
#[derive(Debug)]
pub(crate) struct Segment<'a> {
    /// As it is written.
    pub(crate) raw: &'a str,
    /// As it is meant.
    pub(crate) name: String,
    /// Where it stands.
    pub(crate) span: Range<usize>,
}

/// An entry of a table or an inline table, or of an array: then it has no key.
#[derive(Debug)]
pub(crate) struct Entry<'a> {
    /// What stands above it.
    pub(crate) lead: Vec<Line<'a>>,
    pub(crate) key: Vec<Segment<'a>>,
    pub(crate) value: Value<'a>,
    /// What stands behind it on its line.
    pub(crate) comment: Option<&'a str>,
}

/// A value.
#[derive(Debug)]
pub(crate) enum Value<'a> {
    /// As it is written.
    Scalar(&'a str),
    Array(List<'a>),
    InlineTable(List<'a>),
}

/// What stands between brackets.
#[derive(Debug, Default)]
pub(crate) struct List<'a> {
    pub(crate) entries: Vec<Entry<'a>>,
    /// Comments below the last entry.
    pub(crate) tail: Vec<Line<'a>>,
    /// Whether its entries have lines of their own.
    pub(crate) in_lines: bool,
}

impl<'a> Document<'a> {
    /// Reads a text. `None` where it is no TOML; the reader of catalogs tells why.
    pub(crate) fn read(text: &'a str) -> Option<Self> {
        read::document(text)
    }
}

impl Table<'_> {
    /// The names in its header; empty for the entries before the first.
    pub(crate) fn path(&self) -> Vec<&str> {
        let segments = self.header.iter().flat_map(|header| &header.path);
        segments.map(|segment| segment.name.as_str()).collect()
    }
}
