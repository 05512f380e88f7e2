//! `JsonLines`, every event, if a file is given: one JSON object per line, envelope included.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use aegis_events::bus::{Event, EventBus};
use aegis_events::domain::DomainEvent;
use serde_json::json;

/// The listener.
pub(super) struct JsonLines {
    file: Mutex<BufWriter<File>>,
}

impl JsonLines {
    /// Empties a regular file. Devices and pipes cannot be emptied.
    pub(super) fn listen(bus: &EventBus<DomainEvent>, file: File) -> io::Result<Arc<Self>> {
        if file.metadata()?.is_file() {
            file.set_len(0)?;
        }
        let lines = Arc::new(Self { file: Mutex::new(BufWriter::new(file)) });
        let listener = Arc::clone(&lines);
        // Lossless, because a record must not have gaps.
        bus.subscription::<DomainEvent>().named("JsonLines").lossless().run(move |event| {
            let written = listener.write(&event);
            async { written }
        });
        Ok(lines)
    }

    fn write(&self, event: &Event<DomainEvent>) -> io::Result<()> {
        let mut file = self.lock();
        serde_json::to_writer(&mut *file, &row(event)?)?;
        file.write_all(b"\n")
    }

    /// Writes the buffered lines.
    pub(super) fn end(&self) -> io::Result<()> {
        self.lock().flush()
    }

    fn lock(&self) -> MutexGuard<'_, BufWriter<File>> {
        self.file.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An event with its envelope as a JSON object.
fn row(event: &Event<DomainEvent>) -> serde_json::Result<serde_json::Value> {
    Ok(json!({
        "sequence": event.sequence().get(),
        "event_id": event.id(),
        "publisher": event.publisher_name(),
        "published_at": event.published_at(),
        "occurred_at": event.occurred_at(),
        "correlation_id": event.correlation_id(),
        "causation_id": event.causation_id(),
        "event": serde_json::to_value(&**event)?,
    }))
}
