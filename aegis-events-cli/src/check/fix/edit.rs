//! Turn fixes into edits of the text: a name in all headers, an entry with its comma and line.

use std::collections::HashMap;
use std::ops::Range;

use aegis_events_catalog::{Fix, Problem};

use crate::syntax::{Document, Entry, Segment, Value};

/// A text with the locations of its names.
pub(super) struct Editor<'a> {
    text: &'a str,
    names: Names,
}

/// The replacement of a byte range.
struct Edit {
    range: Range<usize>,
    with: String,
}

impl<'a> Editor<'a> {
    /// `None` if the text is not TOML.
    pub(super) fn new(text: &'a str) -> Option<Self> {
        Some(Self { text, names: Names::of(&Document::read(text)?) })
    }

    /// Apply the fixes. Returns the text and the problems that were fixed. Of two overlapping fixes, the first is applied.
    pub(super) fn apply<'p>(&self, problems: &[&'p Problem]) -> (String, Vec<&'p Problem>) {
        let mut edits: Vec<Edit> = Vec::new();
        let mut applied = Vec::new();
        for problem in problems {
            let new = self.edits(problem);
            let touches = |edit: &Edit| {
                edits.iter().any(|other| edit.range.start < other.range.end && other.range.start < edit.range.end)
            };
            if !new.is_empty() && !new.iter().any(touches) {
                edits.extend(new);
                applied.push(*problem);
            }
        }
        edits.sort_by_key(|edit| edit.range.start);
        let mut text = String::with_capacity(self.text.len());
        let mut from = 0;
        for edit in edits {
            text.push_str(&self.text[from..edit.range.start]);
            text.push_str(&edit.with);
            from = edit.range.end;
        }
        text.push_str(&self.text[from..]);
        (text, applied)
    }

    fn edits(&self, problem: &Problem) -> Vec<Edit> {
        match &problem.fix {
            Some(Fix::Replace(with)) => {
                let places = self.names.same_as(&problem.span).unwrap_or(std::slice::from_ref(&problem.span));
                places.iter().map(|range| Edit { range: range.clone(), with: with.clone() }).collect()
            }
            Some(Fix::RemoveEntry) => vec![Edit { range: self.entry(&problem.span), with: String::new() }],
            _ => Vec::new(),
        }
    }

    /// The range of an array entry with its comma, and with its line if it is alone there.
    fn entry(&self, entry: &Range<usize>) -> Range<usize> {
        let blanks = |text: &str| text.len() - text.trim_start_matches([' ', '\t']).len();
        let after = &self.text[entry.end..];
        let Some(rest) = after.trim_start_matches([' ', '\t']).strip_prefix(',') else {
            // The last entry: remove the comma before it.
            let before = self.text[..entry.start].trim_end();
            let start = before.strip_suffix(',').map_or(entry.start, str::len);
            return start..entry.end;
        };
        let end = self.text.len() - rest.len();
        let line_start = self.text[..entry.start].rfind('\n').map_or(0, |at| at + 1);
        let alone = self.text[line_start..entry.start].trim().is_empty();
        match rest.split_once('\n') {
            Some((more, next)) if alone && more.trim().is_empty() => line_start..self.text.len() - next.len(),
            _ => entry.start..end + blanks(rest),
        }
    }
}

/// All locations of each key: the event of `[events.A.B]` also in `[events.A.B.fields]`.
struct Names {
    /// Start of a key → index in `places`.
    at: HashMap<usize, usize>,
    places: Vec<Vec<Range<usize>>>,
}

impl Names {
    fn of(document: &Document<'_>) -> Self {
        let mut collector = Collector { known: HashMap::new(), names: Self { at: HashMap::new(), places: Vec::new() } };
        for table in &document.tables {
            let mut path = Vec::new();
            if let Some(header) = &table.header {
                collector.keys(&header.path, &mut path);
            }
            collector.entries(&table.entries, &path);
        }
        collector.names
    }

    /// All locations of the key at this span.
    fn same_as(&self, span: &Range<usize>) -> Option<&[Range<usize>]> {
        let places = self.places.get(*self.at.get(&span.start)?)?;
        places.contains(span).then_some(places.as_slice())
    }
}

struct Collector {
    known: HashMap<Vec<String>, usize>,
    names: Names,
}

impl Collector {
    fn keys(&mut self, segments: &[Segment<'_>], path: &mut Vec<String>) {
        for segment in segments {
            path.push(segment.name.clone());
            let next = self.names.places.len();
            let at = *self.known.entry(path.clone()).or_insert(next);
            if at == next {
                self.names.places.push(Vec::new());
            }
            self.names.places[at].push(segment.span.clone());
            self.names.at.insert(segment.span.start, at);
        }
    }

    fn entries(&mut self, entries: &[Entry<'_>], path: &[String]) {
        for (at, entry) in entries.iter().enumerate() {
            let mut path = path.to_vec();
            if entry.key.is_empty() {
                // Array elements share no keys.
                path.push(format!("[{at}]"));
            } else {
                self.keys(&entry.key, &mut path);
            }
            match &entry.value {
                Value::Scalar(_) => {}
                Value::Array(list) | Value::InlineTable(list) => self.entries(&list.entries, &path),
            }
        }
    }
}
