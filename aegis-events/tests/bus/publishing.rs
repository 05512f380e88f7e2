//! Publishing: receipts, envelopes and errors.

use crate::support::*;
use aegis_events::PublishError;
use aegis_events::catalog::Kind;
use expect_test::expect;

#[test]
fn events_are_numbered_from_one_without_gaps() {
    let (bus, publishers) = bus(8);
    assert_eq!(bus.sequence().get(), 0);
    for n in 1..=20 {
        assert_eq!(publishers.fsal.publish(read(n)).unwrap().sequence, n);
    }
    assert_eq!(bus.sequence().get(), 20);
}

#[test]
fn an_event_without_subscribers_is_published() {
    let (bus, publishers) = bus(8);
    publishers.volume_manager.publish(deleted(1)).unwrap();
    let stats = bus.stats();
    assert_eq!(stats.total(), 1);
    assert_eq!(stats.published().map(|(_, n)| n).collect::<Vec<_>>(), [0, 1, 0, 0, 0]);
    assert_eq!(stats.published_by_publisher().collect::<Vec<_>>(), [("VolumeManager", 1), ("Fsal", 0), ("Judge", 0)]);
    assert_eq!(stats.published_by_family().collect::<Vec<_>>(), [("Volume", 1), ("Storage", 0), ("Score", 0)]);
}

#[test]
fn an_envelope_has_all_metadata_of_its_event() {
    let (bus, publishers) = bus(8);
    let mut all = bus.subscribe();
    let receipt = publishers.volume_manager.publish(created(7)).unwrap();
    let event = all.try_recv().unwrap();
    let envelope = event.envelope();
    assert_eq!((envelope.id(), envelope.sequence().get()), (receipt.id, receipt.sequence.get()));
    assert_eq!((envelope.publisher_name(), event.publisher_name()), ("VolumeManager", "VolumeManager"));
    assert_eq!((envelope.node_id(), envelope.bus_id()), ("local", bus.bus_id()));
    assert_eq!(envelope.kind(), Kind::new(0));
    assert_eq!(envelope.published_at().timestamp_subsec_nanos() % 1_000, 0);
    assert_eq!(*event, created(7).into());
}

#[test]
fn an_event_occurred_at_the_time_in_its_time_field() {
    let (bus, publishers) = bus(8);
    let mut volumes = bus.subscribe_to::<VolumeEvent>();
    publishers.volume_manager.publish(created(1)).unwrap();
    assert_eq!(volumes.try_recv().unwrap().occurred_at(), created(1).created_at);
}

#[test]
fn without_a_time_field_an_event_occurred_when_published() {
    // The time is the same each time it is read.
    let (bus, publishers) = bus(8);
    let mut volumes = bus.subscribe_to::<VolumeEvent>();
    publishers.volume_manager.publish(deleted(1)).unwrap();
    let event = volumes.try_recv().unwrap();
    assert_eq!(event.occurred_at(), event.published_at());
    assert_eq!(event.occurred_at(), event.occurred_at());
}

#[test]
fn a_root_event_is_its_own_correlation_and_has_no_cause() {
    let (bus, publishers) = bus(8);
    let mut all = bus.subscribe();
    let receipt = publishers.fsal.publish(read(1)).unwrap();
    assert_eq!(receipt.correlation_id, receipt.id);
    let event = all.try_recv().unwrap();
    assert_eq!((event.correlation_id(), event.causation_id()), (receipt.id, None));
}

#[test]
fn events_inherit_correlation_and_causation() {
    // From events, envelopes and receipts.
    let (bus, publishers) = bus(8);
    let mut all = bus.subscribe();
    let root = publishers.volume_manager.publish(created(1)).unwrap();
    let from_receipt = publishers.fsal.caused_by(root).publish(read(1)).unwrap();
    all.try_recv().unwrap();
    let event = all.try_recv().unwrap();
    assert_eq!((event.correlation_id(), event.causation_id()), (root.id, Some(root.id)));

    publishers.fsal.caused_by(&event).publish(read(2)).unwrap();
    publishers.fsal.caused_by(event.envelope()).publish_any(read(3).into()).unwrap();
    for _ in 0..2 {
        let event = all.try_recv().unwrap();
        assert_eq!((event.correlation_id(), event.causation_id()), (root.id, Some(from_receipt.id)));
    }
}

#[test]
fn publish_any_publishes_what_the_component_owns() {
    let (bus, publishers) = bus(8);
    let mut reads = bus.subscribe_to::<FileRead>();
    publishers.fsal.publish_any(read(4).into()).unwrap();
    assert_eq!(reads.try_recv().unwrap().n, 4);
}

#[test]
fn publish_any_refuses_events_of_other_components() {
    // The error names the owners.
    let (bus, publishers) = bus(8);
    let error = publishers.fsal.publish_any(created(1).into()).unwrap_err();
    expect!["`Fsal` may not publish `Volume.VolumeCreated`: the catalog lets `VolumeManager` publish it"]
        .assert_eq(&error.to_string());
    expect!["use a `Publisher<VolumeManager>`, or add `Fsal` to the event's `published_by`"]
        .assert_eq(&error.help().unwrap());
    assert_eq!(bus.sequence().get(), 0);
}

#[test]
fn a_number_that_is_not_finite_is_refused_with_its_path() {
    let (bus, publishers) = bus(8);
    let mut all = bus.subscribe();
    let scored =
        |score, x| Scored { execution_id: ExecutionId::of(1), score, parts: vec![Part { x: 0.0 }, Part { x }] };
    publishers.judge.publish(scored(0.5, 1.0)).unwrap();
    let error = publishers.judge.publish(scored(0.5, f64::NAN)).unwrap_err();
    expect![[r#"`Score.Scored` was not published: its field `parts[1].x` is not a finite number"#]]
        .assert_eq(&error.to_string());
    expect!["use an `Option` for a missing number, or check the computation"].assert_eq(&error.help().unwrap());
    let error = publishers.judge.publish_any(scored(f64::INFINITY, 0.0).into()).unwrap_err();
    assert!(matches!(error, PublishError::NonFinite { field, .. } if field == "score"));
    assert_eq!(bus.sequence().get(), 1);
    all.try_recv().unwrap();
    all.try_recv().unwrap_err();
}

#[test]
fn ids_of_one_bus_are_in_the_order_of_its_sequence() {
    let (bus, publishers) = bus(8);
    let mut last = None;
    for n in 0..10_000 {
        let receipt = publishers.fsal.publish(read(n)).unwrap();
        assert!(last < Some(receipt.id));
        last = Some(receipt.id);
    }
    drop(bus);
}

#[test]
fn two_buses_have_different_ids() {
    let ((one, _a), (other, _b)) = (bus(8), bus(8));
    assert_ne!(one.bus_id(), other.bus_id());
}
