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
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use aegis_events::domain::{DomainEvent, Publishers, subscribers::GrpcStream};
use aegis_events::grpc::{EventStreamService, GrpcConfig};
use aegis_events::{BusConfig, EventBus};
use bare::{Bare, subscribe};
use bytes::Bytes;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{Semaphore, oneshot};
use tokio::task::JoinSet;
use tonic::Streaming;
use tonic::codegen::StdError;
use tonic::transport::Server;

use support::{execution_started, median, table};

/// Clients, and events for each: some seconds in all.
const CROWDS: [(usize, usize); 3] = [(1, 192_000), (10, 38_400), (100, 6_400)];
const ROUNDS: usize = 9;
/// The messages that the bare stream sends, over and over: as many as a ring of ours holds, so that both have as much in memory.
const MESSAGES: usize = 1_024;
/// The publisher goes on as clients receive: so many events at a time, and at most so many times before they have come. A ring holds
/// that many, so that nothing is lost: what is lost is not delivered, and costs nothing.
const CHUNK: usize = 64;
const AHEAD: usize = 15;
/// Published at once: less than a scheduler's time slice, so that the median burst is one that nothing interrupted.
const BURST: usize = 1_000;
const BURSTS: usize = 50;
/// The connection of a client that does not read takes some megabytes before it is full, a ring's load each time.
const FILLING: usize = 20;
const SETTLED: Duration = Duration::from_millis(20);

fn main() -> Result<(), StdError> {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with("--")).collect();
    let wants = |part: &str| wanted.is_empty() || wanted.iter().any(|name| name == part);
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    if wants("deliver") {
        delivering(&runtime)?;
    }
    if wants("publish") {
        publishing(&runtime)?;
    }
    Ok(())
}

fn delivering(runtime: &Runtime) -> Result<(), StdError> {
    let messages = runtime.block_on(messages())?;
    let mut rows = Vec::new();
    for (clients, events) in CROWDS {
        let all = (clients * events) as f64;
        let (mut ours, mut theirs) = (Measured::default(), Measured::default());
        for _ in 0..ROUNDS {
            ours.push(runtime.block_on(ours_once(clients, events))?, all);
            theirs.push(runtime.block_on(bare_once(clients, events, Arc::clone(&messages)))?, all);
        }
        let (rate, bare_rate) = (median(&ours.rates), median(&theirs.rates));
        let (cpu, bare_cpu) = (median(&ours.cpu_ns), median(&theirs.cpu_ns));
        rows.push(vec![
            clients.to_string(),
            format!("{:.0} k", rate / 1e3),
            format!("{:.0} k", bare_rate / 1e3),
            format!("{:.2}", rate / bare_rate),
            format!("{cpu:.0} ns"),
            format!("{bare_cpu:.0} ns"),
            format!("{:.2}", bare_cpu / cpu),
        ]);
    }
    let head =
        ["clients", "event stream, events/s", "bare tonic", "ratio", "processor time an event", "bare tonic", "ratio"];
    table("Events delivered a second, over all clients", &head, &rows);
    Ok(())
}

/// The contenders take turns, so that what else happens on the machine happens to all of them.
fn publishing(runtime: &Runtime) -> Result<(), StdError> {
    let mut costs = WHO.map(|(what, who)| (what, who, Vec::new()));
    for _ in 0..ROUNDS {
        for (_, who, costs) in &mut costs {
            costs.push(runtime.block_on(publishing_once(*who))?);
        }
    }
    let rows = costs.map(|(what, _, costs)| vec![what.to_owned(), format!("{:.0} ns", median(&costs))]);
    table("Publishing an event", &["while there is", "cost"], &rows);
    Ok(())
}

/// Time and processor time from the first message to the last.
struct Span {
    start: Instant,
    cpu_ns: f64,
}

impl Span {
    fn begin() -> Self {
        Self { start: Instant::now(), cpu_ns: processor_ns() }
    }

    fn end(self) -> (Duration, f64) {
        (self.start.elapsed(), processor_ns() - self.cpu_ns)
    }
}

/// The processor time of all threads, which other programs on the machine change less than they change the time; 0 where the system does
/// not tell.
fn processor_ns() -> f64 {
    let threads = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let texts = threads.filter_map(|thread| std::fs::read_to_string(thread.path().join("schedstat")).ok());
    texts.filter_map(|text| text.split(' ').next()?.parse::<f64>().ok()).sum()
}

/// The rounds of a contender.
#[derive(Default)]
struct Measured {
    rates: Vec<f64>,
    cpu_ns: Vec<f64>,
}

impl Measured {
    fn push(&mut self, (time, cpu_ns): (Duration, f64), events: f64) {
        self.rates.push(events / time.as_secs_f64());
        self.cpu_ns.push(cpu_ns / events);
    }
}

/// Who listens while events are published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Subscription,
    Stuck,
    Reader,
}

const WHO: [(&str, Option<Who>); 4] = [
    ("no subscriber", None),
    ("a subscription in the process that is not read", Some(Who::Subscription)),
    ("a client that does not read", Some(Who::Stuck)),
    ("a client that reads", Some(Who::Reader)),
];

/// A server of the AEGIS domain's stream.
struct Ours {
    bus: EventBus<DomainEvent>,
    publishers: Publishers,
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    served: tokio::task::JoinHandle<Result<(), StdError>>,
}

impl Ours {
    async fn start() -> Result<Self, StdError> {
        let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
        let config = GrpcConfig::default().with_address("127.0.0.1:0".parse()?).with_drain(Duration::from_millis(1))?;
        let server = EventStreamService::<GrpcStream>::new(&bus, config).bind().await?;
        let address = server.local_addr();
        let (stop, stopped) = oneshot::channel();
        let served = tokio::spawn(async move {
            server.serve(async { drop(stopped.await) }).await?;
            Ok(())
        });
        Ok(Self { bus, publishers, address, stop, served })
    }

