//! Filters: selection, shared lanes, errors.

use aegis_events::grpc::EventStreamService;
use aegis_events::grpc::proto::SubscribeRequest;
use tonic::Code;

use crate::shop::{
    self, Customer, DrawerOpened, OrderPlaced, Running, Screen, ShopEvent, StockCounted, StockMoved, config, keyed,
    only, order, placed,
};

/// One event of each kind.
fn publish_all(publishers: &shop::Publishers) {
    publishers.till.publish(DrawerOpened { by: "ann".to_owned() }).unwrap();
    publishers.store.publish(StockCounted { shelf: 3.into(), count: 1 }).unwrap();
    publishers.store.publish(StockMoved { shelf: 3.into() }).unwrap();
    publishers.till.publish(placed(1)).unwrap();
}

/// The names of all events that arrive until the bus is closed.
async fn names(mut items: shop::Items) -> Vec<String> {
    let mut names = Vec::new();
    while let Ok(item) = items.next().await {
        match item {
            aegis_events::grpc::proto::subscribe_response::Item::Event(event) => names.push(event.event_type),
            other => panic!("{other:?}"),
        }
    }
    names
}

#[tokio::test]
async fn an_empty_filter_selects_all_served_events() {
    let (bus, publishers) = shop::bus(100);
    let server = Running::screen(&bus).await;
    let all = server.subscribe(SubscribeRequest::default()).await;
    let also_all = server.subscribe(only(&[], &[])).await;
    assert_eq!(bus.lanes().rings, 1, "equal interests share a lane");
    publish_all(&publishers);
    bus.close();
    assert_eq!(names(all).await, ["StockMoved", "OrderPlaced"]);
    assert_eq!(names(also_all).await, ["StockMoved", "OrderPlaced"]);
    server.stop().await;
}

#[tokio::test]
async fn a_service_of_the_whole_domain_serves_every_event() {
    let (bus, publishers) = shop::bus(100);
    let server = Running::start(EventStreamService::<ShopEvent>::new(&bus, config())).await;
    let all = server.subscribe(SubscribeRequest::default()).await;
    let family = server.subscribe(only(&["Stock"], &["Audit.DrawerOpened"])).await;
    publish_all(&publishers);
    bus.close();
    assert_eq!(names(all).await, ["DrawerOpened", "StockCounted", "StockMoved", "OrderPlaced"]);
    assert_eq!(names(family).await, ["DrawerOpened", "StockCounted", "StockMoved"]);
    server.stop().await;
}

#[tokio::test]
async fn families_and_events_combine_and_an_event_arrives_once() {
    let (bus, publishers) = shop::bus(100);
    let server = Running::screen(&bus).await;
    let one = server.subscribe(only(&[], &["Stock.StockMoved"])).await;
    let both = server.subscribe(only(&["Order", "Order"], &["Order.OrderMade", "Stock.StockMoved"])).await;
    publish_all(&publishers);
    bus.close();
    assert_eq!(names(one).await, ["StockMoved"]);
    assert_eq!(names(both).await, ["StockMoved", "OrderPlaced"]);
    server.stop().await;
}

#[tokio::test]
async fn keys_of_every_type_narrow_and_all_must_match() {
    let (bus, publishers) = shop::bus(100);
    let server = Running::screen(&bus).await;
    let first = order(1).to_string();
    let by_order = server.subscribe(keyed(&["Order"], &[], &[("order_id", &first)])).await;
    let by_both = server.subscribe(keyed(&[], &[], &[("order_id", &first), ("customer", "bob")])).await;
    let turned = server.subscribe(keyed(&[], &[], &[("customer", "bob"), ("order_id", &first)])).await;
    let by_shelf = server.subscribe(keyed(&[], &[], &[("shelf", "18446744073709551615")])).await;
    assert_eq!(bus.lanes().rings, 3, "the order of keys does not matter");

    let bob = || Customer::from("bob".to_owned());
    publishers.till.publish(placed(1)).unwrap();
    publishers.till.publish(OrderPlaced { order_id: order(2), customer: bob(), ..placed(2) }).unwrap();
    publishers.till.publish(OrderPlaced { customer: bob(), ..placed(3) }).unwrap();
    publishers.store.publish(StockMoved { shelf: 3.into() }).unwrap();
    publishers.store.publish(StockMoved { shelf: u64::MAX.into() }).unwrap();
    bus.close();
    assert_eq!(names(by_order).await, ["OrderPlaced", "OrderPlaced"]);
    assert_eq!(names(by_both).await, ["OrderPlaced"]);
    assert_eq!(names(turned).await, ["OrderPlaced"]);
    assert_eq!(names(by_shelf).await, ["StockMoved"]);
    server.stop().await;
}

