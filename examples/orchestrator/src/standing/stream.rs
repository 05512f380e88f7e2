//! GrpcStream: Execution and Swarm events for gRPC clients. A single run is its own only client.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use aegis_events::bus::EventBus;
use aegis_events::domain::{DomainEvent, subscribers};
use aegis_events::grpc::proto::event_stream_client::EventStreamClient;
use aegis_events::grpc::proto::subscribe_response::Item;
use aegis_events::grpc::proto::{Event, SubscribeRequest};
use aegis_events::grpc::{EventStreamService, GrpcConfig, GrpcError, GrpcMonitor, GrpcReport};
use aegis_events::history::History;
use anyhow::{Context, Result};
use tokio::task::{JoinError, JoinHandle};
use tokio_util::sync::CancellationToken;

use super::option::with_option;

/// The trailer with the position to resume after.
const RESUME: &str = "aegis-resume-after-position";

/// The server of a run.
pub(crate) struct Stream {
    address: SocketAddr,
    stop: CancellationToken,
    /// Cancelled when the server has ended, for whatever reason.
    ended: CancellationToken,
    monitor: GrpcMonitor,
    serving: JoinHandle<Result<GrpcReport, GrpcError>>,
    client: Option<JoinHandle<Received>>,
}

/// The report of the gRPC stream.
#[derive(Debug)]
pub struct StreamReport {
    /// The address.
    pub address: SocketAddr,
    /// The server's report over all clients.
    pub served: GrpcReport,
    /// What the run's own client received, if there was one.
    pub received: Option<Received>,
    /// Why the server stopped early, if it did.
    pub problem: Option<GrpcError>,
}

/// What a client received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// The bus of the subscription.
    bus_id: String,
    /// Events of that bus, by family.
    pub families: BTreeMap<String, u64>,
    /// Events of other nodes with the same history.
    pub of_others: u64,
    /// Lost events, reported by gaps.
    pub lost: u64,
    /// The position of the last event.
    pub last_position: Option<u64>,
    /// How its stream ended: code and text of the status.
    pub ending: (String, String),
    /// The position to resume after.
    pub resume_after: Option<u64>,
}

impl Stream {
    /// Starts to serve.
    pub(crate) async fn begin(
        bus: &EventBus<DomainEvent>,
        history: &History<DomainEvent>,
        config: GrpcConfig,
    ) -> Result<Self> {
        let service = EventStreamService::<subscribers::GrpcStream>::new(bus, config).with_history(history);
        let server = service.bind().await.map_err(|error| match error {
            GrpcError::Listen { .. } => with_option(error, "`--grpc-address HOST:PORT`, port 0 takes a free port"),
            other => other.into(),
        })?;
        let (address, monitor) = (server.local_addr(), server.monitor());
        let (stop, ended) = (CancellationToken::new(), CancellationToken::new());
        let (served, says_when_it_ends) = (server.serve(stop.clone().cancelled_owned()), ended.clone().drop_guard());
        let serving = tokio::spawn(async move {
            let _says_when_it_ends = says_when_it_ends;
            served.await
        });
        Ok(Self { address, stop, ended, monitor, serving, client: None })
    }

    /// The address.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits until the server has ended. The reason is reported at the end.
    pub(super) fn ended(&self) -> impl Future<Output = ()> + Send + 'static {
        self.ended.clone().cancelled_owned()
    }

    /// Aborts the server, for tests.
    #[cfg(test)]
    pub(crate) fn killer(&self) -> tokio::task::AbortHandle {
        self.serving.abort_handle()
    }

    /// Connects a client that follows recorded events from now on.
    pub(crate) async fn connect_a_client(&mut self) -> Result<()> {
        let client = Received::connect(self.address).await.context("the run's gRPC client cannot connect")?;
        self.client = Some(client);
        Ok(())
    }

    /// Stops the server and waits until all clients have all events. The bus must be closed.
    pub(crate) async fn end(self) -> Result<StreamReport> {
        let Self { address, stop, monitor, serving, client, .. } = self;
        stop.cancel();
        let died = |error: JoinError| GrpcError::Stopped { address, reason: error.to_string() };
        let problem = serving.await.map_err(died).and_then(|served| served).err();
        let received = match client {
            Some(client) => Some(client.await?),
            None => None,
        };
        Ok(StreamReport { address, served: monitor.report(), received, problem })
    }
}

impl Received {
    async fn connect(server: SocketAddr) -> Result<JoinHandle<Self>> {
        let mut client = EventStreamClient::connect(format!("http://{server}")).await?;
        let request = SubscribeRequest { recorded: true, ..SubscribeRequest::default() };
        let mut items = client.subscribe(request).await?.into_inner();
        // From here on no event is missed.
        let started = items.message().await?.and_then(|item| item.item);
        let Some(Item::Started(started)) = started else { anyhow::bail!("the stream does not start with `Started`") };
        let mut received = Self {
            bus_id: started.bus_id,
            families: BTreeMap::new(),
            of_others: 0,
            lost: 0,
            last_position: None,
            ending: (String::new(), String::new()),
            resume_after: None,
        };
        Ok(tokio::spawn(async move {
            loop {
                match items.message().await {
                    Ok(Some(item)) => received.take(item.item),
                    Ok(None) => break,
                    Err(status) => {
                        let resume = status.metadata().get(RESUME).and_then(|position| position.to_str().ok());
                        received.resume_after = resume.and_then(|position| position.parse().ok());
                        received.ending = (format!("{:?}", status.code()).to_uppercase(), status.message().to_owned());
                        break;
                    }
                }
            }
            received
        }))
    }

    fn take(&mut self, item: Option<Item>) {
        match item {
            Some(Item::Event(Event { bus_id, family, position, .. })) => {
                self.last_position = position.or(self.last_position);
                if bus_id == self.bus_id {
                    *self.families.entry(family).or_default() += 1;
                } else {
                    self.of_others += 1;
                }
            }
            Some(Item::Gap(gap)) => self.lost += gap.lost,
            Some(Item::Started(_)) | None => {}
        }
    }

    /// The number of events of its bus.
    pub fn events(&self) -> u64 {
        self.families.values().sum()
    }
}
