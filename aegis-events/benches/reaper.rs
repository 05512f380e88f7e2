//! What pending volumes cost: memory, the start, registering, being idle, and ending all of them at once.
//!
//! SQLite in a separate file. An hour of a TTL lasts a millisecond where volumes are to fall due; memory is what the process's resident
//! set grows by while the table is read.

use std::fs;
use std::time::{Duration, Instant};

use aegis_events::domain::volume::VolumeCreated;
use aegis_events::domain::{DomainEvent, Publishers, StorageClass, VolumeId};
use aegis_events::history::{History, HistoryConfig};
use aegis_events::reaper::{ReaperConfig, TtlReaper};
use aegis_events::{BusConfig, EventBus};

const VOLUMES: usize = 100_000;
const DEADLINE: Duration = Duration::from_secs(600);

fn created(ttl_hours: u32) -> VolumeCreated {
    let volume_id = VolumeId::new();
    VolumeCreated {
        volume_id,
        execution_id: None,
        storage_class: StorageClass::Ephemeral,
        ttl_hours: Some(ttl_hours),
        remote_path: format!("/buckets/aegis/volumes/{volume_id}"),
        size_limit_bytes: 1 << 30,
        created_at: chrono::Utc::now(),
    }
}

async fn open(
    url: &str,
) -> Result<(History<DomainEvent>, EventBus<DomainEvent>, Publishers), Box<dyn std::error::Error>> {
    let history = History::open(HistoryConfig::new(url).with_migrate(true)).await?;
    let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
    history.record(&bus);
    Ok((history, bus, publishers))
}

/// The resident set, in bytes; 0 where the system does not say.
fn resident() -> usize {
    let pages = fs::read_to_string("/proc/self/statm").ok();
    let pages = pages.and_then(|text| text.split(' ').nth(1)?.parse::<usize>().ok());
    pages.unwrap_or(0) * 4_096
}

/// CPU time of this process, user and system, in clock ticks of 10 ms.
fn cpu() -> Duration {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks = stat.rsplit(") ").next().into_iter().flat_map(|rest| rest.split(' ').skip(11).take(2));
    Duration::from_millis(10 * ticks.filter_map(|ticks| ticks.parse::<u64>().ok()).sum::<u64>())
}

fn line(what: &str, took: Duration, each: &str) {
    let per = took.as_secs_f64() / VOLUMES as f64 * 1e6;
    println!("{what:<44} {:>9.1} ms {per:>9.2} µs {each}", took.as_secs_f64() * 1e3);
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let url = format!("sqlite:{}", folder.path().join("reaper.db").display());
    println!("{VOLUMES} volumes\n");

    let (history, bus, publishers) = open(&url).await?;
    let begun = Instant::now();
    for _ in 1..VOLUMES {
        publishers.volume_manager.publish_wait(created(1_000_000)).await?;
    }
    publishers.volume_manager.publish_recorded(created(1_000_000)).await?;
    line("recorded, without a reaper", begun.elapsed(), "a volume");

    // Once before, so that what the driver keeps does not count.
    let _ = history.events::<VolumeCreated>().limit(5_000).fetch_all().await?;
    let (before, begun) = (resident(), Instant::now());
    let reaper = TtlReaper::new(publishers.ttl_reaper.clone()).run(&history).await?;
    reaper.wait_for(|state| state.pending == VOLUMES).await;
    line("started: everything read from the history", begun.elapsed(), "a volume");
    let grown = resident().saturating_sub(before);
    println!("{:<44} {:>9.1} MB {:>9} bytes a volume", "memory", grown as f64 / 1e6, grown / VOLUMES);

    let (cpu_before, begun) = (cpu(), Instant::now());
    tokio::time::sleep(Duration::from_secs(10)).await;
    let share = (cpu() - cpu_before).as_secs_f64() / begun.elapsed().as_secs_f64();
    println!("{:<44} {:>9.2} % of a core, with recorder, relay and durable subscription", "idle", share * 100.0);
    reaper.stop().await;

    // The same volumes, all due at once.
    let config = ReaperConfig::default().with_hour(Duration::from_millis(1))?;
    let (overdue, overdue_bus, overdue_publishers) = open(&format!("{url}-overdue")).await?;
    for _ in 1..VOLUMES {
        overdue_publishers.volume_manager.publish_wait(created(1)).await?;
    }
    overdue_publishers.volume_manager.publish_recorded(created(1)).await?;
    let begun = Instant::now();
    let reaper = TtlReaper::new(overdue_publishers.ttl_reaper.clone()).with_config(config).run(&overdue).await?;
    reaper.wait_for(|state| state.expired == VOLUMES as u64).await;
    line("all overdue: started, ended and recorded", begun.elapsed(), "a volume");
    reaper.stop().await;

    bus.shutdown(DEADLINE).await;
    overdue_bus.shutdown(DEADLINE).await;
    Ok(())
}
