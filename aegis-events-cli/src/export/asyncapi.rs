//! `aegis-events export asyncapi`: a catalog as AsyncAPI 3.0.
//!
//! A family is a channel, an event is a message, and the envelope is its headers. Publishers send to the channels of their families;
//! subscribers receive from the channels that they consume.

use aegis_events_catalog::CheckedCatalog;
use aegis_events_catalog::model::{EventDef, FamilyDef};
use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use indexmap::IndexMap;
use serde::Serialize;

use super::files::{Files, json, write};
use super::schema::{Schema, Schemas};
use crate::input;
use crate::out::{Answer, Out};

const VERSION: &str = "3.0.0";
const TYPES_AT: &str = "#/components/schemas/";
/// Never the name of a type of a catalog: those contain no dot.
const ENVELOPE: &str = "aegis-events.Envelope";

/// The arguments.
#[derive(Args)]
#[command(after_help = "\
Examples:
  aegis-events export asyncapi --out asyncapi.json
  aegis-events export asyncapi --api-version 2.1.0 | npx @asyncapi/cli validate -

The document is JSON, which AsyncAPI tools accept. It describes payloads as clients receive them: a sensitive field may be the text
`[redacted]`.")]
pub(crate) struct Arguments {
    #[command(flatten)]
    files: Files,
    /// The version of the API; AsyncAPI requires one, and catalogs have none
    #[arg(long, default_value = "1.0.0", value_name = "VERSION", value_parser = NonEmptyStringValueParser::new())]
    api_version: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'c> {
    asyncapi: &'static str,
    info: Info<'c>,
    default_content_type: &'static str,
    channels: IndexMap<&'c str, Channel<'c>>,
    operations: IndexMap<String, Operation<'c>>,
    components: Components<'c>,
}

#[derive(Serialize)]
struct Info<'c> {
    title: &'c str,
    version: &'c str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'c str>,
}

#[derive(Serialize)]
struct Channel<'c> {
    title: &'c str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'c str>,
    messages: IndexMap<&'c str, Reference>,
}

#[derive(Serialize)]
struct Operation<'c> {
    action: &'static str,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'c str>,
    #[serde(rename = "x-delivery", skip_serializing_if = "Option::is_none")]
    delivery: Option<&'static str>,
    channel: Reference,
    messages: Vec<Reference>,
}

#[derive(Serialize)]
struct Components<'c> {
    messages: IndexMap<String, Message<'c>>,
    #[serde(rename = "correlationIds")]
    correlation_ids: IndexMap<&'static str, CorrelationId>,
    schemas: IndexMap<String, Schema>,
}

#[derive(Serialize)]
struct Message<'c> {
    name: &'c str,
    title: String,
    summary: &'c str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'c str>,
    #[serde(rename = "x-deprecated", skip_serializing_if = "Option::is_none")]
    deprecated: Option<&'c str>,
    headers: Reference,
    #[serde(rename = "correlationId")]
    correlation_id: Reference,
    payload: Reference,
}

#[derive(Serialize)]
struct CorrelationId {
    description: &'static str,
    location: &'static str,
}

#[derive(Serialize)]
struct Reference {
    #[serde(rename = "$ref")]
    to: String,
}

impl Reference {
    fn to(place: impl Into<String>) -> Self {
        Self { to: place.into() }
    }
}

pub(super) fn run(arguments: &Arguments, out: &mut Out) -> Answer {
    let catalog = input::valid(arguments.files.catalog.path())?.catalog;
    write(&json(&document(&catalog, &arguments.api_version))?, arguments.files.out.as_deref(), out)
}

fn document<'c>(catalog: &'c CheckedCatalog, version: &'c str) -> Document<'c> {
    Document {
        asyncapi: VERSION,
        info: Info { title: catalog.name(), version, description: catalog.doc() },
        default_content_type: "application/json",
        channels: catalog
            .families()
            .iter()
            .map(|family| (family.name.text.as_str(), channel(catalog, family)))
            .collect(),
        operations: sends(catalog).chain(receives(catalog)).collect(),
        components: components(catalog),
    }
}

fn channel<'c>(catalog: &'c CheckedCatalog, family: &'c FamilyDef) -> Channel<'c> {
    let message = |event: &'c EventDef| {
        (event.name.text.as_str(), Reference::to(format!("#/components/messages/{}", catalog.event_path(event))))
    };
    let messages = catalog.events()[family.events.clone()].iter().map(message).collect();
    Channel { title: &family.name.text, description: family.doc.as_deref(), messages }
}

