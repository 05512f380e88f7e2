//! Labels are limited in number, for any names of subscribers and events.

use aegis_events::domain::DomainEvent;
use aegis_events::metrics::MetricsConfig;
use aegis_events::{BusConfig, EventBus};

use crate::exposition::parse;
use crate::page::Page;
use crate::support::*;

fn few(labels: usize) -> MetricsConfig {
    MetricsConfig::default().with_subscriber_labels(labels).unwrap()
}

#[tokio::test]
async fn names_beyond_the_limit_are_summed_under_other() {
    let (bus, publishers) = bus(1);
    let page = Page::with(&bus, &few(2));
    let clients: Vec<_> =
        (0..100).map(|n| bus.subscription::<StorageEvent>().named(&format!("client-{n}")).subscribe()).collect();
    for n in 0..3 {
        publishers.fsal.publish(read(n)).unwrap();
    }
    let dropped = |name: &str| page.value(&format!("aegis_event_bus_dropped_total{{subscriber=\"{name}\"}}"));
    assert_eq!([dropped("client-0"), dropped("client-1"), dropped("client-2")], [Some(2.0), Some(2.0), None]);
    assert_eq!(dropped("other"), Some(196.0));
    drop(clients);
    assert_eq!(dropped("other"), Some(196.0));
    let families = parse(&page.text());
    let family = families.iter().find(|family| family.name == "aegis_event_bus_dropped_total").unwrap();
    assert_eq!(family.samples.len(), 3);
}

#[tokio::test]
async fn a_reserved_label_exists_from_the_start_with_zeros() {
    let (bus, publishers) = bus(1);
    let page = Page::with(&bus, &few(2).with_subscriber("recorder"));
    let dropped = || page.value("aegis_event_bus_dropped_total{subscriber=\"recorder\"}");
    assert_eq!(dropped(), Some(0.0));
    let clients: Vec<_> =
        (0..9).map(|n| bus.subscription::<StorageEvent>().named(&format!("client-{n}")).subscribe()).collect();
    page.collector.collect();
    let recorder = bus.subscription::<StorageEvent>().named("recorder").subscribe();
    for n in 0..3 {
        publishers.fsal.publish(read(n)).unwrap();
    }
    assert_eq!(dropped(), Some(2.0));
    drop((clients, recorder));
}

#[tokio::test]
async fn a_subscriber_named_other_is_summed_with_the_others() {
    let (bus, publishers) = bus(8);
    let page = Page::with(&bus, &few(1));
    let subscribed = ["first", "other", "third"].map(|name| bus.subscription::<StorageEvent>().named(name).subscribe());
    publishers.fsal.publish(read(1)).unwrap();
    assert_eq!(page.number("aegis_event_bus_subscribers{subscriber=\"other\"}"), 2.0);
    drop(subscribed);
}

#[tokio::test]
async fn any_subscriber_name_gives_a_valid_scrape() {
    let (bus, _publishers) = bus(8);
    let page = Page::of(&bus);
    let name = "a \"b\" \\ c\nd {e=\"f\"} ä";
    let subscribed = bus.subscription::<StorageEvent>().named(name).subscribe();
    let families = parse(&page.text());
    let named = families.iter().flat_map(|family| &family.samples);
    assert_eq!(named.filter(|sample| sample.labels.get("subscriber").is_some_and(|it| it == name)).count(), 7);
    drop(subscribed);
}

#[tokio::test]
async fn events_of_one_name_in_two_families_are_distinguished() {
    let (bus, _publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
    let page = Page::of(&bus);
    let published = |name: &str| page.value(&format!("aegis_event_bus_published_total{{event_type=\"{name}\"}}"));
    assert_eq!(published("Smcp.PolicyViolationBlocked"), Some(0.0));
    assert_eq!(published("Policy.PolicyViolationBlocked"), Some(0.0));
    assert_eq!(published("PolicyViolationBlocked"), None);
    assert_eq!(published("VolumeCreated"), Some(0.0));
}
