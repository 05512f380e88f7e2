//! Clients that read slower than events come.

use aegis_events::grpc::proto::subscribe_response::Item;
use aegis_events::grpc::proto::{SlowClientPolicy, SubscribeRequest};
use tonic::Code;

use crate::shop::{self, OrderPlaced, Running, number, placed};

/// More than a connection buffers for a client that does not read: two windows of 64 KiB, and the kernel's buffers.
const EVENTS: u64 = 20_000;
/// The capacity of the ring.
const RING: usize = 64;

/// An event that is large enough to fill a connection soon.
fn large(n: u64) -> OrderPlaced {
    OrderPlaced { text: "x".repeat(1_000), ..placed(n) }
}

fn slow(policy: SlowClientPolicy) -> SubscribeRequest {
    SubscribeRequest { when_slow: policy.into(), ..SubscribeRequest::default() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn received_and_lost_events_of_a_slow_client_add_up() {
    let (bus, publishers) = shop::bus(RING);
    let server = Running::screen(&bus).await;
    let mut items = server.subscribe(slow(SlowClientPolicy::DropOldest)).await;
    for n in 1..=EVENTS {
        publishers.till.publish(large(n)).unwrap();
    }
    bus.close();
    let (mut events, mut lost, mut last) = (0, 0, 0);
    let status = loop {
        match items.next().await {
            Ok(Item::Event(event)) => {
                assert_eq!(event.sequence, last + 1, "every gap is reported");
                last = event.sequence;
                events += 1;
            }
            Ok(Item::Gap(gap)) => {
                assert_eq!(gap.after_sequence, Some(last));
                last = gap.before_sequence.unwrap() - 1;
                assert_eq!(gap.lost, last - gap.after_sequence.unwrap(), "every event of this bus matches");
                assert_eq!(gap.reason, "the client reads too slowly");
                lost += gap.lost;
            }
            Ok(Item::Started(_)) => panic!("it has started"),
            Err(status) => break status,
        }
    };
    assert_eq!(status.code(), Code::Unavailable);
    assert_eq!((events + lost, last), (EVENTS, EVENTS));
    assert!(lost > 0 && events > RING as u64 / 2, "{events} came, {lost} were lost");
    let report = server.stop().await;
    assert_eq!((report.events, report.lost), (events, lost));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disconnected_slow_client_resumes_without_a_gap() {
    let (bus, publishers) = shop::bus(RING);
    let history = shop::history("sqlite::memory:").await;
    let recorder = history.record(&bus);
    let server = Running::recorded(&bus, &history).await;
    let mut items = server.subscribe(slow(SlowClientPolicy::Disconnect)).await;
    for n in 1..=EVENTS {
        publishers.till.publish_wait(large(n)).await.unwrap();
    }
    assert!(recorder.recorded_through(EVENTS).await.is_ok());
    let mut last = 0;
    let status = loop {
        match items.next().await {
            Ok(Item::Event(event)) => last = number(&event),
            Ok(other) => panic!("{other:?}"),
            Err(status) => break status,
        }
    };
    assert_eq!(status.code(), Code::Aborted);
    let text = status.message();
    assert!(
        text.starts_with("too slow: ") && text.ends_with(&format!("resume with `after_position` = {last}")),
        "{text}"
    );
    let trailer = |name: &str| status.metadata().get(name).unwrap().to_str().unwrap().parse::<u64>().unwrap();
    assert_eq!((trailer("aegis-resume-after-position"), trailer("aegis-last-sequence")), (last, last));

    let mut again = server.subscribe(shop::after(trailer("aegis-resume-after-position"))).await;
    assert_eq!(again.numbers((EVENTS - last) as usize).await, (last + 1..=EVENTS).collect::<Vec<_>>());
    let report = server.stop().await;
    assert_eq!(report.too_slow, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_client_does_not_affect_others() {
    let (bus, publishers) = shop::bus(RING);
    let server = Running::screen(&bus).await;
    let stuck = server.subscribe(slow(SlowClientPolicy::DropOldest)).await;
    let mut quick = server.subscribe(slow(SlowClientPolicy::DropOldest)).await;
    assert_eq!(bus.lanes().rings, 1, "they share a lane");
    for n in 1..=EVENTS {
        publishers.till.publish(large(n)).unwrap();
        // The fast client never lags by more than its ring holds.
        if n % (RING as u64 / 2) == 0 {
            while quick.started.since_sequence < n {
                quick.started.since_sequence = quick.event().await.sequence;
            }
        }
    }
    drop(stuck);
    server.clients(1).await;
    publishers.till.publish(placed(0)).unwrap();
    drop((bus, publishers));
    while let Ok(item) = quick.next().await {
        assert!(matches!(item, Item::Event(_)), "{item:?}");
    }
    server.stop().await;
}

#[tokio::test]
async fn a_client_of_the_history_lags_and_loses_nothing() {
    let (bus, publishers) = shop::bus(RING);
    let history = shop::history("sqlite::memory:").await;
    history.record(&bus);
    let server = Running::recorded(&bus, &history).await;
    let mut items = server.subscribe(shop::after(0)).await;
    for n in 1..=2_000 {
        publishers.till.publish_wait(large(n)).await.unwrap();
    }
    assert_eq!(items.numbers(2_000).await, (1..=2_000).collect::<Vec<_>>());
    server.stop().await;
}
