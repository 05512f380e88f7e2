//! From `catalog.toml` to a checked model, with every problem found on the way.
//!
//! A catalog declares events, their publishers and their subscribers. [`read`] takes its text and returns a
//! [`CheckedCatalog`] and a list of [`Problem`]s, in the order of the file. It never fails and never panics: if the text has
//! errors, the catalog has the sound part of it, so that code can be generated from it in any case.
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
//! A catalog passes through these modules, and none of them uses a later one: `source → parse → declare → lower → check`.
//!
//! # Features
//!
//! - `diff`: compares two catalogs, in the module `diff`. Each change lists its effects.

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
mod read;
pub mod reference;
pub mod source;
mod words;

pub use model::{CheckedCatalog, SqlColumn};
pub use problem::{Code, Fix, Problem, Severity, Style, render, render_for_macro};
pub use read::{Reading, read, read_bytes};
pub use source::{Location, Source};
pub use words::identifier;
