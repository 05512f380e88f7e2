//! One order for all, with many threads.

use std::sync::Barrier;
use std::thread;

use crate::support::*;

const PUBLISHERS: u64 = 4;
const EVENTS: u64 = 2_000;

#[test]
fn all_subscribers_agree_on_the_order_and_ids_follow_it() {
    let (bus, publishers) = bus(16_384);
    let mut subscriptions: Vec<_> = (0..3).map(|_| bus.subscribe()).collect();
    let mut recorder = bus.subscribe_to::<Recorder>();
    let mut reads = bus.subscribe_to::<FileRead>();
    let start = Barrier::new(PUBLISHERS as usize);
    thread::scope(|scope| {
        for thread in 0..PUBLISHERS {
            let (publishers, start) = (&publishers, &start);
            scope.spawn(move || {
                start.wait();
                for n in 0..EVENTS {
                    let n = thread * EVENTS + n;
                    if n.is_multiple_of(3) {
                        publishers.fsal.publish(written(n)).unwrap();
                    } else {
                        publishers.fsal.publish(read(n)).unwrap();
                    }
                }
            });
        }
    });
    let order: Vec<_> = std::iter::from_fn(|| recorder.try_recv().ok()).collect();
    assert_eq!(order.len() as u64, PUBLISHERS * EVENTS);
    assert!(order.iter().zip(1..).all(|(event, sequence)| event.sequence().get() == sequence));
    assert!(order.is_sorted_by(|a, b| a.id() < b.id() && a.published_at() <= b.published_at()));
    for subscription in &mut subscriptions {
        for event in &order {
            assert_eq!(subscription.try_recv().unwrap().id(), event.id());
        }
    }
    let order_of_reads: Vec<_> =
        std::iter::from_fn(|| reads.try_recv().ok()).map(|event| event.sequence().get()).collect();
    assert!(order_of_reads.is_sorted());
    for thread in 0..PUBLISHERS {
        let own = order.iter().filter_map(|event| match event.envelope().event() {
            TestEvent::Storage(StorageEvent::FileRead(event)) => Some(event.n),
            TestEvent::Storage(StorageEvent::FileWritten(event)) => Some(event.n),
            _ => None,
        });
        assert!(own.filter(|n| n / EVENTS == thread).is_sorted(), "a thread's events stay in its order");
    }
}

#[test]
fn a_new_subscription_receives_exactly_the_events_after_since() {
    // Publishers publish meanwhile.
    let (bus, publishers) = bus(16_384);
    thread::scope(|scope| {
        let publishing = scope.spawn(|| publish_reads(&publishers));
        let mut subscriptions = Vec::new();
        while !publishing.is_finished() && subscriptions.len() < 100 {
            subscriptions.push(bus.subscribe_to::<FileRead>());
            thread::yield_now();
        }
        publishing.join().unwrap();
        for mut subscription in subscriptions {
            let mut expected = subscription.since().get();
            while let Ok(event) = subscription.try_recv() {
                expected += 1;
                assert_eq!(event.sequence().get(), expected);
            }
            assert_eq!(expected, bus.sequence().get());
        }
    });
}

#[test]
fn statistics_add_up_under_concurrency() {
    let (bus, publishers) = bus(16);
    let mut reads = bus.subscribe_to::<FileRead>();
    thread::scope(|scope| {
        scope.spawn(|| publish_reads(&publishers));
        scope.spawn(|| publish_reads(&publishers));
        scope.spawn(move || {
            let mut got = 0;
            while got < EVENTS {
                match reads.try_recv() {
                    Ok(_) => got += 1,
                    Err(aegis_events::TryRecvError::Lagged(lost)) => got += lost,
                    Err(_) => thread::yield_now(),
                }
            }
        });
        let watching = bus.subscription::<FileRead>().named("watching").subscribe();
        for _ in 0..200 {
            let stats = bus.stats();
            let sum = |name: &str| stats.subscriber(name).map(|own| own.delivered + own.lost + own.lag);
            // The reader leaves when it has seen enough.
            assert!([None, Some(stats.total())].contains(&sum("FileRead")));
            assert_eq!(sum("watching"), Some(stats.total() - watching.since().get()));
            thread::yield_now();
        }
    });
}

fn publish_reads(publishers: &Publishers) {
    for n in 0..EVENTS * 2 {
        publishers.fsal.publish(read(n)).unwrap();
    }
}
