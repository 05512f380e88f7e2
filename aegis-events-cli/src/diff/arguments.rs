//! The arguments of `diff`.

use std::path::PathBuf;

use aegis_events_catalog::diff::Category;
use clap::{Args, ValueHint};

use crate::finding::Format;

/// The arguments.
#[derive(Args)]
#[command(after_help = "\
Examples:
  aegis-events diff old.toml new.toml
  aegis-events diff --against main
  aegis-events diff --against v1.0 --against v1.1 --only store,wire
  aegis-events diff --releases v1/catalog.toml v2/catalog.toml catalog.toml --format github

The rule of a change names what it breaks: SOURCE (Rust code), STORE (recorded rows, columns and views), WIRE (clients that read
JSON), CATALOG (publishers, subscribers, the meaning of an event). `aegis-events ls-rules` lists the rules.

To accept a reviewed change, add a waiver to `catalog-waivers.toml` next to the new catalog:

  [[waive]]
  rule   = \"field-deleted\"
  item   = \"Volume.VolumeCreated.size\"
  reason = \"No query uses it.\"

The exit code is 1 if a change breaks something and is not waived.")]
pub(crate) struct Arguments {
    /// The old and the new catalog, or their folders; with `--against` only the new one [default: the nearest catalog]
    #[arg(value_name = "CATALOG", value_hint = ValueHint::AnyPath)]
    pub(super) catalogs: Vec<PathBuf>,
    /// The new catalog
    #[arg(id = "named", long = "catalog", value_name = "CATALOG", value_hint = ValueHint::AnyPath)]
    pub(super) named: Option<PathBuf>,
    /// Compare with the catalog at this git revision; repeat for several, oldest first
    #[arg(long, value_name = "REVISION")]
    pub(super) against: Vec<String>,
    /// Compare the last catalog with all earlier ones, oldest first
    #[arg(long, conflicts_with = "against")]
    pub(super) releases: bool,
    /// Only these categories: source, store, wire, catalog
    #[arg(long, value_name = "CATEGORY", value_delimiter = ',', value_parser = category)]
    pub(super) only: Vec<Category>,
    /// The waivers [default: catalog-waivers.toml next to the new catalog]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) waivers: Option<PathBuf>,
    /// Treat warnings as breaking
    #[arg(long)]
    pub(super) deny_warnings: bool,
    /// Output format
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: Format,
}

fn category(text: &str) -> Result<Category, String> {
    Category::from_name(text).ok_or_else(|| "expected source, store, wire or catalog".to_owned())
}
