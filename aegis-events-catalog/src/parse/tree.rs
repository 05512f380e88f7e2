//! The tree of TOML values, in the order of the file, each with its place.

use toml::de::{DeTable, DeValue};

use crate::model::{Name, Span};
use crate::source::Source;

/// A table, its entries in the order of the file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    pub(crate) entries: Vec<Entry>,
}

#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) key: Name,
    pub(crate) value: Value,
}

#[derive(Debug, Clone)]
pub(crate) struct Value {
    pub(crate) kind: Kind,
    pub(crate) span: Span,
}

#[derive(Debug, Clone)]
pub(crate) enum Kind {
    String(String),
    /// `None`: larger than any integer type of the catalog.
    Integer(Option<i128>),
    Float(f64),
    Boolean(bool),
    /// A date, a time or both, in TOML's spelling.
    Datetime(String),
    Array(Vec<Value>),
    Table(Table),
}

impl Value {
    /// The kind of the value with its article, for messages.
    pub(crate) fn noun(&self) -> &'static str {
        match self.kind {
            Kind::String(_) => "a string",
            Kind::Integer(_) => "an integer",
            Kind::Float(_) => "a float",
            Kind::Boolean(_) => "a boolean",
            Kind::Datetime(_) => "a date or time",
            Kind::Array(_) => "an array",
            Kind::Table(_) => "a table",
        }
    }

    /// The place where the text of a string begins in the source, so that places in the text become places in the source.
    /// `None` if escapes or line endings make the two differ.
    pub(crate) fn text_start(text: &str, span: &Span, source: &Source) -> Option<usize> {
        let raw = source.text().get(span.clone())?;
        ["\"\"\"\n", "'''\n", "\"\"\"", "'''", "\"", "'"].into_iter().find_map(|opening| {
            let rest = raw.strip_prefix(opening)?.strip_suffix(opening.trim_end())?;
            (rest == text).then_some(span.start + opening.len())
        })
    }
}

/// Converts the tree of the TOML parser. Tables and arrays deeper than [`MAX_DEPTH`] become empty: no key of the catalog is that
/// deep, and no recursion over the tree may exhaust the stack. The parser's tree is dropped after the conversion and not within:
/// dropping it takes stack as well, and dotted keys make it deep without a limit.
pub(crate) fn from_toml(root: &DeTable<'_>) -> Table {
    table(root, 0)
}

/// Enough for every reasonable default.
const MAX_DEPTH: usize = 100;

fn table(table: &DeTable<'_>, depth: usize) -> Table {
    if depth > MAX_DEPTH {
        return Table::default();
    }
    let mut entries: Vec<Entry> = table
        .iter()
        .map(|(key, value)| Entry {
            key: Name { text: key.get_ref().to_string(), span: key.span() },
            value: Value { kind: kind(value.get_ref(), depth), span: value.span() },
        })
        .collect();
    entries.sort_by_key(|entry| entry.key.span.start);
    Table { entries }
}

fn kind(value: &DeValue<'_>, depth: usize) -> Kind {
    match value {
        DeValue::String(text) => Kind::String(text.to_string()),
        DeValue::Integer(digits) => Kind::Integer(i128::from_str_radix(digits.as_str(), digits.radix()).ok()),
        DeValue::Float(digits) => Kind::Float(digits.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(value) => Kind::Boolean(*value),
        DeValue::Datetime(value) => Kind::Datetime(value.to_string()),
        DeValue::Array(_) if depth > MAX_DEPTH => Kind::Array(Vec::new()),
        DeValue::Array(values) => Kind::Array(
            values.iter().map(|it| Value { kind: kind(it.get_ref(), depth + 1), span: it.span() }).collect(),
        ),
        DeValue::Table(inner) => Kind::Table(table(inner, depth + 1)),
    }
}
