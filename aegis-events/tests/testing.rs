//! The test bus, and how its assertions fail.

mod support;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use aegis_events::testing::{Expected, TestBus, TestClock};
use expect_test::{Expect, expect};

use support::*;

/// Compares the message of a failing assertion.
fn failure(assertion: impl FnOnce(), expect: Expect) {
    let panic = catch_unwind(AssertUnwindSafe(assertion)).expect_err("the assertion holds");
    expect.assert_eq(panic.downcast_ref::<String>().expect("a text"));
}

fn test_bus() -> TestBus<TestEvent> {
    TestBus::new()
}

#[test]
fn the_types_of_test_buses_are_send_sync_and_debug() {
    fn check<T: Send + Sync + std::fmt::Debug>() {}
    check::<(TestBus<TestEvent>, TestClock, Expected<TestEvent>)>();
}

#[test]
fn what_was_published_is_recorded_in_order() {
    let test = test_bus();
    test.publishers().fsal.publish(read(1)).unwrap();
    test.publish(deleted(1));
    test.publish_any(read(2).into());
    assert_eq!(test.events().len(), 3);
    let reads = test.events_of::<FileRead>();
    assert_eq!(reads.iter().map(|event| event.n).collect::<Vec<_>>(), [1, 2]);
    test.forget();
    test.assert_nothing_published();
}

#[test]
fn an_event_is_published_by_its_first_owner() {
    let test = test_bus();
    test.publish(read(1));
    test.assert_published([Expected::event(read(1)).by::<Fsal>()]);
}

#[test]
fn times_and_ids_are_the_same_in_each_run() {
    let test = test_bus();
    let first = test.publish(read(1));
    let second = test.publish(read(2));
    test.clock().advance(Duration::from_micros(1_500_250));
    let third = test.publish(read(3));
    assert_eq!(first.id.to_string(), "019b76da-a800-7000-8000-000000000001");
    assert_eq!(second.id.to_string(), "019b76da-a800-7000-8000-000000000002");
    assert_eq!(third.id.to_string(), "019b76da-addc-7000-8000-000000000001");
    let events = test.events();
    assert_eq!(events[0].published_at(), TestClock::START);
    assert_eq!(events[2].published_at(), test.clock().now());
    assert_eq!(test.clock().now().to_rfc3339(), "2026-01-01T00:00:01.500250+00:00");
}

#[test]
fn a_clock_that_is_set_back_keeps_ids_in_order() {
    let test = test_bus();
    let first = test.publish(read(1));
    test.clock().set("2020-01-01T00:00:00Z".parse().unwrap());
    let second = test.publish(read(2));
    assert!(first.id < second.id);
    assert_eq!(test.events()[1].published_at(), test.clock().now());
}

#[test]
fn assertions_that_hold_do_not_panic() {
    let test = test_bus();
    let cause = test.publish(created(1));
    test.publish_caused_by(cause, read(1));
    test.publish(read(2));
    test.assert_published([
        Expected::any::<VolumeCreated>().by::<VolumeManager>(),
        Expected::event(read(1)).caused_by(cause),
        Expected::any::<FileRead>(),
    ]);
    test.assert_published_among([Expected::any::<VolumeCreated>(), Expected::event(read(2))]);
    test.assert_published_among([]);
}

