//! `aegis-events export jsonschema`.

use aegis_events_catalog::CheckedCatalog;
use aegis_events_catalog::model::EventDef;
use clap::Args;
use indexmap::IndexMap;

use super::files::{Files, json, write};
use super::schema::{Schema, Schemas};
use crate::info::catalog_info;
use crate::input;
use crate::names;
use crate::out::{Answer, Out};

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";
const TYPES_AT: &str = "#/$defs/";

/// The arguments.
#[derive(Args)]
#[command(after_help = "\
Examples:
  aegis-events export jsonschema > events.schema.json
  aegis-events export jsonschema --event Volume.VolumeCreated
  aegis-events export jsonschema --event VolumeCreated --out volume-created.schema.json

Without --event, the schema describes a serialized `DomainEvent`:
  {\"family\": \"Volume\", \"event_type\": \"VolumeCreated\", \"event_data\": {..}}
With --event, it describes the payload, as in the column `event_data`.

The schema also accepts payloads of earlier catalogs that the runtime reads through `default` and `was`. Sensitive fields have `x-sensitive`.")]
pub(crate) struct Arguments {
    #[command(flatten)]
    files: Files,
    /// Export the payload of one event: `Family.Event`, or an event name that only one family has
    #[arg(long, value_name = "EVENT")]
    event: Option<String>,
}

pub(super) fn run(arguments: &Arguments, out: &mut Out) -> Answer {
    let catalog = input::valid(arguments.files.catalog.path())?.catalog;
    let document = match &arguments.event {
        Some(name) => {
            let kind = names::event(catalog_info(&catalog), &format!("the catalog `{}`", catalog.name()), name)?;
            of_event(&catalog, &catalog.events()[kind.index()])
        }
        None => of_catalog(&catalog),
    };
    write(&json(&document)?, arguments.files.out.as_deref(), out)
}

/// The schema of an event's payload, with the types that it uses.
pub(super) fn of_event(catalog: &CheckedCatalog, event: &EventDef) -> Schema {
    let schemas = Schemas::of_records(catalog, TYPES_AT);
    let payload = schemas.event(event);
    let definitions = used(&payload, schemas.types());
    let id = Some(id(catalog, &catalog.event_path(event)));
    Schema { dialect: Some(DIALECT), id, definitions, ..payload }
}

/// The schema of a serialized event of the catalog.
fn of_catalog(catalog: &CheckedCatalog) -> Schema {
    let schemas = Schemas::of_records(catalog, TYPES_AT);
    let mut definitions = schemas.types();
    let mut one_of = Vec::new();
    for event in catalog.events() {
        let name = catalog.event_path(event);
        let constant = |text: &str| Schema { constant: Some(text.into()), ..Schema::default() };
        let payload = Schema { reference: Some(format!("{TYPES_AT}{name}")), ..Schema::default() };
        let family = catalog.family(event.family).name.text.as_str();
        let properties = [
            ("family".to_owned(), constant(family)),
            ("event_type".to_owned(), constant(&event.name.text)),
            ("event_data".to_owned(), payload),
        ];
        one_of.push(Schema { properties: properties.into(), ..Schema::default() });
        definitions.insert(name, schemas.event(event));
    }
    Schema {
        dialect: Some(DIALECT),
        id: Some(id(catalog, "DomainEvent")),
        title: Some("DomainEvent".into()),
        description: catalog.doc().map(str::to_owned),
        kind: Some("object"),
        required: ["family", "event_type", "event_data"].map(str::to_owned).into(),
        one_of,
        definitions,
        ..Schema::default()
    }
}

fn id(catalog: &CheckedCatalog, name: &str) -> String {
    format!("urn:aegis-events:{}:{name}", catalog.name())
}

/// The types that a schema refers to, directly or through other types, in catalog order.
fn used(schema: &Schema, types: IndexMap<String, Schema>) -> IndexMap<String, Schema> {
    let mut is_used = vec![false; types.len()];
    let mut to_visit = vec![schema];
    while let Some(schema) = to_visit.pop() {
        schema.each_inner(&mut |inner| to_visit.push(inner));
        let name = schema.reference.as_deref().and_then(|reference| reference.strip_prefix(TYPES_AT));
        if let Some((place, _, ty)) = name.and_then(|name| types.get_full(name))
            && !std::mem::replace(&mut is_used[place], true)
        {
            to_visit.push(ty);
        }
    }
    types.into_iter().zip(is_used).filter_map(|(ty, is_used)| is_used.then_some(ty)).collect()
}
