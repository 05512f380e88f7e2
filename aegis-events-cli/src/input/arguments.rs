//! How a catalog is named on the command line: the same way by every command.
//!
//! `--catalog` works everywhere. A command that is about a catalog and nothing else takes it without the word too; others have
//! something else of their own there, a database or a folder.

use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};

/// The catalog of a command that is about nothing else.
#[derive(Args)]
pub(crate) struct OneCatalog {
    /// The catalog, or the folder that it is in; `-` reads the standard input. Without it: the nearest.
    #[arg(value_hint = ValueHint::AnyPath, conflicts_with = "named")]
    catalog: Option<PathBuf>,
    /// The same, as every command takes it that reads a catalog.
    #[arg(id = "named", long = "catalog", value_name = "CATALOG", value_hint = ValueHint::AnyPath)]
    named: Option<PathBuf>,
}

impl OneCatalog {
    pub(crate) fn path(&self) -> Option<&Path> {
        self.catalog.as_deref().or(self.named.as_deref())
    }
}

/// The catalogs of a command that does the same to each.
#[derive(Args)]
pub(crate) struct SomeCatalogs {
    /// The catalogs, or the folders that they are in; `-` reads the standard input. Without any: the nearest.
    #[arg(value_name = "CATALOG", value_hint = ValueHint::AnyPath, conflicts_with = "named")]
    catalogs: Vec<PathBuf>,
    /// The same, as every command takes it that reads a catalog.
    #[arg(id = "named", long = "catalog", value_name = "CATALOG", value_hint = ValueHint::AnyPath)]
    named: Vec<PathBuf>,
}

impl SomeCatalogs {
    /// None: the nearest.
    pub(crate) fn paths(&self) -> &[PathBuf] {
        if self.catalogs.is_empty() { &self.named } else { &self.catalogs }
    }
}

/// The catalog of a command that is about something else.
#[derive(Args)]
pub(crate) struct NamedCatalog {
    /// The catalog, or the folder that it is in; `-` reads the standard input. Without it: the nearest.
    #[arg(long, value_hint = ValueHint::AnyPath)]
    catalog: Option<PathBuf>,
}

impl NamedCatalog {
    pub(crate) fn path(&self) -> Option<&Path> {
        self.catalog.as_deref()
    }
}
