//! Fan-out to twenty subscribers, nine events of ten from storage, against one `broadcast<DomainEvent>` that every subscriber
//! clones and matches, as AEGIS does today; and the price of a subscriber that does not care.
//!
//! Both contenders get the same bursts of ready-made events by turns. At most two bursts are under way, which every ring holds:
//! nothing is lost, so nothing is saved by losing it.

mod support;

use std::future::Future;
use std::hint::black_box;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Instant;

use aegis_events::domain::agent_lifecycle::AgentPaused;
use aegis_events::domain::execution::IterationStarted;
use aegis_events::domain::smcp::SessionRevoked;
use aegis_events::domain::subscribers::{AuditLogger, EventRecorder, GrpcStream, MetricsCollector, TtlReaper};
use aegis_events::domain::swarm::LockReleased;
use aegis_events::domain::volume::VolumeDeleted;
use aegis_events::domain::{
    AgentLifecycleEvent, DomainEvent, ExecutionEvent, Publishers, SmcpEvent, StorageEvent, SwarmEvent, VolumeEvent,
};
use aegis_events::event::Filter;
use aegis_events::{EventBus, Subscription};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{Notify, broadcast};

use support::{Ready, execution, file_read, median, mixed_burst, publish, table};

const BURST: u64 = 500;
const BURSTS: usize = 40;
const ROUNDS: usize = 11;
const BYSTANDERS: usize = 20;

/// Where all subscribers report that they have worked off their share of a burst: one line for odd bursts, one for even ones.
#[derive(Default)]
struct Gate {
    subscribers: AtomicUsize,
    arrived: [AtomicUsize; 2],
    done: [Notify; 2],
    polls: AtomicU64,
}

impl Gate {
    fn arrive(&self, line: usize) {
        if self.arrived[line].fetch_add(1, Ordering::AcqRel) + 1 == self.subscribers.load(Ordering::Acquire) {
            self.arrived[line].store(0, Ordering::Release);
            self.done[line].notify_one();
        }
    }
}

/// Counts a subscriber's events, and reports after each share.
struct Share {
    gate: Arc<Gate>,
    size: u64,
    seen: u64,
    line: usize,
}

impl Share {
    fn new(gate: &Arc<Gate>, size: u64) -> Self {
        if size > 0 {
            gate.subscribers.fetch_add(1, Ordering::AcqRel);
        }
        Self { gate: Arc::clone(gate), size, seen: 0, line: 0 }
    }

    fn count(&mut self) {
        self.seen += 1;
        if self.seen == self.size {
            self.seen = 0;
            self.gate.arrive(self.line);
            self.line ^= 1;
        }
    }
}

/// One way to carry events: how to publish, and where the end of a burst shows.
struct Contender {
    publish: Arc<dyn Fn(Ready) + Send + Sync>,
    gate: Arc<Gate>,
    /// What must live as long as the contender.
    _bus: Option<EventBus<DomainEvent>>,
}

impl Contender {
    /// Seconds for an even number of bursts, without making them.
    fn time(&self, runtime: &Runtime, bursts: usize, make: fn() -> Vec<Ready>) -> f64 {
        let (publish, gate) = (Arc::clone(&self.publish), Arc::clone(&self.gate));
        let work = async move {
            let bursts: Vec<_> = (0..bursts).map(|_| make()).collect();
            let start = Instant::now();
            for (place, events) in bursts.into_iter().enumerate() {
                if place >= 2 {
                    gate.done[place % 2].notified().await;
                }
                events.into_iter().for_each(&*publish);
            }
            gate.done[0].notified().await;
            gate.done[1].notified().await;
            start.elapsed().as_secs_f64()
        };
        // On a task, so that with two worker threads there are two threads at work and no third.
        runtime.block_on(async { tokio::spawn(work).await.expect("the benchmark does not panic") })
    }
}

/// Runs a subscriber, counting how often it is polled.
fn spawn(runtime: &Runtime, gate: &Arc<Gate>, subscriber: impl Future<Output = ()> + Send + 'static) {
    let gate = Arc::clone(gate);
    runtime.spawn(async move {
        let mut subscriber = pin!(subscriber);
        std::future::poll_fn(|cx| {
            gate.polls.fetch_add(1, Ordering::Relaxed);
            subscriber.as_mut().poll(cx)
        })
        .await;
    });
}

/// The bus of today: every subscriber clones and matches everything.
struct Today {
    sender: broadcast::Sender<DomainEvent>,
    gate: Arc<Gate>,
}

