//! Taking over the outbox of a node.

use super::backend::{Change, Statement};
use super::error::HistoryError;
use super::history::History;
use crate::event::Domain;

impl<D: Domain> History<D> {
    /// Moves the events in the outbox of one node to another node, whose relay then writes and publishes them. Returns how many.
    ///
    /// Only for a node that is gone for good: a node that returns relays its events itself.
    ///
    /// # Errors
    ///
    /// [`HistoryError::Database`]; then nothing was moved.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves all of them moved, or none.
    pub async fn take_over_outbox(&self, from_node: &str, to_node: &str) -> Result<u64, HistoryError> {
        let update =
            Statement::new("UPDATE event_outbox SET node_id = $2 WHERE node_id = $1").with(from_node).with(to_node);
        let done = self.shared.backend.run(vec![update]).await;
        let done = done.map_err(|error| HistoryError::database(&*self.shared.backend, error))?;
        self.shared.signals.raise(Change::Outbox);
        Ok(done.iter().map(|one| one.affected).sum())
    }
}