#[test]
fn a_wrong_event_is_marked_in_both_lists() {
    let test = test_bus();
    test.publish(deleted(1));
    test.publish(read(1));
    failure(
        || test.assert_published([Expected::any::<VolumeDeleted>(), Expected::event(read(2)).by::<Fsal>()]),
        expect![[r#"
            what was published is not what was expected

            expected, in this order, and no others:
               1. Volume.VolumeDeleted
            >  2. Storage.FileRead by Fsal: FileRead { execution_id: ExecutionId(00000000-0000-0000-0000-000000000001), volume_id: VolumeId(00000000-0000-0000-0000-000000000001), n: 2 }

            published:
               1. Volume.VolumeDeleted by VolumeManager: VolumeDeleted { volume_id: VolumeId(00000000-0000-0000-0000-000000000001) }
            >  2. Storage.FileRead by Fsal: FileRead { execution_id: ExecutionId(00000000-0000-0000-0000-000000000001), volume_id: VolumeId(00000000-0000-0000-0000-000000000001), n: 1 }
        "#]],
    );
}

#[test]
fn a_missing_event_is_marked() {
    let test = test_bus();
    test.publish(deleted(1));
    failure(
        || test.assert_published([Expected::any::<VolumeDeleted>(), Expected::any::<FileRead>()]),
        expect![[r#"
            what was published is not what was expected

            expected, in this order, and no others:
               1. Volume.VolumeDeleted
            >  2. Storage.FileRead

            published:
               1. Volume.VolumeDeleted by VolumeManager: VolumeDeleted { volume_id: VolumeId(00000000-0000-0000-0000-000000000001) }
            >     (nothing more)
        "#]],
    );
}

#[test]
fn an_event_too_many_is_marked() {
    let test = test_bus();
    test.publish(deleted(1));
    failure(
        || test.assert_nothing_published(),
        expect![[r#"
        what was published is not what was expected

        expected, in this order, and no others:
             (nothing)

        published:
        >  1. Volume.VolumeDeleted by VolumeManager: VolumeDeleted { volume_id: VolumeId(00000000-0000-0000-0000-000000000001) }
    "#]],
    );
}

#[test]
fn an_event_in_the_wrong_order_is_marked() {
    let test = test_bus();
    test.publish(read(1));
    test.publish(deleted(1));
    failure(
        || test.assert_published_among([Expected::any::<VolumeDeleted>(), Expected::any::<FileRead>()]),
        expect![[r#"
            what was published is not what was expected

            expected, in this order, perhaps among others:
               1. Volume.VolumeDeleted
            >  2. Storage.FileRead

            published:
               1. Storage.FileRead by Fsal: FileRead { execution_id: ExecutionId(00000000-0000-0000-0000-000000000001), volume_id: VolumeId(00000000-0000-0000-0000-000000000001), n: 1 }
               2. Volume.VolumeDeleted by VolumeManager: VolumeDeleted { volume_id: VolumeId(00000000-0000-0000-0000-000000000001) }
        "#]],
    );
}

#[test]
fn a_wrong_publisher_or_cause_is_a_difference() {
    let test = test_bus();
    let cause = test.publish(deleted(1));
    test.publish_caused_by(cause, read(1));
    failure(
        || test.assert_published_among([Expected::event(read(1)).by::<Judge>()]),
        expect![[r#"
            what was published is not what was expected

            expected, in this order, perhaps among others:
            >  1. Storage.FileRead by Judge: FileRead { execution_id: ExecutionId(00000000-0000-0000-0000-000000000001), volume_id: VolumeId(00000000-0000-0000-0000-000000000001), n: 1 }

            published:
               1. Volume.VolumeDeleted by VolumeManager: VolumeDeleted { volume_id: VolumeId(00000000-0000-0000-0000-000000000001) }
               2. Storage.FileRead by Fsal because of 019b76da-a800-7000-8000-000000000001: FileRead { execution_id: ExecutionId(00000000-0000-0000-0000-000000000001), volume_id: VolumeId(00000000-0000-0000-0000-000000000001), n: 1 }
        "#]],
    );
    let other = test.publish(deleted(2));
    test.forget();
    test.publish_caused_by(cause, read(1));
    failure(
        || test.assert_published([Expected::event(read(1)).caused_by(other)]),
        expect![[r#"
        what was published is not what was expected

        expected, in this order, and no others:
        >  1. Storage.FileRead because of 019b76da-a800-7000-8000-000000000003: FileRead { execution_id: ExecutionId(00000000-0000-0000-0000-000000000001), volume_id: VolumeId(00000000-0000-0000-0000-000000000001), n: 1 }

        published:
        >  1. Storage.FileRead by Fsal because of 019b76da-a800-7000-8000-000000000001: FileRead { execution_id: ExecutionId(00000000-0000-0000-0000-000000000001), volume_id: VolumeId(00000000-0000-0000-0000-000000000001), n: 1 }
    "#]],
    );
}
