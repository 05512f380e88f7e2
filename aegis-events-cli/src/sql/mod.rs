//! `aegis-events sql --dialect postgres|sqlite`: the schema of a history as SQL, or the migration from an older catalog.

use std::path::PathBuf;

use aegis_events::history::{Dialect, SchemaError, migration_sql, schema_sql};
use clap::{Args, ValueEnum, ValueHint};

use crate::info::catalog_info;
use crate::input;
use crate::out::{Answer, Failure, Out, Verdict, explained};

/// The arguments.
#[derive(Args)]
#[command(after_help = "\
Examples:
  aegis-events sql --dialect postgres | psql -v ON_ERROR_STOP=1 -d events
  aegis-events sql domain/catalog.toml --dialect sqlite > schema.sql
  aegis-events sql --dialect postgres --from old/catalog.toml
  aegis-events sql --dialect postgres --from-rev v1.4.0

With --from, the output is the migration that a program with the present catalog runs on a history of the older one. A migration that would
lose rows or columns is refused, with every reason. Objects that you added to the database are not in a catalog: only the plan of a program
on that database covers them.")]
pub(crate) struct Arguments {
    /// The database
    #[arg(long, value_enum)]
    dialect: DialectName,
    #[command(flatten)]
    catalog: input::OneCatalog,
    /// Print the migration from this older catalog
    #[arg(long, value_name = "OLD", value_hint = ValueHint::AnyPath, conflicts_with = "from_rev")]
    from: Option<PathBuf>,
    /// Print the migration from the catalog at this git revision
    #[arg(long, value_name = "REVISION")]
    from_rev: Option<String>,
}

/// An SQL dialect.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum DialectName {
    /// PostgreSQL 13 or later
    Postgres,
    /// SQLite 3.38 or later
    Sqlite,
}

pub(crate) fn run(arguments: &Arguments, out: &mut Out) -> Answer {
    let dialect = match arguments.dialect {
        DialectName::Postgres => Dialect::Postgres,
        DialectName::Sqlite => Dialect::Sqlite,
    };
    let path = input::located(arguments.catalog.path())?;
    let new = input::valid(Some(&path))?.catalog;
    let old = match (&arguments.from, &arguments.from_rev) {
        (Some(old), _) => Some(input::older(old, "--from-rev")?.catalog),
        (None, Some(revision)) => Some(input::at_revision(&path, revision)?.catalog),
        (None, None) => None,
    };
    let sql = match &old {
        None => schema_sql(catalog_info(&new), dialect),
        Some(old) => migration_sql(catalog_info(old), catalog_info(&new), dialect).map_err(refused)?,
    };
    out.line(sql.trim_end())?;
    Ok(Verdict::Good)
}

fn refused(error: SchemaError) -> Failure {
    match error {
        SchemaError::Refused { place, reasons } => {
            let reasons: String = reasons.iter().map(|reason| format!("\n- {reason}")).collect();
            Failure::new(format!("cannot migrate {place}:{reasons}"))
        }
        other => Failure::new(explained(&other)),
    }
}
