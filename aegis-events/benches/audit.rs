//! The audit log against writing the same lines unsigned, and verification: `cargo bench -p aegis-events --bench audit --all-features`.
//!
//! Both contenders take the same events from separate lossless subscriptions and run in turns. The unsigned one is the usual hand-written
//! log: it encodes a batch and writes it with one call, and waits for the disk as often as the log does. A table shows medians.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::time::{Duration, Instant};

use aegis_events::audit::{AuditConfig, AuditLog, PublicKey, VerifyAtStart, prove, verify};
use aegis_events::domain::smcp::SessionRevoked;
use aegis_events::domain::{AgentId, DomainEvent, ExecutionId, SessionId, subscribers};
use aegis_events::types::{Timestamp, Uuid};
use aegis_events::{BusConfig, EventBus};
use support::{median, table};
use tempfile::TempDir;
use tokio::runtime::Builder;

#[path = "support/mod.rs"]
mod support;

/// Events of a run.
const EVENTS: u64 = 300_000;
/// Entries of the log that is verified.
const ENTRIES: u64 = 1_000_000;
/// Runs of each contender; the median counts.
const RUNS: usize = 5;
/// The default of the log: as often the unsigned contender waits for the disk.
const SYNC_EVERY: u64 = 50_000;
const DEADLINE: Duration = Duration::from_secs(600);

fn main() {
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    runtime.block_on(async {
        write().await;
        read().await;
    });
}

fn event(n: u64) -> SessionRevoked {
    SessionRevoked {
        session_id: SessionId::from(format!("session-{n}")),
        agent_id: AgentId::from(Uuid::from_u128(1)),
        execution_id: ExecutionId::from(Uuid::from_u128(0x1000 + u128::from(n % 10))),
        reason: "The gateway revoked the session after a violation of the policy.".into(),
        revoked_at: Timestamp::UNIX_EPOCH,
    }
}

/// Events per second, from the first publish to the end.
async fn signed(folder: &Path, events: u64) -> (f64, PublicKey) {
    let log = AuditLog::open(AuditConfig::new(folder)).expect("a log");
    let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
    let log = log.run::<subscribers::AuditLogger>(&bus);
    let start = Instant::now();
    for n in 0..events {
        publishers.attestation_service.publish_wait(event(n)).await.expect("an event that can be published");
    }
    bus.shutdown(DEADLINE).await;
    let rate = events as f64 / start.elapsed().as_secs_f64();
    assert_eq!(log.state().sealed, events + 1);
    (rate, log.public_key().clone())
}

/// The same lines without digests and signatures, from the bus to the disk too.
async fn unsigned(folder: &Path, events: u64) -> f64 {
    let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
    let mut events_of = bus.subscription::<subscribers::AuditLogger>().lossless().queue_capacity(10_000).subscribe();
    let mut file = File::create(folder.join("unsigned.jsonl")).expect("a file");
    let start = Instant::now();
    let writer = tokio::spawn(async move {
        let (mut written, mut batch) = (0_u64, Vec::new());
        while let Some(event) = events_of.next().await {
            batch.push(event);
            while batch.len() < 4_096
                && let Ok(event) = events_of.try_recv()
            {
                batch.push(event);
            }
            let taken = std::mem::take(&mut batch);
            let before = written;
            written += taken.len() as u64;
            let must_sync = before / SYNC_EVERY != written / SYNC_EVERY;
            let job = tokio::task::spawn_blocking(move || {
                let mut lines = Vec::new();
                for event in taken {
                    line(&event, &mut lines);
                }
                file.write_all(&lines).expect("room on the disk");
                if must_sync {
                    file.sync_data().expect("a disk");
                }
                file
            });
            file = job.await.expect("a runtime");
        }
        file.sync_data().expect("a disk");
    });
    for n in 0..events {
        publishers.attestation_service.publish_wait(event(n)).await.expect("an event that can be published");
    }
    bus.close();
    writer.await.expect("no panic");
    events as f64 / start.elapsed().as_secs_f64()
}

