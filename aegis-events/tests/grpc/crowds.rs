//! Many clients at once, and their limit.

use aegis_events::grpc::EventStreamService;
use aegis_events::grpc::proto::SubscribeRequest;
use tokio::task::JoinSet;
use tonic::Code;

use crate::shop::{self, Running, Screen, config, keyed, order, placed};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_clients_each_receive_their_events_in_order() {
    const CLIENTS: u128 = 200;
    const ORDERS: u128 = 10;
    const EVENTS: u64 = 500;
    let (bus, publishers) = shop::bus(1_024);
    let server = Running::screen(&bus).await;
    let mut clients = JoinSet::new();
    for client in 0..CLIENTS {
        // Half of them want everything, the others one order of ten each.
        let mine = order(client % ORDERS);
        let request = if client < CLIENTS / 2 {
            SubscribeRequest::default()
        } else {
            keyed(&[], &[], &[("order_id", &mine.to_string())])
        };
        let expected: Vec<u64> =
            (0..EVENTS).filter(|n| client < CLIENTS / 2 || u128::from(*n) % ORDERS == client % ORDERS).collect();
        let mut items = server.subscribe(request).await;
        clients.spawn(async move { assert_eq!(items.numbers(expected.len()).await, expected) });
    }
    assert_eq!(bus.lanes().rings, 1 + ORDERS as usize, "one lane per distinct interest");
    server.clients(CLIENTS as u64).await;
    for n in 0..EVENTS {
        publishers.till.publish(shop::OrderPlaced { order_id: order(u128::from(n) % ORDERS), ..placed(n) }).unwrap();
    }
    while let Some(client) = clients.join_next().await {
        client.unwrap();
    }
    server.clients(0).await;
    let report = server.stop().await;
    assert_eq!((report.events, report.lost), (100 * EVENTS + 100 * (EVENTS / ORDERS as u64), 0));
}

#[tokio::test]
async fn clients_are_limited_and_a_slot_becomes_free() {
    let (bus, _publishers) = shop::bus(100);
    let server = Running::start(EventStreamService::<Screen>::new(&bus, config().with_max_clients(2).unwrap())).await;
    let first = server.subscribe(SubscribeRequest::default()).await;
    let _second = server.subscribe(SubscribeRequest::default()).await;
    let text = "this server serves at most 2 clients at once; try again later, or raise `grpc.max_clients`";
    assert_eq!(server.refused(SubscribeRequest::default()).await, (Code::ResourceExhausted, text.to_owned()));
    drop(first);
    server.clients(1).await;
    let _third = server.subscribe(SubscribeRequest::default()).await;
    assert_eq!(server.stop().await.refused, 1);
}
