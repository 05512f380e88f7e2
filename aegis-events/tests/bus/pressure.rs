//! Many publishers, small queues, real threads: nothing is lost, no publisher is stuck or overtaken.

use std::future::Future;
use std::pin::pin;
use std::task::Poll;

use aegis_events::{EventBus, Receipt, Subscription};

use crate::support::*;

const PUBLISHERS: u64 = 8;
const EVENTS: u64 = 500;

/// Reads a subscription to its end. Returns the sequences of its events.
fn read_all(mut subscription: Subscription<Recorder>) -> tokio::task::JoinHandle<Vec<u64>> {
    tokio::spawn(async move {
        let mut sequences = Vec::new();
        while let Some(event) = subscription.next().await {
            sequences.push(event.sequence().get());
            if event.sequence().get() % 7 == 0 {
                tokio::task::yield_now().await;
            }
        }
        sequences
    })
}

/// A bus with three lossless subscribers of small queues that are being read, and one ring.
fn crowded_bus() -> (EventBus<TestEvent>, Publishers, Vec<tokio::task::JoinHandle<Vec<u64>>>) {
    let (bus, publishers) = bus(4);
    let readers =
        [1, 2, 3].map(|capacity| read_all(bus.subscription::<Recorder>().queue_capacity(capacity).subscribe()));
    bus.run::<FileRead>("live", |_| async {});
    (bus, publishers, readers.into())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn events_of_waiting_publishers_arrive_in_one_order() {
    // All subscribers receive all of them.
    let (bus, publishers, readers) = crowded_bus();
    let publishing = (0..PUBLISHERS).map(|publisher| {
        let fsal = publishers.fsal.clone();
        tokio::spawn(async move {
            for n in 0..EVENTS {
                fsal.publish_wait(read(publisher * EVENTS + n)).await.unwrap();
            }
        })
    });
    for publisher in publishing.collect::<Vec<_>>() {
        publisher.await.unwrap();
    }
    bus.close();
    for reader in readers {
        assert!(reader.await.unwrap().into_iter().eq(1..=PUBLISHERS * EVENTS));
    }
}

/// Polls a future up to `polls` times, then drops it.
async fn poll_up_to<F: Future>(future: F, polls: u64) -> Option<F::Output> {
    let (mut future, mut left) = (pin!(future), polls);
    std::future::poll_fn(move |cx| match future.as_mut().poll(cx) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending if left == 0 => Poll::Ready(None),
        Poll::Pending => {
            left -= 1;
            cx.waker().wake_by_ref();
            Poll::Pending
        }
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn cancelled_publishes_have_no_effect() {
    let (bus, publishers, readers) = crowded_bus();
    let publishing = (0..PUBLISHERS).map(|publisher| {
        let fsal = publishers.fsal.clone();
        tokio::spawn(async move {
            let mut published = Vec::<Receipt>::new();
            for n in 0..EVENTS {
                published.extend(poll_up_to(fsal.publish_wait(read(n)), (publisher + n) % 4).await.map(Result::unwrap));
            }
            published
        })
    });
    let mut sequences = Vec::new();
    for publisher in publishing.collect::<Vec<_>>() {
        sequences.extend(publisher.await.unwrap().into_iter().map(|receipt| receipt.sequence.get()));
    }
    sequences.sort_unstable();
    assert!(sequences.iter().copied().eq(1..=bus.sequence().get()), "only events with a receipt were published");
    // No place stayed reserved: once everything is read, each queue takes as many events as it holds.
    for n in 0..EVENTS {
        publishers.fsal.publish_wait(read(n)).await.unwrap();
    }
    let last = bus.sequence().get();
    bus.close();
    for reader in readers {
        assert!(reader.await.unwrap().into_iter().eq(1..=last));
    }
}
