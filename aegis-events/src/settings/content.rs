//! Values of a file or the environment before a setting reads them.

use aegis_events_suggest::shortened;

/// A file as a list of sections. Without a file the list is empty.
#[derive(Debug, Default)]
pub(crate) struct Document {
    /// The file's name, for messages.
    pub(crate) file: String,
    pub(crate) sections: Vec<Entry>,
}

/// A key and its value.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) key: String,
    /// The key's line, from 1.
    pub(crate) line: usize,
    pub(crate) value: Node,
}

/// A value and its line.
#[derive(Debug)]
pub(crate) struct Node {
    /// The value's line, from 1.
    pub(crate) line: usize,
    pub(crate) content: Content,
}

/// A value.
#[derive(Debug)]
#[cfg_attr(
    not(all(feature = "metrics", feature = "yaml")),
    expect(dead_code, reason = "only YAML files hold most of them, and only the metrics have a list")
)]
pub(crate) enum Content {
    /// Nothing, `~` or `null`.
    Null,
    /// A scalar without quotes.
    Plain(String),
    /// A scalar in quotes or as a block.
    Quoted(String),
    /// The value of an environment variable: a scalar without quotes, or a list with commas.
    Variable(String),
    /// Keys and values.
    Mapping(Vec<Entry>),
    /// A list.
    Sequence(Vec<Node>),
    /// `*name`
    Alias,
    /// A value nested too deep to read.
    TooDeep,
}

impl Content {
    /// A scalar without quotes, as numbers and booleans are written.
    pub(super) fn plain(&self) -> Result<&str, String> {
        match self {
            Self::Plain(text) | Self::Variable(text) => Ok(text),
            other => Err(other.is()),
        }
    }

    /// A scalar.
    pub(super) fn text(&self) -> Result<&str, String> {
        match self {
            Self::Plain(text) | Self::Quoted(text) | Self::Variable(text) => Ok(text),
            other => Err(other.is()),
        }
    }

    /// "is …", with the value.
    pub(super) fn is(&self) -> String {
        match self {
            Self::Null => "is empty".into(),
            Self::Plain(text) | Self::Variable(text) => is(text),
            Self::Quoted(text) => format!("is the quoted text {:?}", shortened(text)),
            Self::Mapping(_) | Self::TooDeep => "is a mapping".into(),
            Self::Sequence(_) => "is a list".into(),
            Self::Alias => "is an alias (`*name`), which is not followed".into(),
        }
    }
}

/// "is …", with a text.
pub(super) fn is(text: &str) -> String {
    if text.is_empty() { "is empty".into() } else { format!("is {}", shortened(text)) }
}
