//! Each observer alone, and a gRPC client. Compiled and not run: the blocks use fixed paths and ports.

use aegis_events::EventBus;
use aegis_events::audit::AuditHandle;
use aegis_events::domain::DomainEvent;
use aegis_events::history::{History, Recorder};
use aegis_events::metrics::AuditNumbers;

async fn audit(bus: EventBus<DomainEvent>) -> anyhow::Result<()> {
    // block: let config = Config::from_yaml_file("aegis-config.yaml")?.audit;
    Ok(())
}

async fn metrics(
    bus: EventBus<DomainEvent>,
    recorder: Recorder<DomainEvent>,
    history: History<DomainEvent>,
    log: AuditHandle<DomainEvent>,
    audit_numbers: fn(&AuditHandle<DomainEvent>) -> AuditNumbers,
) -> anyhow::Result<()> {
    // block: let config = Config::from_yaml_file("aegis-config.yaml")?.metrics;
    Ok(())
}

async fn server(bus: EventBus<DomainEvent>, history: History<DomainEvent>) -> anyhow::Result<()> {
    // block: let config = Config::from_yaml_file("aegis-config.yaml")?.grpc;
    Ok(())
}

async fn client() -> anyhow::Result<()> {
    // block: let mut client
    Ok(())
}
