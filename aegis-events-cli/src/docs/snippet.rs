//! Rust that compiles: how an event is published, and how its subscribers hear of it.
//!
//! Paths are those of a crate with the catalog in its module `domain`. What the catalog cannot make a value of is a parameter.

mod value;

use std::fmt::Write as _;

use aegis_events_catalog::CheckedCatalog;
use aegis_events_catalog::identifier;
use aegis_events_catalog::model::{Delivery, EventDef, Interest, PublisherDef, SubscriberDef};
use heck::ToSnakeCase;

use value::Values;

/// How the event is published by its first owner.
pub(super) fn publish(catalog: &CheckedCatalog, event: &EventDef) -> String {
    let Some(&owner) = event.published_by.first() else { return String::new() };
    let owner = catalog.publisher(owner);
    let mut values = Values::of(catalog);
    let fields = values.fields(&event.fields, 2);
    let name = Struct::of(catalog, event, |name| values.imports.contains(name));
    let mut imports = std::mem::take(&mut values.imports);
    imports.insert("publishers".to_owned());
    let mut text = name.import.clone().map_or_else(String::new, |import| import + "\n");
    use_of_domain(&mut text, imports.iter().map(String::as_str));
    let event_bus = ("event_bus".to_owned(), format!("&aegis_events::Publisher<publishers::{}>", owner.name));
    let parameters = std::iter::once(event_bus).chain(values.parameters);
    let parameters: Vec<String> = parameters.map(|(name, ty)| format!("{name}: {ty}")).collect();
    let _ = write!(
        text,
        "\n// `event_bus` is `Publishers::{}`, given out at the composition root.\n\
         fn publish({}) -> Result<(), aegis_events::PublishError> {{\n    \
         event_bus.publish({} {fields})?;\n    Ok(())\n}}\n",
        owner.field,
        in_lines(&parameters, 70),
        name.path
    );
    text
}

/// How the event alone is subscribed to, and how that of one value of a key.
pub(super) fn subscribe(catalog: &CheckedCatalog, event: &EventDef) -> String {
    let always = event.keys.iter().find(|source| !source.optional());
    let key = always.or(event.keys.first()).map(|source| catalog.key(source.key));
    let key_type = key.map(|key| catalog.type_def(key.ty).name.text.as_str());
    let name = Struct::of(catalog, event, |name| name == "DomainEvent" || Some(name) == key_type);
    let mut text = name.import.clone().map_or_else(String::new, |import| import + "\n");
    use_of_domain(&mut text, std::iter::once("DomainEvent").chain(key_type));
    let path = &name.path;
    let _ = write!(
        text,
        "\nasync fn every(event_bus: &aegis_events::EventBus<DomainEvent>) {{\n    \
         let mut events = event_bus.subscribe_to::<{path}>();\n    \
         while let Some(event) = events.next().await {{\n        \
         println!(\"{{}} {{:?}}\", event.id(), *event);\n    }}\n}}\n"
    );
    if let (Some(key), Some(ty)) = (key, key_type) {
        let _ = write!(
            text,
            "\nasync fn of_one(event_bus: &aegis_events::EventBus<DomainEvent>, {key}: {ty}) {{\n    \
             let mut events = event_bus.subscribe_to::<{path}>().only({key});\n    \
             while let Some(event) = events.next().await {{\n        \
             println!(\"{{}} {{:?}}\", event.id(), *event);\n    }}\n}}\n",
            key = key.name
        );
    }
    text
}

/// Where a publisher's right comes from.
pub(super) fn right(publisher: &PublisherDef) -> String {
    let (name, field) = (&publisher.name, identifier(&publisher.field));
    format!(
        "use aegis_events::{{BusConfig, EventBus, Publisher}};\nuse crate::domain::{{DomainEvent, publishers}};\n\n\
         fn right() -> Publisher<publishers::{name}> {{\n    \
         let (_event_bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());\n    \
         publishers.{field}\n}}\n"
    )
}

/// How a declared subscriber hears exactly what it consumes.
pub(super) fn subscriber(catalog: &CheckedCatalog, subscriber: &SubscriberDef) -> String {
    let name = &subscriber.name;
    let everything = matches!(subscriber.interests[..], [Interest::Everything]);
    let view = (!everything).then(|| format!("{name}Event"));
    let mut text = "use crate::domain::DomainEvent;\n".to_owned();
    let _ = match &view {
        Some(view) => writeln!(text, "use crate::domain::subscribers::{{{name}, {view}}};\n"),
        None => writeln!(text, "use crate::domain::subscribers::{name};\n"),
    };
    let durable = subscriber.delivery == Delivery::Durable;
    text.push_str(match durable {
        true => "fn run(history: &aegis_events::history::History<DomainEvent>) {\n",
        false => "fn run(event_bus: &aegis_events::EventBus<DomainEvent>) {\n",
    });
    let _ = match durable {
        true => writeln!(
            text,
            "    let handle = history.durable::<{name}>(\"{}\").run(|event| async move {{",
            name.text.to_snake_case()
        ),
        false => writeln!(text, "    let handle = event_bus.subscribe_to::<{name}>().run(|event| async move {{"),
    };
    match view {
        None => text.push_str("        println!(\"{} {}\", event.id(), event.view().event_type());\n"),
        Some(view) => {
            text.push_str("        match event.view() {\n");
            for interest in &subscriber.interests {
                let _ = arm(&mut text, &view, catalog, interest);
            }
            text.push_str("        }\n");
        }
    }
    if durable {
        text.push_str("        Ok::<(), std::io::Error>(())\n");
    }
    text.push_str("    });\n    drop(handle); // it goes on; keep it to wait for the end\n}\n");
    text
}

/// What is done with one variant of a subscriber's view.
fn arm(text: &mut String, view: &str, catalog: &CheckedCatalog, interest: &Interest) -> std::fmt::Result {
    match interest {
        Interest::Everything => Ok(()),
        Interest::Family { family, variant } => {
            let name = identifier(&catalog.family(*family).module);
            writeln!(
                text,
                "            {view}::{variant}({name}) => println!(\"{{}} {{}}\", event.id(), {name}.event_type()),"
            )
        }
        Interest::Event { variant, .. } => {
            writeln!(text, "            {view}::{variant}(it) => println!(\"{{}} {{it:?}}\", event.id()),")
        }
    }
}

/// How the struct of an event is written.
struct Struct {
    import: Option<String>,
    path: String,
}

impl Struct {
    /// By its name alone, unless something else has that too.
    fn of(catalog: &CheckedCatalog, event: &EventDef, is_taken: impl Fn(&str) -> bool) -> Self {
        let module = identifier(&catalog.family(event.family).module);
        let name = &event.name.text;
        match is_taken(name) {
            true => Self { import: None, path: format!("crate::domain::{module}::{name}") },
            false => Self { import: Some(format!("use crate::domain::{module}::{name};")), path: name.clone() },
        }
    }
}

fn use_of_domain<'a>(text: &mut String, names: impl Iterator<Item = &'a str>) {
    let names: Vec<&str> = names.collect();
    let _ = match &names[..] {
        [one] => writeln!(text, "use crate::domain::{one};"),
        _ => writeln!(text, "use crate::domain::{{{}}};", in_lines(&names, 95)),
    };
}

/// A list on one line, or where that is too long one in each.
fn in_lines<T: AsRef<str>>(parts: &[T], longest: usize) -> String {
    let parts: Vec<&str> = parts.iter().map(AsRef::as_ref).collect();
    let line = parts.join(", ");
    match line.len() <= longest {
        true => line,
        false => format!("\n    {},\n", parts.join(",\n    ")),
    }
}
