//! Events as comma-separated values.

use std::io;

use super::shown::{Shown, time};
use crate::out::{Failure, Out};

/// The columns of `domain_events`.
const COLUMNS: [&str; 14] = [
    "position",
    "event_id",
    "family",
    "event_type",
    "publisher",
    "version",
    "occurred_at",
    "created_at",
    "correlation_id",
    "causation_id",
    "node_id",
    "bus_id",
    "sequence",
    "event_data",
];

/// Rows, with a header line.
pub(crate) struct Rows<'o> {
    writer: Box<csv::Writer<&'o mut Out>>,
    has_begun: bool,
}

impl<'o> Rows<'o> {
    pub(super) fn new(out: &'o mut Out) -> Self {
        Self { writer: Box::new(csv::Writer::from_writer(out)), has_begun: false }
    }

    fn begin(&mut self) -> Result<(), Failure> {
        if !self.has_begun {
            self.has_begun = true;
            self.writer.write_record(COLUMNS).map_err(io::Error::from)?;
        }
        Ok(())
    }

    pub(super) fn event(&mut self, event: &Shown<'_>) -> Result<(), Failure> {
        self.begin()?;
        let number = |number: Option<u64>| number.map(|number| number.to_string()).unwrap_or_default();
        let row = [
            &*number(event.position),
            &event.event_id,
            event.family,
            event.event_type,
            event.publisher,
            &event.version.to_string(),
            &event.occurred_at.map(time).unwrap_or_default(),
            &event.created_at.map(time).unwrap_or_default(),
            &event.correlation_id,
            event.causation_id.as_deref().unwrap_or_default(),
            event.node_id,
            &event.bus_id,
            &number(event.sequence),
            event.payload.as_deref().unwrap_or_default(),
        ];
        Ok(self.writer.write_record(row).map_err(io::Error::from)?)
    }

    pub(super) fn flush(&mut self) -> Result<(), Failure> {
        self.begin()?;
        Ok(self.writer.flush()?)
    }
}
