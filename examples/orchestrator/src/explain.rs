//! Errors that end a run, as text: the error, its sources, and the help of the library.

use std::borrow::Cow;
use std::error::Error;

use aegis_events::PublishError;
use aegis_events::audit::AuditError;
use aegis_events::config::ConfigError;
use aegis_events::grpc::GrpcError;
use aegis_events::history::{BackfillError, DurableError, HistoryError, RecordError};
use aegis_events::metrics::MetricsError;
use aegis_events::reaper::ReaperError;

/// The error with its sources, and the help of the first error among them that has one.
pub fn explain(error: &anyhow::Error) -> String {
    match error.chain().find_map(help_of) {
        Some(help) => format!("{error:#}\n  help: {help}"),
        None => format!("{error:#}"),
    }
}

/// The help of an error of the library. `None` if it has none, or is not of the library.
fn help_of<'e>(error: &'e (dyn Error + 'static)) -> Option<Cow<'e, str>> {
    let audit = || Some(error.downcast_ref::<AuditError>()?.help());
    let backfill = || error.downcast_ref::<BackfillError>()?.help();
    let config = || error.downcast_ref::<ConfigError>()?.help().map(Cow::from);
    let durable = || error.downcast_ref::<DurableError>()?.help();
    let grpc = || error.downcast_ref::<GrpcError>()?.help().map(Cow::from);
    let history = || error.downcast_ref::<HistoryError>()?.help();
    let metrics = || Some(error.downcast_ref::<MetricsError>()?.help());
    let publish = || error.downcast_ref::<PublishError>()?.help();
    let reaper = || error.downcast_ref::<ReaperError>()?.help().map(Cow::from);
    let record = || error.downcast_ref::<RecordError>()?.help();
    let of_bus = publish().or_else(record).or_else(history).or_else(durable).or_else(backfill);
    of_bus.or_else(audit).or_else(config).or_else(grpc).or_else(metrics).or_else(reaper)
}

#[cfg(test)]
mod tests {
    use aegis_events::domain::DomainEvent;
    use aegis_events::domain::VolumeId;
    use aegis_events::domain::volume::VolumeDeleted;
    use aegis_events::{BusConfig, EventBus};
    use anyhow::Context;
    use chrono::Utc;

    use super::explain;

    #[tokio::test]
    async fn an_error_of_the_library_is_printed_with_its_help() {
        let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
        let deleted = VolumeDeleted { volume_id: VolumeId::new(), deleted_at: Utc::now() };
        let recorded = publishers.volume_manager.publish_recorded(deleted.clone()).await;
        assert_eq!(
            explain(&recorded.context("cannot delete the volume").unwrap_err()),
            "cannot delete the volume: `Volume.VolumeDeleted` was not published: the bus has no running recorder\n  \
             help: call `history.record(&bus)` first, or use `publish_wait`"
        );
        bus.close();
        let published = explain(&publishers.volume_manager.publish(deleted).unwrap_err().into());
        assert!(published.contains("\n  help: `close` or `shutdown` was called"), "{published}");
        assert_eq!(explain(&anyhow::anyhow!("no help")), "no help");
    }
}
