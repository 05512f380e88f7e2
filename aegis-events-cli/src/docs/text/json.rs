//! `catalog.json`: the whole catalog, with names resolved and defaults filled in. Its keys are stable; the README describes them.

use aegis_events_catalog::model::{EventDef, FieldDef, FieldType, TypeDef, TypeShape};
use serde::Serialize;

use crate::docs::address::{Item, List};
use crate::docs::example;
use crate::docs::site::Site;
use crate::out::Failure;
use crate::payload::{Json, default};

/// The format version. It changes only if readers have to change.
const FORMAT: u32 = 1;

#[derive(Serialize)]
struct Catalog<'a> {
    format: u32,
    name: &'a str,
    doc: Option<&'a str>,
    families: Vec<Family<'a>>,
    events: Vec<Event<'a>>,
    publishers: Vec<Publisher<'a>>,
    subscribers: Vec<Subscriber<'a>>,
    keys: Vec<Key<'a>>,
    types: Vec<Type<'a>>,
}

#[derive(Serialize)]
struct Family<'a> {
    name: &'a str,
    doc: Option<&'a str>,
    #[serde(rename = "enum")]
    enum_name: &'a str,
    module: &'a str,
    page: String,
}

#[derive(Serialize)]
struct Event<'a> {
    family: &'a str,
    name: &'a str,
    when: &'a str,
    doc: Option<&'a str>,
    deprecated: Option<&'a str>,
    version: u32,
    was: Vec<&'a str>,
    published_by: Vec<&'a str>,
    consumed_by: Vec<&'a str>,
    fields: Vec<Field<'a>>,
    time: Option<&'a str>,
    keys: Vec<KeySource<'a>>,
    retention_seconds: Option<u64>,
    rust: Option<&'a str>,
    view: &'a str,
    example: Json,
    page: String,
    markdown: String,
}

#[derive(Serialize)]
struct Field<'a> {
    name: &'a str,
    #[serde(rename = "type")]
    ty: &'a str,
    doc: Option<&'a str>,
    optional: bool,
    sensitive: bool,
    default: Option<Json>,
    was: Vec<&'a str>,
    postgres: &'static str,
    sqlite: &'static str,
}

#[derive(Serialize)]
struct KeySource<'a> {
    key: &'a str,
    from: String,
    optional: bool,
}

#[derive(Serialize)]
struct Publisher<'a> {
    name: &'a str,
    doc: Option<&'a str>,
    field: &'a str,
    page: String,
}

#[derive(Serialize)]
struct Subscriber<'a> {
    name: &'a str,
    doc: Option<&'a str>,
    delivery: &'static str,
    consumes: Vec<String>,
    page: String,
}

#[derive(Serialize)]
struct Key<'a> {
    name: &'a str,
    #[serde(rename = "type")]
    ty: &'a str,
    postgres: &'static str,
    sqlite: &'static str,
    page: String,
}

