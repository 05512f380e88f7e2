//! An example scrape, as a file, with every metric.

use std::time::Duration;

use aegis_events::domain::DomainEvent;
use aegis_events::domain::storage::PathTraversalBlocked;
use aegis_events::history::{History, HistoryConfig};
use aegis_events::metrics::{AuditNumbers, MetricKind, all};
use aegis_events::{BusConfig, EventBus};
use expect_test::expect_file;

use crate::events::*;
use crate::exposition::parse;
use crate::order::ordered;
use crate::page::{Page, settle};

/// The page of a process with history, audit log, handlers and subscribers that lag.
async fn example() -> String {
    let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default().with_capacity(2).unwrap());
    let page = Page::of(&bus);

    // Handlers run with a paused clock, so each call takes exactly as long as it sleeps. A database needs a running clock.
    bus.run::<PathTraversalBlocked>("guard", |_| async {
        tokio::time::sleep(Duration::from_millis(2)).await;
        Err("the guard is asleep")
    });
    let mut slow = bus.subscription::<DomainEvent>().named("slow").subscribe();
    for _ in 0..2 {
        publishers.aegis_fsal.publish(traversal()).unwrap();
    }
    tokio::time::sleep(Duration::from_millis(10)).await;
    tokio::time::resume();

    let history = History::open(HistoryConfig::new("sqlite::memory:").with_migrate(true)).await.unwrap();
    let recorder = history.record(&bus);
    page.collector.watch_recorder(&recorder);
    page.collector.watch_audit(|| AuditNumbers { entries: 3, checkpoints: 1, unsealed: 1, ..AuditNumbers::default() });
    page.collector.domain().with_history(&history).start().await.unwrap();
    publishers.execution_supervisor.publish_recorded(started(1, at(0))).await.unwrap();
    publishers.execution_supervisor.publish_recorded(started(2, at(0))).await.unwrap();
    publishers.execution_supervisor.publish_recorded(responded(1)).await.unwrap();
    publishers.execution_supervisor.publish_recorded(completed(1, 2, at(42))).await.unwrap();
    publishers.standard_swarm_service.publish_recorded(formed(1)).await.unwrap();
    publishers.standard_swarm_service.publish_recorded(spawned(1)).await.unwrap();
    publishers.tool_router.publish_recorded(answered(1, 70)).await.unwrap();
    assert!(slow.next().await.is_some());
    settle().await;
    page.text()
}

fn traversal() -> PathTraversalBlocked {
    PathTraversalBlocked {
        execution_id: Some(run(1)),
        workflow_execution_id: None,
        volume_id: aegis_events::types::Uuid::from_u128(3).into(),
        attempted_path: "../../etc/passwd".into(),
        blocked_at: at(0),
    }
}

#[tokio::test(start_paused = true)]
async fn an_example_scrape_is_unchanged() {
    expect_file!["scrape.txt"].assert_eq(&ordered(&example().await));
}

#[tokio::test(start_paused = true)]
async fn a_strict_parser_finds_every_metric_in_the_scrape() {
    let families = parse(&example().await);
    families.iter().for_each(|family| family.lint());
    let mut expected: Vec<_> = all().map(|metric| (metric.name(), metric.kind().name())).collect();
    expected.sort();
    let mut found: Vec<_> = families.iter().map(|family| (family.name.as_str(), family.kind.as_str())).collect();
    found.sort();
    assert_eq!(found, expected);
    for metric in all() {
        let family = families.iter().find(|family| family.name == metric.name()).unwrap();
        for sample in &family.samples {
            let labels: Vec<_> = sample.labels.keys().filter(|label| *label != "le").collect();
            assert_eq!(labels, metric.labels().iter().collect::<Vec<_>>(), "{sample:?}");
        }
        assert_eq!(metric.kind() == MetricKind::Histogram, !metric.buckets().is_empty(), "{}", metric.name());
    }
}
