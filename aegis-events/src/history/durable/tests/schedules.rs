//! Random schedules of failures, stalls, freezes and deaths: exactly the selected events are handled or parked, in order.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use tokio::time::sleep;

use super::watch::{Call, Member, Watch, head_and_cursor, is_hopeless};
use super::{LONG, NAME, execution, read, recording, within, written};
use crate::event::Filter;
use crate::history::History;
use crate::history::durable::{DurableBuilder, RetryPolicy};
use crate::history::simulation::domain::storage::FileRead;
use crate::history::simulation::domain::volume::VolumeDeleted;
use crate::history::simulation::domain::{Publishers, StorageEvent, TestEvent, VolumeId};
use crate::history::simulation::{Chaos, Process, Simulation, simulate};
use crate::types::Uuid;

const LEASE: Duration = Duration::from_secs(2);
/// Every tenth call takes as long as the lease or longer.
const STALLING: Chaos = Chaos { stall_one_in: 10, longest_stall: Duration::from_secs(4), ..Chaos::ROUGH };
/// Steps of a schedule.
const STEPS: u32 = 30;

/// The result of a run, to compare two runs of the same seed.
#[derive(Debug, PartialEq)]
struct Run {
    calls: Vec<Call>,
    tenures: Vec<i64>,
    parked: usize,
    elapsed: Duration,
}

/// One run: processes that share a name, and a process that publishes.
struct Schedule<F: Filter, M: Fn(&History<TestEvent>) -> DurableBuilder<F>> {
    simulation: Simulation,
    publisher: Process,
    publishers: Publishers,
    watch: Arc<Watch>,
    durable: M,
    clocks_agree: bool,
    members: Vec<(Process, Member)>,
    begun: usize,
    published: u64,
    undecodable: BTreeSet<i64>,
}

impl<F: Filter<Domain = TestEvent>, M: Fn(&History<TestEvent>) -> DurableBuilder<F>> Schedule<F, M> {
    /// Starts one more process with the name.
    async fn begin(&mut self) {
        let process = self.simulation.process().await;
        if !self.clocks_agree {
            process.skew(TimeDelta::milliseconds(self.simulation.choose(|rng| rng.i64(-4_000..4_000))));
        }
        self.begun += 1;
        let member = Member::new(self.begun, &process);
        let policy = RetryPolicy::default()
            .attempts(3)
            .first_wait(Duration::from_millis(50))
            .longest_wait(Duration::from_secs(1));
        loop {
            let durable = (self.durable)(&process.history).held_by(member.name()).lease(LEASE).retry(policy);
            if let Ok(handle) = durable.run(self.watch.handler(&member)).await {
                member.started(handle);
                break;
            }
        }
        self.members.push((process, member));
    }

    /// Publishes some events, on the bus and through the outbox.
    async fn publish(&mut self) {
        for _ in 0..self.simulation.choose(|rng| rng.u32(1..8)) {
            self.published += 1;
            let n = self.published;
            let (execution_number, choice) = self.simulation.choose(|rng| (rng.u128(1..3), rng.u32(..10)));
            match choice {
                0..5 => drop(self.publishers.fsal.publish_wait(read(execution_number, n)).await),
                5..7 => drop(self.publishers.fsal.publish_wait(written(execution_number, n)).await),
                7 => {
                    let volume_id = VolumeId(Uuid::from_u128(u128::from(n)));
                    drop(self.publishers.volume_manager.publish_wait(VolumeDeleted { volume_id }).await);
                }
                _ => {
                    let mut transaction = self.publisher.begin();
                    let put = self.publishers.fsal.record_in(&mut transaction, read(execution_number, n)).await;
                    put.expect("the simulated transaction takes it");
                    drop(transaction.commit().await);
                }
            }
        }
    }

