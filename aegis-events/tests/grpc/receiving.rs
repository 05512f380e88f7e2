//! Messages: the envelope, the redacted payload, and the catalog.

use aegis_events::grpc::proto::{GetCatalogRequest, SubscribeRequest};
use aegis_events::grpc::{EventStreamService, GrpcConfig};
use serde_json::json;
use tonic::Code;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;
use tonic_reflection::pb::v1::server_reflection_client::ServerReflectionClient;
use tonic_reflection::pb::v1::server_reflection_request::MessageRequest;
use tonic_reflection::pb::v1::server_reflection_response::MessageResponse;
use tonic_reflection::pb::v1::{ServerReflectionRequest, ServerReflectionResponse};

use crate::shop::{self, Card, OrderPaid, Running, StockMoved, config, order, placed};

#[tokio::test]
async fn an_event_arrives_with_all_fields_of_its_envelope() {
    let (bus, publishers) = shop::bus(100);
    let server = Running::screen(&bus).await;
    let mut items = server.subscribe(SubscribeRequest::default()).await;
    assert_eq!((items.started.bus_id.as_str(), items.started.since_sequence), (bus.bus_id().to_string().as_str(), 0));

    let first = publishers.till.publish(placed(7)).unwrap();
    let event = items.event().await;
    assert_eq!(event.id, first.id.to_string());
    assert_eq!((event.sequence, event.position), (1, None));
    assert_eq!((event.family.as_str(), event.event_type.as_str(), event.version), ("Order", "OrderPlaced", 3));
    assert_eq!((event.publisher.as_str(), event.node_id.as_str()), ("Till", "local"));
    assert_eq!(event.bus_id, bus.bus_id().to_string());
    assert_eq!((event.correlation_id.as_str(), event.causation_id), (event.id.as_str(), None));
    assert_eq!(event.occurred_at, event.published_at);
    assert_eq!(event.published_at.unwrap().nanos % 1_000, 0, "whole microseconds");
    let payload = json!({"order_id": order(1), "customer": "ann", "number": 7, "text": ""});
    assert_eq!((shop::json(&event_of(&event.payload)), event.omitted_bytes), (payload, None));

    publishers.till.caused_by(first).publish(placed(8)).unwrap();
    let second = items.event().await;
    assert_eq!((second.correlation_id, second.causation_id), (event.id.clone(), Some(event.id)));
    server.stop().await;
}

fn event_of(payload: &str) -> aegis_events::grpc::proto::Event {
    aegis_events::grpc::proto::Event { payload: payload.to_owned(), ..Default::default() }
}

#[tokio::test]
async fn sensitive_fields_are_redacted_at_every_depth() {
    let (bus, publishers) = shop::bus(100);
    let server = Running::screen(&bus).await;
    let mut items = server.subscribe(SubscribeRequest::default()).await;
    let card = |holder: &str| Card { holder: holder.to_owned(), number: "4242".to_owned() };
    for pin in [Some("4242".to_owned()), None] {
        let (card, cards) = (card("ann"), vec![card("bob")]);
        publishers.till.publish(OrderPaid { order_id: order(1), card, cards, pin, note: None }).unwrap();
        let event = items.event().await;
        let redacted = json!({
            "order_id": order(1),
            "card": {"holder": "ann", "number": "[redacted]"},
            "cards": [{"holder": "bob", "number": "[redacted]"}],
            "pin": "[redacted]",
            "note": null,
        });
        assert_eq!(shop::json(&event), redacted);
        assert!(!format!("{event:?}").contains("4242"));
    }
    // Only messages are redacted. Serializing an event includes its secrets.
    let paid = OrderPaid { order_id: order(1), card: card("ann"), cards: vec![], pin: None, note: None };
    assert!(serde_json::to_string(&paid).unwrap().contains("4242"));
    server.stop().await;
}

#[tokio::test]
async fn a_payload_that_is_too_large_is_omitted() {
    let (bus, publishers) = shop::bus(100);
    let config = config().with_max_message_size(4_096).unwrap();
    let server = Running::start(EventStreamService::<shop::Screen>::new(&bus, config)).await;
    let mut items = server.subscribe(SubscribeRequest::default()).await;
    for len in [5_000, 4_000, 10] {
        publishers.till.publish(shop::OrderPlaced { text: "x".repeat(len), ..placed(1) }).unwrap();
    }
    let (larger, large, small) = (items.event().await, items.event().await, items.event().await);
    assert_eq!((larger.payload.as_str(), larger.sequence), ("", 1));
    assert!(larger.omitted_bytes.is_some_and(|bytes| bytes > 5_000));
    // The payload alone would fit, but the message does not.
    assert!(large.payload.is_empty() && large.omitted_bytes.is_some_and(|bytes| (4_000..4_096).contains(&bytes)));
    assert_eq!((shop::number(&small), small.omitted_bytes), (1, None));
    server.stop().await;
}

