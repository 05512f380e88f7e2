//! Taking over what a node left behind.

use crate::event::Domain;
use crate::history::backend::{Change, Statement};
use crate::history::error::HistoryError;
use crate::history::history::History;

impl<D: Domain> History<D> {
    /// Hands the events that stand in the outbox of one node to another, whose relay then writes and publishes them; says how many.
    ///
    /// Only for a node that is gone for good: a node that comes back relays its own, and nothing tells from outside whether it is on the way.
    ///
    /// # Errors
    ///
    /// [`HistoryError::Database`] if the database refuses; nothing was handed over then.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves all of them handed over, or none.
    pub async fn take_over_outbox(&self, from_node: &str, to_node: &str) -> Result<u64, HistoryError> {
        let update =
            Statement::new("UPDATE event_outbox SET node_id = $2 WHERE node_id = $1").with(from_node).with(to_node);
        let done = self.shared.backend.run(vec![update]).await;
        let done = done.map_err(|error| HistoryError::database(&*self.shared.backend, error))?;
        self.shared.signals.raise(Change::Outbox);
        Ok(done.iter().map(|one| one.affected).sum())
    }
}
