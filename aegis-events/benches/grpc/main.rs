//! Events a second delivered over gRPC, against a bare tonic stream of messages that are encoded already; and what publishing costs while
//! a client does not read.
//!
//! Server and clients share the process and its two threads. Clients count messages and do not decode them, so that what is compared is
//! what the server does.

#[path = "../support/mod.rs"]
mod support;

mod bare;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use aegis_events::domain::{DomainEvent, Publishers, subscribers::GrpcStream};
use aegis_events::grpc::{EventStreamService, GrpcConfig};
use aegis_events::{BusConfig, EventBus};
use bare::{Bare, subscribe};
use bytes::Bytes;
use tokio::runtime::Builder;
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tonic::codegen::StdError;
use tonic::transport::Server;

use support::{execution_started, median, table};

/// Clients, and events for each: some seconds in all.
const CROWDS: [(usize, usize); 3] = [(1, 60_000), (10, 12_000), (100, 2_000)];
const ROUNDS: usize = 9;
/// Nothing is lost: what is lost is not delivered, and costs nothing.
const RING: usize = 65_536;
const PUBLISHED: usize = 50_000;

fn main() -> Result<(), StdError> {
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let mut rows = Vec::new();
    for (clients, events) in CROWDS {
        let (mut ours, mut theirs, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let (rate, messages) = runtime.block_on(ours_once(clients, events))?;
            let bare = runtime.block_on(bare_once(clients, messages))?;
            ours.push(rate);
            theirs.push(bare);
            ratios.push(rate / bare);
        }
        rows.push(vec![
            clients.to_string(),
            format!("{:.0} k", median(&ours) / 1e3),
            format!("{:.0} k", median(&theirs) / 1e3),
            format!("{:.2}", median(&ratios)),
        ]);
    }
    let head = ["clients", "event stream, events/s", "bare tonic, messages/s", "ratio"];
    table("Events delivered a second, over all clients", &head, &rows);

    let rows = [("no client", None), ("a client that does not read", Some(false)), ("a client that reads", Some(true))];
    let rows = rows.into_iter().map(|(what, reads)| -> Result<_, StdError> {
        let times: Result<Vec<_>, StdError> = (0..ROUNDS).map(|_| runtime.block_on(publishing(reads))).collect();
        Ok(vec![what.to_owned(), format!("{:.0} ns", median(&times?))])
    });
    table("Publishing an event", &["while there is", "cost"], &rows.collect::<Result<Vec<_>, _>>()?);
    Ok(())
}

/// A server of the AEGIS domain's stream.
struct Ours {
    publishers: Publishers,
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    served: tokio::task::JoinHandle<Result<(), StdError>>,
}

impl Ours {
    async fn start(ring: usize) -> Result<Self, StdError> {
        let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default().with_capacity(ring)?);
        let config = GrpcConfig::default().with_address("127.0.0.1:0".parse()?).with_drain(Duration::from_millis(1))?;
        let server = EventStreamService::<GrpcStream>::new(&bus, config).bind().await?;
        let address = server.local_addr();
        let (stop, stopped) = oneshot::channel();
        let served = tokio::spawn(async move {
            server.serve(async { drop(stopped.await) }).await?;
            Ok(())
        });
        Ok(Self { publishers, address, stop, served })
    }

    async fn stop(self) -> Result<(), StdError> {
        drop(self.stop);
        self.served.await?
    }
}

/// Events a second, and the messages that came.
async fn ours_once(clients: usize, events: usize) -> Result<(f64, Arc<[Bytes]>), StdError> {
    let ours = Ours::start(RING).await?;
    let mut readers = JoinSet::new();
    for client in 0..clients {
        let mut items = subscribe(ours.address).await?;
        items.message().await?.ok_or("it has not started")?;
        readers.spawn(async move {
            let mut kept = Vec::new();
            for _ in 0..events {
                let message = items.message().await?.ok_or("the stream ended")?;
                // One client's messages are what the bare stream sends.
                if client == 0 {
                    kept.push(message);
                }
            }
            Ok::<_, StdError>(kept)
        });
    }
    let start = Instant::now();
    for n in 0..events {
        ours.publishers.execution_supervisor.publish(execution_started(n as u64))?;
    }
    let mut messages = Vec::new();
    while let Some(kept) = readers.join_next().await {
        messages.extend(kept??);
    }
    let rate = (clients * events) as f64 / start.elapsed().as_secs_f64();
    ours.stop().await?;
    Ok((rate, messages.into()))
}

/// Messages a second of a stream that has them ready.
async fn bare_once(clients: usize, messages: Arc<[Bytes]>) -> Result<f64, StdError> {
    let incoming = tonic::transport::server::TcpIncoming::bind("127.0.0.1:0".parse()?)?.with_nodelay(Some(true));
    let (address, events) = (incoming.local_addr()?, messages.len());
    let server = tokio::spawn(Server::builder().add_service(Bare(messages)).serve_with_incoming(incoming));
    let mut streams = Vec::new();
    for _ in 0..clients {
        // Connected, and not called: the first call opens the stream, and the clock.
        streams.push(subscribe(address).await?);
    }
    let start = Instant::now();
    let mut readers = JoinSet::new();
    for mut items in streams {
        readers.spawn(async move {
            for _ in 0..events {
                items.message().await?.ok_or("the stream ended")?;
            }
            Ok::<_, StdError>(())
        });
    }
    while let Some(read) = readers.join_next().await {
        read??;
    }
    let rate = (clients * events) as f64 / start.elapsed().as_secs_f64();
    server.abort();
    Ok(rate)
}

/// Nanoseconds for each event published, from one thread.
async fn publishing(reads: Option<bool>) -> Result<f64, StdError> {
    let ours = Ours::start(1_000).await?;
    let mut stuck = None;
    if let Some(reads) = reads {
        let mut items = subscribe(ours.address).await?;
        items.message().await?.ok_or("it has not started")?;
        if reads {
            tokio::spawn(async move { while let Ok(Some(_)) = items.message().await {} });
        } else {
            stuck = Some(items);
        }
        // The connection of a client that does not read is full soon.
        publish(&ours.publishers)?;
    }
    let start = Instant::now();
    publish(&ours.publishers)?;
    let cost = start.elapsed().as_nanos() as f64 / PUBLISHED as f64;
    drop(stuck);
    ours.stop().await?;
    Ok(cost)
}

fn publish(publishers: &Publishers) -> Result<(), StdError> {
    for n in 0..PUBLISHED {
        publishers.execution_supervisor.publish(execution_started(n as u64))?;
    }
    Ok(())
}
