//! Receiving: events, losses and the end.

use aegis_events::{RecvError, TryRecvError};
use futures_util::StreamExt;

use crate::support::subscribers::AuditEvent;
use crate::support::*;

#[test]
fn a_subscription_receives_only_events_of_its_filter() {
    let (bus, publishers) = bus(8);
    let mut all = bus.subscribe();
    let mut volumes = bus.subscribe_to::<VolumeEvent>();
    let mut writes = bus.subscribe_to::<FileWritten>();
    publishers.fsal.publish(read(1)).unwrap();
    publishers.volume_manager.publish(created(1)).unwrap();
    publishers.fsal.publish(written(2)).unwrap();
    assert_eq!(
        std::iter::from_fn(|| all.try_recv().ok()).map(|event| event.sequence().get()).collect::<Vec<_>>(),
        [1, 2, 3]
    );
    assert_eq!(*volumes.try_recv().unwrap(), created(1).into());
    assert_eq!(volumes.try_recv().unwrap_err(), TryRecvError::Empty);
    assert_eq!(writes.try_recv().unwrap().n, 2);
    assert_eq!(writes.try_recv().unwrap_err(), TryRecvError::Empty);
}

#[test]
fn a_declared_subscriber_has_a_view() {
    let (bus, publishers) = bus(8);
    let mut audit = bus.subscribe_to::<Audit>();
    publishers.volume_manager.publish(deleted(3)).unwrap();
    match audit.try_recv().unwrap().view() {
        AuditEvent::Volume(event) => assert_eq!(*event, deleted(3).into()),
    }
}

#[test]
fn a_subscription_receives_events_published_after_it() {
    let (bus, publishers) = bus(8);
    publishers.fsal.publish(read(1)).unwrap();
    let mut reads = bus.subscribe_to::<FileRead>();
    assert_eq!(reads.since(), 1);
    publishers.fsal.publish(read(2)).unwrap();
    assert_eq!(reads.try_recv().unwrap().sequence().get(), 2);
}

#[test]
fn only_receives_the_events_that_carry_the_key() {
    let (bus, publishers) = bus(8);
    let mut one = bus.subscription::<StorageEvent>().only(ExecutionId::of(1)).subscribe();
    let mut two = bus.subscription::<TestEvent>().only(ExecutionId::of(2)).subscribe();
    publishers.fsal.publish(read(1)).unwrap();
    publishers.fsal.publish(FileRead { execution_id: ExecutionId::of(2), ..read(2) }).unwrap();
    publishers.volume_manager.publish(created(1)).unwrap();
    publishers.volume_manager.publish(deleted(1)).unwrap();
    assert_eq!(one.try_recv().unwrap().sequence().get(), 1);
    one.try_recv().unwrap_err();
    assert_eq!(two.try_recv().unwrap().sequence().get(), 2);
    two.try_recv().unwrap_err();
}

#[test]
fn two_calls_of_only_require_both_keys() {
    let (bus, publishers) = bus(8);
    let mut both = bus.subscription::<StorageEvent>().only(ExecutionId::of(1)).only(VolumeId::of(2)).subscribe();
    publishers.fsal.publish(read(1)).unwrap();
    publishers.fsal.publish(FileRead { volume_id: VolumeId::of(2), ..read(2) }).unwrap();
    publishers.fsal.publish(FileRead { volume_id: VolumeId::of(2), execution_id: ExecutionId::of(9), n: 3 }).unwrap();
    assert_eq!(both.try_recv().unwrap().sequence().get(), 2);
    both.try_recv().unwrap_err();
}

#[test]
fn nothing_is_received_before_the_builder_subscribes() {
    let (bus, publishers) = bus(8);
    let reads = bus.subscription::<FileRead>().only(ExecutionId::of(1)).named("late");
    publishers.fsal.publish(read(1)).unwrap();
    assert_eq!(bus.stats().subscribers().len(), 0);
    let mut reads = reads.subscribe();
    assert_eq!(reads.since(), 1);
    publishers.fsal.publish(read(2)).unwrap();
    assert_eq!(reads.try_recv().unwrap().sequence().get(), 2);
    let stats = reads.stats();
    assert_eq!((stats.delivered, stats.lost, stats.lag), (1, 0, 0));
}

