//! `assets/catalog.js`: the data of search and graph, as one assignment, because scripts of local files cannot fetch.

use aegis_events_catalog::model::Interest;
use serde::Serialize;

use crate::docs::address::{Item, List, length, name};
use crate::docs::html::plain;
use crate::docs::site::Site;
use crate::docs::visible::visible;
use crate::out::Failure;

#[derive(Serialize)]
struct Index<'a> {
    events: Vec<Event<'a>>,
    families: Vec<Named<'a>>,
    publishers: Vec<Named<'a>>,
    subscribers: Vec<Subscriber<'a>>,
    keys: Vec<Named<'a>>,
    types: Vec<Named<'a>>,
}

#[derive(Serialize)]
struct Event<'a> {
    name: &'a str,
    /// Indices in the other lists.
    family: usize,
    publishers: Vec<usize>,
    keys: Vec<usize>,
    page: String,
    when: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    doc: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    was: Vec<&'a str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    deprecated: bool,
    /// Name, type, description.
    fields: Vec<[String; 3]>,
}

#[derive(Serialize)]
struct Named<'a> {
    name: &'a str,
    page: String,
    doc: String,
}

#[derive(Serialize)]
struct Subscriber<'a> {
    #[serde(flatten)]
    named: Named<'a>,
    delivery: &'static str,
    everything: bool,
    families: Vec<usize>,
    events: Vec<usize>,
}

pub(in crate::docs) fn catalog(site: &Site<'_>) -> Result<String, Failure> {
    let index = Index {
        events: (0..site.catalog.events().len()).map(|at| event(site, at)).collect(),
        families: all(site, List::Families),
        publishers: all(site, List::Publishers),
        subscribers: (0..site.catalog.subscribers().len()).map(|at| subscriber(site, at)).collect(),
        keys: all(site, List::Keys),
        types: all(site, List::Types),
    };
    let json = serde_json::to_string(&index).map_err(Failure::new)?;
    Ok(format!("\"use strict\";\nwindow.catalog = {};\n", harmless(&json)))
}

/// JSON that is safe inside a script: it ends no script, opens no comment and breaks no line.
fn harmless(json: &str) -> String {
    json.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

fn event<'a>(site: &Site<'a>, at: usize) -> Event<'a> {
    let event = &site.catalog.events()[at];
    Event {
        name: &event.name.text,
        family: event.family.index(),
        publishers: event.published_by.iter().map(|it| it.index()).collect(),
        keys: event.keys.iter().map(|it| it.key.index()).collect(),
        page: site.addresses.page(Item::Event(at)),
        when: prose(Some(&event.when)),
        doc: prose(event.doc.as_deref()),
        was: event.was.iter().map(|name| name.text.as_str()).collect(),
        deprecated: event.deprecated.is_some(),
        fields: event
            .fields
            .iter()
            .map(|field| [field.name.text.clone(), field.ty_text.clone(), prose(field.doc.as_deref())])
            .collect(),
    }
}

fn subscriber<'a>(site: &Site<'a>, at: usize) -> Subscriber<'a> {
    let it = &site.catalog.subscribers()[at];
    let mut shown = Subscriber {
        named: named(site, List::Subscribers, at),
        delivery: it.delivery.name(),
        everything: false,
        families: Vec::new(),
        events: Vec::new(),
    };
    for interest in &it.interests {
        match interest {
            Interest::Everything => shown.everything = true,
            Interest::Family { family, .. } => shown.families.push(family.index()),
            Interest::Event { event, .. } => shown.events.push(event.index()),
        }
    }
    shown
}

fn all<'a>(site: &Site<'a>, list: List) -> Vec<Named<'a>> {
    (0..length(site.catalog, list)).map(|at| named(site, list, at)).collect()
}

fn named<'a>(site: &Site<'a>, list: List, at: usize) -> Named<'a> {
    Named {
        name: name(site.catalog, list, at),
        page: site.addresses.page(Item::Of(list, at)),
        doc: prose(site.doc(list, at)),
    }
}

fn prose(text: Option<&str>) -> String {
    text.map_or_else(String::new, |text| visible(&plain(text)).into_owned())
}
