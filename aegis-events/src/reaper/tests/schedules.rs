//! Random schedules: whatever fails, stalls, freezes or dies, and however many processes try, a volume expires once if its time was up, and
//! never if it was deleted before, is persistent, or has time left.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::time::sleep;

use super::{HOUR, Host, LEASE, ephemeral, expired, host, simulate};
use crate::domain::StorageClass;
use crate::domain::volume::{VolumeCreated, VolumeExpired};
use crate::history::simulation::{Chaos, Simulation};
use crate::reaper::ReaperHandle;

/// Steps of a schedule.
const STEPS: u32 = 30;
/// More than the longest TTL, and than every back-off.
const LONG: Duration = Duration::from_secs(150);

/// What a volume is to come to.
#[derive(Debug, Clone, Copy)]
struct Fate {
    /// When it is due, in seconds of the simulation; `None` for never.
    due: Option<i64>,
    /// When its deletion was known to be in the history.
    deleted: Option<i64>,
}

/// What one run gave, to compare two of the same seed.
#[derive(Debug, PartialEq)]
struct Run {
    expired: Vec<(u128, i64)>,
    hooks: usize,
    elapsed: Duration,
}

struct Schedule {
    simulation: Simulation,
    manager: Host,
    hosts: Vec<(Arc<Host>, Option<ReaperHandle>)>,
    volumes: BTreeMap<u128, Fate>,
    hooks: Arc<AtomicUsize>,
    /// No process is frozen any more.
    is_over: Arc<AtomicBool>,
}

impl Schedule {
    async fn begin(&mut self) {
        let host = Arc::new(host(&self.simulation).await);
        // The worst moment: the event is on its way to the history, and another process takes over and finds that it is not there.
        let (process, world, is_over) = (Arc::downgrade(&host), self.simulation.clone(), self.is_over.clone());
        host.bus.run::<VolumeExpired>("Misfortune", move |_| {
            let freezes = world.choose(|rng| rng.u32(..4)) == 0 && !is_over.load(Ordering::Relaxed);
            if let Some(host) = process.upgrade().filter(|_| freezes) {
                host.process.freeze();
            }
            async {}
        });
        loop {
            let (life, hooks, world) = (host.process.life(), self.hooks.clone(), self.simulation.clone());
            let reaper = host.reaper().on_expired(move |_| {
                hooks.fetch_add(1, Ordering::Relaxed);
                let (life, world) = (life.clone(), world.clone());
                async move {
                    let (ms, fails) = world.choose(|rng| (rng.u64(..1_000), rng.u32(..5) == 0));
                    sleep(Duration::from_millis(ms)).await;
                    life.goes_on().await;
                    if fails { Err("it is in use") } else { Ok(()) }
                }
            });
            if let Ok(handle) = reaper.run(&host.process.history).await {
                self.hosts.push((Arc::clone(&host), Some(handle)));
                return;
            }
        }
    }

    fn seconds(&self) -> i64 {
        self.simulation.elapsed().as_secs() as i64
    }

    async fn create(&mut self) {
        let n = self.volumes.len() as u128 + 1;
        let (ttl_hours, kind, age) = self.simulation.choose(|rng| (rng.u32(1..6), rng.u32(..8), rng.i64(0..60)));
        let now = self.simulation.now();
        let created_at = if kind == 3 { now - chrono::TimeDelta::seconds(age) } else { now };
        let begun = now - self.simulation.elapsed();
        let mut created = ephemeral(n, ttl_hours, created_at);
        let due = (created_at + HOUR * ttl_hours - begun).num_seconds();
        let mut due = Some(due);
        if kind == 0 {
            due = None;
            created = VolumeCreated { storage_class: StorageClass::Persistent, ..created };
        }
        self.volumes.insert(n, Fate { due, deleted: None });
        self.manager.publishers.volume_manager.publish_recorded(created).await.expect("the bus is open");
    }

    async fn delete(&mut self) {
        let n = self.simulation.choose(|rng| rng.u128(1..=self.volumes.len() as u128));
        let now = self.simulation.now();
        self.manager.delete(n, now).await;
        let seconds = self.seconds();
        if let Some(fate) = self.volumes.get_mut(&n) {
            fate.deleted.get_or_insert(seconds);
        }
    }

