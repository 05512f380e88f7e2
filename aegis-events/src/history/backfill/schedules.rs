//! Random schedules of slow readers and a failing database: a backfilled stream equals the published events.

use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use super::error::BackfillError;
use super::stats::BackfillStats;
use super::subscription::BackfilledSubscription;
use super::tests::{read, written};

use crate::bus::{BusConfig, Clock, EventBus};
use crate::event::{Domain, Filter};
use crate::history::simulation::domain::storage::FileRead;
use crate::history::simulation::domain::volume::VolumeDeleted;
use crate::history::simulation::domain::{ExecutionId, Publishers, StorageEvent, TestEvent, VolumeId};
use crate::history::simulation::{Chaos, Process, Simulation, simulate};
use crate::types::Uuid;

/// Far longer than any back-off and stall.
const LONG: Duration = Duration::from_secs(3_600);

/// A sequence and its event, or `None` if it is a dead letter.
type Given = (u64, Option<TestEvent>);

/// What one reader received.
#[derive(Debug, PartialEq)]
struct Reading {
    given: Vec<Given>,
    stats: BackfillStats,
}

/// The result of a run, to compare two runs of the same seed.
#[derive(Debug, PartialEq)]
struct Run {
    readings: Vec<Reading>,
    elapsed: Duration,
}

fn bus(capacity: usize) -> (EventBus<TestEvent>, Publishers) {
    let config = BusConfig::default().with_capacity(capacity).expect("any ring of at least one event");
    let mut config = config.fixed(Clock::Fixed(Arc::new(AtomicI64::new(1_767_225_600_000_000))));
    config.bus_id = Some(Uuid::from_u128(1));
    EventBus::new(config)
}

/// Reads to the end, with random pauses, and with timeouts that are often shorter than the database needs.
fn reader<F: Filter<Domain = TestEvent>>(
    simulation: &Simulation,
    mut backfilled: BackfilledSubscription<F>,
) -> JoinHandle<Reading> {
    let simulation = simulation.clone();
    tokio::spawn(async move {
        let mut given = Vec::new();
        loop {
            let (pause_ms, timeout_ms) = simulation.choose(|rng| (rng.u64(..30), rng.u64(1..200)));
            if simulation.choose(|rng| rng.u32(..3) == 0) {
                sleep(Duration::from_millis(pause_ms)).await;
            }
            match timeout(Duration::from_millis(timeout_ms), backfilled.next()).await {
                Err(_) => {}
                Ok(None) => return Reading { given, stats: backfilled.stats() },
                Ok(Some(Ok(event))) => given.push((event.sequence().get(), Some(event.envelope().event().clone()))),
                Ok(Some(Err(BackfillError::DeadLetter { sequence, .. }))) => given.push((sequence.get(), None)),
                Ok(Some(Err(error))) => panic!("{error}"),
            }
        }
    })
}

/// Publishes some events, on the bus and through the outbox.
async fn burst(simulation: &Simulation, process: &Process, publishers: &Publishers, n: &mut u64) {
    for _ in 0..simulation.choose(|rng| rng.u32(1..25)) {
        *n += 1;
        let (execution, choice) = simulation.choose(|rng| (rng.u128(1..4), rng.u32(..10)));
        match choice {
            0..6 => drop(publishers.fsal.publish_wait(read(execution, *n)).await),
            6..8 => drop(publishers.fsal.publish_wait(written(execution, *n)).await),
            8 => {
                let volume_id = VolumeId(Uuid::from_u128(u128::from(*n)));
                drop(publishers.volume_manager.publish_wait(VolumeDeleted { volume_id }).await);
            }
            _ => {
                let mut transaction = process.begin();
                let outboxed = publishers.fsal.record_in(&mut transaction, read(execution, *n)).await;
                outboxed.expect("the simulated transaction takes it");
                drop(transaction.commit().await);
            }
        }
    }
}

fn refuse_sevens(simulation: &Simulation) {
    simulation.sql(
        "CREATE TRIGGER refuse BEFORE INSERT ON domain_events WHEN json_extract(NEW.event_data, '$.n') % 7 = 0 \
         BEGIN SELECT RAISE(ABORT, 'no sevens'); END",
    );
}

/// Another process, which retries the dead letters at random times.
fn retry_dead_letters(simulation: &Simulation, process: Process) -> JoinHandle<()> {
    let simulation = simulation.clone();
    tokio::spawn(async move {
        loop {
            sleep(Duration::from_millis(simulation.choose(|rng| rng.u64(..600)))).await;
            simulation.sql("DROP TRIGGER refuse");
            // A failure is repeated in the next round.
            drop(process.history.retry_all_dead_letters().await);
            refuse_sevens(&simulation);
        }
    })
}