/// The line of an event as the log has it, with a digest that is always the same.
fn line(event: &aegis_events::Event<subscribers::AuditLogger>, out: &mut Vec<u8>) {
    let envelope = event.envelope();
    let info = event.info();
    write!(
        out,
        "{{\"index\":{},\"prev\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\",\"entry\":\"event\",\"event_id\":\"{}\",\"family\":\"{}\",\"event_type\":\"{}\",\"version\":{},\
         \"catalog\":\"aegis\",\"catalog_digest\":\"0123456789abcdef\",\"publisher\":\"{}\",\"sequence\":{},\"occurred_at\":",
        event.sequence().get(),
        event.id(),
        info.family(),
        info.event_type(),
        info.version(),
        event.publisher_name(),
        event.sequence().get(),
    )
    .expect("a vector takes everything");
    serde_json::to_writer(&mut *out, &event.occurred_at()).expect("a time");
    out.extend_from_slice(b",\"published_at\":");
    serde_json::to_writer(&mut *out, &event.published_at()).expect("a time");
    write!(
        out,
        ",\"correlation_id\":\"{}\",\"causation_id\":null,\"node_id\":\"{}\",\"bus_id\":\"{}\",\"payload\":",
        event.correlation_id(),
        envelope.node_id(),
        envelope.bus_id(),
    )
    .expect("a vector takes everything");
    envelope.event().payload().write_redacted_json(out).expect("a payload");
    out.extend_from_slice(b"}\n");
}

async fn write() {
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let folder = TempDir::new().expect("a folder");
        without.push(unsigned(folder.path(), EVENTS).await);
        with.push(signed(&folder.path().join("log"), EVENTS).await.0);
    }
    let (with, without) = (median(&with), median(&without));
    table(
        &format!("Audit log: {EVENTS} events from the bus to the disk, in batches"),
        &["contender", "entries/s", "ratio"],
        &[
            vec!["the same lines, unsigned".into(), format!("{without:.0}"), "1.00".into()],
            vec!["audit log, sealed every 50,000".into(), format!("{with:.0}"), format!("{:.2}", with / without)],
        ],
    );
}

async fn read() {
    let folder = TempDir::new().expect("a folder");
    let log = folder.path().join("log");
    let (_, key) = signed(&log, ENTRIES).await;
    let bytes: u64 = std::fs::read_dir(&log)
        .expect("files")
        .map(|file| file.expect("a file").metadata().expect("its size").len())
        .sum();
    let before = reset_peak();
    let start = Instant::now();
    let report = verify(&log, &[key], &[]).expect("a log");
    let verified = start.elapsed();
    assert!(report.is_good() && report.sealed == ENTRIES + 1);
    let grown = peak_kb().saturating_sub(before);
    let files = std::fs::read_dir(&log).expect("files").map(|file| file.expect("a file").path());
    let files = files.filter(|path| path.extension().is_some_and(|extension| extension == "jsonl"));
    let file = File::open(files.min().expect("a file of entries")).expect("a file");
    let line = BufReader::new(file).lines().nth(100_000).expect("a line").expect("text");
    let entry: serde_json::Value = serde_json::from_str(&line).expect("JSON");
    let event_id = entry["event_id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
    let start = Instant::now();
    prove(&log, event_id).expect("a proof");
    let proven = start.elapsed();
    let open = |verify| {
        let start = Instant::now();
        let opened = AuditLog::open(AuditConfig::new(&log).with_verify_at_start(verify)).expect("a log");
        let took = start.elapsed();
        let whole = verify == VerifyAtStart::Whole;
        assert_eq!((opened.entries(), opened.recovery().read_from == 0), (ENTRIES + 1, whole));
        (took, ENTRIES + 1 - opened.recovery().read_from)
    };
    let ((whole, _), (tail, read)) = (open(VerifyAtStart::Whole), open(VerifyAtStart::Tail));
    let row = |what: &str, took: Duration, memory: String| {
        let (secs, rate) = (took.as_secs_f64(), ENTRIES as f64 / took.as_secs_f64());
        vec![what.into(), format!("{secs:.2}"), format!("{rate:.0}"), memory]
    };
    table(
        &format!("Audit log of {ENTRIES} entries, {} MiB, {} checkpoints", bytes >> 20, report.checkpoints),
        &["what", "s", "entries/s", "memory grown, MiB"],
        &[
            row("verify", verified, format!("{:.1}", grown as f64 / 1024.0)),
            row("prove one event", proven, String::new()),
            row("open for writing, all of it verified", whole, String::new()),
            vec![
                format!("open for writing, the last {read} entries"),
                format!("{:.3}", tail.as_secs_f64()),
                String::new(),
                String::new(),
            ],
        ],
    );
}

/// Forgets the peak so far; gives what the process has now, in KiB.
fn reset_peak() -> u64 {
    std::fs::write("/proc/self/clear_refs", "5").expect("Linux lets a process forget its peak");
    status("VmRSS")
}

/// The most that the process had since the peak was reset, in KiB.
fn peak_kb() -> u64 {
    status("VmHWM")
}

fn status(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux has the status of each process");
    let line = status.lines().find(|line| line.starts_with(name)).expect("a line for each number");
    line.split_whitespace().nth(1).and_then(|kb| kb.parse().ok()).expect("a number")
}