#[derive(Serialize)]
struct Type<'a> {
    name: &'a str,
    doc: Option<&'a str>,
    #[serde(flatten)]
    shape: Shape<'a>,
    page: String,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Shape<'a> {
    Newtype { is: String },
    Enumeration { values: Vec<&'a str> },
    Record { fields: Vec<Field<'a>> },
    Rust { rust: &'a str, is: String },
}

pub(in crate::docs) fn catalog(site: &Site<'_>) -> Result<String, Failure> {
    let catalog = site.catalog;
    let page = |list, at| site.addresses.page(Item::Of(list, at));
    let document = Catalog {
        format: FORMAT,
        name: catalog.name(),
        doc: catalog.doc(),
        families: of(catalog.families(), |at, it| Family {
            name: &it.name.text,
            doc: it.doc.as_deref(),
            enum_name: &it.enum_name,
            module: &it.module,
            page: page(List::Families, at),
        }),
        events: of(catalog.events(), |at, it| event(site, at, it)),
        publishers: of(catalog.publishers(), |at, it| Publisher {
            name: &it.name.text,
            doc: it.doc.as_deref(),
            field: &it.field,
            page: page(List::Publishers, at),
        }),
        subscribers: of(catalog.subscribers(), |at, it| Subscriber {
            name: &it.name.text,
            doc: it.doc.as_deref(),
            delivery: it.delivery.name(),
            consumes: it.interests.iter().map(|it| site.catalog.written_interest(it)).collect(),
            page: page(List::Subscribers, at),
        }),
        keys: of(catalog.keys(), |at, it| {
            let column = catalog.sql_column(&FieldType::Named(it.ty));
            Key {
                name: &it.name.text,
                ty: &catalog.type_def(it.ty).name.text,
                postgres: column.postgres,
                sqlite: column.sqlite,
                page: page(List::Keys, at),
            }
        }),
        types: of(catalog.types(), |at, it| Type {
            name: &it.name.text,
            doc: it.doc.as_deref(),
            shape: shape(site, it),
            page: page(List::Types, at),
        }),
    };
    serde_json::to_string_pretty(&document).map(|text| text + "\n").map_err(Failure::new)
}

/// A list of items with their indices.
fn of<'a, T, U>(list: &'a [T], each: impl Fn(usize, &'a T) -> U) -> Vec<U> {
    list.iter().enumerate().map(|(at, it)| each(at, it)).collect()
}

fn event<'a>(site: &Site<'a>, at: usize, it: &'a EventDef) -> Event<'a> {
    let catalog = site.catalog;
    let consumers = &site.relations.consumers[at];
    Event {
        family: &catalog.family(it.family).name.text,
        name: &it.name.text,
        when: &it.when,
        doc: it.doc.as_deref(),
        deprecated: it.deprecated.as_deref(),
        version: it.version,
        was: it.was.iter().map(|name| name.text.as_str()).collect(),
        published_by: it.published_by.iter().map(|it| catalog.publisher(*it).name.text.as_str()).collect(),
        consumed_by: consumers.iter().map(|it| catalog.subscribers()[it.subscriber].name.text.as_str()).collect(),
        fields: it.fields.iter().map(|it| field(site, it)).collect(),
        time: it.time.map(|at| it.fields[at].name.text.as_str()),
        keys: it.keys.iter().map(|source| key_source(site, source)).collect(),
        retention_seconds: it.retention.map(|retention| retention.as_secs()),
        rust: it.rust.as_ref().map(|path| path.text.as_str()),
        view: &it.view,
        example: example::payload(catalog, it),
        page: site.addresses.page(Item::Event(at)),
        markdown: site.addresses.markdown(at),
    }
}

fn key_source<'a>(site: &Site<'a>, source: &aegis_events_catalog::model::KeySource) -> KeySource<'a> {
    KeySource { key: &site.catalog.key(source.key).name.text, from: source.dotted_path(), optional: source.optional() }
}

fn field<'a>(site: &Site<'a>, it: &'a FieldDef) -> Field<'a> {
    let column = site.catalog.sql_column(&it.ty);
    Field {
        name: &it.name.text,
        ty: &it.ty_text,
        doc: it.doc.as_deref(),
        optional: column.nullable,
        sensitive: it.sensitive,
        default: default(site.catalog, it),
        was: it.was.iter().map(|name| name.text.as_str()).collect(),
        postgres: column.postgres,
        sqlite: column.sqlite,
    }
}

fn shape<'a>(site: &Site<'a>, ty: &'a TypeDef) -> Shape<'a> {
    match &ty.shape {
        TypeShape::Newtype(is) => Shape::Newtype { is: site.catalog.written_type(is) },
        TypeShape::Enumeration(values) => {
            Shape::Enumeration { values: values.iter().map(|value| value.value.text.as_str()).collect() }
        }
        TypeShape::Record(fields) => Shape::Record { fields: fields.iter().map(|it| field(site, it)).collect() },
        TypeShape::Rust { path, is } => Shape::Rust { rust: &path.text, is: site.catalog.written_type(is) },
    }
}
