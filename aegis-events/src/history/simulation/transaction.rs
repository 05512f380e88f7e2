//! A transaction of a simulated program.

use std::sync::Arc;

use super::backend::SimulatedBackend;
use crate::history::backend::{Backend, Statement, StoreError};

/// Collects statements and runs them at its commit. Dropping it rolls it back.
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

    /// After an error it is unknown whether the transaction was committed, as with a server.
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        self.backend.run(self.script).await.map(drop)
    }
}
