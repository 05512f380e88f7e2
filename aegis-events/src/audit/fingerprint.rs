//! A fingerprint of a catalog's declarations, as sixteen hexadecimal digits. It changes with a version, an event or a field.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use crate::catalog::CatalogInfo;

/// The bytes of the fingerprint: enough to distinguish the versions of one catalog, short enough for each line.
const BYTES: usize = 8;

/// The fingerprint of a catalog.
pub(crate) fn of(catalog: &CatalogInfo) -> String {
    let mut digest = Sha256::new();
    // Names contain no line feed.
    let mut add = |text: &str| digest.update(format!("{text}\n"));
    add(catalog.name());
    for event in catalog.events() {
        add(&format!("{}.{} {}", event.family(), event.event_type(), event.version()));
        for field in event.fields() {
            let (optional, sensitive) = (field.is_optional(), field.is_sensitive());
            let sql_type = field.column().sql_type;
            add(&format!("  {} {sql_type:?} {optional} {sensitive}", field.name()));
        }
    }
    digest.finalize().iter().take(BYTES).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{EventInfo, FamilyInfo, Field, Kind, SqlType};

    const EVENT: EventInfo = EventInfo::new(Kind::new(0), "Run", "Started", "events_run_started", &[], &FIELDS);
    const FIELDS: [Field; 1] = [Field::new("at", SqlType::Timestamp)];
    static ONE: CatalogInfo = CatalogInfo::new("one", &[], &[], &[FamilyInfo::new("Run", 0, 1)], &[EVENT]);
    static LATER: CatalogInfo =
        CatalogInfo::new("one", &[], &[], &[FamilyInfo::new("Run", 0, 1)], &[EVENT.with_version(2)]);

    #[test]
    fn a_new_version_of_an_event_changes_it() {
        assert_eq!(of(&ONE), of(&ONE));
        assert_eq!(of(&ONE).len(), 16);
        assert_ne!(of(&ONE), of(&LATER));
    }
}
