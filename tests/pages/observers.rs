//! Audit log, metrics, gRPC server and TTL reaper from one configuration file.

use std::time::Duration;

use aegis_events::domain::volume::VolumeDeleted;
use aegis_events::domain::{DomainEvent, VolumeId};
use aegis_events::history::{History, HistoryConfig};
use aegis_events::types::Timestamp;
use aegis_events::{BusConfig, EventBus};
use tokio_util::sync::CancellationToken;

const DEADLINE: Duration = Duration::from_secs(60);

#[tokio::test]
async fn observers_start_from_one_file_and_end_with_the_bus() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("aegis-config.yaml");
    let audit = folder.path().join("audit");
    let ports = "metrics:\n  address: 127.0.0.1:0\ngrpc:\n  address: 127.0.0.1:0\n";
    std::fs::write(&path, format!("audit:\n  path: {}\n{ports}", audit.display()))?;
    let (event_bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
    let url = format!("sqlite:{}", folder.path().join("events.db").display());
    let history = History::<DomainEvent>::open(HistoryConfig::new(url).with_migrate(true)).await?;
    let recorder = history.record(&event_bus);
    let stop = CancellationToken::new();
    let stopping = stop.clone();

    // block: let config = Config::from_yaml_file(path)?;

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