/// Publishes at random to slow readers, with a database that fails, stalls, and refuses every seventh number.
fn run(seed: u64, chaos: Chaos, retries: bool) -> Run {
    simulate(seed, async |simulation| {
        let process = simulation.process().await;
        let history = &process.history;
        refuse_sevens(&simulation);
        let requeue = if retries { Some(retry_dead_letters(&simulation, simulation.process().await)) } else { None };
        let (bus, publishers) = bus(simulation.choose(|rng| rng.usize(1..9)));
        let recorder = history.record(&bus);
        let mut published = bus.subscription::<TestEvent>().lossless().unlimited_queue().subscribe();
        let first = ExecutionId(Uuid::from_u128(1));
        let readers = [
            reader(&simulation, bus.subscription::<TestEvent>().backfilled_from(history)),
            reader(&simulation, bus.subscription::<StorageEvent>().backfilled_from(history)),
            reader(&simulation, bus.subscription::<FileRead>().only(first).backfilled_from(history)),
            reader(&simulation, bus.subscription::<StorageEvent>().only(first).backfilled_from(history)),
        ];
        simulation.set_chaos(chaos);
        let mut n = 0;
        for _ in 0..8 {
            burst(&simulation, &process, &publishers, &mut n).await;
            sleep(Duration::from_millis(simulation.choose(|rng| rng.u64(..300)))).await;
        }
        let relayed = async {
            while simulation.numbers("SELECT count(*) FROM event_outbox") != [0] {
                sleep(Duration::from_millis(100)).await;
            }
        };
        timeout(LONG, relayed).await.expect("everything is relayed");
        // The relay publishes after it has moved an event: the last ones may be published after this, or not at all.
        bus.close();
        let mut readings = Vec::new();
        for reader in readers {
            readings.push(timeout(LONG, reader).await.expect("readers reach the end").expect("readers do not panic"));
        }
        timeout(LONG, recorder.ended()).await.expect("the recorder reaches the end");
        requeue.iter().for_each(JoinHandle::abort);

        let mut all = Vec::new();
        while let Ok(event) = published.try_recv() {
            all.push((event.sequence().get(), event.envelope().event().clone()));
        }
        let wants: [&dyn Fn(&TestEvent) -> bool; 4] = [
            &|_| true,
            &|event| event.family() == "Storage",
            &|event| event.event_type() == "FileRead" && event.execution_id() == Some(first),
            &|event| event.family() == "Storage" && event.execution_id() == Some(first),
        ];
        let dead_letters = simulation.numbers("SELECT sequence FROM event_dead_letters WHERE sequence IS NOT NULL");
        for (reading, wants) in readings.iter().zip(wants) {
            let wanted = all.iter().filter(|(_, event)| wants(event));
            let sequences: Vec<_> = wanted.clone().map(|(sequence, _)| *sequence).collect();
            let given: Vec<_> = reading.given.iter().map(|(sequence, _)| *sequence).collect();
            assert_eq!(given, sequences, "no duplicate, no gap, one order");
            for ((sequence, given), (_, event)) in reading.given.iter().zip(wanted) {
                match given {
                    Some(given) => assert_eq!(given, event),
                    None if retries => {}
                    None => assert!(dead_letters.contains(&(*sequence as i64)), "{sequence} is in the history"),
                }
            }
        }
        Run { readings, elapsed: simulation.elapsed() }
    })
}

fn total(runs: &[Run], number: impl Fn(&BackfillStats) -> u64) -> u64 {
    runs.iter().flat_map(|run| &run.readings).map(|reading| number(&reading.stats)).sum()
}

#[test]
fn a_backfilled_stream_equals_the_published_events() {
    let mut runs = Vec::new();
    for seed in 0..400 {
        let chaos = [Chaos::CALM, Chaos::SLOW, Chaos::ROUGH][seed as usize % 3];
        let run = std::panic::catch_unwind(|| run(seed, chaos, false));
        assert!(run.is_ok(), "seed {seed}");
        runs.extend(run);
    }
    // The schedules cover what they are meant to.
    assert_eq!(TestEvent::catalog().name(), "test");
    let readers = 4 * runs.len() as u64;
    assert!(total(&runs, |stats| stats.gaps) > 2 * readers, "most readers lag more than once");
    assert!(total(&runs, |stats| stats.backfilled) > 10 * readers);
    assert!(total(&runs, |stats| stats.dead_letters) > readers / 2);
    assert!(total(&runs, |stats| stats.retries) > 100);
    assert_eq!(total(&runs, |stats| stats.missing + stats.unreadable), 0);
}

#[test]
fn dead_letters_retried_during_the_backfill_are_never_missing() {
    let mut runs = Vec::new();
    for seed in 0..120 {
        let chaos = [Chaos::SLOW, Chaos::ROUGH][seed as usize % 2];
        let run = std::panic::catch_unwind(|| run(seed, chaos, true));
        assert!(run.is_ok(), "seed {seed}");
        runs.extend(run);
    }
    assert!(total(&runs, |stats| stats.backfilled) > 10 * runs.len() as u64);
    let dead_letters = total(&runs, |stats| stats.dead_letters);
    assert!(dead_letters > 10, "some are read before their retry: {dead_letters}");
    assert_eq!(total(&runs, |stats| stats.missing + stats.unreadable), 0);
}

#[test]
fn the_same_seed_gives_the_same_run() {
    for seed in 0..20 {
        assert_eq!(run(seed, Chaos::ROUGH, false), run(seed, Chaos::ROUGH, false), "seed {seed}");
    }
}
