//! Simulations of the outbox: a committed event is recorded once and delivered at most once, whatever fails before its relay.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::time::timeout;

use super::domain::storage::FileRead;
use super::domain::{ExecutionId, Publishers, TestEvent, VolumeId};
use super::{Chaos, Process, Simulation, lock, simulate};
use crate::bus::EventBus;
use crate::types::Uuid;

/// Far longer than any back-off.
const LONG: Duration = Duration::from_secs(600);

/// How often each number was received by live subscribers in all processes.
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
    bus.subscription::<FileRead>().lossless().run(move |event| {
        *lock(&received).entry(event.n).or_default() += 1;
        async {}
    });
    (process, bus, publishers)
}

/// The result of a run, to compare two runs of the same seed.
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
            if simulation.choose(|rng| rng.u32(..4)) == 0 {
                rolled_back.push(n as i64);
                drop(transaction);
            } else if transaction.commit().await.is_ok() {
                committed.push(n as i64);
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
fn a_committed_event_is_recorded_and_delivered_at_most_once() {
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

/// Puts an event into the outbox and commits it.
async fn commit(process: &Process, publishers: &Publishers, n: u64) {
    let mut transaction = process.begin();
    publishers.fsal.record_in(&mut transaction, read(n)).await.expect("the simulated transaction takes it");
    transaction.commit().await.expect("the database answers");
}

#[test]
fn processes_that_share_a_node_deliver_their_own_events() {
    simulate(2, async |simulation| {
        let (ours, theirs) = (Received::default(), Received::default());
        let (here, _bus, publishers) = start(&simulation, &ours).await;
        let (there, _other_bus, their_publishers) = start(&simulation, &theirs).await;
        for n in 0..10 {
            commit(&here, &publishers, n).await;
            commit(&there, &their_publishers, 100 + n).await;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert_eq!(lock(&ours).keys().copied().collect::<Vec<_>>(), (0..10).collect::<Vec<_>>());
        assert_eq!(lock(&theirs).keys().copied().collect::<Vec<_>>(), (100..110).collect::<Vec<_>>());

        // A process stops right after its commit: the other one waits a while, and then delivers the event.
        there.freeze();
        commit(&here, &their_publishers, 200).await;
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert!(!lock(&ours).contains_key(&200), "the process may still deliver it");
        tokio::time::sleep(Duration::from_secs(2)).await;
        assert_eq!(lock(&ours).get(&200), Some(&1));
    });
}

#[test]
fn two_successors_deliver_each_event_once() {
    const EVENTS: u64 = 30;
    for seed in 0..20 {
        simulate(seed, async |simulation| {
            let (of_the_dead, one, other) = (Received::default(), Received::default(), Received::default());
            let (dead, _bus, publishers) = start(&simulation, &of_the_dead).await;
            let (first, _first_bus, _) = start(&simulation, &one).await;
            let (_second, _second_bus, _) = start(&simulation, &other).await;
            dead.freeze();
            for n in 0..EVENTS {
                commit(&first, &publishers, n).await;
            }
            // Both successors read the rows before either moves them.
            simulation.set_chaos(Chaos::SLOW);
            tokio::time::sleep(Duration::from_secs(10)).await;
            let times = |received: &Received, n| lock(received).get(&n).copied().unwrap_or(0);
            let delivered: Vec<_> = (0..EVENTS).map(|n| times(&one, n) + times(&other, n)).collect();
            assert_eq!(delivered, vec![1; EVENTS as usize], "seed {seed}");
        });
    }
}

#[test]
fn outbox_relayed_waits_until_all_events_are_published() {
    simulate(3, async |simulation| {
        let process = simulation.process().await;
        let (bus, publishers) = process.bus();
        let recorder = process.history.record(&bus);
        let mut events = bus.subscription::<FileRead>().lossless().subscribe();
        simulation.set_chaos(Chaos::SLOW);
        for n in 0..50 {
            commit(&process, &publishers, n).await;
        }
        assert_eq!(timeout(LONG, recorder.outbox_relayed()).await, Ok(Ok(())));
        assert_eq!(simulation.numbers("SELECT count(*) FROM event_outbox"), [0]);
        let received: Vec<_> = std::iter::from_fn(|| events.try_recv().ok()).map(|event| event.n).collect();
        assert_eq!(received, (0..50).collect::<Vec<_>>());
        assert_eq!((recorder.state().relayed, recorder.state().last_position.get()), (50, 50));
        bus.shutdown(LONG).await;
        assert_eq!(timeout(LONG, recorder.outbox_relayed()).await, Ok(Err(crate::Ended)));
    });
}
