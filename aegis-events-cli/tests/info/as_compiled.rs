//! What is made from the file is what the macros made from it.

use aegis_events::catalog::{CatalogInfo, EventInfo, FamilyInfo, Field};
use aegis_events::domain::DomainEvent;
use aegis_events::event::Domain;
use aegis_events_catalog::{Source, read};

use super::catalog_info;
use crate::payload::every_type;

fn check(path: &str, text: &str, compiled: &'static CatalogInfo) {
    let reading = read(Source::new(path, text));
    assert!(!reading.has_errors());
    let made = catalog_info(&reading.catalog);
    assert_eq!(made.name(), compiled.name());
    assert_eq!(made.publishers(), compiled.publishers());
    let keys = |info: &CatalogInfo| format!("{:#?}", info.keys());
    assert_eq!(keys(made), keys(compiled));
    let family = |family: &FamilyInfo| format!("{} {:?}", family.name(), family.kinds().collect::<Vec<_>>());
    let families = |info: &CatalogInfo| info.families().iter().map(family).collect::<Vec<_>>();
    assert_eq!(families(made), families(compiled));
    assert_eq!(made.events().len(), compiled.events().len());
    for (made, compiled) in made.events().iter().zip(compiled.events()) {
        assert_eq!(parts(made), parts(compiled));
        let whole = |info: &EventInfo| format!("{info:#?}");
        assert_eq!(whole(made), whole(compiled), "a part that this test does not know yet");
    }
}

/// Every part by its accessor, so that a difference is named.
fn parts(info: &EventInfo) -> Vec<String> {
    let field = |field: &Field| {
        format!(
            "field {:?}, optional {}, sensitive {}, missing {:?}, was {:?}",
            field.column(),
            field.is_optional(),
            field.is_sensitive(),
            field.missing_json(),
            field.former_names(),
        )
    };
    let mut parts = vec![
        format!("{:?} {}.{}, view {}", info.kind(), info.family(), info.event_type(), info.view()),
        format!("published by {:?}", info.published_by()),
        format!("version {}, time {:?}, retention {:?}", info.version(), info.time(), info.retention()),
        format!("keys {:?}", info.keys()),
        format!("was {:?}, deprecated {:?}, floats {}", info.former_names(), info.deprecated(), info.holds_floats()),
    ];
    parts.extend(info.fields().iter().map(field));
    parts
}

#[test]
fn the_aegis_catalog_equals_the_output_of_the_macros() {
    check("catalog.toml", include_str!("../../../catalog.toml"), DomainEvent::catalog());
}

#[test]
fn a_catalog_with_every_type_equals_the_output_of_the_macros() {
    check("every_type.toml", include_str!("../payload/every_type.toml"), every_type::DomainEvent::catalog());
}
