//! Print a document: one blank line between declarations, `=` and comments aligned.

use super::order::declaration;
use crate::syntax::{Document, Entry, Line, List, Segment, Table, Value};

const INDENT: &str = "    ";

/// The whole text, with LF line ends.
pub(super) fn print(document: &Document<'_>) -> String {
    let mut printer = Printer { lines: Vec::new() };
    printer.comments(&document.preamble, "");
    let mut last: Option<&Table<'_>> = None;
    for table in &document.tables {
        let together = last.is_some_and(|last| last.tail.is_empty() && declaration(last) == declaration(table));
        if !together {
            printer.blank();
        }
        printer.table(table);
        last = Some(table);
    }
    printer.blank();
    printer.comments(&document.tail, "");
    printer.finish()
}

struct Printer {
    lines: Vec<String>,
}

impl Printer {
    fn table(&mut self, table: &Table<'_>) {
        self.lead(&table.lead, "");
        if let Some(header) = &table.header {
            let path = key(&header.path);
            let header = match (header.of_array, header.comment) {
                (false, None) => format!("[{path}]"),
                (true, None) => format!("[[{path}]]"),
                (false, Some(comment)) => format!("[{path}] {}", comment.trim_end()),
                (true, Some(comment)) => format!("[[{path}]] {}", comment.trim_end()),
            };
            self.lines.push(header);
        }
        self.entries(&table.entries, "", "");
        self.comments(&table.tail, "");
    }

    /// Entries, in blocks between blank lines; `=` and comments are aligned within each.
    fn entries(&mut self, entries: &[Entry<'_>], indent: &str, separator: &str) {
        let mut rest = entries;
        while !rest.is_empty() {
            let more = rest[1..].iter().position(|entry| entry.lead.contains(&Line::Blank));
            let (block, next) = rest.split_at(more.map_or(rest.len(), |more| more + 1));
            self.block(block, indent, separator);
            rest = next;
            if let Some(Entry { lead, .. }) = rest.first()
                && lead.first() == Some(&Line::Blank)
            {
                self.blank();
            }
        }
    }

    fn block(&mut self, entries: &[Entry<'_>], indent: &str, separator: &str) {
        let keys: Vec<String> = entries.iter().map(|entry| key(&entry.key)).collect();
        let widest = keys.iter().map(|key| width(key)).max().unwrap_or(0);
        let texts: Vec<String> = entries
            .iter()
            .zip(keys)
            .map(|(entry, key)| {
                let value = value(&entry.value, indent);
                if key.is_empty() {
                    format!("{indent}{value}{separator}")
                } else {
                    format!("{indent}{key}{} = {value}{separator}", " ".repeat(widest - width(&key)))
                }
            })
            .collect();
        let columns = comment_columns(entries, &texts);
        for ((entry, mut text), column) in entries.iter().zip(texts).zip(columns) {
            self.lead(&entry.lead, indent);
            if let Some(comment) = entry.comment {
                text.push_str(&" ".repeat(column.saturating_sub(last_width(&text)).max(1)));
                text.push_str(comment.trim_end());
            }
            self.lines.push(text);
        }
    }

    /// Comments and blank lines above an entry or header. Leading blank lines are dropped.
    fn lead(&mut self, lines: &[Line<'_>], indent: &str) {
        let first = lines.iter().position(|line| *line != Line::Blank).unwrap_or(lines.len());
        self.comments(&lines[first..], indent);
        if first < lines.len() && lines.last() == Some(&Line::Blank) {
            self.blank();
        }
    }

    /// Comments, separated by at most one blank line.
    fn comments(&mut self, lines: &[Line<'_>], indent: &str) {
        let mut gap = false;
        let mut begun = false;
        for line in lines {
            match line {
                Line::Blank => gap = begun,
                Line::Comment(comment) => {
                    if gap {
                        self.blank();
                    }
                    self.lines.push(format!("{indent}{}", comment.trim_end()));
                    (gap, begun) = (false, true);
                }
            }
        }
    }

    fn blank(&mut self) {
        if self.lines.last().is_some_and(|line| !line.is_empty()) {
            self.lines.push(String::new());
        }
    }

    fn finish(mut self) -> String {
        while self.lines.last().is_some_and(String::is_empty) {
            self.lines.pop();
        }
        let mut text = self.lines.join("\n");
        if !text.is_empty() {
            text.push('\n');
        }
        text
    }
}

/// The column of the comment after each entry, equal for neighbours.
fn comment_columns(entries: &[Entry<'_>], texts: &[String]) -> Vec<usize> {
    let mut columns = vec![0; entries.len()];
    let mut from = 0;
    while from < entries.len() {
        let commented = |at: usize| entries[at].comment.is_some() && !texts[at].contains('\n');
        let mut to = from + 1;
        while commented(from) && to < entries.len() && entries[to].lead.is_empty() && commented(to) {
            to += 1;
        }
        let column = texts[from..to].iter().map(|text| last_width(text) + 1).max().unwrap_or(0);
        columns[from..to].fill(column);
        from = to;
    }
    columns
}

fn key(segments: &[Segment<'_>]) -> String {
    let raw: Vec<&str> = segments.iter().map(|segment| segment.raw).collect();
    raw.join(".")
}

/// A value in a line with this indentation.
fn value(value: &Value<'_>, indent: &str) -> String {
    match value {
        Value::Scalar(raw) => (*raw).to_owned(),
        Value::Array(list) => between("[", "]", "", list, indent),
        Value::InlineTable(list) => between("{", "}", " ", list, indent),
    }
}

fn between(open: &str, close: &str, padding: &str, list: &List<'_>, indent: &str) -> String {
    if list.entries.is_empty() && !list.tail.iter().any(|line| *line != Line::Blank) {
        return format!("{open}{close}");
    }
    if list.in_lines {
        let mut printer = Printer { lines: Vec::new() };
        let inner = format!("{indent}{INDENT}");
        printer.entries(&list.entries, &inner, ",");
        if !list.entries.is_empty() && list.tail.first() == Some(&Line::Blank) {
            printer.blank();
        }
        printer.comments(&list.tail, &inner);
        return format!("{open}\n{}{indent}{close}", printer.finish());
    }
    let entries: Vec<String> = list
        .entries
        .iter()
        .map(|entry| {
            if entry.key.is_empty() {
                value(&entry.value, indent)
            } else {
                format!("{} = {}", key(&entry.key), value(&entry.value, indent))
            }
        })
        .collect();
    format!("{open}{padding}{}{padding}{close}", entries.join(", "))
}

fn width(text: &str) -> usize {
    text.chars().count()
}

/// The width of the last line.
fn last_width(text: &str) -> usize {
    width(text.rsplit('\n').next().unwrap_or_default())
}
