//! `aegis-events stats [CATALOG]`: catalog statistics and unused items.

mod count;
mod human;

use aegis_events_catalog::Problem;
use clap::Args;

use crate::input;
use crate::out::{Answer, Form, Out, Verdict};
use count::Statistics;

/// The arguments.
#[derive(Args)]
#[command(after_help = "\
Examples:
  aegis-events stats
  aegis-events stats domain/catalog.toml --format json | jq .never_consumed")]
pub(crate) struct Arguments {
    #[command(flatten)]
    catalog: input::OneCatalog,
    /// Output format
    #[arg(long, value_enum, default_value_t)]
    format: Form,
}

pub(crate) fn run(arguments: &Arguments, out: &mut Out) -> Answer {
    let reading = input::reading(arguments.catalog.path())?;
    let errors: Vec<&Problem> = reading.problems.iter().filter(|problem| problem.is_error()).collect();
    if reading.catalog.events().is_empty() && !errors.is_empty() {
        // Without a valid event, the statistics would be empty.
        return Err(input::errors_of(&reading, &errors));
    }
    let statistics = Statistics::of(&reading);
    match arguments.format {
        Form::Human => human::write(&statistics, out)?,
        Form::Json => out.json(&statistics)?,
    }
    Ok(Verdict::Good)
}
