//! From YAML text to a tree that knows its lines.
//!
//! The tree keeps quotes, lines and duplicates, which errors need and serde's data model loses. An alias stays an alias, so that no
//! document grows by it.

mod lines;

use std::fs;
use std::path::Path;

use serde_saphyr::granit_parser::{Event, Parser, ScalarStyle, ScanError, Span, StrInput};

use self::lines::Lines;
use super::ConfigError;
use super::content::{Content, Document, Entry, Node};

/// Values nested deeper are skipped: no section of ours is that deep.
const MAX_DEPTH: usize = 32;

/// The parser's words for a text whose quote is not closed in time.
const QUOTED: &str = "multiline quoted scalar";

/// Reads a YAML file whose root is a mapping of sections.
pub(crate) fn read_file(path: &Path) -> Result<Document, ConfigError> {
    let bytes = fs::read(path).map_err(|source| ConfigError::Unreadable { path: path.into(), source })?;
    let text = str::from_utf8(&bytes).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        ConfigError::NotUtf8 { path: path.into(), line: 1 + before.iter().filter(|&&byte| byte == b'\n').count() }
    })?;
    parse(&path.display().to_string(), text)
}

/// Reads YAML text whose root is a mapping of sections.
pub(crate) fn parse(file: &str, text: &str) -> Result<Document, ConfigError> {
    // A byte order mark is no part of the text.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let root = Reader { parser: Parser::new_from_str(text), ended: false, line: 1 }.root();
    let sections = root.map_err(|broken| broken.error(file, &Lines::of(text)))?;
    Ok(Document { file: file.into(), sections })
}

/// Why a text cannot be read.
enum Broken {
    /// The parser's error and its line, and the line of the last event before it.
    NotYaml { understood: usize, line: usize, why: String },
    /// The root is no mapping.
    NoSections { line: usize },
    /// A second document follows.
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
                // Not one of our keys: a list, a mapping or nothing.
                _ => String::new(),
            };
            let Some((event, value_span)) = self.next()? else { break };
            let mut value = self.node(event, value_span, depth)?;
            if matches!(value.content, Content::Null) {
                // The parser may place an empty value after the end of the text.
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

    /// Skips the rest of a list or mapping that has begun.
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
        let (line, reason, help) = match self {
            Self::NotYaml { understood, line, why } => {
                let mut line = lines.existing(line);
                let mut unclosed = "";
                if why.contains(QUOTED) {
                    // The parser notices it where the text ends; the mistake is where the quote begins.
                    line = lines.with_quote(understood, line);
                    unclosed = "the quote is not closed in time: ";
                }
                let key = lines.key(line).map(|key| format!(" (in the line of `{key}:`)"));
                (line, format!("this is not YAML: {unclosed}{why}{}", key.unwrap_or_default()), None)
            }
            Self::NoSections { line } => {
                (line, "the file must be a mapping of sections, such as `event_bus:`".into(), None)
            }
            Self::SecondDocument { line } => {
                (line, "a second YAML document begins here".into(), Some("keep all sections in one document".into()))
            }
        };
        ConfigError::Syntax { file: file.into(), line: lines.existing(line), reason, help }
    }
}

fn line_of(span: Span) -> usize {
    span.start.line()
}
