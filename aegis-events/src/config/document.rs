//! From YAML text to a tree that knows its lines.
//!
//! The tree keeps what a value looked like (quoted or not), where it stood, and duplicates: what serde's data model loses, and
//! what good errors need. Aliases are kept as such, so that no document grows by them.

use std::fs;
use std::path::Path;

use serde_saphyr::granit_parser::{Event, Parser, ScalarStyle, ScanError, Span, StrInput};

use super::ConfigError;
use super::lines::Lines;

/// Nesting beyond this is passed over: no section of ours is that deep.
const MAX_DEPTH: usize = 32;

/// What the parser calls a text whose quote nobody closed, or closed too late.
const QUOTED: &str = "multiline quoted scalar";

/// A YAML file whose root is a mapping of sections.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) file: String,
    pub(super) sections: Vec<Entry>,
}

/// A key and its value.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) key: String,
    /// The key's line, from 1.
    pub(super) line: usize,
    pub(super) value: Node,
}

/// A value.
#[derive(Debug)]
pub(super) struct Node {
    /// The value's line, from 1.
    pub(super) line: usize,
    pub(super) content: Content,
}

/// What a value is.
#[derive(Debug)]
pub(super) enum Content {
    /// Nothing, `~` or `null`.
    Null,
    /// A scalar as it is written.
    Plain(String),
    /// A scalar in quotes or as a block.
    Quoted(String),
    /// Of an environment variable: without quotes, and perhaps a list.
    Listed(String),
    /// Keys and values.
    Mapping(Vec<Entry>),
    /// A list.
    Sequence(Vec<Node>),
    /// `*name`
    Alias,
    /// Something nested too deep to look at.
    TooDeep,
}

impl Document {
    pub(super) fn read(path: &Path) -> Result<Self, ConfigError> {
        let bytes = fs::read(path).map_err(|source| ConfigError::Unreadable { path: path.into(), source })?;
        let text = str::from_utf8(&bytes).map_err(|error| {
            let before = &bytes[..error.valid_up_to()];
            ConfigError::NotUtf8 { path: path.into(), line: 1 + before.iter().filter(|&&byte| byte == b'\n').count() }
        })?;
        Self::parse(&path.display().to_string(), text)
    }

    pub(super) fn parse(file: &str, text: &str) -> Result<Self, ConfigError> {
        // A byte order mark is no part of the text.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let root = Reader { parser: Parser::new_from_str(text), ended: false, line: 1 }.root();
        let sections = root.map_err(|broken| broken.error(file, &Lines::of(text)))?;
        Ok(Self { file: file.into(), sections })
    }
}

/// Why a text cannot be read.
enum Broken {
    /// The parser says so at a line, the last thing that it understood before being at another.
    NotYaml { understood: usize, line: usize, why: String },
    /// It is YAML, and no mapping of sections.
    NoSections { line: usize },
    /// It is YAML, and goes on behind its end.
    SecondDocument { line: usize },
}

struct Reader<'a> {
    parser: Parser<'a, StrInput<'a>>,
    ended: bool,
    /// The line of the last event.
    line: usize,
}

impl<'a> Reader<'a> {
    fn root(mut self) -> Result<Vec<Entry>, Broken> {
        let mut root = None;
        let mut documents = 0;
        while let Some((event, span)) = self.next()? {
            match event {
                Event::DocumentStart(..) => documents += 1,
                Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => continue,
                _ if documents > 1 => {
                    return Err(Broken::SecondDocument { line: line_of(span) });
                }
                event => root = Some(self.node(event, span, 0)?),
            }
        }
        match root {
            None => Ok(Vec::new()),
            Some(Node { content: Content::Null, .. }) => Ok(Vec::new()),
            Some(Node { content: Content::Mapping(sections), .. }) => Ok(sections),
            Some(node) => Err(Broken::NoSections { line: node.line }),
        }
    }