#[tokio::test]
async fn bad_filters_are_refused_with_reason_and_suggestion() {
    let (bus, _publishers) = shop::bus(100);
    let server =
        Running::start(EventStreamService::<Screen>::new(&bus, config().with_max_filter_entries(3).unwrap())).await;
    let refusals = [
        (
            only(&["Ordre"], &[]),
            "`Ordre` is not a family of the catalog `shop` (did you mean `Order`?); this stream serves `Order`, `Stock.StockMoved`",
        ),
        (only(&["Audit"], &[]), "this stream does not serve the family `Audit`; it serves `Order`, `Stock.StockMoved`"),
        (
            only(&["Stock"], &[]),
            "this stream does not serve the whole family `Stock`; name its events one by one: `Stock.StockMoved`",
        ),
        (
            only(&[], &["OrderPaid"]),
            "`OrderPaid` is not the name of an event: write the family too, as in `Order.OrderPaid`",
        ),
        (only(&[], &["?"]), "`?` is not the name of an event: write the family too, as in `Order.OrderPlaced`"),
        (
            only(&[], &["Order.OderPaid"]),
            "`Order.OderPaid` is not an event of the catalog `shop` (did you mean `Order.OrderPaid`?); `GetCatalog` lists them",
        ),
        (
            only(&[], &["Stock.StockCounted"]),
            "this stream does not serve `Stock.StockCounted`; it serves `Order`, `Stock.StockMoved`",
        ),
        (
            keyed(&[], &[], &[("orderid", "1")]),
            "`orderid` is not a key of the catalog `shop` (did you mean `order_id`?); its keys are `order_id`, `customer`, `shelf`",
        ),
        (
            keyed(&[], &[], &[("order_id", "seven")]),
            "`seven` is not a value of the key `order_id`: it must be a UUID, such as `01890a5d-ac96-774b-bcce-b302099a8057`",
        ),
        (keyed(&[], &[], &[("shelf", "top")]), "`top` is not a value of the key `shelf`: it must be a whole number"),
        (
            keyed(&["Order"], &[], &[("shelf", "1")]),
            "no event of this filter carries the key `shelf`; `GetCatalog` lists which events do",
        ),
        (
            keyed(&[], &[], &[("shelf", "1"), ("shelf", "1"), ("shelf", "2")]),
            "the filter has the key `shelf` twice with different values: no event carries both",
        ),
        (
            only(&["Order", "Order", "Order", "Order"], &[]),
            "the filter has 4 entries, but this server allows 3; use whole families, or several streams",
        ),
        (
            SubscribeRequest { when_slow: 9, ..SubscribeRequest::default() },
            "9 is not a value of `when_slow`: 0 and 1 drop the oldest events, 2 disconnects",
        ),
    ];
    let count = refusals.len() as u64;
    for (request, text) in refusals {
        assert_eq!(server.refused(request).await, (Code::InvalidArgument, text.to_owned()));
    }
    assert_eq!(bus.lanes().rings, 0, "a refused client leaves no lane");
    let report = server.stop().await;
    assert_eq!((report.refused, report.subscribed), (count, 0));
}

#[tokio::test]
async fn all_problems_are_reported_and_long_texts_are_shortened() {
    let (bus, _publishers) = shop::bus(100);
    let server = Running::screen(&bus).await;
    let long = "x".repeat(1_000);
    let (code, text) = server.refused(keyed(&["Audit"], &["Order"], &[("order_id", &long)])).await;
    assert_eq!(code, Code::InvalidArgument);
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines.len(), 3, "{text}");
    assert!(text.len() < 600, "{text}");
    server.stop().await;
}
