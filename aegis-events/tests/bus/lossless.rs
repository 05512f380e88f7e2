//! Lossless queues, and back pressure on publishers.

use std::sync::Arc;

use aegis_events::catalog::Delivery;
use aegis_events::{EventBus, PublishError};
use expect_test::expect;
use tokio_test::task::spawn;
use tokio_test::{assert_pending, assert_ready, assert_ready_ok};

use crate::support::*;

/// Fills the queues of a bus with `FileRead`s.
fn fill(publishers: &Publishers, events: u64) {
    for n in 1..=events {
        publishers.fsal.publish(read(n)).unwrap();
    }
}

#[test]
fn a_full_queue_refuses_the_event_for_all_subscribers() {
    // The refused event uses no sequence.
    let (bus, publishers) = bus(2);
    let mut live = bus.subscribe_to::<FileRead>();
    let mut recorder = bus.subscription::<Recorder>().named("recorder").subscribe();
    let mut other = bus.subscription::<StorageEvent>().lossless().queue_capacity(100).subscribe();
    fill(&publishers, 2);
    let error = publishers.fsal.publish(read(3)).unwrap_err();
    expect!["`Storage.FileRead` was not published: the queue of `recorder` is full (2 events)"]
        .assert_eq(&error.to_string());
    expect!["wait with `publish_wait`, make the subscriber faster, or give it a larger queue"]
        .assert_eq(&error.help().unwrap());
    assert_eq!(bus.sequence().get(), 2);
    assert_eq!(bus.stats().total(), 2);
    for n in 1..=2 {
        assert_eq!(live.try_recv().unwrap().n, n);
        assert_eq!(recorder.try_recv().unwrap().sequence().get(), n);
        assert_eq!(other.try_recv().unwrap().sequence().get(), n);
    }
    live.try_recv().unwrap_err();
    other.try_recv().unwrap_err();
    assert_eq!(publishers.fsal.publish(read(4)).unwrap().sequence, 3);
    assert_eq!(other.try_recv().unwrap().sequence().get(), 3);
}

#[test]
fn a_full_queue_does_not_refuse_events_outside_its_filter() {
    let (bus, publishers) = bus(1);
    let _audit = bus.subscribe_to::<Audit>();
    publishers.volume_manager.publish(deleted(1)).unwrap();
    publishers.volume_manager.publish(deleted(2)).unwrap_err();
    publishers.fsal.publish(read(1)).unwrap();
}

#[test]
fn a_removed_lossless_subscriber_frees_the_publishers() {
    let (bus, publishers) = bus(1);
    let recorder = bus.subscribe_to::<Recorder>();
    fill(&publishers, 1);
    publishers.fsal.publish(read(2)).unwrap_err();
    drop(recorder);
    publishers.fsal.publish(read(2)).unwrap();
}

#[test]
fn deliveries_are_as_the_catalog_declares() {
    // Without a history, `durable` is lossless.
    let (bus, publishers) = bus(1);
    let reaper = bus.subscribe_to::<Reaper>();
    assert_eq!(reaper.stats().delivery, Delivery::Durable);
    assert_eq!(bus.subscribe_to::<Audit>().stats().delivery, Delivery::Lossless);
    assert_eq!(bus.subscribe_to::<VolumeEvent>().stats().delivery, Delivery::Live);
    publishers.volume_manager.publish(deleted(1)).unwrap();
    assert!(matches!(publishers.volume_manager.publish(deleted(2)), Err(PublishError::Backpressure { .. })));
}

#[test]
fn a_keyed_lossless_queue_takes_its_key_only() {
    let (bus, publishers) = bus(1);
    let mut keyed = bus.subscription::<Recorder>().only(ExecutionId::of(2)).subscribe();
    fill(&publishers, 10);
    publishers.fsal.publish(FileRead { execution_id: ExecutionId::of(2), ..read(11) }).unwrap();
    publishers.fsal.publish(FileRead { execution_id: ExecutionId::of(2), ..read(12) }).unwrap_err();
    assert_eq!(keyed.try_recv().unwrap().sequence().get(), 11);
}

