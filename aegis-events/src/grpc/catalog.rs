//! The catalog for clients: the events that the stream serves.

use super::filter::Served;
use super::proto::{EventType, Field, GetCatalogResponse, KeyType};
use crate::catalog::EventInfo;

/// The answer of `GetCatalog`.
pub(super) fn describe(served: &Served) -> GetCatalogResponse {
    let catalog = served.catalog();
    let events: Vec<_> = served.kinds().map(|kind| catalog.event(kind)).collect();
    let carried = |index: usize| events.iter().any(|info| info.keys().iter().any(|(key, _)| *key == index));
    let keys =
        catalog.keys().iter().enumerate().filter(|(index, _)| carried(*index)).map(|(_, key)| KeyType {
            name: key.name().to_owned(),
            sql_type: key.column().sql_type.postgres().to_owned(),
        });
    GetCatalogResponse {
        name: catalog.name().to_owned(),
        keys: keys.collect(),
        events: events.iter().map(|info| event_type(served, info)).collect(),
    }
}

fn event_type(served: &Served, info: &EventInfo) -> EventType {
    let catalog = served.catalog();
    let fields = info.fields().iter().map(|field| Field {
        name: field.name().to_owned(),
        sql_type: field.column().sql_type.postgres().to_owned(),
        optional: field.is_optional(),
        sensitive: field.is_sensitive(),
    });
    EventType {
        family: info.family().to_owned(),
        event_type: info.event_type().to_owned(),
        version: info.version(),
        fields: fields.collect(),
        keys: info.keys().iter().map(|(index, _)| catalog.keys()[*index].name().to_owned()).collect(),
        published_by: info.published_by().iter().map(|&id| catalog.publisher_name(id).to_owned()).collect(),
        deprecated: info.deprecated().map(str::to_owned),
    }
}
