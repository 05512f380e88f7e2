//! `aegis-events export`: a catalog in the formats of other tools.

mod asyncapi;
mod jsonschema;
mod mermaid;
mod schema;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueHint};
use serde::Serialize;

use crate::input;
use crate::out::{Answer, Failure, Out, Verdict};
use crate::output;

/// The commands of the group.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Export JSON Schema 2020-12 for one payload or for all events
    Jsonschema(jsonschema::Arguments),
    /// Export AsyncAPI 3.0: families as channels, publishers and subscribers as operations
    Asyncapi(asyncapi::Arguments),
    /// Export a Mermaid flow chart from publishers through events to subscribers
    Mermaid(mermaid::Arguments),
}

/// The input and output of an export.
#[derive(Args)]
struct Files {
    #[command(flatten)]
    catalog: input::OneCatalog,
    /// The file to write [default: standard output]
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    out: Option<PathBuf>,
}

pub(crate) fn run(command: Command, out: &mut Out) -> Answer {
    match command {
        Command::Jsonschema(arguments) => jsonschema::run(&arguments, out),
        Command::Asyncapi(arguments) => asyncapi::run(&arguments, out),
        Command::Mermaid(arguments) => mermaid::run(&arguments, out),
    }
}

/// Write the text to the file or to the standard output.
fn write(text: &str, file: Option<&Path>, out: &mut Out) -> Answer {
    match file {
        Some(file) => output::write(file, format!("{text}\n").as_bytes())?,
        None => out.line(text)?,
    }
    Ok(Verdict::Good)
}

/// The JSON Schema of an event's payload.
#[cfg(test)]
pub(crate) fn payload_schema(
    catalog: &aegis_events_catalog::CheckedCatalog,
    event: &aegis_events_catalog::model::EventDef,
) -> serde_json::Value {
    serde_json::to_value(jsonschema::of_event(catalog, event)).expect("a schema is JSON")
}

fn json(document: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string_pretty(document).map_err(Failure::new)
}
