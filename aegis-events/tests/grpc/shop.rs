//! A small domain, a server of its events, and clients.

use std::time::Duration;

use aegis_events::grpc::proto::event_stream_client::EventStreamClient;
use aegis_events::grpc::proto::subscribe_response::Item;
use aegis_events::grpc::proto::{Event, Filter, Gap, Key, Started, SubscribeRequest, SubscribeResponse};
use aegis_events::grpc::{EventStreamService, GrpcConfig, GrpcMonitor, GrpcReport};
use aegis_events::history::{History, HistoryConfig};
use aegis_events::types::Uuid;
use aegis_events::{BusConfig, EventBus};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Status, Streaming};

/// Every event of the tests.
#[aegis_events::domain_events(catalog = "catalog.toml")]
pub(crate) enum ShopEvent {}

pub(crate) use audit::DrawerOpened;
pub(crate) use order::{OrderPaid, OrderPlaced};
pub(crate) use stock::{StockCounted, StockMoved};
pub(crate) use subscribers::Screen;

/// Longer than anything takes, on a busy machine too.
pub(crate) const DEADLINE: Duration = Duration::from_secs(60);

/// The same number gives the same id.
pub(crate) fn order(n: u128) -> OrderId {
    OrderId::from(Uuid::from_u128(n))
}

/// An order of the customer `ann`.
pub(crate) fn placed(n: u64) -> OrderPlaced {
    OrderPlaced { order_id: order(1), customer: Customer::from("ann".to_owned()), number: n, text: String::new() }
}

pub(crate) fn bus(capacity: usize) -> (EventBus<ShopEvent>, Publishers) {
    EventBus::new(BusConfig::default().with_capacity(capacity).unwrap())
}

/// Any free port.
pub(crate) fn config() -> GrpcConfig {
    GrpcConfig::default().with_address("127.0.0.1:0".parse().unwrap())
}

pub(crate) async fn history(url: &str) -> History<ShopEvent> {
    History::open(HistoryConfig::new(url).with_migrate(true)).await.unwrap()
}

/// A running server.
pub(crate) struct Running {
    pub(crate) url: String,
    pub(crate) monitor: GrpcMonitor,
    stop: oneshot::Sender<()>,
    task: JoinHandle<GrpcReport>,
}

impl Running {
    pub(crate) async fn start<F: aegis_events::event::Filter>(service: EventStreamService<F>) -> Self {
        let server = service.bind().await.unwrap();
        let (stop, stopped) = oneshot::channel();
        let (url, monitor) = (format!("http://{}", server.local_addr()), server.monitor());
        let task = tokio::spawn(async move { server.serve(async { drop(stopped.await) }).await.unwrap() });
        Self { url, monitor, stop, task }
    }

    /// A server of the events that `Screen` consumes.
    pub(crate) async fn screen(bus: &EventBus<ShopEvent>) -> Self {
        Self::start(EventStreamService::<Screen>::new(bus, config())).await
    }

    /// A server of the events that `Screen` consumes, with a history.
    pub(crate) async fn recorded(bus: &EventBus<ShopEvent>, history: &History<ShopEvent>) -> Self {
        Self::start(EventStreamService::<Screen>::new(bus, config()).with_history(history)).await
    }

    pub(crate) async fn stop(self) -> GrpcReport {
        drop(self.stop);
        tokio::time::timeout(DEADLINE, self.task).await.unwrap().unwrap()
    }

    pub(crate) async fn client(&self) -> EventStreamClient<Channel> {
        EventStreamClient::new(Endpoint::new(self.url.clone()).unwrap().connect().await.unwrap())
    }

    /// Subscribes on a new connection.
    pub(crate) async fn subscribe(&self, request: SubscribeRequest) -> Items {
        self.try_subscribe(request).await.unwrap()
    }

    pub(crate) async fn try_subscribe(&self, request: SubscribeRequest) -> Result<Items, Status> {
        let stream = self.client().await.subscribe(request).await?.into_inner();
        let mut items = Items { stream, started: Started::default() };
        match items.next().await? {
            Item::Started(started) => items.started = started,
            other => panic!("the first item is {other:?}"),
        }
        Ok(items)
    }

    /// The status with which a subscription is refused.
    pub(crate) async fn refused(&self, request: SubscribeRequest) -> (Code, String) {
        let status = self.try_subscribe(request).await.map(drop).unwrap_err();
        (status.code(), status.message().to_owned())
    }

    /// Waits until this number of clients is subscribed.
    pub(crate) async fn clients(&self, clients: u64) {
        let reached = async {
            while self.monitor.report().clients != clients {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(DEADLINE, reached).await.unwrap_or_else(|_| panic!("{}", self.monitor.report()));
    }
}

/// What a client receives.
pub(crate) struct Items {
    pub(crate) stream: Streaming<SubscribeResponse>,
    pub(crate) started: Started,
}

impl Items {
    pub(crate) async fn next(&mut self) -> Result<Item, Status> {
        let next = tokio::time::timeout(DEADLINE, self.stream.message()).await.expect("an item before the deadline");
        Ok(next?.expect("a stream ends with a status").item.expect("every item of this server is known"))
    }

    pub(crate) async fn event(&mut self) -> Event {
        match self.next().await.unwrap() {
            Item::Event(event) => event,
            other => panic!("not an event: {other:?}"),
        }
    }

    pub(crate) async fn gap(&mut self) -> Gap {
        match self.next().await.unwrap() {
            Item::Gap(gap) => gap,
            other => panic!("not a gap: {other:?}"),
        }
    }

    pub(crate) async fn ended(&mut self) -> Status {
        match self.next().await {
            Ok(item) => panic!("not the end: {item:?}"),
            Err(status) => status,
        }
    }

    /// The numbers of the next orders.
    pub(crate) async fn numbers(&mut self, orders: usize) -> Vec<u64> {
        let mut numbers = Vec::new();
        while numbers.len() < orders {
            numbers.push(number(&self.event().await));
        }
        numbers
    }
}

/// The number of an order.
pub(crate) fn number(event: &Event) -> u64 {
    json(event)["number"].as_u64().unwrap()
}

pub(crate) fn json(event: &Event) -> serde_json::Value {
    serde_json::from_str(&event.payload).unwrap()
}

/// A request for some families and events.
pub(crate) fn only(families: &[&str], events: &[&str]) -> SubscribeRequest {
    keyed(families, events, &[])
}

pub(crate) fn keyed(families: &[&str], events: &[&str], keys: &[(&str, &str)]) -> SubscribeRequest {
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let keys = keys.iter().map(|(name, value)| Key { name: (*name).to_owned(), value: (*value).to_owned() });
    let filter = Filter { families: owned(families), events: owned(events), keys: keys.collect() };
    SubscribeRequest { filter: Some(filter), ..SubscribeRequest::default() }
}

/// A request for everything, from a position on.
pub(crate) fn after(position: u64) -> SubscribeRequest {
    SubscribeRequest { after_position: Some(position), ..SubscribeRequest::default() }
}
