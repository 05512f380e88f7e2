//! Resuming from a position, across restarts of the server.

use aegis_events::grpc::proto::SubscribeRequest;
use tempfile::TempDir;
use tonic::Code;

use crate::shop::{self, Running, StockCounted, after, keyed, order, placed};

#[tokio::test]
async fn a_client_resumes_exactly_after_a_restart() {
    let folder = TempDir::new().unwrap();
    let url = format!("sqlite:{}", folder.path().join("history.db").display());
    let (mut position, mut numbers, mut published) = (0, Vec::new(), 0);
    for run in 0..4 {
        let (bus, publishers) = shop::bus(16);
        let history = shop::history(&url).await;
        history.record(&bus);
        let server = Running::recorded(&bus, &history).await;
        // Some before the client connects, some while it is connected, some after it has disconnected.
        for _ in 0..50 {
            published += 1;
            publishers.till.publish_wait(placed(published)).await.unwrap();
        }
        let mut items = server.subscribe(after(position)).await;
        for _ in 0..50 {
            published += 1;
            publishers.till.publish_wait(placed(published)).await.unwrap();
            // Not served, but it has a position.
            publishers.store.publish_wait(StockCounted { shelf: 1.into(), count: 1 }).await.unwrap();
        }
        for _ in 0..if run == 3 { published - numbers.len() as u64 } else { 60 } {
            let event = items.event().await;
            position = event.position.expect("a recorded event has a position");
            numbers.push(shop::number(&event));
        }
        drop(items);
        assert!(bus.shutdown(shop::DEADLINE).await.is_drained());
        server.stop().await;
        history.close().await;
    }
    assert_eq!(numbers, (1..=published).collect::<Vec<_>>());
}

#[tokio::test]
async fn the_filter_applies_to_the_history_too() {
    let (bus, publishers) = shop::bus(100);
    let history = shop::history("sqlite::memory:").await;
    history.record(&bus);
    for n in 1..=10 {
        let order_id = order(u128::from(n % 2));
        publishers.till.publish_recorded(shop::OrderPlaced { order_id, ..placed(n) }).await.unwrap();
    }
    let server = Running::recorded(&bus, &history).await;
    let request =
        SubscribeRequest { after_position: Some(2), ..keyed(&[], &[], &[("order_id", &order(0).to_string())]) };
    let mut items = server.subscribe(request).await;
    assert_eq!(items.started.after_position, Some(2));
    assert_eq!(items.numbers(4).await, [4, 6, 8, 10]);
    server.stop().await;
}

#[tokio::test]
async fn recorded_events_from_now_on_have_positions() {
    let (bus, publishers) = shop::bus(100);
    let history = shop::history("sqlite::memory:").await;
    history.record(&bus);
    publishers.till.publish_recorded(placed(1)).await.unwrap();
    let server = Running::recorded(&bus, &history).await;
    let mut items = server.subscribe(SubscribeRequest { recorded: true, ..SubscribeRequest::default() }).await;
    assert_eq!(items.started.after_position, Some(1));
    let recorded = publishers.till.publish_recorded(placed(2)).await.unwrap();
    let event = items.event().await;
    assert_eq!((shop::number(&event), event.position), (2, Some(recorded.position.get())));
    assert_eq!((event.id, event.sequence), (recorded.receipt.id.to_string(), 2));
    server.stop().await;
}

#[tokio::test]
async fn a_position_without_its_history_is_refused() {
    let (bus, _publishers) = shop::bus(100);
    let server = Running::screen(&bus).await;
    for request in [after(0), SubscribeRequest { recorded: true, ..SubscribeRequest::default() }] {
        let text = "this server has no history: omit `after_position` and `recorded`";
        assert_eq!(server.refused(request).await, (Code::FailedPrecondition, text.to_owned()));
    }
    server.stop().await;

    let history = shop::history("sqlite::memory:").await;
    let server = Running::recorded(&bus, &history).await;
    let text = "`after_position` is 5, but the last position of this history is 0: it is from another history";
    assert_eq!(server.refused(after(5)).await, (Code::OutOfRange, text.to_owned()));
    assert_eq!(server.monitor.report().clients, 0, "a refused client takes no slot");
    server.stop().await;
}

#[tokio::test]
async fn an_unreadable_row_is_a_gap_in_its_place() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("history.db");
    let (bus, publishers) = shop::bus(100);
    let history = shop::history(&format!("sqlite:{}", file.display())).await;
    history.record(&bus);
    for n in 1..=3 {
        publishers.till.publish_recorded(placed(n)).await.unwrap();
    }
    let spoil = "UPDATE domain_events SET event_data = '{\"text\": \"secret\"}' WHERE position = 2";
    rusqlite::Connection::open(&file).unwrap().execute_batch(spoil).unwrap();
    let server = Running::recorded(&bus, &history).await;
    let mut items = server.subscribe(after(0)).await;
    assert_eq!(items.numbers(1).await, [1]);
    let gap = items.gap().await;
    assert_eq!((gap.lost, gap.position), (1, Some(2)));
    assert_eq!(gap.reason, "the recorded event cannot be read as an event of this server's catalog");
    assert_eq!(items.numbers(1).await, [3]);
    server.stop().await;
}
