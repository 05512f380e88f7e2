//! The service before it listens.

use std::fmt;
use std::sync::Arc;

use super::config::GrpcConfig;
use super::error::GrpcError;
use super::filter::Served;
use super::server::GrpcServer;
use super::state::{RecordedEvents, ServerState};
use crate::bus::{DynamicSubscriber, EventBus};
use crate::event::{Domain, Filter};

/// A gRPC service for the events of a bus, before it listens.
///
/// `F` limits what clients can see: a declared subscriber such as `subscribers::GrpcStream`, or the whole domain. See the [module](super) for an
/// example.
pub struct EventStreamService<F: Filter> {
    entrance: DynamicSubscriber<F>,
    pub(super) history: Option<Arc<dyn RecordedEvents<F>>>,
    config: GrpcConfig,
}

impl<F: Filter> EventStreamService<F> {
    /// A service for the events of a bus. It does not keep the bus open.
    pub fn new(bus: &EventBus<F::Domain>, config: GrpcConfig) -> Self {
        Self { entrance: bus.dynamic_subscriber(), history: None, config }
    }

    /// Starts to listen. Clients wait until [`GrpcServer::serve`] runs.
    ///
    /// # Errors
    ///
    /// - [`GrpcError::OpenToAll`]: the address is not loopback, and no token is set.
    /// - [`GrpcError::Unreadable`], [`GrpcError::Tls`]: the certificate or its key cannot be used.
    /// - [`GrpcError::Listen`]: the address cannot be bound.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves nothing open.
    pub async fn bind(self) -> Result<GrpcServer<F>, GrpcError> {
        let served = Served::new(F::Domain::catalog(), F::KINDS);
        GrpcServer::bind(ServerState::new(self.entrance, self.history, served, self.config)).await
    }
}

impl<F: Filter> fmt::Debug for EventStreamService<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStreamService")
            .field("serves", &F::NAME)
            .field("has_history", &self.history.is_some())
            .field("config", &self.config)
            .finish_non_exhaustive()
    }
}
