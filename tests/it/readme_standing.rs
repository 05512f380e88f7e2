//! The README's code about the standing subscribers, compiled and run. The block stands here word for word, as `readme` checks.

use std::time::Duration;

use aegis_events::audit::AuditLog;
use aegis_events::config::Config;
use aegis_events::domain::subscribers::{AuditLogger, GrpcStream};
use aegis_events::domain::volume::VolumeDeleted;
use aegis_events::domain::{DomainEvent, VolumeId};
use aegis_events::grpc::EventStreamService;
use aegis_events::history::{History, HistoryConfig};
use aegis_events::metrics::Prometheus;
use aegis_events::reaper::TtlReaper;
use aegis_events::types::Timestamp;
use aegis_events::{BusConfig, EventBus};
use anyhow::Context as _;
use tokio_util::sync::CancellationToken;

/// Long enough for whatever is waited for.
const DEADLINE: Duration = Duration::from_secs(60);

#[tokio::test]
async fn the_standing_subscribers_start_from_one_file_and_end_with_the_bus() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("aegis-config.yaml");
    let audit = folder.path().join("audit");
    let ports = "metrics:\n  address: 127.0.0.1:0\ngrpc:\n  address: 127.0.0.1:0\n";
    std::fs::write(&path, format!("audit:\n  path: {}\n{ports}", audit.display()))?;
    let (event_bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
    let url = format!("sqlite:{}", folder.path().join("events.db").display());
    let history = History::<DomainEvent>::open(HistoryConfig::new(url).migrate(true)).await?;
    let recorder = history.record(&event_bus);
    let stop = CancellationToken::new();
    let stopping = stop.clone();

    let config = Config::from_yaml_file(path)?; // "aegis-config.yaml", and environment variables over it

    // Every Smcp, Policy and Command event in a signed, append-only log, whose end is verified whenever it is opened.
    let log = AuditLog::open(config.audit.context("no audit.path")?)?.run::<AuditLogger>(&event_bus);

    // Bus, recorder and AEGIS domain as numbers, on /metrics; right after a restart too.
    let prometheus = Prometheus::new();
    let collector = prometheus.collect(&event_bus, &config.metrics)?;
    collector.watch_recorder(&recorder);
    collector.domain().with_history(&history).start().await?;
    let endpoint = prometheus.serve(&collector, &config.metrics).await?;

    // Executions and swarms to clients in any language, live or from a position on.
    let grpc = EventStreamService::<GrpcStream>::new(&event_bus, config.grpc.context("grpc is switched off")?);
    let server = grpc.with_history(&history).bind().await?;
    let serving = tokio::spawn(server.serve(stop.cancelled_owned()));

    // Ephemeral volumes end when their time is up, each exactly once, also across crashes.
    let reaper = TtlReaper::new(publishers.ttl_reaper).config(config.reaper).run(&history).await?;

    assert!(endpoint.is_some());
    let deleted = VolumeDeleted { volume_id: VolumeId::new(), deleted_at: Timestamp::UNIX_EPOCH };
    publishers.volume_manager.publish_recorded(deleted).await?;
    collector.collect();
    let scrape = prometheus.render();
    assert!(scrape.contains("aegis_event_bus_published_total{event_type=\"VolumeDeleted\"} 1"), "{scrape}");
    stopping.cancel();
    serving.await??;
    drop(reaper);
    event_bus.shutdown(DEADLINE).await;
    assert!(log.state().ended);
    history.close().await;
    Ok(())
}