    async fn step(&mut self) {
        let (choice, at) = self.simulation.choose(|rng| (rng.u32(..16), rng.usize(..self.hosts.len())));
        match choice {
            0..5 => self.create().await,
            5..8 if !self.volumes.is_empty() => self.delete().await,
            8 | 9 => {
                self.hosts.remove(at).0.process.kill();
                self.begin().await;
            }
            10 => self.hosts[at].0.process.freeze(),
            11 | 12 => self.hosts.iter().for_each(|(host, _)| host.process.thaw()),
            13 => {
                // A clean end. Frozen processes do not end.
                self.hosts.iter().for_each(|(host, _)| host.process.thaw());
                if let Some(handle) = self.hosts[at].1.take() {
                    handle.stop().await;
                }
                self.hosts.remove(at);
                self.begin().await;
            }
            _ => {}
        }
        let pause = self.simulation.choose(|rng| match rng.u32(..3) {
            0 => Duration::from_millis(rng.u64(..300)),
            1 => Duration::from_millis(rng.u64(..3_000)),
            _ => Duration::from_millis(rng.u64(..15_000)),
        });
        sleep(pause).await;
    }
}

fn run(seed: u64) -> Run {
    simulate(seed, async |simulation| {
        let manager = host(&simulation).await;
        let mut schedule = Schedule {
            simulation: simulation.clone(),
            manager,
            hosts: Vec::new(),
            volumes: BTreeMap::new(),
            hooks: Arc::default(),
            is_over: Arc::default(),
        };
        simulation.set_chaos(Chaos::ROUGH);
        for _ in 0..simulation.choose(|rng| rng.u32(1..4)) {
            schedule.begin().await;
        }
        for _ in 0..STEPS {
            schedule.step().await;
        }
        schedule.is_over.store(true, Ordering::Relaxed);
        simulation.set_chaos(Chaos::SLOW);
        schedule.hosts.iter().for_each(|(host, _)| host.process.thaw());
        sleep(LONG + 10 * LEASE).await;

        let expired = expired(&simulation);
        let now = schedule.seconds();
        for (n, fate) in &schedule.volumes {
            let times: Vec<_> = expired.iter().filter(|(id, _)| id == n).map(|&(_, at)| at).collect();
            match (fate.due, fate.deleted) {
                (None, _) => assert_eq!(times, Vec::<i64>::new(), "volume {n} is persistent"),
                (Some(due), Some(deleted)) if deleted < due => {
                    assert_eq!(times, Vec::<i64>::new(), "volume {n}: {fate:?}")
                }
                (Some(due), _) if due < now - 20 => {
                    assert!(times.len() <= 1, "volume {n} expired {times:?}, {fate:?}");
                    assert!(times.iter().all(|&at| at >= due), "volume {n} expired {times:?}, {fate:?}");
                    assert!(!times.is_empty() || fate.deleted.is_some(), "volume {n} never expired, {fate:?}");
                }
                (Some(due), _) => panic!("volume {n} is due at {due}, beyond the end at {now}"),
            }
        }
        let hooks = schedule.hooks.load(Ordering::Relaxed);
        Run { expired, hooks, elapsed: simulation.elapsed() }
    })
}

#[test]
fn every_due_volume_expires_once_and_no_other() {
    let mut runs = Vec::new();
    for seed in 0..40 {
        let run = std::panic::catch_unwind(|| run(seed));
        assert!(run.is_ok(), "seed {seed}");
        runs.extend(run);
    }
    // The schedules are what they are meant to be.
    let expired: usize = runs.iter().map(|run| run.expired.len()).sum();
    let hooks: usize = runs.iter().map(|run| run.hooks).sum();
    assert!(expired > 4 * runs.len(), "{expired}");
    assert!(hooks > expired, "{hooks}");
}

#[test]
fn the_same_seed_gives_the_same_run() {
    for seed in 0..4 {
        assert_eq!(run(seed), run(seed), "seed {seed}");
    }
}
