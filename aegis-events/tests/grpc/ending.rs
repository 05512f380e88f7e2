//! The end of the server, of the bus, of clients.

use std::time::Duration;

use aegis_events::grpc::EventStreamService;
use aegis_events::grpc::proto::SubscribeRequest;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tonic::Code;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;

use crate::shop::{self, DEADLINE, Running, Screen, after, config, placed};

/// The status of a service that does not serve.
const NOT_SERVING: i32 = 2;

#[tokio::test]
async fn streams_end_after_all_events_with_a_clear_status() {
    let (bus, publishers) = shop::bus(100);
    let history = shop::history("sqlite::memory:").await;
    history.record(&bus);
    let server = Running::recorded(&bus, &history).await;
    let mut live = server.subscribe(SubscribeRequest::default()).await;
    let mut recorded = server.subscribe(after(0)).await;
    for n in 1..=20 {
        publishers.till.publish_wait(placed(n)).await.unwrap();
    }
    let report = server.stop().await;
    assert_eq!((report.ended, report.events, report.cut_off), (2, 40, 0));

    assert_eq!(live.numbers(20).await, (1..=20).collect::<Vec<_>>());
    let status = live.ended().await;
    assert_eq!(
        (status.code(), status.message()),
        (Code::Unavailable, "the server shuts down, and all earlier events were sent")
    );
    assert_eq!(status.metadata().get("aegis-last-sequence").unwrap(), "20");

    assert_eq!(recorded.numbers(20).await, (1..=20).collect::<Vec<_>>());
    let status = recorded.ended().await;
    let text = "the server shuts down, and all earlier events were sent; resume with `after_position` = 20";
    assert_eq!((status.code(), status.message()), (Code::Unavailable, text));
    assert_eq!(status.metadata().get("aegis-resume-after-position").unwrap(), "20");
}

#[tokio::test]
async fn a_closed_bus_ends_streams_after_all_published_events() {
    let (bus, publishers) = shop::bus(100);
    let history = shop::history("sqlite::memory:").await;
    history.record(&bus);
    let server = Running::recorded(&bus, &history).await;
    let mut live = server.subscribe(SubscribeRequest::default()).await;
    let mut recorded = server.subscribe(after(0)).await;
    for n in 1..=20 {
        publishers.till.publish(placed(n)).unwrap();
    }
    assert!(bus.shutdown(DEADLINE).await.is_drained());
    for items in [&mut live, &mut recorded] {
        assert_eq!(items.numbers(20).await, (1..=20).collect::<Vec<_>>());
        let status = items.ended().await;
        assert_eq!(status.code(), Code::Unavailable);
        assert!(
            status.message().starts_with("the event bus is closed, and all earlier events were sent"),
            "{status:?}"
        );
    }
    let channel = tonic::transport::Endpoint::new(server.url.clone()).unwrap().connect().await.unwrap();
    let mut health = HealthClient::new(channel);
    for service in ["", "aegis.events.v1.EventStream"] {
        let request = HealthCheckRequest { service: service.to_owned() };
        let mut statuses = health.watch(request).await.unwrap().into_inner();
        let not_serving = async { while statuses.message().await.unwrap().unwrap().status != NOT_SERVING {} };
        tokio::time::timeout(DEADLINE, not_serving).await.expect("the health service reports it");
    }
    server.stop().await;
}

#[tokio::test]
async fn a_client_that_does_not_read_is_cut_off_at_the_deadline() {
    let (bus, publishers) = shop::bus(4_096);
    let config = config().with_drain(Duration::from_millis(100)).unwrap();
    let server = Running::start(EventStreamService::<Screen>::new(&bus, config)).await;
    let _stuck = server.subscribe(SubscribeRequest::default()).await;
    for n in 1..=4_000 {
        publishers.till.publish(shop::OrderPlaced { text: "x".repeat(1_000), ..placed(n) }).unwrap();
    }
    assert_eq!(server.stop().await.cut_off, 1);
}

#[tokio::test]
async fn disconnected_clients_leave_no_lane_and_no_subscriber() {
    let (bus, publishers) = shop::bus(100);
    let server = Running::screen(&bus).await;
    // One client drops the stream, the other closes the connection.
    let items = server.subscribe(SubscribeRequest::default()).await;
    let mut client = server.client().await;
    let stream = client.subscribe(SubscribeRequest::default()).await.unwrap().into_inner();
    server.clients(2).await;
    drop(stream);
    server.clients(1).await;
    drop(client);
    drop(items);
    server.clients(0).await;
    assert_eq!((bus.lanes().rings, bus.stats().subscribers().len()), (0, 0));
    publishers.till.publish(placed(1)).unwrap();
    server.stop().await;
}

/// Forwards bytes until it is frozen. Then both sides stay connected to a silent peer, as after a network failure.
async fn proxy(to: String, frozen: CancellationToken) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (client, _) = listener.accept().await.unwrap();
        let server = TcpStream::connect(to).await.unwrap();
        let ((client_reads, client_writes), (server_reads, server_writes)) = (client.into_split(), server.into_split());
        let both = async { tokio::join!(forward(client_reads, server_writes), forward(server_reads, client_writes)) };
        let _kept = tokio::select! {
            kept = both => Some(kept),
            () = frozen.cancelled() => None,
        };
        std::future::pending::<()>().await;
    });
    url
}

async fn forward(mut from: tokio::net::tcp::OwnedReadHalf, mut to: tokio::net::tcp::OwnedWriteHalf) {
    let mut bytes = [0; 4_096];
    loop {
        let read = from.read(&mut bytes).await.unwrap();
        to.write_all(&bytes[..read]).await.unwrap();
    }
}

#[tokio::test]
async fn a_client_without_network_is_detected_by_keepalive() {
    let (bus, _publishers) = shop::bus(100);
    let config = config().with_keepalive(Duration::from_millis(50)).unwrap();
    let mut server = Running::start(EventStreamService::<Screen>::new(&bus, config)).await;
    let frozen = CancellationToken::new();
    server.url = proxy(server.url.trim_start_matches("http://").to_owned(), frozen.clone()).await;
    let _items = server.subscribe(SubscribeRequest::default()).await;
    server.clients(1).await;
    frozen.cancel();
    server.clients(0).await;
    assert_eq!(bus.lanes().rings, 0);
    server.stop().await;
}