#[tokio::test]
async fn the_catalog_lists_only_served_events() {
    let (bus, _publishers) = shop::bus(100);
    let server = Running::screen(&bus).await;
    let catalog = server.client().await.get_catalog(GetCatalogRequest {}).await.unwrap().into_inner();
    let events: Vec<_> = catalog.events.iter().map(|event| format!("{}.{}", event.family, event.event_type)).collect();
    assert_eq!(
        (catalog.name.as_str(), events.join(" ")),
        ("shop", "Order.OrderPlaced Order.OrderPaid Stock.StockMoved".into())
    );
    let keys: Vec<_> = catalog.keys.iter().map(|key| (key.name.as_str(), key.sql_type.as_str())).collect();
    assert_eq!(keys, [("order_id", "uuid"), ("customer", "text"), ("shelf", "numeric(20)")]);
    let paid = &catalog.events[1];
    let fields: Vec<_> =
        paid.fields.iter().map(|f| (f.name.as_str(), f.sql_type.as_str(), f.optional, f.sensitive)).collect();
    assert_eq!(fields[0], ("order_id", "uuid", false, false));
    assert_eq!(fields[3], ("pin", "text", true, true));
    assert_eq!((paid.keys.join(" "), paid.published_by.join(" "), paid.version), ("order_id".into(), "Till".into(), 1));
    server.stop().await;
}

#[tokio::test]
async fn health_and_reflection_answer() {
    let (bus, publishers) = shop::bus(100);
    let server = Running::screen(&bus).await;
    let channel = tonic::transport::Endpoint::new(server.url.clone()).unwrap().connect().await.unwrap();

    let mut health = HealthClient::new(channel.clone());
    let ask = |service: &str| HealthCheckRequest { service: service.to_owned() };
    for service in ["", "aegis.events.v1.EventStream"] {
        assert_eq!(health.check(ask(service)).await.unwrap().into_inner().status, 1, "serving");
    }
    assert_eq!(health.check(ask("Unknown")).await.unwrap_err().code(), Code::NotFound);

    let request = ServerReflectionRequest {
        host: String::new(),
        message_request: Some(MessageRequest::ListServices(String::new())),
    };
    let mut reflection = ServerReflectionClient::new(channel);
    let asked = tokio_stream_of(request);
    let mut answers = reflection.server_reflection_info(asked).await.unwrap().into_inner();
    let Some(ServerReflectionResponse { message_response: Some(MessageResponse::ListServicesResponse(list)), .. }) =
        answers.message().await.unwrap()
    else {
        panic!("not a list of services")
    };
    for name in ["aegis.events.v1.EventStream", "grpc.health.v1.Health"] {
        assert!(list.service.iter().any(|service| service.name == name), "{name}: {list:?}");
    }

    // After the bus is closed, the service no longer serves.
    let mut watch = health.watch(ask("aegis.events.v1.EventStream")).await.unwrap().into_inner();
    assert_eq!(watch.message().await.unwrap().unwrap().status, 1, "serving");
    drop(publishers);
    bus.close();
    assert_eq!(watch.message().await.unwrap().unwrap().status, 2, "not serving");
    drop((watch, answers));
    server.stop().await;
}

fn tokio_stream_of<T: Send + 'static>(item: T) -> impl futures_core::Stream<Item = T> + Send + 'static {
    futures_util::stream::iter([item])
}

#[tokio::test]
async fn a_bus_is_not_kept_open_by_its_server() {
    let (bus, publishers) = shop::bus(100);
    let server = Running::screen(&bus).await;
    let mut items = server.subscribe(SubscribeRequest::default()).await;
    publishers.store.publish(StockMoved { shelf: 3.into() }).unwrap();
    drop((bus, publishers));
    assert_eq!(items.event().await.event_type, "StockMoved");
    let status = items.ended().await;
    assert_eq!(
        (status.code(), status.message()),
        (Code::Unavailable, "the event bus is closed, and all earlier events were sent")
    );
    let report = server.stop().await;
    assert_eq!((report.events, report.ended, report.clients), (1, 1, 0));
}

#[test]
fn the_debug_output_of_a_configuration_has_no_token() {
    let config = GrpcConfig::default().with_token("0123456789abcdef").unwrap();
    assert!(!format!("{config:?}").contains("0123456789abcdef"), "{config:?}");
}
