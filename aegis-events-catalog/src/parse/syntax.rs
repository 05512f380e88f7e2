//! Runs the TOML parser, and turns its errors into problems.

use std::borrow::Cow;

use hashbrown::HashMap;
use hashbrown::hash_map::Entry;
use toml::de::DeTable;

use super::mend;
use super::tree::{self, Table};
use crate::model::Span;
use crate::problem::{Code, Problem, Reporter, quoted};
use crate::source::Source;

/// The places where the text is not TOML. Other problems there, and problems that may follow from them, are dropped.
#[derive(Debug, Default)]
pub(crate) struct Damage {
    places: Vec<Span>,
}

impl Damage {
    pub(crate) fn is_none(&self) -> bool {
        self.places.is_empty()
    }

    /// Whether a place is on a damaged line.
    pub(crate) fn touches(&self, span: &Span, source: &Source) -> bool {
        let lines = source.line(span.start)..=source.line(span.end);
        let next = self.places.partition_point(|place| source.line(place.end) < *lines.start());
        self.places.get(next).is_some_and(|place| source.line(place.start) <= *lines.end())
    }
}

/// Reads the text as TOML. Returns the readable part and reports the rest.
pub(crate) fn parse(source: &Source, reporter: &mut Reporter) -> (Table, Damage) {
    let (table, mut errors) = read_all(source.text());
    errors.sort_by_key(|error| error.span.start);
    let mut damage = Damage::default();
    let mut duplicates = Vec::new();
    let mut last_line = 0;
    for error in errors {
        match error.message.as_str() {
            "duplicate key" => duplicates.push(error.span),
            _ => {
                damage.places.push(error.span.clone());
                // Further errors on the same line follow from the first.
                let line = source.line(error.span.start);
                if line != last_line {
                    reporter.report(error.into_problem());
                }
                last_line = line;
            }
        }
    }
    damage.places.sort_by_key(|place| place.start);
    report_duplicates(duplicates, &table, source, reporter);
    (table, damage)
}

struct SyntaxError {
    message: String,
    span: Span,
}

impl SyntaxError {
    /// Messages of the parser have the form `what is wrong, expected this, that`.
    fn into_problem(self) -> Problem {
        let (what, expected) = match self.message.split_once(", expected ") {
            Some((what, expected)) => (what, format!("expected {expected}")),
            None => (self.message.as_str(), String::new()),
        };
        let problem = Problem::new(Code::Syntax, self.span, format!("not TOML: {what}")).label(expected);
        match what {
            "string values must be quoted" => {
                problem.label("expected a quoted string").help("write strings in double quotes: `\"..\"`")
            }
            "invalid basic string" => {
                problem.help("close the string with `\"` on its line, or use `\"\"\"` for several lines")
            }
            "key with no value" => problem.help("write an entry as `key = value`, a table as `[table]`"),
            _ => problem,
        }
    }
}

/// Reads, blanks the broken lines that hide the rest, and reads again.
fn read_all(text: &str) -> (Table, Vec<SyntaxError>) {
    /// Each reading takes time in proportion to the file, so their number is bounded.
    const MOST_READINGS: usize = 16;

    let mut found = Vec::new();
    let mut text = Cow::Borrowed(text);
    for reading in 1.. {
        let (table, errors) = read_once(&text);
        let stoppers = errors.iter().filter(|error| mend::stops_the_parser(&error.message));
        let stopper = stoppers.min_by_key(|error| error.span.start);
        match stopper {
            Some(stopper) if reading < MOST_READINGS => {
                let lines = mend::spoilt_lines(&text, stopper.span.start);
                found.push(SyntaxError { message: stopper.message.clone(), span: stopper.span.clone() });
                mend::blank(text.to_mut(), lines);
            }
            _ => {
                found.extend(errors);
                return (table, found);
            }
        }
    }
    (Table::default(), found)
}

fn read_once(text: &str) -> (Table, Vec<SyntaxError>) {
    let (root, errors) = DeTable::parse_recoverable(text);
    let table = tree::from_toml(root.get_ref());
    let mut errors: Vec<SyntaxError> = errors
        .into_iter()
        .map(|error| SyntaxError { message: error.message().to_owned(), span: error.span().unwrap_or(0..0) })
        .collect();
    errors.sort_by_key(|error| error.span.start);
    let errors = first_of_each_value(errors, &table, text);
    (table, errors)
}

