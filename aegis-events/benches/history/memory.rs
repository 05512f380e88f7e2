//! Memory while the database is away: bounded by the queue, however much is published.

use aegis_events::domain::DomainEvent;
use aegis_events::history::{History, HistoryConfig};
use aegis_events::{BusConfig, EventBus, PublishError};
use aegis_events_test_servers::Postgres;

use super::events::event;
use super::support::table;

/// Events that a publisher tries to publish meanwhile.
const TRIED: u64 = 1_000_000;
const QUEUES: [usize; 3] = [1_000, 10_000, 50_000];

pub(crate) async fn database_away(server: Postgres) {
    let mut rows = Vec::new();
    for queue in QUEUES {
        rows.push(away(&server, queue).await);
    }
    table(
        &format!("PostgreSQL away while {TRIED} events are tried"),
        &[
            "queue, events",
            "accepted",
            "refused with `Backpressure`",
            "memory grown, MiB",
            "KiB an accepted event",
            "recorded after it is back",
        ],
        &rows,
    );
}

async fn away(server: &Postgres, queue: usize) -> Vec<String> {
    let database = server.create_database();
    let config =
        HistoryConfig::new(&*database.url).with_migrate(true).with_queue_capacity(queue).expect("within the range");
    let history = History::<DomainEvent>::open(config).await.expect("a history");
    let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
    let recorder = history.record(&bus);
    server.stop();
    let before = reset_peak();
    let (mut accepted, mut refused) = (0_u64, 0_u64);
    for n in 0..TRIED {
        let event = event(n);
        let published = match &event {
            DomainEvent::Storage(_) => publishers.aegis_fsal.publish_any(event),
            _ => publishers.execution_supervisor.publish_any(event),
        };
        match published {
            Ok(_) => accepted += 1,
            Err(PublishError::Backpressure { .. }) => refused += 1,
            Err(error) => panic!("{error}"),
        }
        if n % 1_000 == 0 {
            tokio::task::yield_now().await;
        }
    }
    let grown_kb = peak_kb().saturating_sub(before);
    server.start_again();
    assert!(recorder.recorded_through(bus.sequence()).await.is_ok());
    let recorded = recorder.state().recorded;
    history.close().await;
    vec![
        queue.to_string(),
        accepted.to_string(),
        refused.to_string(),
        format!("{:.1}", grown_kb as f64 / 1024.0),
        format!("{:.2}", grown_kb as f64 / accepted as f64),
        recorded.to_string(),
    ]
}

/// Forgets the peak so far; gives what the process has now, in KiB.
pub(crate) fn reset_peak() -> u64 {
    std::fs::write("/proc/self/clear_refs", "5").expect("Linux lets a process forget its peak");
    status("VmRSS")
}

/// The most that the process had since the peak was reset, in KiB.
pub(crate) fn peak_kb() -> u64 {
    status("VmHWM")
}

fn status(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux has the status of each process");
    let line = status.lines().find(|line| line.starts_with(name)).expect("a line for each number");
    line.split_whitespace().nth(1).and_then(|kb| kb.parse().ok()).expect("a number")
}
