//! Lanes are created and removed with their subscribers.

use crate::support::*;

#[test]
fn subscribers_of_one_interest_share_a_ring() {
    let (bus, _publishers) = bus(8);
    let subscriptions: Vec<_> = (0..20).map(|_| bus.subscribe_to::<VolumeEvent>()).collect();
    assert_eq!(crate::lane_counts(&bus), (1, 0));
    let _other = bus.subscribe_to::<FileRead>();
    assert_eq!(crate::lane_counts(&bus), (2, 0));
    drop(subscriptions);
    assert_eq!(crate::lane_counts(&bus), (1, 0));
}

#[test]
fn subscribers_narrowed_by_the_same_keys_share_a_ring() {
    // The order of the calls does not matter.
    let (bus, publishers) = bus(8);
    let (execution, volume) = (ExecutionId::of(1), VolumeId::of(1));
    let mut one = bus.subscription::<StorageEvent>().only(execution).only(volume).subscribe();
    let mut two = bus.subscription::<StorageEvent>().only(volume).only(execution).only(volume).subscribe();
    assert_eq!(crate::lane_counts(&bus), (1, 0));
    publishers.fsal.publish(read(1)).unwrap();
    assert_eq!(one.try_recv().unwrap().sequence().get(), 1);
    assert_eq!(two.try_recv().unwrap().sequence().get(), 1);

    let mut never = bus.subscription::<StorageEvent>().only(execution).only(ExecutionId::of(2)).subscribe();
    assert_eq!(crate::lane_counts(&bus), (2, 0));
    publishers.fsal.publish(read(2)).unwrap();
    never.try_recv().unwrap_err();
    drop((one, two, never));
    assert_eq!(crate::lane_counts(&bus), (0, 0));
}

#[test]
fn a_lane_is_removed_with_its_last_subscriber() {
    let (bus, publishers) = bus(8);
    for round in 0..100 {
        let one = bus.subscription::<StorageEvent>().only(ExecutionId::of(round)).subscribe();
        let two = bus.subscription::<StorageEvent>().only(ExecutionId::of(round)).subscribe();
        let three = bus.subscribe_to::<Recorder>();
        assert_eq!(crate::lane_counts(&bus), (1, 1));
        drop(one);
        assert_eq!(crate::lane_counts(&bus), (1, 1));
        drop((two, three));
        assert_eq!(crate::lane_counts(&bus), (0, 0));
        publishers.fsal.publish(read(1)).unwrap();
    }
}

#[test]
fn clients_of_one_execution_each_receive_only_its_events() {
    let (bus, publishers) = bus(8);
    let mut clients: Vec<_> =
        (0..200).map(|n| bus.subscription::<StorageEvent>().only(ExecutionId::of(n)).subscribe()).collect();
    assert_eq!(crate::lane_counts(&bus), (200, 0));
    for n in (0..200).rev() {
        publishers.fsal.publish(FileRead { execution_id: ExecutionId::of(n), ..read(n as u64) }).unwrap();
    }
    for (n, client) in clients.iter_mut().enumerate() {
        assert_eq!(client.try_recv().unwrap().sequence().get(), 200 - n as u64);
        client.try_recv().unwrap_err();
    }
}

#[test]
fn a_recreated_ring_has_no_events_of_the_old_one() {
    let (bus, publishers) = bus(8);
    let first = bus.subscribe_to::<FileRead>();
    publishers.fsal.publish(read(1)).unwrap();
    drop(first);
    let mut second = bus.subscribe_to::<FileRead>();
    second.try_recv().unwrap_err();
    publishers.fsal.publish(read(2)).unwrap();
    assert_eq!(second.try_recv().unwrap().n, 2);
}

#[test]
fn a_late_subscriber_of_a_ring_receives_only_later_events() {
    let (bus, publishers) = bus(8);
    let mut early = bus.subscribe_to::<FileRead>();
    publishers.fsal.publish(read(1)).unwrap();
    let mut late = bus.subscribe_to::<FileRead>();
    publishers.fsal.publish(read(2)).unwrap();
    assert_eq!((early.try_recv().unwrap().n, late.try_recv().unwrap().n), (1, 2));
    assert_eq!((early.stats().lag, late.stats().lag), (1, 0));
}
