//! Builds the runtime's `CatalogInfo` from a catalog file.
//!
//! It equals the constants that `#[domain_events]` generates; a test compares the two. The data is leaked, because the runtime expects
//! `'static` data: at most two catalogs per command.

mod fields;
mod leak;
#[cfg(test)]
#[path = "../../tests/info/as_compiled.rs"]
mod tests;

use aegis_events::catalog::{CatalogInfo, EventInfo, FamilyInfo, KeyInfo, Kind, PublisherId};
use aegis_events_catalog::CheckedCatalog;
use aegis_events_catalog::model::{EventDef, FieldType};

pub(crate) use fields::fields;
use fields::sql_type;
pub(crate) use leak::{leaked, list, text};

/// The catalog as data for the runtime.
pub(crate) fn catalog_info(catalog: &CheckedCatalog) -> &'static CatalogInfo {
    let publishers = catalog.publishers().iter().map(|publisher| text(&publisher.name.text));
    let keys = catalog
        .keys()
        .iter()
        .map(|key| KeyInfo::new(text(&key.name.text), sql_type(catalog, &FieldType::Named(key.ty))));
    let families = catalog.families().iter().map(|family| {
        FamilyInfo::new(text(&family.name.text), number(family.events.start), number(family.events.len()))
    });
    let events = catalog.events().iter().enumerate().map(|(kind, event)| event_info(catalog, kind, event));
    leaked(CatalogInfo::new(text(catalog.name()), list(publishers), list(keys), list(families), list(events)))
}

fn event_info(catalog: &CheckedCatalog, kind: usize, event: &EventDef) -> EventInfo {
    let mut info = EventInfo::new(
        Kind::new(number(kind)),
        text(&catalog.family(event.family).name.text),
        text(&event.name.text),
        text(&event.view),
        list(event.published_by.iter().map(|index| PublisherId::new(number(index.index())))),
        fields(catalog, &event.fields),
    )
    .with_version(event.version)
    .with_keys(list(event.keys.iter().map(|source| (source.key.index(), text(&source.dotted_path())))))
    .with_former_names(list(event.was.iter().map(|name| text(&name.text))));
    if let Some(field) = event.time.and_then(|place| event.fields.get(place)) {
        info = info.with_time(text(&field.name.text));
    }
    if let Some(retention) = event.retention {
        info = info.with_retention_secs(retention.as_secs());
    }
    if let Some(reason) = &event.deprecated {
        info = info.with_deprecation(text(reason));
    }
    if event.holds_floats { info.with_floats() } else { info }
}

/// An index. A catalog has fewer than four billion items.
fn number(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
