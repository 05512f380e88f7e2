//! Reading a catalog, from its text to the checked model.

use std::borrow::Cow;
use std::path::PathBuf;

use crate::model::CheckedCatalog;
use crate::parse::{self, Damage};
use crate::problem::{Code, Problem, Reporter};
use crate::source::Source;
use crate::{check, declare, lower};

/// The result of reading a catalog: its sound part, and the problems of the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reading {
    /// The sound part.
    pub catalog: CheckedCatalog,
    /// All problems, errors and warnings, in the order of the file.
    pub problems: Vec<Problem>,
}

impl Reading {
    /// Whether the catalog has errors. Warnings do not count.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.problems.iter().any(Problem::is_error)
    }
}

/// Reads a catalog.
#[must_use]
pub fn read(source: Source) -> Reading {
    read_with(source, Reporter::new())
}

/// Reads a catalog from bytes. If they are not UTF-8, that is a problem like any other, and the rest is read.
#[must_use]
pub fn read_bytes(path: impl Into<PathBuf>, bytes: &[u8]) -> Reading {
    let mut reporter = Reporter::new();
    let (text, valid) = match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), None),
        Err(error) => (String::from_utf8_lossy(bytes), Some(error.valid_up_to())),
    };
    if let Some(at) = valid {
        let place = at..at + char::REPLACEMENT_CHARACTER.len_utf8();
        let problem = Problem::new(Code::NotUtf8, place, "the catalog is not UTF-8")
            .label("the first byte that is not UTF-8")
            .help("save the file as UTF-8");
        reporter.report(problem);
    }
    let mut reading = read_with(Source::new(path, text), reporter);
    if valid.is_some() && reading.problems.iter().any(|problem| problem.code == Code::Syntax) {
        // Bytes that are not UTF-8 are a syntax error too; one problem is enough.
        reading.problems.retain(|problem| problem.code == Code::NotUtf8);
    }
    reading
}

fn read_with(source: Source, mut reporter: Reporter) -> Reading {
    let (tree, damage) = parse::parse(&source, &mut reporter);
    let mut declared = declare::declare(tree, &source, &mut reporter);
    let type_order = check::declarations(&mut declared, &mut reporter);
    let draft = lower::lower(declared, type_order, &mut reporter);
    let catalog = check::check(draft, source, &mut reporter);
    let problems = without_followers(reporter.finish(catalog.source()), &damage, catalog.source());
    Reading { catalog, problems }
}

/// If the text is not TOML, drops other problems on the same lines, and those that may only follow from it.
fn without_followers(problems: Vec<Problem>, damage: &Damage, source: &Source) -> Vec<Problem> {
    if damage.is_none() {
        return problems;
    }
    let is_kept = |problem: &Problem| match problem.code {
        Code::Syntax | Code::NotUtf8 => true,
        code => problem.is_error() && !code.follows_from_damage() && !damage.touches(&problem.span, source),
    };
    problems.into_iter().filter(is_kept).collect()
}
