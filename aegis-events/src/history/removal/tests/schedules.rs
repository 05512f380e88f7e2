//! Random schedules: two processes record and remove while the database fails. Only expired or erased events go, each gap is explained, and no
//! position is assigned twice.

use std::time::Duration;

use chrono::TimeDelta;
use tokio::time::sleep;

use super::{LONG, execution, read, volume, within};
use crate::bus::EventBus;
use crate::history::Removed;
use crate::history::simulation::domain::score::Scored;
use crate::history::simulation::domain::volume::{VolumeCreated, VolumeDeleted};
use crate::history::simulation::domain::{Publishers, TestEvent};
use crate::history::simulation::{Chaos, Process, Simulation, simulate};
use crate::types::Timestamp;

/// The number of keys to erase.
const EXECUTIONS: u128 = 4;

/// The result of a run, to compare two runs of the same seed.
#[derive(Debug, PartialEq)]
struct Run {
    assigned: Vec<i64>,
    removed_by_retention: u64,
    erased: u64,
    elapsed: Duration,
}

/// A process that publishes, records and removes.
struct Member {
    process: Process,
    bus: EventBus<TestEvent>,
    publishers: Publishers,
}

impl Member {
    async fn start(simulation: &Simulation) -> Self {
        let process = simulation.process().await;
        let (bus, publishers) = process.bus();
        process.history.record(&bus);
        Self { process, bus, publishers }
    }

    fn publish(&self, simulation: &Simulation, n: &mut u64) {
        for _ in 0..simulation.choose(|rng| rng.u32(..20)) {
            *n += 1;
            let (kind, number) = simulation.choose(|rng| (rng.u32(..4), rng.u128(1..=EXECUTIONS)));
            let (execution_id, volume_id) = (execution(number), volume(1));
            let published = match kind {
                0 => self.publishers.judge.publish(Scored { execution_id, score: 0.5, parts: Vec::new() }),
                1 => self.publishers.volume_manager.publish(VolumeDeleted { volume_id }),
                2 => {
                    let created_at = Timestamp::UNIX_EPOCH;
                    self.publishers.volume_manager.publish(VolumeCreated { volume_id, execution_id, created_at })
                }
                _ => self.publishers.fsal.publish(read(number, *n)),
            };
            published.expect("there is room");
        }
    }

    /// Erases the events of a key, or applies retention; `None` if it failed.
    async fn remove(&self, erased: Option<u128>) -> Option<Removed> {
        match erased {
            None => self.process.history.apply_retention().await.ok().map(|report| report.removed),
            Some(number) => self.process.history.erase(execution(number)).await.ok().map(|report| report.removed),
        }
    }
}

/// Records insertions and deletions with triggers of the database.
fn watch(simulation: &Simulation) {
    simulation.sql("CREATE TABLE assigned (position INTEGER PRIMARY KEY, event_id TEXT)");
    simulation.sql("CREATE TABLE gone (event_type TEXT, created_at TEXT, execution_id TEXT)");
    simulation.sql(
        "CREATE TRIGGER comes AFTER INSERT ON domain_events \
         BEGIN INSERT INTO assigned VALUES (NEW.position, NEW.event_id); END",
    );
    simulation.sql(
        "CREATE TRIGGER goes AFTER DELETE ON domain_events \
         BEGIN INSERT INTO gone VALUES (OLD.event_type, OLD.created_at, OLD.execution_id); END",
    );
    simulation.sql(
        "CREATE TRIGGER moves BEFORE UPDATE OF position ON domain_events \
         BEGIN SELECT RAISE(ABORT, 'positions never change'); END",
    );
}

/// Events that were removed since the last call, but neither expired by the fastest clock nor erased.
fn wrongly_removed(simulation: &Simulation, ahead: TimeDelta, erased: Option<u128>) -> Vec<i64> {
    let now = simulation.now() + ahead;
    let text = |age: i64| format!("{}", (now - TimeDelta::days(age)).format("%Y-%m-%dT%H:%M:%S%.6fZ"));
    let erased = erased.map_or("none".into(), |number| execution(number).0.to_string());
    let wrong = simulation.numbers(&format!(
        "SELECT rowid FROM gone WHERE execution_id IS NOT '{erased}' \
         AND NOT (event_type IN ('Scored', 'VolumeDeleted') AND created_at < '{}') \
         AND NOT (event_type = 'VolumeCreated' AND created_at < '{}')",
        text(7),
        text(30)
    ));
    simulation.sql("DELETE FROM gone");
    wrong
}