    /// A client whose subscription stands.
    async fn subscribe(&self) -> Result<Streaming<Bytes>, StdError> {
        let mut items = subscribe(self.address).await?;
        items.message().await?.ok_or("it has not started")?;
        Ok(items)
    }

    async fn stop(self) -> Result<(), StdError> {
        drop(self.stop);
        self.served.await?
    }
}

/// Events that clients have received, by which the publisher goes.
struct Pace {
    clients: usize,
    /// For each chunk, how many clients have all of it.
    received: Vec<AtomicUsize>,
    chunks: Semaphore,
}

impl Pace {
    fn new(clients: usize, events: usize) -> Arc<Self> {
        let received = (0..events.div_ceil(CHUNK)).map(|_| AtomicUsize::new(0)).collect();
        Arc::new(Self { clients, received, chunks: Semaphore::new(AHEAD) })
    }

    async fn publish(self: Arc<Self>, publishers: Publishers) -> Result<Publishers, StdError> {
        for chunk in 0..self.received.len() {
            self.chunks.acquire().await?.forget();
            for n in 0..CHUNK {
                publishers.execution_supervisor.publish(execution_started((chunk * CHUNK + n) as u64))?;
            }
        }
        Ok(publishers)
    }

    async fn receive(self: Arc<Self>, mut items: Streaming<Bytes>) -> Result<(), StdError> {
        for chunk in &self.received {
            for _ in 0..CHUNK {
                items.message().await?.ok_or("the stream ended")?;
            }
            if chunk.fetch_add(1, Ordering::Relaxed) + 1 == self.clients {
                self.chunks.add_permits(1);
            }
        }
        Ok(())
    }
}

/// Messages as ours are.
async fn messages() -> Result<Arc<[Bytes]>, StdError> {
    let ours = Ours::start().await?;
    let mut items = ours.subscribe().await?;
    let mut messages = Vec::new();
    for n in 0..MESSAGES {
        ours.publishers.execution_supervisor.publish(execution_started(n as u64))?;
        messages.push(items.message().await?.ok_or("the stream ended")?);
    }
    ours.stop().await?;
    Ok(messages.into())
}

/// How long it takes from the first event that is published to the last that is received.
async fn ours_once(clients: usize, events: usize) -> Result<(Duration, f64), StdError> {
    let mut ours = Ours::start().await?;
    let pace = Pace::new(clients, events);
    let mut readers = JoinSet::new();
    for _ in 0..clients {
        readers.spawn(Arc::clone(&pace).receive(ours.subscribe().await?));
    }
    let span = Span::begin();
    let publisher = tokio::spawn(pace.publish(ours.publishers));
    while let Some(read) = readers.join_next().await {
        read??;
    }
    let took = span.end();
    ours.publishers = publisher.await??;
    ours.stop().await?;
    Ok(took)
}

/// How long a stream takes that has all messages ready.
async fn bare_once(clients: usize, events: usize, messages: Arc<[Bytes]>) -> Result<(Duration, f64), StdError> {
    let incoming = tonic::transport::server::TcpIncoming::bind("127.0.0.1:0".parse()?)?.with_nodelay(Some(true));
    let address = incoming.local_addr()?;
    let begin = Arc::new(Semaphore::new(0));
    let service = Bare { messages, events, begin: Arc::clone(&begin) };
    let server = tokio::spawn(Server::builder().add_service(service).serve_with_incoming(incoming));
    let mut streams = Vec::new();
    for _ in 0..clients {
        let mut items = subscribe(address).await?;
        items.message().await?.ok_or("it has not started")?;
        streams.push(items);
    }
    let mut readers = JoinSet::new();
    for mut items in streams {
        readers.spawn(async move {
            for _ in 0..events {
                items.message().await?.ok_or("the stream ended")?;
            }
            Ok::<_, StdError>(())
        });
    }
    let span = Span::begin();
    begin.add_permits(clients);
    while let Some(read) = readers.join_next().await {
        read??;
    }
    let took = span.end();
    server.abort();
    Ok(took)
}

/// Nanoseconds for each event published, from one thread.
async fn publishing_once(who: Option<Who>) -> Result<f64, StdError> {
    let ours = Ours::start().await?;
    let subscription = (who == Some(Who::Subscription)).then(|| ours.bus.subscribe_to::<GrpcStream>());
    let mut stuck = None;
    if let Some(who @ (Who::Stuck | Who::Reader)) = who {
        let mut items = ours.subscribe().await?;
        if who == Who::Reader {
            tokio::spawn(async move { while let Ok(Some(_)) = items.message().await {} });
        } else {
            stuck = Some(items);
        }
    }
    // The ring is full then, and so is the connection of a client that does not read.
    for _ in 0..FILLING {
        for _ in 0..BURSTS {
            publish(&ours.publishers)?;
        }
        tokio::time::sleep(SETTLED).await;
    }
    let mut costs = Vec::new();
    for _ in 0..BURSTS {
        let start = Instant::now();
        publish(&ours.publishers)?;
        costs.push(start.elapsed().as_nanos() as f64 / BURST as f64);
    }
    drop((stuck, subscription));
    ours.stop().await?;
    Ok(median(&costs))
}

fn publish(publishers: &Publishers) -> Result<(), StdError> {
    for n in 0..BURST {
        publishers.execution_supervisor.publish(execution_started(n as u64))?;
    }
    Ok(())
}
