//! The engine of configuration: settings, the sections they form, and where their values come from. It knows no particular section.
//!
//! `YAML text + environment → tree with lines → sections → the modules' own configurations`
//!
//! A module describes each of its settings once, with [`settings!`]: name, kind, range, default and what it means. The builder method, the
//! reader, the error messages and the reference page all derive from that description.

mod content;
mod error;
pub(crate) mod kinds;
mod macros;
pub(crate) mod section;
mod setting;
mod variables;
#[cfg(feature = "yaml")]
mod yaml;

pub(crate) use content::Document;
pub use error::{ConfigError, ConfigProblem};
pub(crate) use kinds::Kind;
pub(crate) use macros::settings;
pub(crate) use section::{Described, FromSection, Reader, Section};
pub(crate) use setting::{Key, Setting};
pub(crate) use variables::Variables;
#[cfg(feature = "yaml")]
pub(crate) use yaml::{parse, read_file};