impl Today {
    fn new() -> Self {
        Self { sender: broadcast::Sender::new(1_000), gate: Arc::default() }
    }

    fn subscriber(&self, runtime: &Runtime, wants: impl Fn(&DomainEvent) -> bool + Send + 'static) {
        let (mut receiver, mut share) = (self.sender.subscribe(), Share::new(&self.gate, BURST));
        spawn(runtime, &self.gate, async move {
            while let Ok(event) = receiver.recv().await {
                if wants(&event) {
                    black_box(&event);
                }
                share.count();
            }
        });
    }

    fn contender(self) -> Contender {
        let sender = self.sender;
        let publish = move |event: Ready| {
            let _ = sender.send(event.into());
        };
        Contender { publish: Arc::new(publish), gate: self.gate, _bus: None }
    }
}

/// This project's bus.
struct Ours {
    bus: EventBus<DomainEvent>,
    publishers: Publishers,
    gate: Arc<Gate>,
}

impl Ours {
    fn new() -> Self {
        let (bus, publishers) = EventBus::new(Default::default());
        Self { bus, publishers, gate: Arc::default() }
    }

    fn subscriber<F: Filter<Domain = DomainEvent>>(
        &self,
        runtime: &Runtime,
        mut subscription: Subscription<F>,
        share: u64,
    ) where
        F::Target: 'static,
    {
        let mut share = Share::new(&self.gate, share);
        spawn(runtime, &self.gate, async move {
            while let Some(event) = subscription.next().await {
                black_box(&*event);
                share.count();
            }
        });
    }

    fn contender(self) -> Contender {
        let publishers = self.publishers;
        let publish = move |event| publish(&publishers, event).expect("queues hold a burst");
        Contender { publish: Arc::new(publish), gate: self.gate, _bus: Some(self.bus) }
    }
}

fn today(runtime: &Runtime) -> Contender {
    let today = Today::new();
    today.subscriber(runtime, |event| matches!(event, DomainEvent::Execution(_) | DomainEvent::Swarm(_)));
    today.subscriber(runtime, |event| {
        matches!(event, DomainEvent::Smcp(_) | DomainEvent::Policy(_) | DomainEvent::Command(_))
    });
    today.subscriber(runtime, |_| true);
    today.subscriber(runtime, |event| {
        matches!(event, DomainEvent::Execution(_) | DomainEvent::McpTool(_) | DomainEvent::Swarm(_))
    });
    today.subscriber(runtime, |event| {
        matches!(event, DomainEvent::Volume(VolumeEvent::VolumeCreated(_) | VolumeEvent::VolumeDeleted(_)))
    });
    for n in 0..10 {
        let one = execution(n);
        today.subscriber(
            runtime,
            move |event| matches!(event, DomainEvent::Execution(event) if event.execution_id() == Some(one)),
        );
    }
    today.subscriber(runtime, |event| matches!(event, DomainEvent::Volume(VolumeEvent::VolumeDeleted(_))));
    today
        .subscriber(runtime, |event| matches!(event, DomainEvent::AgentLifecycle(AgentLifecycleEvent::AgentPaused(_))));
    today.subscriber(runtime, |event| matches!(event, DomainEvent::Smcp(SmcpEvent::SessionRevoked(_))));
    today.subscriber(runtime, |event| matches!(event, DomainEvent::Swarm(SwarmEvent::LockReleased(_))));
    today.subscriber(runtime, |event| matches!(event, DomainEvent::Execution(ExecutionEvent::IterationStarted(_))));
    today.contender()
}

fn ours(runtime: &Runtime) -> Contender {
    let ours = Ours::new();
    ours.subscriber(runtime, ours.bus.subscribe_to::<GrpcStream>(), 35);
    ours.subscriber(runtime, ours.bus.subscribe_to::<AuditLogger>(), 5);
    ours.subscriber(runtime, ours.bus.subscribe_to::<EventRecorder>(), BURST);
    ours.subscriber(runtime, ours.bus.subscribe_to::<MetricsCollector>(), 35);
    ours.subscriber(runtime, ours.bus.subscribe_to::<TtlReaper>(), 5);
    for n in 0..10 {
        ours.subscriber(runtime, ours.bus.subscription::<ExecutionEvent>().only(execution(n)).subscribe(), 3);
    }
    ours.subscriber(runtime, ours.bus.subscribe_to::<VolumeDeleted>(), 5);
    ours.subscriber(runtime, ours.bus.subscribe_to::<AgentPaused>(), 5);
    ours.subscriber(runtime, ours.bus.subscribe_to::<SessionRevoked>(), 5);
    ours.subscriber(runtime, ours.bus.subscribe_to::<LockReleased>(), 5);
    ours.subscriber(runtime, ours.bus.subscribe_to::<IterationStarted>(), 10);
    ours.contender()
}

