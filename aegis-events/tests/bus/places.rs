//! Places in queues: none is counted twice, none is lost, and each goes to the publisher that waited longest.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use aegis_events::{PublishError, Receipt, RecvError, Subscription, TryRecvError};
use tokio_test::task::spawn;
use tokio_test::{assert_pending, assert_ready_err, assert_ready_ok};

use crate::support::*;

/// Publishes `FileRead`s until the queue is full. Returns their number.
fn fill_up(publishers: &Publishers) -> usize {
    std::iter::from_fn(|| publishers.fsal.publish(read(0)).ok()).take(1_000).count()
}

fn sequence(recorder: &mut Subscription<Recorder>) -> Result<u64, TryRecvError> {
    recorder.try_recv().map(|event| event.sequence().get())
}

#[test]
fn an_event_keeps_its_place_until_it_is_received() {
    let (bus, publishers) = bus(4);
    let mut recorder = bus.subscribe_to::<Recorder>();
    assert_eq!(fill_up(&publishers), 4);
    for n in 1..=20 {
        assert_eq!(sequence(&mut recorder), Ok(n));
        assert_eq!(recorder.stats().lag, 3);
        assert_eq!(fill_up(&publishers), 1);
        assert_eq!(recorder.stats().lag, 4);
    }
    for given in 1..=4 {
        assert_eq!(sequence(&mut recorder), Ok(20 + given));
        assert_eq!(recorder.stats().lag, 4 - given);
    }
    assert_eq!(sequence(&mut recorder), Err(TryRecvError::Empty));
    assert_eq!(fill_up(&publishers), 4);
}

#[tokio::test]
async fn waiting_publishers_get_the_places_in_their_order() {
    let (bus, publishers) = bus(3);
    let mut recorder = bus.subscribe_to::<Recorder>();
    assert_eq!(fill_up(&publishers), 3);
    assert_eq!(recorder.recv().await.unwrap().sequence().get(), 1);
    assert_eq!(fill_up(&publishers), 1);
    let mut waiting: Vec<_> = (10..15).map(|n| spawn(publishers.fsal.publish_wait(read(n)))).collect();
    waiting.iter_mut().for_each(|publisher| assert_pending!(publisher.poll()));
    for n in 0..5 {
        assert_eq!(recorder.recv().await.unwrap().sequence().get(), 2 + n as u64);
        assert!(publishers.fsal.publish(read(9)).is_err(), "the place is reserved for a waiting publisher");
        let woken = waiting.iter().map(|publisher| publisher.is_woken());
        assert!(woken.enumerate().all(|(place, woken)| woken == (place == n)));
        assert_eq!(assert_ready_ok!(waiting[n].poll()).sequence, 5 + n as u64);
    }
    drop(waiting);
    let rest: Vec<_> = std::iter::from_fn(|| recorder.try_recv().ok()).collect();
    assert_eq!(rest.iter().map(|event| event.sequence().get()).collect::<Vec<_>>(), [7, 8, 9]);
    assert_eq!(rest.last().unwrap().envelope().event(), &read(14).into());
    assert_eq!(fill_up(&publishers), 3);
}

#[test]
fn an_abandoned_place_is_freed_once() {
    let (bus, publishers) = bus(2);
    let mut recorder = bus.subscribe_to::<Recorder>();
    assert_eq!(fill_up(&publishers), 2);
    let mut first = spawn(publishers.fsal.publish_wait(read(1)));
    let mut second = spawn(publishers.fsal.publish_wait(read(2)));
    assert_pending!(first.poll());
    assert_pending!(second.poll());
    assert_eq!(sequence(&mut recorder), Ok(1));
    assert_eq!(sequence(&mut recorder), Ok(2));
    assert!(first.is_woken() && second.is_woken());
    assert_eq!(fill_up(&publishers), 0);
    drop(first);
    assert_eq!(fill_up(&publishers), 1);
    drop(second);
    assert_eq!(fill_up(&publishers), 1);
    assert_eq!(std::iter::from_fn(|| sequence(&mut recorder).ok()).collect::<Vec<_>>(), [3, 4]);
}

#[tokio::test]
async fn events_published_while_reading_come_before_the_end() {
    let (bus, publishers) = bus(3);
    let mut recorder = bus.subscribe_to::<Recorder>();
    assert_eq!(fill_up(&publishers), 3);
    assert_eq!(recorder.recv().await.unwrap().sequence().get(), 1);
    assert_eq!(fill_up(&publishers), 1);
    let mut waiting = spawn(publishers.fsal.publish_wait(read(9)));
    assert_pending!(waiting.poll());
    bus.close();
    assert!(matches!(assert_ready_err!(waiting.poll()), PublishError::Closed { .. }));
    for n in 2..=4 {
        assert_eq!(recorder.recv().await.unwrap().sequence().get(), n);
    }
    assert_eq!(recorder.recv().await.unwrap_err(), RecvError::Closed);
    assert_eq!(recorder.try_recv().unwrap_err(), TryRecvError::Closed);
    assert_eq!(recorder.stats().delivered, 4);
}

#[test]
fn a_removed_subscriber_frees_the_waiting_publishers() {
    let (bus, publishers) = bus(2);
    let mut recorder = bus.subscribe_to::<Recorder>();
    assert_eq!(fill_up(&publishers), 2);
    assert_eq!(sequence(&mut recorder), Ok(1));
    assert_eq!(fill_up(&publishers), 1);
    let mut waiting = spawn(publishers.fsal.publish_wait(read(9)));
    assert_pending!(waiting.poll());
    drop(recorder);
    assert!(waiting.is_woken());
    assert_eq!(assert_ready_ok!(waiting.poll()).sequence, 4);
}

/// Polls a future on this thread until it is ready.
fn spin<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return output;
        }
        std::thread::yield_now();
    }
}

#[test]
fn no_place_is_lost_between_reader_and_waiting_publishers() {
    const EVENTS: u64 = 5_000;
    for capacity in [1, 2, 5] {
        let (bus, publishers) = bus(capacity);
        let mut recorder = bus.subscribe_to::<Recorder>();
        let bus = &bus;
        std::thread::scope(|scope| {
            let publishing = [(); 3].map(|()| {
                let fsal = publishers.fsal.clone();
                scope.spawn(move || {
                    let wait = |n| spin(fsal.publish_wait(read(n))).unwrap();
                    (0..EVENTS).map(wait).collect::<Vec<Receipt>>().is_sorted_by_key(|receipt| receipt.sequence.get())
                })
            });
            for sequence in 1..=3 * EVENTS {
                assert_eq!(spin(recorder.recv()).unwrap().sequence().get(), sequence);
                assert!(bus.stats().subscribers()[0].lag <= capacity as u64);
            }
            assert!(publishing.into_iter().all(|publisher| publisher.join().unwrap()));
        });
        assert_eq!(fill_up(&publishers), capacity);
    }
}
