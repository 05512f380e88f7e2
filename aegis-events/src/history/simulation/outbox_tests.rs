//! The outbox: whatever happens between a commit and its relay, the event is in the history once, and nobody receives it twice.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::time::timeout;

use super::domain::storage::FileRead;
use super::domain::{ExecutionId, Publishers, TestEvent, VolumeId};
use super::{Chaos, Process, Simulation, lock, simulate};
use crate::bus::EventBus;
use crate::types::Uuid;

/// More than any back-off, many times over.
const LONG: Duration = Duration::from_secs(600);

/// How often each number was received by live subscribers, of all processes.
type Received = Arc<Mutex<BTreeMap<u64, u32>>>;

fn read(n: u64) -> FileRead {
    FileRead { execution_id: ExecutionId(Uuid::from_u128(1)), volume_id: VolumeId(Uuid::from_u128(1)), n }
}

/// A process that records, relays and receives.
async fn start(simulation: &Simulation, received: &Received) -> (Process, EventBus<TestEvent>, Publishers) {
    let process = simulation.process().await;
    let (bus, publishers) = process.bus();
    process.history.record(&bus);
    let received = Arc::clone(received);
    bus.subscribe_to::<FileRead>().lossless().run(move |event| {
        *lock(&received).entry(event.n).or_default() += 1;
        async {}
    });
    (process, bus, publishers)
}

/// What one run gave, to compare two of the same seed.
#[derive(Debug, PartialEq)]
struct Run {
    /// The numbers in the history, by position.
    recorded: Vec<i64>,
    received: BTreeMap<u64, u32>,
    elapsed: Duration,
}

/// Commits, rolls back and kills at random, and waits until the last process has relayed everything.
fn run(seed: u64) -> Run {
    simulate(seed, async |simulation| {
        let received = Received::default();
        let (mut process, mut bus, mut publishers) = start(&simulation, &received).await;
        simulation.set_chaos(Chaos::ROUGH);
        let (mut committed, mut rolled_back) = (Vec::new(), Vec::new());
        for n in 0..12 {
            let mut transaction = process.begin();
            publishers.fsal.record_in(&mut transaction, read(n)).await.expect("the simulated transaction takes it");
            match simulation.choose(|rng| rng.u32(..4)) {
                0 => {
                    rolled_back.push(n as i64);
                    drop(transaction);
                }
                _ => {
                    if transaction.commit().await.is_ok() {
                        committed.push(n as i64);
                    }
                }
            }
            let (pause_ms, dies) = simulation.choose(|rng| (rng.u64(..100), rng.u32(..4) == 0));
            tokio::time::sleep(Duration::from_millis(pause_ms)).await;
            if dies {
                process.kill();
                (process, bus, publishers) = start(&simulation, &received).await;
            }
        }
        simulation.set_chaos(Chaos::SLOW);
        let relayed = async {
            while simulation.numbers("SELECT count(*) FROM event_outbox") != [0] {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        };
        timeout(LONG, relayed).await.expect("everything is relayed");
        bus.shutdown(LONG).await;

        let recorded =
            simulation.numbers("SELECT json_extract(event_data, '$.n') FROM domain_events ORDER BY position");
        for n in &committed {
            assert_eq!(recorded.iter().filter(|known| *known == n).count(), 1, "{n} was committed");
        }
        assert!(rolled_back.iter().all(|n| !recorded.contains(n)), "a rollback leaves no trace");
        let positions = simulation.numbers("SELECT position FROM domain_events ORDER BY position");
        assert_eq!(positions, (1..=recorded.len() as i64).collect::<Vec<_>>(), "positions are dense");
        let received = lock(&received).clone();
        assert!(received.values().all(|&times| times == 1), "{received:?}");
        assert!(received.keys().all(|n| recorded.contains(&(*n as i64))), "only what was recorded is published");
        Run { recorded, received, elapsed: simulation.elapsed() }
    })
}

#[test]
fn a_committed_event_is_in_the_history_once_and_delivered_at_most_once() {
    for seed in 0..300 {
        let run = std::panic::catch_unwind(|| run(seed));
        assert!(run.is_ok(), "seed {seed}");
    }
}

#[test]
fn the_same_seed_gives_the_same_run() {
    for seed in 0..20 {
        assert_eq!(run(seed), run(seed), "seed {seed}");
    }
}

#[test]
fn without_misfortunes_a_committed_event_is_delivered_once() {
    simulate(1, async |simulation| {
        let received = Received::default();
        let (process, bus, publishers) = start(&simulation, &received).await;
        for n in 0..5 {
            let mut transaction = process.begin();
            publishers.fsal.record_in(&mut transaction, read(n)).await.expect("the simulated transaction takes it");
            transaction.commit().await.expect("nothing goes wrong");
        }
        let all = async {
            while lock(&received).len() < 5 {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        timeout(LONG, all).await.expect("everything is delivered");
        bus.shutdown(LONG).await;
        let sequences = simulation.numbers("SELECT sequence FROM domain_events ORDER BY position");
        assert_eq!(sequences, [1, 2, 3, 4, 5], "the place in the bus's order is entered");
    });
}