#[test]
fn publish_wait_publishes_at_once_if_there_is_room() {
    let (bus, publishers) = bus(1);
    let _recorder = bus.subscribe_to::<Recorder>();
    let mut publishing = spawn(publishers.fsal.publish_wait(read(1)));
    assert_eq!(assert_ready_ok!(publishing.poll()).sequence, 1);
}

#[test]
fn waiting_publishers_proceed_in_order() {
    let (bus, publishers) = bus(1);
    let mut recorder = bus.subscribe_to::<Recorder>();
    fill(&publishers, 1);
    let mut first = spawn(publishers.fsal.publish_wait(read(2)));
    let mut second = spawn(publishers.fsal.publish_wait(read(3)));
    let mut third = spawn(publishers.fsal.publish_wait(read(4)));
    assert_pending!(first.poll());
    assert_pending!(second.poll());
    assert_pending!(third.poll());

    recorder.try_recv().unwrap();
    assert!(first.is_woken() && !second.is_woken() && !third.is_woken());
    assert!(publishers.fsal.publish(read(9)).is_err(), "the place is reserved for the first publisher");
    assert_pending!(third.poll());
    assert_pending!(second.poll());
    assert_eq!(assert_ready_ok!(first.poll()).sequence, 2);
    recorder.try_recv().unwrap();
    assert_eq!(assert_ready_ok!(second.poll()).sequence, 3);
    recorder.try_recv().unwrap();
    assert_eq!(assert_ready_ok!(third.poll()).sequence, 4);
}

#[test]
fn a_dropped_wait_has_no_effect_and_the_next_moves_up() {
    let (bus, publishers) = bus(1);
    let mut recorder = bus.subscribe_to::<Recorder>();
    fill(&publishers, 1);
    let mut first = spawn(publishers.fsal.publish_wait(read(2)));
    let mut second = spawn(publishers.fsal.publish_wait(read(3)));
    let mut third = spawn(publishers.fsal.publish_wait(read(4)));
    assert_pending!(first.poll());
    assert_pending!(second.poll());
    assert_pending!(third.poll());
    drop(second);
    recorder.try_recv().unwrap();
    // The place was already reserved for the first publisher when it gave up.
    assert!(first.is_woken());
    drop(first);
    assert!(third.is_woken());
    assert_eq!(assert_ready_ok!(third.poll()).sequence, 2);
    assert_eq!(bus.sequence().get(), 2);
    assert_eq!(recorder.try_recv().unwrap().envelope().event(), &read(4).into());
    publishers.fsal.publish(read(5)).unwrap();
}

#[test]
fn a_publisher_waits_until_both_full_queues_have_room() {
    let (bus, publishers) = bus(1);
    let mut live = bus.subscribe_to::<FileRead>();
    let mut one = bus.subscription::<StorageEvent>().lossless().subscribe();
    let mut two = bus.subscribe_to::<Recorder>();
    fill(&publishers, 1);
    let mut waiting = spawn(publishers.fsal.publish_wait(read(2)));
    assert_pending!(waiting.poll());
    two.try_recv().unwrap();
    assert_pending!(waiting.poll());
    one.try_recv().unwrap();
    assert_eq!(assert_ready_ok!(waiting.poll()).sequence, 2);
    assert_eq!(one.try_recv().unwrap().sequence().get(), 2);
    assert_eq!(two.try_recv().unwrap().sequence().get(), 2);
    assert_eq!([live.try_recv().is_err(), live.try_recv().is_ok(), live.try_recv().is_err()], [true, true, true]);
}

#[test]
fn a_waiting_publisher_also_waits_for_a_new_queue() {
    let (bus, publishers) = bus(1);
    let mut one = bus.subscribe_to::<Recorder>();
    fill(&publishers, 1);
    let mut waiting = spawn(publishers.fsal.publish_wait(read(2)));
    assert_pending!(waiting.poll());
    let mut new = bus.subscription::<FileWritten>().lossless().subscribe();
    let mut new_too = bus.subscription::<FileRead>().lossless().subscribe();
    one.try_recv().unwrap();
    assert_eq!(assert_ready_ok!(waiting.poll()).sequence, 2);
    assert_eq!(new_too.try_recv().unwrap().n, 2);
    new.try_recv().unwrap_err();
}

