//! Events as comma-separated values.

use std::io;

use aegis_events_sql::envelope::{
    BUS_ID, CAUSATION_ID, CORRELATION_ID, CREATED_AT, EVENT_DATA, EVENT_ID, EVENT_TYPE, EnvelopeColumn, FAMILY,
    NODE_ID, OCCURRED_AT, POSITION, PUBLISHER, SEQUENCE, VERSION,
};

use super::shown::Shown;
use crate::out::{Failure, Out};

/// The columns of `domain_events`, in the order of [`Shown`]'s fields.
const COLUMNS: [EnvelopeColumn; 14] = [
    POSITION,
    EVENT_ID,
    FAMILY,
    EVENT_TYPE,
    PUBLISHER,
    VERSION,
    OCCURRED_AT,
    CREATED_AT,
    CORRELATION_ID,
    CAUSATION_ID,
    NODE_ID,
    BUS_ID,
    SEQUENCE,
    EVENT_DATA,
];

/// Rows, with a header line.
pub(crate) struct Rows<'o> {
    writer: Box<csv::Writer<&'o mut Out>>,
    has_begun: bool,
}

impl<'o> Rows<'o> {
    pub(super) fn new(out: &'o mut Out) -> Self {
        Self { writer: Box::new(csv::WriterBuilder::new().has_headers(false).from_writer(out)), has_begun: false }
    }

    fn begin(&mut self) -> Result<(), Failure> {
        if !self.has_begun {
            self.has_begun = true;
            self.writer.write_record(COLUMNS.map(|column| column.name)).map_err(io::Error::from)?;
        }
        Ok(())
    }

    pub(super) fn event(&mut self, event: &Shown<'_>) -> Result<(), Failure> {
        self.begin()?;
        let payload = event.payload.as_deref().unwrap_or_default();
        Ok(self.writer.serialize((event, payload)).map_err(io::Error::from)?)
    }

    pub(super) fn flush(&mut self) -> Result<(), Failure> {
        self.begin()?;
        Ok(self.writer.flush()?)
    }
}