    /// Inserts a row that is not an event of the catalog.
    fn insert(&mut self) {
        let first = Some(execution(1).0);
        let choice = self.simulation.choose(|rng| rng.u32(..3));
        let position = match choice {
            0 => self.simulation.insert(("Storage", "FileRead"), r#"{"n": "one"}"#, first),
            1 => self.simulation.insert(("Storage", "FileShredded"), "{}", first),
            _ => self.simulation.insert(("Gone", "Away"), "{}", None),
        };
        self.undecodable.insert(position as i64);
    }

    /// Requests a retry of a parked event. This may fail.
    async fn retry(&self) {
        let parked = self.simulation.numbers("SELECT position FROM event_parked ORDER BY position");
        if self.clocks_agree && !parked.is_empty() {
            let position = parked[self.simulation.choose(|rng| rng.usize(..parked.len()))];
            drop(self.publisher.history.retry_parked(NAME, position as u64).await);
        }
    }

    async fn step(&mut self) {
        let (choice, at) = self.simulation.choose(|rng| (rng.u32(..12), rng.usize(..self.members.len())));
        match choice {
            0..6 => self.publish().await,
            6 => self.insert(),
            7 => self.retry().await,
            8 => {
                self.members.remove(at).0.kill();
                self.begin().await;
            }
            9 | 10 => self.members[at].0.freeze(),
            _ => self.members.iter().for_each(|(process, _)| process.thaw()),
        }
        let pause_ms = self.simulation.choose(|rng| if rng.u32(..5) == 0 { rng.u64(..4_000) } else { rng.u64(..300) });
        sleep(Duration::from_millis(pause_ms)).await;
    }

    /// Waits until all events are handled or parked.
    async fn settle(&self) {
        let all = async {
            loop {
                let (head, cursor) = head_and_cursor(&self.simulation);
                let left = "SELECT (SELECT count(*) FROM event_outbox) \
                            + (SELECT count(*) FROM event_parked WHERE retry_at IS NOT NULL)";
                if head == cursor && self.simulation.numbers(left) == [0] {
                    return;
                }
                sleep(Duration::from_millis(100)).await;
            }
        };
        within(all).await;
    }
}

fn run<F: Filter<Domain = TestEvent>>(
    seed: u64,
    clocks_agree: bool,
    wants: &str,
    durable: impl Fn(&History<TestEvent>) -> DurableBuilder<F>,
) -> Run {
    simulate(seed, async |simulation| {
        let (publisher, bus, publishers) = recording(&simulation).await;
        let watch = Watch::new(&simulation, wants, clocks_agree);
        let mut schedule = Schedule {
            simulation: simulation.clone(),
            publisher,
            publishers,
            watch: Arc::clone(&watch),
            durable,
            clocks_agree,
            members: Vec::new(),
            begun: 0,
            published: 0,
            undecodable: BTreeSet::new(),
        };
        simulation.set_chaos(if seed % 8 < 4 { Chaos::ROUGH } else { STALLING });
        for _ in 0..simulation.choose(|rng| rng.u32(2..4)) {
            schedule.begin().await;
        }
        for _ in 0..STEPS {
            schedule.step().await;
        }
        simulation.set_chaos(Chaos::SLOW);
        schedule.members.iter().for_each(|(process, _)| process.thaw());
        schedule.settle().await;
        bus.shutdown(LONG).await;
        schedule.settle().await;
        for (_, member) in &schedule.members {
            member.stop().await;
        }

        let calls = watch.calls().expect("no claim was violated");
        let all = |sql: &str| simulation.numbers(sql).into_iter().collect::<BTreeSet<_>>();
        let wanted = all(&format!("SELECT position FROM domain_events WHERE {wants}"));
        let (handled, parked) = (all("SELECT position FROM handled"), all("SELECT position FROM event_parked"));
        let done: BTreeSet<_> = handled.union(&parked).copied().collect();
        assert_eq!(done, wanted, "handled + parked = recorded and wanted");
        let hopeless = wanted.iter().filter(|&&position| is_hopeless(position as u64));
        assert!(hopeless.chain(schedule.undecodable.intersection(&wanted)).all(|position| parked.contains(position)));
        assert!(schedule.undecodable.is_disjoint(&handled), "a handler never sees what is no event");
        let cursors = schedule.publisher.history.cursors().await.expect("the database answers");
        assert_eq!((cursors[0].behind, cursors[0].parked), (0, parked.len() as u64));
        let holds = |member: &Member| cursors[0].holder.as_ref().is_some_and(|holder| member.is(holder));
        assert!(!schedule.members.iter().any(|(_, member)| holds(member)), "a stop releases the lease");
        Run {
            calls,
            tenures: simulation.numbers("SELECT begins_behind FROM tenures ORDER BY epoch"),
            parked: parked.len(),
            elapsed: simulation.elapsed(),
        }
    })
}

/// A run with one of four filters.
fn run_one(seed: u64, clocks_agree: bool) -> Run {
    let first = execution(1);
    match seed % 4 {
        0 => run(seed, clocks_agree, "true", |history| history.durable::<TestEvent>(NAME)),
        1 => run(seed, clocks_agree, "family = 'Storage'", |history| history.durable::<StorageEvent>(NAME)),
        2 => {
            let wants = "family = 'Storage' AND event_type = 'FileRead'";
            run(seed, clocks_agree, wants, |history| history.durable::<FileRead>(NAME))
        }
        _ => {
            let wants = format!("family = 'Storage' AND execution_id = '{}'", first.0);
            run(seed, clocks_agree, &wants, |history| history.durable::<StorageEvent>(NAME).only(first))
        }
    }
}

fn run_all(seeds: std::ops::Range<u64>, clocks_agree: bool) -> Vec<Run> {
    let mut runs = Vec::new();
    for seed in seeds {
        let run = std::panic::catch_unwind(|| run_one(seed, clocks_agree));
        assert!(run.is_ok(), "seed {seed}");
        runs.extend(run);
    }
    runs
}

#[test]
fn selected_events_are_handled_or_parked_in_order() {
    let runs = run_all(0..240, true);
    // The schedules cover what they are meant to.
    let total = |number: fn(&Run) -> usize| runs.iter().map(number).sum::<usize>();
    assert!(total(|run| run.tenures.len()) > 4 * runs.len(), "the holder changes often");
    assert!(total(|run| run.parked) > 4 * runs.len());
    assert!(total(|run| run.calls.len()) > 30 * runs.len());
}

#[test]
fn the_cursor_skips_nothing_even_if_clocks_differ() {
    let runs = run_all(1_000..1_060, false);
    assert!(runs.iter().map(|run| run.tenures.len()).sum::<usize>() > 4 * runs.len());
}

#[test]
fn the_same_seed_gives_the_same_run() {
    for seed in 0..12 {
        assert_eq!(run_one(seed, true), run_one(seed, true), "seed {seed}");
    }
}