#[test]
fn a_waiting_publisher_stops_waiting_for_a_removed_queue() {
    let (bus, publishers) = bus(1);
    let recorder = bus.subscribe_to::<Recorder>();
    fill(&publishers, 1);
    let mut waiting = spawn(publishers.fsal.publish_wait(read(2)));
    assert_pending!(waiting.poll());
    drop(recorder);
    assert!(waiting.is_woken());
    assert_ready_ok!(waiting.poll());
}

#[tokio::test]
async fn a_handler_cannot_wait_for_its_own_queue() {
    let (bus, publishers) = bus(1);
    let (report, mut reports) = tokio::sync::mpsc::unbounded_channel();
    let fsal = publishers.fsal.clone();
    let handler = bus.run::<Recorder>("recorder", move |_event| {
        let (fsal, report) = (fsal.clone(), report.clone());
        async move {
            // The handler has taken its event, so that there is room for one more, but not for two.
            fsal.publish_wait(written(1)).await.unwrap();
            report.send(fsal.publish_wait(written(2)).await).unwrap();
            std::future::pending::<()>().await;
        }
    });
    publishers.fsal.publish(read(1)).unwrap();
    let error = reports.recv().await.unwrap().unwrap_err();
    expect!["`Storage.FileWritten` was not published: the publishing handler would wait for ever for the full queue of `recorder`"]
        .assert_eq(&error.to_string());
    expect!["publish from a separate task, give the subscriber a larger queue, or let it consume fewer events"]
        .assert_eq(&error.help().unwrap());
    assert_eq!(handler.stats().lag, 1);
}

/// Two handlers that fill each other's queue and then publish once more. Returns the results of that.
async fn fill_each_other(bus: &EventBus<TestEvent>, publishers: &Publishers) -> Vec<Result<(), PublishError>> {
    let (report, mut reports) = tokio::sync::mpsc::unbounded_channel();
    let both_full = Arc::new(tokio::sync::Barrier::new(2));
    let (fsal, report_too, full) = (publishers.fsal.clone(), report.clone(), Arc::clone(&both_full));
    bus.run::<Audit>("volumes", move |event| {
        let (fsal, report, full) = (fsal.clone(), report_too.clone(), Arc::clone(&full));
        async move {
            if event.sequence().get() == 1 {
                // The other handler takes the first of them.
                fsal.publish_wait(read(1)).await.unwrap();
                fsal.publish_wait(read(2)).await.unwrap();
                full.wait().await;
                report.send(fsal.publish_wait(read(3)).await.map(|_| ())).unwrap();
            }
        }
    });
    let manager = publishers.volume_manager.clone();
    bus.subscription::<FileRead>().lossless().named("reads").run(move |event| {
        let (manager, report, full) = (manager.clone(), report.clone(), Arc::clone(&both_full));
        async move {
            if event.n == 1 {
                manager.publish_wait(deleted(1)).await.unwrap();
                full.wait().await;
                report.send(manager.publish_wait(deleted(2)).await.map(|_| ())).unwrap();
            }
        }
    });
    publishers.volume_manager.publish(deleted(0)).unwrap();
    vec![reports.recv().await.unwrap(), reports.recv().await.unwrap()]
}

#[tokio::test]
async fn a_cycle_of_waiting_handlers_is_detected() {
    // One of them gets an error, the others go on.
    let (bus, publishers) = bus(1);
    let reports = fill_each_other(&bus, &publishers).await;
    assert_eq!(reports.iter().filter(|report| matches!(report, Err(PublishError::WouldDeadlock { .. }))).count(), 1);
    assert_eq!(reports.iter().filter(|report| report.is_ok()).count(), 1);
}

