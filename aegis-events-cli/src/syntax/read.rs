//! Builds a [`Document`] from parser events.

use toml_parser::Source;
use toml_parser::parser::{Event, EventKind, RecursionGuard, parse_document};

use super::document::{Document, Entry, Header, Line, List, Segment, Table, Value};

/// The depth limit of the catalog's parser.
const DEEPEST: u32 = 80;

pub(super) fn document(text: &str) -> Option<Document<'_>> {
    let source = Source::new(text);
    let tokens = source.lex().into_vec();
    let mut events: Vec<Event> = Vec::with_capacity(tokens.len());
    let mut error = None;
    let mut collect = |event: Event| events.push(event);
    parse_document(&tokens, &mut RecursionGuard::new(&mut collect, DEEPEST), &mut error);
    if error.is_some() {
        return None;
    }
    Reader { source, text, events: &events }.document()
}

struct Reader<'a, 'e> {
    source: Source<'a>,
    text: &'a str,
    /// The remaining events.
    events: &'e [Event],
}

impl<'a> Reader<'a, '_> {
    fn document(mut self) -> Option<Document<'a>> {
        let mut tables: Vec<Table<'a>> = Vec::new();
        let mut preamble = Vec::new();
        let mut lead = Vec::new();
        while let Some(event) = self.events.first().copied() {
            match event.kind() {
                EventKind::StdTableOpen | EventKind::ArrayTableOpen => {
                    let mut above = std::mem::take(&mut lead);
                    match tables.last_mut() {
                        Some(table) => table.tail = tail_of(&mut above, false),
                        None => preamble = up_to_last_blank(&mut above),
                    }
                    let header = Some(self.header()?);
                    tables.push(Table { lead: above, header, entries: Vec::new(), tail: Vec::new() });
                }
                EventKind::SimpleKey => {
                    let entry = self.entry(std::mem::take(&mut lead))?;
                    match tables.last_mut() {
                        Some(table) => table.entries.push(entry),
                        None => tables.push(Table {
                            lead: Vec::new(),
                            header: None,
                            entries: vec![entry],
                            tail: Vec::new(),
                        }),
                    }
                }
                EventKind::Comment => {
                    lead.push(Line::Comment(self.raw(event)));
                    self.advance();
                    self.end_of_line();
                }
                EventKind::Newline => {
                    lead.push(Line::Blank);
                    self.advance();
                }
                EventKind::Whitespace => self.advance(),
                _ => return None,
            }
        }
        if let Some(table) = tables.last_mut() {
            table.tail = tail_of(&mut lead, true);
        }
        Some(Document { preamble, tables, tail: lead })
    }

    fn header(&mut self) -> Option<Header<'a>> {
        let of_array = self.next()?.kind() == EventKind::ArrayTableOpen;
        let path = self.key(&[EventKind::StdTableClose, EventKind::ArrayTableClose])?;
        Some(Header { of_array, path, comment: self.rest_of_line() })
    }

    fn entry(&mut self, lead: Vec<Line<'a>>) -> Option<Entry<'a>> {
        let key = self.key(&[EventKind::KeyValSep])?;
        let value = self.value()?;
        Some(Entry { lead, key, value, comment: self.rest_of_line() })
    }

    /// Read a dotted key and the token after it.
    fn key(&mut self, ends: &[EventKind]) -> Option<Vec<Segment<'a>>> {
        let mut segments = Vec::new();
        loop {
            let event = self.next()?;
            match event.kind() {
                EventKind::SimpleKey if event.span().is_empty() => return None,
                EventKind::SimpleKey => segments.push(self.segment(event)),
                EventKind::KeySep | EventKind::Whitespace => {}
                end if ends.contains(&end) => return Some(segments),
                _ => return None,
            }
        }
    }

    fn segment(&self, event: Event) -> Segment<'a> {
        let mut name = std::borrow::Cow::Borrowed("");
        if let Some(raw) = self.source.get(event) {
            raw.decode_key(&mut name, &mut ());
        }
        Segment { raw: self.raw(event), name: name.into_owned(), span: event.span().start()..event.span().end() }
    }

    fn value(&mut self) -> Option<Value<'a>> {
        loop {
            let event = self.next()?;
            return Some(match event.kind() {
                EventKind::Whitespace => continue,
                EventKind::Scalar if event.span().is_empty() => return None,
                EventKind::Scalar => Value::Scalar(self.raw(event)),
                EventKind::ArrayOpen => Value::Array(self.list()?),
                EventKind::InlineTableOpen => Value::InlineTable(self.list()?),
                _ => return None,
            });
        }
    }

    /// Read the content of brackets, after the opening bracket.
    fn list(&mut self) -> Option<List<'a>> {
        let mut list = List::default();
        let mut lead = Vec::new();
        let mut line_begins = false;
        loop {
            let event = *self.events.first()?;
            match event.kind() {
                EventKind::Whitespace => self.advance(),
                EventKind::Newline => {
                    if line_begins {
                        lead.push(Line::Blank);
                    }
                    (list.in_lines, line_begins) = (true, true);
                    self.advance();
                }
                EventKind::Comment => {
                    let comment = self.raw(event);
                    match list.entries.last_mut() {
                        Some(entry) if !line_begins && entry.comment.is_none() => entry.comment = Some(comment),
                        _ => lead.push(Line::Comment(comment)),
                    }
                    self.advance();
                    // The comment belongs to the line of the bracket.
                    (list.in_lines, line_begins) = (true, false);
                }
                EventKind::ValueSep => {
                    line_begins = false;
                    self.advance();
                }
                EventKind::ArrayClose | EventKind::InlineTableClose => {
                    self.advance();
                    list.tail = lead;
                    return Some(list);
                }
                EventKind::SimpleKey => {
                    let key = self.key(&[EventKind::KeyValSep])?;
                    list.entries.push(Entry {
                        lead: std::mem::take(&mut lead),
                        key,
                        value: self.value()?,
                        comment: None,
                    });
                    line_begins = false;
                }
                _ => {
                    let lead = std::mem::take(&mut lead);
                    list.entries.push(Entry { lead, key: Vec::new(), value: self.value()?, comment: None });
                    line_begins = false;
                }
            }
        }
    }

    /// Read the comment at the end of a line, and the line end.
    fn rest_of_line(&mut self) -> Option<&'a str> {
        self.skip_whitespace();
        let comment = self.events.first().copied().filter(|event| event.kind() == EventKind::Comment);
        if comment.is_some() {
            self.advance();
        }
        self.end_of_line();
        comment.map(|comment| self.raw(comment))
    }

    fn end_of_line(&mut self) {
        self.skip_whitespace();
        if self.events.first().is_some_and(|event| event.kind() == EventKind::Newline) {
            self.advance();
        }
    }

    fn skip_whitespace(&mut self) {
        while self.events.first().is_some_and(|event| event.kind() == EventKind::Whitespace) {
            self.advance();
        }
    }

    fn next(&mut self) -> Option<Event> {
        let event = *self.events.first()?;
        self.advance();
        Some(event)
    }

    fn advance(&mut self) {
        self.events = self.events.get(1..).unwrap_or_default();
    }

    fn raw(&self, event: Event) -> &'a str {
        self.text.get(event.span().start()..event.span().end()).unwrap_or_default()
    }
}

/// Comments directly below an entry belong to its table. `at_end`: nothing follows.
fn tail_of<'a>(lines: &mut Vec<Line<'a>>, at_end: bool) -> Vec<Line<'a>> {
    match lines.iter().position(|line| *line == Line::Blank) {
        Some(blank) => lines.drain(..blank).collect(),
        None if at_end => std::mem::take(lines),
        None => Vec::new(),
    }
}

fn up_to_last_blank<'a>(lines: &mut Vec<Line<'a>>) -> Vec<Line<'a>> {
    let end = lines.iter().rposition(|line| *line == Line::Blank).map_or(0, |blank| blank + 1);
    lines.drain(..end).collect()
}
