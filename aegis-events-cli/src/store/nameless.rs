//! The names of events and keys that a database contains, to read it without a catalog.

use std::collections::BTreeMap;

use aegis_events::catalog::{CatalogInfo, EventInfo, FamilyInfo, KeyInfo, Kind};
use aegis_events::history::RawHistory;

use crate::info::{leaked, list, text};
use crate::out::Failure;

/// A catalog that contains only names. Its events are found by counting rows, which is done only if the arguments name events.
pub(super) async fn catalog(history: &RawHistory, with_events: bool) -> Result<&'static CatalogInfo, Failure> {
    let inventory = history.inventory();
    let keys = list(inventory.keys.iter().map(|key| KeyInfo::new(text(&key.name), key.sql_type)));
    let name = text(inventory.catalog.as_deref().unwrap_or("unknown"));
    let nothing = leaked(CatalogInfo::new(name, &[], keys, &[], &[]));
    if !with_events {
        return Ok(nothing);
    }
    let mut by_family = BTreeMap::<_, Vec<_>>::new();
    for count in history.events(nothing).count_by_event().await? {
        by_family.entry(count.family).or_default().push(count.event_type);
    }
    // Without a catalog, any event can carry any key.
    let all_keys: &[(usize, &str)] = list((0..keys.len()).map(|key| (key, keys[key].name())));
    let (mut families, mut events) = (Vec::new(), Vec::new());
    for (family, event_types) in &by_family {
        let family = text(family);
        families.push(FamilyInfo::new(family, number(events.len()), number(event_types.len())));
        for event_type in event_types {
            let kind = Kind::new(number(events.len()));
            events.push(EventInfo::new(kind, family, text(event_type), "", &[], &[]).with_keys(all_keys));
        }
    }
    Ok(leaked(CatalogInfo::new(name, &[], keys, list(families), list(events))))
}

fn number(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
