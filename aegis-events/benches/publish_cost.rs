//! What `publish` costs, whole envelope included, against the same written by hand, and against a bare send.
//!
//! By hand is the floor: `Arc::new`, one clock reading, a counter-based v7 id, `broadcast::send`; no lock, since one owner
//! publishes, no sequence and no statistics. All contenders publish ready-made events in bursts on a current-thread runtime, by turns; one
//! subscriber drains between bursts, outside the measurement.

mod support;

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use aegis_events::domain::{DomainEvent, StorageEvent, subscribers::EventRecorder};
use aegis_events::types::Uuid;
use aegis_events::{BusConfig, EventBus};
use tokio::sync::broadcast;

use support::{file_read, median, table};

const CAPACITY: usize = 1_024;
/// Less than the ring holds, so that nothing is overwritten.
const BURST: usize = 256;
const ROUNDS: usize = 2_000;

struct ByHand {
    id: Uuid,
    published_at_us: i64,
    event: DomainEvent,
}

/// The ids that a hand-written publisher would make.
#[derive(Default)]
struct Ids {
    last_ms: u64,
    counter: u128,
}

impl Ids {
    fn next(&mut self, now_us: i64) -> Uuid {
        let now_ms = (now_us / 1_000) as u64;
        if now_ms > self.last_ms {
            self.last_ms = now_ms;
            self.counter = Uuid::new_v4().as_u128() & ((1 << 73) - 1);
        } else {
            self.counter += 1;
        }
        let (high, low) = (self.counter >> 62, self.counter & ((1 << 62) - 1));
        Uuid::from_u128((u128::from(self.last_ms) << 80) | (0x7 << 76) | (high << 64) | (0b10 << 62) | low)
    }
}

/// Nanoseconds an event of one burst; the events are made before.
fn burst<E>(make: impl Fn(u64) -> E, mut publish: impl FnMut(E)) -> f64 {
    let events: Vec<E> = (0..BURST as u64).map(make).collect();
    let start = Instant::now();
    for event in events {
        publish(event);
    }
    start.elapsed().as_nanos() as f64 / BURST as f64
}

fn main() {
    let (bare, mut bare_receiver) = broadcast::channel::<DomainEvent>(CAPACITY);
    let (by_hand, mut by_hand_receiver) = broadcast::channel::<Arc<ByHand>>(CAPACITY);
    let mut ids = Ids::default();
    let config = || BusConfig::default().with_capacity(CAPACITY).expect("1,024 is allowed");
    let (live_bus, live) = EventBus::<DomainEvent>::new(config());
    let mut live_subscription = live_bus.subscribe_to::<StorageEvent>();
    let (lossless_bus, lossless) = EventBus::<DomainEvent>::new(config());
    let mut lossless_subscription = lossless_bus.subscribe_to::<EventRecorder>();
    let (_idle_bus, idle) = EventBus::<DomainEvent>::new(config());

    let mut times: [Vec<f64>; 5] = Default::default();
    for _ in 0..ROUNDS {
        times[0].push(burst(file_read, |event| {
            let _ = black_box(bare.send(event.into()));
        }));
        while let Ok(event) = bare_receiver.try_recv() {
            black_box(&event);
        }

        times[1].push(burst(file_read, |event| {
            let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            let published_at_us = since.as_secs() as i64 * 1_000_000 + i64::from(since.subsec_micros());
            let envelope = Arc::new(ByHand { id: ids.next(published_at_us), published_at_us, event: event.into() });
            let _ = black_box(by_hand.send(envelope));
        }));
        while let Ok(envelope) = by_hand_receiver.try_recv() {
            black_box((envelope.id, envelope.published_at_us, &envelope.event));
        }

        times[2].push(burst(file_read, |event| {
            black_box(live.aegis_fsal.publish(event).is_ok());
        }));
        while let Ok(event) = live_subscription.try_recv() {
            black_box((event.id(), event.published_at(), &*event));
        }

        times[3].push(burst(file_read, |event| {
            black_box(lossless.aegis_fsal.publish(event).is_ok());
        }));
        while let Ok(event) = lossless_subscription.try_recv() {
            black_box((event.id(), event.published_at(), &*event));
        }

        times[4].push(burst(file_read, |event| {
            black_box(idle.aegis_fsal.publish(event).is_ok());
        }));
    }

    let names = [
        "bare `broadcast::send`",
        "by hand: `Arc` + clock + v7 id + send",
        "`publish`, one live subscriber",
        "`publish`, one lossless subscriber",
        "`publish`, no subscriber",
    ];
    let medians = times.map(|times| median(&times));
    let rows = names.iter().zip(medians).map(|(name, ns)| {
        let ratio = |to: f64| format!("{:.2}", ns / to);
        vec![(*name).into(), format!("{ns:.0}"), ratio(medians[1]), ratio(medians[0])]
    });
    table(
        &format!(
            "Cost of publishing (`DomainEvent` of {} bytes, {ROUNDS} bursts of {BURST})",
            size_of::<DomainEvent>()
        ),
        &["", "ns an event", "to by hand", "to a bare send"],
        &rows.collect::<Vec<_>>(),
    );
}
