//! The parts of a document.

use std::ops::Range;

/// A whole file.
#[derive(Debug)]
pub(crate) struct Document<'a> {
    /// Comments at the top, separate from the first table.
    pub(crate) preamble: Vec<Line<'a>>,
    pub(crate) tables: Vec<Table<'a>>,
    /// Comments at the end, separate from the last table.
    pub(crate) tail: Vec<Line<'a>>,
}

/// A comment or a blank line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Line<'a> {
    Blank,
    /// Including the `#`.
    Comment(&'a str),
}

/// A header and its entries.
#[derive(Debug)]
pub(crate) struct Table<'a> {
    /// The lines above the header.
    pub(crate) lead: Vec<Line<'a>>,
    /// `None` for the entries before the first header.
    pub(crate) header: Option<Header<'a>>,
    pub(crate) entries: Vec<Entry<'a>>,
    /// Comments after the last entry that belong to this table.
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
    /// As written.
    pub(crate) raw: &'a str,
    /// Unquoted.
    pub(crate) name: String,
    /// The byte range.
    pub(crate) span: Range<usize>,
}

/// An entry of a table, an inline table or an array. Array entries have no key.
#[derive(Debug)]
pub(crate) struct Entry<'a> {
    /// The lines above it.
    pub(crate) lead: Vec<Line<'a>>,
    pub(crate) key: Vec<Segment<'a>>,
    pub(crate) value: Value<'a>,
    /// The comment on its line.
    pub(crate) comment: Option<&'a str>,
}

/// A value.
#[derive(Debug)]
pub(crate) enum Value<'a> {
    /// As written.
    Scalar(&'a str),
    Array(List<'a>),
    InlineTable(List<'a>),
}

/// The content of brackets.
#[derive(Debug, Default)]
pub(crate) struct List<'a> {
    pub(crate) entries: Vec<Entry<'a>>,
    /// Comments after the last entry.
    pub(crate) tail: Vec<Line<'a>>,
    /// Whether each entry is on a separate line.
    pub(crate) in_lines: bool,
}

impl Table<'_> {
    /// The names in the header; empty for the entries before the first header.
    pub(crate) fn path(&self) -> Vec<&str> {
        let segments = self.header.iter().flat_map(|header| &header.path);
        segments.map(|segment| segment.name.as_str()).collect()
    }
}
