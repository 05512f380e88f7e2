//! `aegis-events export`: a catalog in the formats of other tools.

mod asyncapi;
mod files;
mod jsonschema;
mod mermaid;
mod schema;

use clap::Subcommand;

use crate::out::{Answer, Out};

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

pub(crate) fn run(command: Command, out: &mut Out) -> Answer {
    match command {
        Command::Jsonschema(arguments) => jsonschema::run(&arguments, out),
        Command::Asyncapi(arguments) => asyncapi::run(&arguments, out),
        Command::Mermaid(arguments) => mermaid::run(&arguments, out),
    }
}

/// The JSON Schema of an event's payload.
#[cfg(test)]
pub(crate) fn payload_schema(
    catalog: &aegis_events_catalog::CheckedCatalog,
    event: &aegis_events_catalog::model::EventDef,
) -> serde_json::Value {
    serde_json::to_value(jsonschema::of_event(catalog, event)).expect("a schema is JSON")
}
