//! From `catalog.toml` to a checked model, with every problem found on the way.
//!
//! A catalog declares events, who publishes them and who listens. [`read`] takes its text and gives back a
//! [`CheckedCatalog`] and a list of [`Problem`]s, in the order of the file. It never fails and never panics: where the
//! text is wrong, the catalog holds the part that is sound, so that code can be generated from it in any case.
//!
//! ```
//! use aegis_events_catalog::{Source, Style, read, render};
//!
//! let source = Source::new("catalog.toml", "[catalog]\nname = \"Aegis\"\n");
//! let reading = read(source);
//! for problem in &reading.problems {
//!     println!("{}", render(problem, reading.catalog.source(), Style::Plain));
//! }
//! assert_eq!(reading.problems[0].code.to_string(), "AE0007");
//! ```
//!
//! The way is one corridor: `source → parse → declare → lower → check`.
//!
//! With the feature `diff`, two catalogs are compared, and every difference is told with whom it breaks: see the module
//! `diff`.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod check;
mod declare;
#[cfg(feature = "diff")]
pub mod diff;
pub mod keys;
mod lower;
pub mod model;
mod parse;
pub mod problem;
pub mod reference;
mod scalar;
pub mod source;
mod sql;
mod suggest;
mod words;

use std::borrow::Cow;
use std::path::PathBuf;

pub use model::CheckedCatalog;
pub use problem::{Code, Fix, Problem, Severity, Style, render, render_for_macro};
pub use source::Source;
pub use sql::SqlColumn;
pub use suggest::closest_word;
pub use words::identifier;

use parse::Damage;
use problem::Reporter;

/// What a reading yields: the sound part of the catalog, and everything that is wrong with the rest.
#[derive(Debug)]
pub struct Reading {
    /// The sound part.
    pub catalog: CheckedCatalog,
    /// All problems, errors and warnings, in the order of the file.
    pub problems: Vec<Problem>,
}

impl Reading {
    /// Whether the catalog may not be used: warnings do not count.
    pub fn has_errors(&self) -> bool {
        self.problems.iter().any(Problem::is_error)
    }
}

/// Reads a catalog.
pub fn read(source: Source) -> Reading {
    read_with(source, Reporter::new())
}

/// Reads a catalog from bytes that may not be UTF-8: that is a problem of the catalog too, and what can be read is read.
pub fn read_bytes(path: impl Into<PathBuf>, bytes: &[u8]) -> Reading {
    let mut reporter = Reporter::new();
    let (text, valid) = match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), None),
        Err(error) => (String::from_utf8_lossy(bytes), Some(error.valid_up_to())),
    };
    if let Some(at) = valid {
        let place = at..at + char::REPLACEMENT_CHARACTER.len_utf8();
        let problem = Problem::new(Code::NotUtf8, place, "the catalog is not UTF-8")
            .label("the first byte that is not")
            .help("save the file as UTF-8");
        reporter.report(problem);
    }
    let mut reading = read_with(Source::new(path, text), reporter);
    if valid.is_some() && reading.problems.iter().any(|problem| problem.code == Code::Syntax) {
        // What is not text is not TOML either; one of the two says it all.
        reading.problems.retain(|problem| problem.code == Code::NotUtf8);
    }
    reading
}

/// The corridor.
fn read_with(source: Source, mut reporter: Reporter) -> Reading {
    let (tree, damage) = parse::parse(&source, &mut reporter);
    let declared = declare::declare(tree, &source, &mut reporter);
    check::usage(&declared, &mut reporter);
    let draft = lower::lower(declared, &mut reporter);
    let catalog = check::check(draft, source, &mut reporter);
    let problems = worth_telling(reporter.finish(catalog.source()), &damage, catalog.source());
    Reading { catalog, problems }
}

/// Where the text is not TOML, problems on the same lines are not told, nor those that may only follow from it.
fn worth_telling(problems: Vec<Problem>, damage: &Damage, source: &Source) -> Vec<Problem> {
    if damage.is_none() {
        return problems;
    }
    let told = |problem: &Problem| match problem.code {
        Code::Syntax | Code::NotUtf8 => true,
        code => problem.is_error() && !code.follows_from_damage() && !damage.touches(&problem.span, source),
    };
    problems.into_iter().filter(told).collect()
}
