//! A row as a driver returns it. It borrows from the driver's row: reading copies nothing that decoding does not need.

use crate::history::sql_timestamp::SqlTimestamp;
use crate::types::Uuid;

/// What decoding an event needs of its row.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RawRow<'r> {
    pub(crate) position: u64,
    pub(crate) event_id: Uuid,
    pub(crate) event_type: &'r str,
    pub(crate) family: &'r str,
    pub(crate) publisher: &'r str,
    pub(crate) created_at: SqlTimestamp,
    pub(crate) correlation_id: Uuid,
    pub(crate) causation_id: Option<Uuid>,
    pub(crate) node_id: &'r str,
    pub(crate) bus_id: Uuid,
    pub(crate) sequence: Option<u64>,
    pub(crate) event_data: &'r [u8],
}

/// The columns of a driver's row. Each method reads the next one.
pub(crate) trait ReadColumns<'r> {
    type Error;

    fn count(&mut self) -> Result<u64, Self::Error>;
    fn uuid(&mut self) -> Result<Uuid, Self::Error>;
    fn text(&mut self) -> Result<&'r str, Self::Error>;
    fn time(&mut self) -> Result<SqlTimestamp, Self::Error>;
    fn json(&mut self) -> Result<&'r [u8], Self::Error>;

    /// Skips the next column if it is `NULL`.
    fn skip_null(&mut self) -> Result<bool, Self::Error>;

    /// The next column, which may be `NULL`.
    fn nullable<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, Self::Error>,
    ) -> Result<Option<T>, Self::Error> {
        if self.skip_null()? { Ok(None) } else { read(self).map(Some) }
    }
}

impl<'r> RawRow<'r> {
    /// Reads the columns of [`decoded`](super::column::decoded), in its order.
    pub(crate) fn read<C: ReadColumns<'r>>(mut columns: C) -> Result<Self, C::Error> {
        Ok(Self {
            position: columns.count()?,
            event_id: columns.uuid()?,
            event_type: columns.text()?,
            family: columns.text()?,
            publisher: columns.text()?,
            created_at: columns.time()?,
            correlation_id: columns.uuid()?,
            causation_id: columns.nullable(C::uuid)?,
            node_id: columns.text()?,
            bus_id: columns.uuid()?,
            sequence: columns.nullable(C::count)?,
            event_data: columns.json()?,
        })
    }
}
