//! The AEGIS catalog has what its specification requires.

use aegis_events::domain::DomainEvent;
use aegis_events::event::Domain;
use expect_test::expect_file;
use std::fmt::Write as _;

/// `shipped_domain.txt` was compared with the specification by hand.
#[test]
fn families_events_and_publishers_match_the_specification() {
    let catalog = DomainEvent::catalog();
    let mut text = String::new();
    for family in catalog.families() {
        let _ = writeln!(text, "{}", family.name());
        for event in family.kinds().map(|kind| catalog.event(kind)) {
            let publishers: Vec<_> = event.published_by().iter().map(|&id| catalog.publisher_name(id)).collect();
            let _ = writeln!(text, "  {} by {}", event.event_type(), publishers.join(", "));
        }
    }
    expect_file!["shipped_domain.txt"].assert_eq(&text);
    assert_eq!(catalog.events().len(), 70);
    assert_eq!(catalog.families().len(), 10);
}

#[test]
fn each_event_has_a_time_and_at_least_one_key() {
    for event in DomainEvent::catalog().events() {
        assert!(event.time().is_some(), "{}.{} has no time", event.family(), event.event_type());
        assert!(!event.keys().is_empty(), "{}.{} carries no key", event.family(), event.event_type());
    }
}

#[test]
fn storage_events_have_a_retention() {
    let catalog = DomainEvent::catalog();
    let storage = catalog.events().iter().filter(|event| event.family() == "Storage");
    assert_eq!(storage.filter(|event| event.retention().is_none()).count(), 0);
}
