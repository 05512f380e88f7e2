//! A transaction of a simulated program.

use std::sync::Arc;

use super::backend::SimulatedBackend;
use crate::history::backend::{Backend, Statement, StoreError};

/// Gathers statements and runs them all at its commit; dropping it rolls it back.
pub(crate) struct Transaction {
    backend: Arc<SimulatedBackend>,
    script: Vec<Statement>,
}

impl Transaction {
    pub(super) fn new(backend: Arc<SimulatedBackend>) -> Self {
        Self { backend, script: Vec::new() }
    }

    pub(crate) fn add(&mut self, statement: Statement) {
        self.script.push(statement);
    }

    /// An error leaves open whether it was committed, as it does with a server.
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        self.backend.run(self.script).await.map(drop)
    }
}