/// A mistake inside a value causes more errors up to the end of the value. Only the first error of each value is kept. A bracket
/// that is never closed counts as the first, and is reported at the bracket.
fn first_of_each_value(errors: Vec<SyntaxError>, table: &Table, text: &str) -> Vec<SyntaxError> {
    if errors.is_empty() {
        return errors;
    }
    let mut values = Vec::new();
    collect_values(table, &mut values);
    values.sort_by_key(|span: &Span| span.start);
    let value_at = |at: usize| {
        let next = values.partition_point(|span| span.start <= at);
        next.checked_sub(1).filter(|&place| at <= values[place].end)
    };

    let first_open = [('[', ']'), ('{', '}')].map(|brackets| first_open(&values, brackets, text));

    let mut kept: Vec<SyntaxError> = Vec::new();
    let mut kept_of: HashMap<usize, usize> = HashMap::new();
    for mut error in errors {
        let open = match error.message.as_str() {
            message if message.starts_with("unclosed array") => first_open[0],
            message if message.starts_with("unclosed inline") => first_open[1],
            _ => None,
        };
        if let Some(value) = open {
            let start = values[value].start;
            error.span = start..start + 1;
        }
        let value = open.or_else(|| value_at(error.span.start)).filter(|_| error.message != "duplicate key");
        match value.map(|value| kept_of.entry(value)) {
            None => kept.push(error),
            Some(Entry::Vacant(first)) => {
                first.insert(kept.len());
                kept.push(error);
            }
            Some(Entry::Occupied(first)) if open.is_some() => kept[*first.get()] = error,
            Some(Entry::Occupied(_)) => {}
        }
    }
    kept
}

/// The first value that begins with a bracket and does not end with its counterpart. The parser only reports the place where it
/// noticed, mostly the end of the file.
fn first_open(values: &[Span], (open, close): (char, char), text: &str) -> Option<usize> {
    values.iter().position(|span| {
        let value = text.get(span.clone()).unwrap_or_default();
        value.starts_with(open) && (value.len() == 1 || !value.ends_with(close))
    })
}

/// The values of entries on separate lines: everything below tables with headers.
fn collect_values(table: &Table, values: &mut Vec<Span>) {
    for entry in &table.entries {
        match &entry.value.kind {
            tree::Kind::Table(inner) if entry.value.span.start <= entry.key.span.start => collect_values(inner, values),
            _ => values.push(entry.value.span.clone()),
        }
    }
}

/// The rule of TOML that keys and tables are unique. The first declaration is shown too.
fn report_duplicates(duplicates: Vec<Span>, table: &Table, source: &Source, reporter: &mut Reporter) {
    if duplicates.is_empty() {
        return;
    }
    let firsts = Firsts::of(table, source);
    for span in duplicates {
        let key = source.text().get(span.clone()).unwrap_or_default();
        let shown = quoted(key.trim_matches(['"', '\'']));
        let mut problem = Problem::new(Code::DeclaredTwice, span.clone(), format!("{shown} is declared twice"))
            .label("declared again here");
        if let Some(first) = firsts.before(key, &span, source) {
            problem = problem.context(&first, "first declared here");
        }
        reporter.report(problem.help("remove one of the two, or rename it"));
    }
}

/// The first place of each key and of each table's header.
struct Firsts<'a> {
    keys: HashMap<&'a str, Vec<Span>>,
    headers: HashMap<String, Span>,
}

impl<'a> Firsts<'a> {
    fn of(table: &'a Table, source: &Source) -> Self {
        let mut firsts = Firsts { keys: HashMap::new(), headers: HashMap::new() };
        firsts.collect(table);
        for spans in firsts.keys.values_mut() {
            spans.sort_by_key(|span| span.start);
        }
        let mut start = 0;
        for line in source.text().split_inclusive('\n') {
            if let Some(header) = header(line) {
                let at = start + line.find('[').unwrap_or(0);
                firsts.headers.entry(header).or_insert(at..start + line.trim_end().len());
            }
            start += line.len();
        }
        firsts
    }

    fn collect(&mut self, table: &'a Table) {
        for entry in &table.entries {
            self.keys.entry(&entry.key.text).or_default().push(entry.key.span.clone());
            if let tree::Kind::Table(inner) = &entry.value.kind {
                self.collect(inner);
            }
        }
    }

    /// The earlier declaration: of the same header, or of the same key after the last header.
    fn before(&self, key: &str, span: &Span, source: &Source) -> Option<Span> {
        let line = source.whole_lines(span.clone());
        if let Some(header) = source.text().get(line).and_then(header) {
            return self.headers.get(&header).filter(|first| first.end < span.start).cloned();
        }
        let keys = self.keys.get(key.trim_matches(['"', '\'']))?;
        let next = keys.partition_point(|earlier| earlier.start < span.start);
        keys.get(next.checked_sub(1)?).cloned()
    }
}

/// The path in a line `[a.b]`, without blanks.
fn header(line: &str) -> Option<String> {
    let path = line.trim_start().strip_prefix('[')?.split(']').next()?;
    Some(path.chars().filter(|c| !c.is_whitespace()).collect())
}