/// One subscriber to storage, and some that want nothing of it.
fn today_with_bystanders(runtime: &Runtime, bystanders: usize) -> Contender {
    let today = Today::new();
    today.subscriber(runtime, |event| matches!(event, DomainEvent::Storage(_)));
    for _ in 0..bystanders {
        today.subscriber(runtime, |event| matches!(event, DomainEvent::Execution(_)));
    }
    today.contender()
}

fn ours_with_bystanders(runtime: &Runtime, bystanders: usize) -> Contender {
    let ours = Ours::new();
    ours.subscriber(runtime, ours.bus.subscribe_to::<StorageEvent>(), BURST);
    for n in 0..bystanders as u64 {
        // Half of them want a family, half one execution of it.
        let family = ours.bus.subscription::<ExecutionEvent>();
        let subscription = if n % 2 == 0 { family } else { family.only(execution(n)) };
        ours.subscriber(runtime, subscription.subscribe(), 0);
    }
    ours.contender()
}

fn storage_burst() -> Vec<Ready> {
    (0..BURST).map(|n| Ready::Read(file_read(n))).collect()
}

/// Medians of the seconds that some contenders take for a round, by turns.
fn medians<const N: usize>(runtime: &Runtime, contenders: &[Contender; N], make: fn() -> Vec<Ready>) -> [f64; N] {
    let mut times: [Vec<f64>; N] = std::array::from_fn(|_| Vec::new());
    for contender in contenders {
        contender.time(runtime, BURSTS / 4, make);
    }
    for _ in 0..ROUNDS {
        for (contender, times) in contenders.iter().zip(&mut times) {
            times.push(contender.time(runtime, BURSTS, make));
        }
    }
    times.map(|times| median(&times))
}

fn main() {
    let runtimes = [
        ("current-thread", Builder::new_current_thread().build().expect("a runtime")),
        ("2 worker threads", Builder::new_multi_thread().worker_threads(2).build().expect("a runtime")),
    ];
    let events = (BURST as usize * BURSTS) as f64;

    let mut rows = Vec::new();
    for (name, runtime) in &runtimes {
        let [today, ours] = medians(runtime, &[today(runtime), ours(runtime)], mixed_burst);
        let rate = |seconds: f64| format!("{:.0}", events / seconds);
        rows.push(vec![(*name).into(), rate(today), rate(ours), format!("{:.1}", today / ours)]);
    }
    let head = ["runtime", "one broadcast, events/s", "aegis-events, events/s", "times as many"];
    table("Fan-out: 20 subscribers, 90 % storage events", &head, &rows);

    let mut rows = Vec::new();
    for (name, runtime) in &runtimes {
        let contenders = [
            today_with_bystanders(runtime, 0),
            today_with_bystanders(runtime, BYSTANDERS),
            ours_with_bystanders(runtime, 0),
            ours_with_bystanders(runtime, BYSTANDERS),
        ];
        let times = medians(runtime, &contenders, storage_burst);
        // Each contender saw a warm-up of a quarter round, then all rounds.
        let published = events * (ROUNDS as f64 + 0.25);
        for (way, alone, with) in [("one broadcast", 0, 1), ("aegis-events", 2, 3)] {
            let cost = (times[with] - times[alone]) / events / BYSTANDERS as f64 * 1e9;
            let polls = |place: usize| contenders[place].gate.polls.load(Ordering::Relaxed) as f64;
            // Each subscriber is polled once before its first event; what the caring one was polled is known from the run without.
            let wakes = (polls(with) - polls(alone) - BYSTANDERS as f64).max(0.0) / BYSTANDERS as f64 / published;
            rows.push(vec![(*name).into(), way.into(), format!("{cost:.1}"), format!("{wakes:.4}")]);
        }
    }
    let head = ["runtime", "", "ns an event and subscriber", "wake-ups an event and subscriber"];
    table(&format!("A subscriber that does not care ({BYSTANDERS} of them, storage events only)"), &head, &rows);
}
