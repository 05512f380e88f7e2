//! The views of declared subscribers.

use aegis_events::catalog::Delivery;
use aegis_events::event::{Filter, Subscriber};
use aegis_events_tests::nested::deeper::run::Idle;
use aegis_events_tests::nested::deeper::subscribers::{Everything, Keeper, Mixed, MixedEvent};
use aegis_events_tests::nested::deeper::{DomainEvent, Shard, gates};

fn opened() -> DomainEvent {
    gates::Opened { opened_at: aegis_events::types::Timestamp::UNIX_EPOCH, shard: Shard(1), r#match: None }.into()
}

#[test]
fn a_view_has_a_variant_per_family_and_per_single_event() {
    let event = DomainEvent::from(Idle {});
    match Mixed::view(&event) {
        Some(MixedEvent::Run(run)) => assert_eq!(run.event_type(), "Idle"),
        Some(MixedEvent::Opened(_) | MixedEvent::Closed(_)) | None => panic!("another variant"),
    }
    assert!(matches!(Mixed::view(&opened()), Some(MixedEvent::Opened(opened)) if opened.shard == Shard(1)));
}

#[test]
fn an_event_that_is_not_consumed_has_no_view() {
    assert!(Keeper::view(&Idle {}.into()).is_none());
}

#[test]
fn the_view_of_a_subscriber_of_all_events_is_the_event() {
    let event = opened();
    assert_eq!(Everything::view(&event), Some(&event));
}

#[test]
fn the_delivery_is_that_of_the_catalog() {
    assert_eq!(
        (Everything::DELIVERY, Mixed::DELIVERY, Keeper::DELIVERY),
        (Delivery::Lossless, Delivery::Live, Delivery::Durable)
    );
}
