//! Errors that end a run, as text: the error, its sources, and the help of the library.

use aegis_events::help_of;

/// The error with its sources, and the help of the first error among them that has one.
pub fn explain(error: &anyhow::Error) -> String {
    match help_of(error.as_ref()) {
        Some(help) => format!("{error:#}\n  help: {help}"),
        None => format!("{error:#}"),
    }
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
