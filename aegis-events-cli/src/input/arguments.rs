//! Catalogs as arguments, the same for every command.
//!
//! Every command takes `--catalog`. A command that only works on catalogs also takes a positional argument;
//! for other commands that argument is a database or a folder.

use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};

/// The catalog of a command that works on one catalog.
#[derive(Args)]
pub(crate) struct OneCatalog {
    /// The catalog or its folder; `-` reads standard input [default: the nearest catalog]
    #[arg(value_hint = ValueHint::AnyPath, conflicts_with = "named")]
    catalog: Option<PathBuf>,
    /// The catalog, as for other commands
    #[arg(id = "named", long = "catalog", value_name = "CATALOG", value_hint = ValueHint::AnyPath)]
    named: Option<PathBuf>,
}

impl OneCatalog {
    pub(crate) fn path(&self) -> Option<&Path> {
        self.catalog.as_deref().or(self.named.as_deref())
    }
}

/// The catalogs of a command that works on several.
#[derive(Args)]
pub(crate) struct SomeCatalogs {
    /// The catalogs or their folders; `-` reads standard input [default: the nearest catalog]
    #[arg(value_name = "CATALOG", value_hint = ValueHint::AnyPath, conflicts_with = "named")]
    catalogs: Vec<PathBuf>,
    /// The catalog, as for other commands
    #[arg(id = "named", long = "catalog", value_name = "CATALOG", value_hint = ValueHint::AnyPath)]
    named: Vec<PathBuf>,
}

impl SomeCatalogs {
    /// Empty means the nearest catalog.
    pub(crate) fn paths(&self) -> &[PathBuf] {
        if self.catalogs.is_empty() { &self.named } else { &self.catalogs }
    }
}

/// The catalog of a command whose positional argument is something else.
#[derive(Args)]
pub(crate) struct NamedCatalog {
    /// The catalog or its folder; `-` reads standard input [default: the nearest catalog]
    #[arg(long, value_hint = ValueHint::AnyPath)]
    catalog: Option<PathBuf>,
}

impl NamedCatalog {
    pub(crate) fn path(&self) -> Option<&Path> {
        self.catalog.as_deref()
    }
}