fn run(seed: u64, chaos: Chaos) -> Run {
    simulate(seed, async |simulation| {
        let members = [Member::start(&simulation).await, Member::start(&simulation).await];
        watch(&simulation);
        simulation.set_chaos(chaos);
        let (mut ahead, mut n) = (TimeDelta::zero(), 0);
        for _ in 0..10 {
            // Never by whole days, which is the offset between the clocks of two buses: they would create the same ids.
            ahead += TimeDelta::seconds(simulation.choose(|rng| rng.i64(0..1_000_000)));
            for member in &members {
                member.process.skew(ahead);
                member.publish(&simulation, &mut n);
            }
            sleep(Duration::from_millis(simulation.choose(|rng| rng.u64(..100)))).await;
            let erased = simulation.choose(|rng| (rng.u32(..3) == 0).then(|| rng.u128(1..=EXECUTIONS)));
            let removed = if simulation.choose(|rng| rng.bool()) {
                // Both at the same time, and the recorders too.
                let (_, _) = tokio::join!(members[0].remove(erased), members[1].remove(None));
                None
            } else {
                members[0].remove(erased).await
            };
            if let Some(removed) = removed {
                assert_eq!(simulation.numbers("SELECT count(*) FROM gone"), [removed.total() as i64], "{removed:?}");
            }
            assert_eq!(wrongly_removed(&simulation, ahead, erased), Vec::<i64>::new());
            simulation.set_chaos(Chaos::CALM);
            let gaps = members[1].process.history.gaps().await.expect("the database answers");
            simulation.set_chaos(chaos);
            assert!(gaps.is_sound(), "{gaps:?}");
            assert_eq!(gaps.last_position, gaps.present + gaps.removed_by_retention + gaps.erased);
        }
        for member in &members {
            assert!(within(member.bus.shutdown(LONG)).await.is_drained());
        }
        let assigned = simulation.numbers("SELECT position FROM assigned ORDER BY position");
        assert_eq!(assigned, (1..=assigned.len() as i64).collect::<Vec<_>>(), "assigned once, without gaps");
        let moved = "SELECT count(*) FROM domain_events AS event \
                     WHERE NOT EXISTS (SELECT 1 FROM assigned WHERE assigned.position = event.position \
                       AND assigned.event_id = event.event_id)";
        assert_eq!(simulation.numbers(moved), [0]);
        assert_eq!(
            simulation.numbers("SELECT count(DISTINCT event_id) FROM assigned"),
            [n as i64],
            "all were recorded"
        );
        simulation.set_chaos(Chaos::CALM);
        let gaps = members[0].process.history.gaps().await.expect("the database answers");
        Run {
            assigned,
            removed_by_retention: gaps.removed_by_retention,
            erased: gaps.erased,
            elapsed: simulation.elapsed(),
        }
    })
}

#[test]
fn only_expired_or_erased_events_go_and_gaps_are_explained() {
    let mut runs = Vec::new();
    for seed in 0..120 {
        let chaos = if seed % 3 == 0 { Chaos::SLOW } else { Chaos::ROUGH };
        let run = std::panic::catch_unwind(|| run(seed, chaos));
        assert!(run.is_ok(), "seed {seed}");
        runs.extend(run);
    }
    // The schedules cover what they are meant to.
    assert!(runs.iter().map(|run| run.removed_by_retention).sum::<u64>() > 40 * runs.len() as u64);
    assert!(runs.iter().map(|run| run.erased).sum::<u64>() > 10 * runs.len() as u64);
}

#[test]
fn the_same_seed_gives_the_same_run() {
    for seed in 0..8 {
        assert_eq!(run(seed, Chaos::ROUGH), run(seed, Chaos::ROUGH), "seed {seed}");
    }
}