#[tokio::test]
async fn recv_returns_the_exact_number_of_lost_events() {
    // Then it continues with the oldest event that is left.
    let (bus, publishers) = bus(4);
    let mut reads = bus.subscribe_to::<FileRead>();
    for n in 1..=10 {
        publishers.fsal.publish(read(n)).unwrap();
        publishers.fsal.publish(written(n)).unwrap();
    }
    assert_eq!((reads.stats().lost, reads.stats().lag), (6, 4));
    assert_eq!(reads.recv().await.unwrap_err(), RecvError::Lagged(6));
    for n in 7..=10 {
        assert_eq!(reads.recv().await.unwrap().n, n);
    }
    assert_eq!(reads.try_recv().unwrap_err(), TryRecvError::Empty);
    let stats = reads.stats();
    assert_eq!((stats.delivered, stats.lost, stats.lag), (4, 6, 0));
}

#[tokio::test]
async fn next_counts_lost_events_and_continues() {
    let (bus, publishers) = bus(2);
    let mut reads = bus.subscribe_to::<FileRead>();
    for n in 1..=5 {
        publishers.fsal.publish(read(n)).unwrap();
    }
    assert_eq!(reads.next().await.unwrap().n, 4);
    assert_eq!(reads.stats().lost, 3);
}

#[tokio::test]
async fn other_events_use_no_place_in_a_ring() {
    let (bus, publishers) = bus(2);
    let mut volumes = bus.subscribe_to::<VolumeCreated>();
    publishers.volume_manager.publish(created(1)).unwrap();
    for n in 0..1_000 {
        publishers.fsal.publish(read(n)).unwrap();
    }
    publishers.volume_manager.publish(created(2)).unwrap();
    assert_eq!(volumes.recv().await.unwrap().volume_id, VolumeId::of(1));
    assert_eq!(volumes.recv().await.unwrap().volume_id, VolumeId::of(2));
}

#[tokio::test]
async fn a_dropped_recv_loses_nothing() {
    let (bus, publishers) = bus(8);
    let mut reads = bus.subscribe_to::<FileRead>();
    let mut recorder = bus.subscribe_to::<Recorder>();
    {
        let mut waiting = tokio_test::task::spawn(reads.recv());
        assert!(waiting.poll().is_pending());
        let mut waiting_too = tokio_test::task::spawn(recorder.recv());
        assert!(waiting_too.poll().is_pending());
        publishers.fsal.publish(read(1)).unwrap();
        assert!(waiting.is_woken() && waiting_too.is_woken());
    }
    assert_eq!(reads.recv().await.unwrap().n, 1);
    assert_eq!(recorder.recv().await.unwrap().sequence().get(), 1);
}

#[tokio::test]
async fn a_subscriber_that_does_not_want_an_event_is_not_woken() {
    let (bus, publishers) = bus(8);
    let mut volumes = bus.subscribe_to::<VolumeEvent>();
    let mut other = bus.subscription::<FileRead>().only(ExecutionId::of(2)).subscribe();
    let mut waiting = tokio_test::task::spawn(volumes.recv());
    let mut waiting_too = tokio_test::task::spawn(other.recv());
    assert!(waiting.poll().is_pending() && waiting_too.poll().is_pending());
    publishers.fsal.publish(read(1)).unwrap();
    assert!(!waiting.is_woken() && !waiting_too.is_woken());
}

#[tokio::test]
async fn a_stream_yields_all_events_and_ends_with_the_bus() {
    let (bus, publishers) = bus(2);
    let mut stream = bus.subscribe_to::<FileRead>().into_stream();
    for n in 1..=3 {
        publishers.fsal.publish(read(n)).unwrap();
    }
    assert_eq!(stream.next().await.unwrap().n, 2);
    bus.close();
    assert_eq!(stream.next().await.unwrap().n, 3);
    assert!(stream.next().await.is_none());
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn streams_can_be_sent_and_selected() {
    fn check<T: Send + Unpin + 'static>(value: T) -> T {
        value
    }
    let (bus, publishers) = bus(8);
    let stream = check(bus.subscribe_to::<FileRead>().into_stream());
    let other = check(bus.subscribe_to::<FileRead>().into_stream());
    publishers.fsal.publish(read(1)).unwrap();
    drop((bus, publishers));
    assert_eq!(futures_util::stream::select(stream, other).count().await, 2);
}

#[test]
fn a_subscription_without_a_name_is_named_after_its_filter() {
    let (bus, _publishers) = bus(8);
    let reads = bus.subscribe_to::<FileRead>();
    let named = bus.subscription::<FileRead>().named("mine").only(ExecutionId::of(1)).subscribe();
    assert_eq!((reads.name(), named.name()), ("FileRead", "mine"));
    let stats = bus.stats();
    let names: Vec<_> = stats.subscribers().iter().map(|subscriber| &*subscriber.name).collect();
    assert_eq!(names, ["FileRead", "mine"]);
}