#[tokio::test]
async fn a_cycle_closed_by_a_pending_event_is_detected() {
    // It is detected when the event arrives.
    let (bus, publishers) = bus(1);
    let (report, mut reports) = tokio::sync::mpsc::unbounded_channel();
    let (fsal, report_too) = (publishers.fsal.clone(), report.clone());
    bus.run::<Audit>("volumes", move |_event| {
        let (fsal, report) = (fsal.clone(), report_too.clone());
        async move { report.send(fsal.publish_wait(read(3)).await.map(|_| ())).unwrap() }
    });
    let go = Arc::new(tokio::sync::Notify::new());
    let (gate, manager) = (Arc::clone(&go), publishers.volume_manager.clone());
    bus.subscription::<FileRead>().lossless().named("reads").run(move |event| {
        let (gate, manager, report) = (Arc::clone(&gate), manager.clone(), report.clone());
        async move {
            if event.n == 1 {
                gate.notified().await;
                report.send(manager.publish_wait(deleted(9)).await.map(|_| ())).unwrap();
            }
        }
    });
    publishers.fsal.publish_wait(read(1)).await.unwrap();
    publishers.fsal.publish_wait(read(2)).await.unwrap();
    publishers.volume_manager.publish(deleted(1)).unwrap();
    let mut on_its_way = spawn(publishers.volume_manager.publish_wait(deleted(2)));
    assert_pending!(on_its_way.poll());
    // One handler takes its event, which frees the place for the waiting publisher, and waits for the other's queue.
    while !on_its_way.is_woken() {
        tokio::task::yield_now().await;
    }
    // The other handler waits for a place after one that is granted and not yet taken: that is no cycle.
    go.notify_one();
    for _ in 0..3 {
        tokio::task::yield_now().await;
    }
    reports.try_recv().unwrap_err();
    assert_ready_ok!(on_its_way.poll());
    let error = reports.recv().await.unwrap().unwrap_err();
    assert!(matches!(error, PublishError::WouldDeadlock { subscriber, .. } if &*subscriber == "volumes"));
    reports.recv().await.unwrap().unwrap();
}

#[tokio::test]
async fn a_handler_may_wait_for_another_ones_queue() {
    let (bus, publishers) = bus(1);
    let mut recorder = bus.subscription::<StorageEvent>().lossless().subscribe();
    let fsal = publishers.fsal.clone();
    let handler = bus.run::<Audit>("audit", move |_event| {
        let fsal = fsal.clone();
        async move { fsal.publish_wait(read(2)).await.map(|_| ()) }
    });
    publishers.fsal.publish(read(1)).unwrap();
    publishers.volume_manager.publish(deleted(1)).unwrap();
    tokio::task::yield_now().await;
    assert_eq!(handler.stats().delivered, 1);
    assert_eq!(recorder.recv().await.unwrap().sequence().get(), 1);
    assert_eq!(recorder.recv().await.unwrap().envelope().event(), &read(2).into());
    assert_eq!(handler.stop().await.errors, 0);
}

#[tokio::test]
async fn a_handler_of_one_bus_may_wait_for_a_queue_of_another() {
    let ((here, publishers), (there, publishers_there)) = (bus(1), bus(1));
    // The first subscriber of each: their numbers are the same.
    let mut recorder = there.subscribe_to::<Recorder>();
    fill(&publishers_there, 1);
    let fsal = publishers_there.fsal.clone();
    let handler = here.run::<Recorder>("bridge", move |_event| {
        let fsal = fsal.clone();
        async move { fsal.publish_wait(read(2)).await.map(|_| ()) }
    });
    publishers.fsal.publish(read(1)).unwrap();
    while handler.stats().delivered == 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(recorder.recv().await.unwrap().sequence().get(), 1);
    assert_eq!(recorder.recv().await.unwrap().sequence().get(), 2);
    assert_eq!(handler.stop().await.errors, 0);
}

#[test]
fn a_wait_outside_of_handlers_is_never_called_a_deadlock() {
    let (bus, publishers) = bus(1);
    let _recorder = bus.subscribe_to::<Recorder>();
    fill(&publishers, 1);
    let mut waiting = spawn(publishers.fsal.publish_wait(read(2)));
    assert_pending!(waiting.poll());
    bus.close();
    assert!(matches!(assert_ready!(waiting.poll()), Err(PublishError::Closed { .. })));
}