/// The events that each publisher sends, by family.
fn sends(catalog: &CheckedCatalog) -> impl Iterator<Item = (String, Operation<'_>)> {
    catalog.publishers().iter().enumerate().flat_map(move |(place, publisher)| {
        let owns = move |event: &EventDef| event.published_by.iter().any(|owner| owner.index() == place);
        by_family(catalog, owns).map(move |(family, messages)| {
            let operation = Operation {
                action: "send",
                title: format!("{} publishes", publisher.name),
                description: publisher.doc.as_deref(),
                delivery: None,
                channel: channel_of(family),
                messages,
            };
            (format!("{}.publishes.{}", publisher.name, family.name), operation)
        })
    })
}

/// The events that each subscriber receives, by family.
fn receives(catalog: &CheckedCatalog) -> impl Iterator<Item = (String, Operation<'_>)> {
    catalog.subscribers().iter().flat_map(move |subscriber| {
        by_family(catalog, move |event| catalog.consumes(subscriber, event)).map(move |(family, messages)| {
            let operation = Operation {
                action: "receive",
                title: format!("{} consumes", subscriber.name),
                description: subscriber.doc.as_deref(),
                delivery: Some(subscriber.delivery.name()),
                channel: channel_of(family),
                messages,
            };
            (format!("{}.consumes.{}", subscriber.name, family.name), operation)
        })
    })
}

/// The families with matching events, and references to those events.
fn by_family(
    catalog: &CheckedCatalog,
    is_one: impl Fn(&EventDef) -> bool,
) -> impl Iterator<Item = (&FamilyDef, Vec<Reference>)> {
    catalog.families().iter().filter_map(move |family| {
        let events = catalog.events()[family.events.clone()].iter().filter(|event| is_one(event));
        let messages: Vec<Reference> =
            events.map(|event| Reference::to(format!("#/channels/{}/messages/{}", family.name, event.name))).collect();
        (!messages.is_empty()).then_some((family, messages))
    })
}

fn channel_of(family: &FamilyDef) -> Reference {
    Reference::to(format!("#/channels/{}", family.name))
}

fn components(catalog: &CheckedCatalog) -> Components<'_> {
    let schemas = Schemas::of_clients(catalog, TYPES_AT);
    let mut all = schemas.types();
    all.insert(ENVELOPE.into(), envelope());
    let mut messages = IndexMap::new();
    for event in catalog.events() {
        let name = catalog.event_path(event);
        all.insert(name.clone(), schemas.event(event));
        let message = Message {
            name: &event.name.text,
            title: name.clone(),
            summary: &event.when,
            description: event.doc.as_deref(),
            deprecated: event.deprecated.as_deref(),
            headers: Reference::to(format!("{TYPES_AT}{ENVELOPE}")),
            correlation_id: Reference::to("#/components/correlationIds/correlation_id"),
            payload: Reference::to(format!("{TYPES_AT}{name}")),
        };
        messages.insert(name, message);
    }
    let correlation = CorrelationId {
        description: "Shared by all events with the same first cause.",
        location: "$message.header#/correlation_id",
    };
    Components { messages, correlation_ids: [("correlation_id", correlation)].into(), schemas: all }
}

/// The envelope of an event.
fn envelope() -> Schema {
    let text = |description: &str, format| Schema {
        description: Some(description.into()),
        kind: Some("string"),
        format,
        ..Schema::default()
    };
    let number = |description: &str| Schema {
        description: Some(description.into()),
        kind: Some("integer"),
        minimum: Some(0.into()),
        ..Schema::default()
    };
    let properties = [
        ("event_id", text("The event's id, a UUIDv7.", Some("uuid"))),
        ("family", text("The event's family.", None)),
        ("event_type", text("The event's name.", None)),
        ("publisher", text("The component that published it.", None)),
        ("version", number("The version of the payload.")),
        ("occurred_at", text("When it happened.", Some("date-time"))),
        ("correlation_id", text("Shared by all events with the same first cause.", Some("uuid"))),
        ("causation_id", text("The event that caused this one.", Some("uuid"))),
        ("node_id", text("The node that published it.", None)),
        ("bus_id", text("The bus that published it.", Some("uuid"))),
        ("sequence", number("The place in the order of the bus.")),
        ("position", number("The place in the recorded history; absent before the event is recorded.")),
    ];
    let is_always_there = |name: &&str| !["causation_id", "position"].contains(name);
    Schema {
        title: Some("Envelope".into()),
        description: Some("Metadata that the bus adds to an event.".into()),
        kind: Some("object"),
        required: properties.iter().map(|(name, _)| *name).filter(is_always_there).map(str::to_owned).collect(),
        properties: properties.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect(),
        ..Schema::default()
    }
}