    fn node(&mut self, event: Event<'a>, span: Span, depth: usize) -> Result<Node, Broken> {
        let content = match event {
            Event::Scalar(text, ScalarStyle::Plain, ..) => match &*text {
                "" | "~" | "null" | "Null" | "NULL" => Content::Null,
                plain => Content::Plain(plain.into()),
            },
            Event::Scalar(text, ..) => Content::Quoted(text.into_owned()),
            Event::MappingStart(..) if depth < MAX_DEPTH => Content::Mapping(self.entries(depth + 1)?),
            Event::SequenceStart(..) if depth < MAX_DEPTH => Content::Sequence(self.items(depth + 1)?),
            Event::MappingStart(..) | Event::SequenceStart(..) => {
                self.skip()?;
                Content::TooDeep
            }
            _ => Content::Alias,
        };
        Ok(Node { line: line_of(span), content })
    }

    fn entries(&mut self, depth: usize) -> Result<Vec<Entry>, Broken> {
        let mut entries = Vec::new();
        while let Some((event, span)) = self.next()? {
            if matches!(event, Event::MappingEnd) {
                break;
            }
            let key = match self.node(event, span, depth)?.content {
                Content::Plain(text) | Content::Quoted(text) => text,
                // No key of ours: a list, a mapping or nothing.
                _ => String::new(),
            };
            let Some((event, value_span)) = self.next()? else { break };
            let mut value = self.node(event, value_span, depth)?;
            if matches!(value.content, Content::Null) {
                // Nothing has no place of its own: it may be said to stand behind the end.
                value.line = line_of(span);
            }
            entries.push(Entry { key, line: line_of(span), value });
        }
        Ok(entries)
    }

    fn items(&mut self, depth: usize) -> Result<Vec<Node>, Broken> {
        let mut items = Vec::new();
        while let Some((event, span)) = self.next()? {
            if matches!(event, Event::SequenceEnd) {
                break;
            }
            items.push(self.node(event, span, depth)?);
        }
        Ok(items)
    }

    /// Passes over the rest of a list or mapping that has begun.
    fn skip(&mut self) -> Result<(), Broken> {
        let mut open = 1;
        while open > 0 {
            match self.next()? {
                Some((Event::MappingStart(..) | Event::SequenceStart(..), _)) => open += 1,
                Some((Event::MappingEnd | Event::SequenceEnd, _)) => open -= 1,
                Some(_) => {}
                None => break,
            }
        }
        Ok(())
    }

    fn next(&mut self) -> Result<Option<(Event<'a>, Span)>, Broken> {
        if self.ended {
            return Ok(None);
        }
        match self.parser.next_event() {
            None => Ok(None),
            Some(Ok(event)) => {
                self.line = line_of(event.1);
                self.ended = matches!(event.0, Event::StreamEnd);
                Ok(Some(event))
            }
            Some(Err(error)) => Err(self.broken(&error)),
        }
    }

    fn broken(&self, error: &ScanError) -> Broken {
        Broken::NotYaml { understood: self.line, line: error.marker().line(), why: error.info() }
    }
}

impl Broken {
    fn error(self, file: &str, lines: &Lines) -> ConfigError {
        let (line, reason) = match self {
            Self::NotYaml { understood, line, why } => {
                let line = lines.existing(line);
                // Noticed where the text ends that the quote began, and mended where it stands.
                let (line, why) = match why.contains(QUOTED) {
                    true => (lines.with_quote(understood, line), format!("nothing closes the quote in time: {why}")),
                    false => (line, why),
                };
                let place = lines.key(line).map(|key| format!("\n  in the line that begins with `{key}:`"));
                (line, format!("this is not YAML: {why}{}", place.unwrap_or_default()))
            }
            Self::NoSections { line } => (line, "the file must be a mapping of sections, such as `event_bus:`".into()),
            Self::SecondDocument { line } => {
                (line, "a second YAML document begins here\n  keep all sections in one".into())
            }
        };
        ConfigError::Syntax { file: file.into(), line: lines.existing(line), reason }
    }
}

fn line_of(span: Span) -> usize {
    span.start.line()
}
