//! EventRecorder, declared, of every event: counts them, and writes them to a file if one is given.
//!
//! It stands in for the recorder of the history: one JSON object per line, with what the envelope knows.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use aegis_events::bus::{Event, EventBus};
use aegis_events::domain::{DomainEvent, subscribers};
use serde_json::json;

/// The listener.
pub(super) struct Recorder {
    record: Mutex<Record>,
}

struct Record {
    events: u64,
    file: Option<BufWriter<File>>,
}

impl Recorder {
    pub(super) fn listen(bus: &EventBus<DomainEvent>, file: Option<File>) -> Arc<Self> {
        let record = Record { events: 0, file: file.map(BufWriter::new) };
        let recorder = Arc::new(Self { record: Mutex::new(record) });
        let listener = Arc::clone(&recorder);
        bus.run::<subscribers::EventRecorder>("EventRecorder", move |event| {
            let written = listener.note(&event);
            async { written }
        });
        recorder
    }

    fn note(&self, event: &Event<subscribers::EventRecorder>) -> io::Result<()> {
        let mut record = self.lock();
        record.events += 1;
        let Some(file) = &mut record.file else { return Ok(()) };
        serde_json::to_writer(&mut *file, &row(event)?)?;
        file.write_all(b"\n")
    }

    /// How many events there were.
    pub(super) fn end(&self) -> io::Result<u64> {
        let mut record = self.lock();
        if let Some(file) = &mut record.file {
            file.flush()?;
        }
        Ok(record.events)
    }

    fn lock(&self) -> MutexGuard<'_, Record> {
        self.record.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An event with its envelope, as one row.
fn row(event: &Event<subscribers::EventRecorder>) -> serde_json::Result<serde_json::Value> {
    Ok(json!({
        "sequence": event.sequence(),
        "event_id": event.id(),
        "publisher": event.publisher(),
        "recorded_at": event.recorded_at(),
        "occurred_at": event.occurred_at(),
        "correlation_id": event.correlation_id(),
        "causation_id": event.causation_id(),
        "event": serde_json::to_value(event.view())?,
    }))
}
