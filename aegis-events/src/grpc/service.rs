//! The service: what clients call.

use std::fmt;
use std::sync::Arc;

use tonic::{Request, Response, Status};

use super::catalog::describe;
use super::config::GrpcConfig;
use super::ending;
use super::error::GrpcError;
use super::feed::{Items, items};
use super::filter::Served;
use super::live::{Live, Policy};
use super::problem::Problem;
use super::proto::{GetCatalogRequest, GetCatalogResponse, SlowClientPolicy, SubscribeRequest};
use super::server::GrpcServer;
use super::serving::event_stream_server::EventStream;
use super::state::{RecordedEvents, ServerState};
use crate::bus::{DynamicSubscriber, EventBus};
use crate::event::{Domain, Filter};

/// The stream of a bus's events to clients, not yet listening.
///
/// `F` is what clients may see at most: a declared subscriber such as `subscribers::GrpcStream`, or the whole domain. See the
/// [module](super) for an example.
pub struct EventStreamService<F: Filter> {
    entrance: DynamicSubscriber<F>,
    pub(super) history: Option<Arc<dyn RecordedEvents<F>>>,
    config: GrpcConfig,
}

impl<F: Filter> EventStreamService<F> {
    /// A service for the events of a bus, which it does not keep open.
    pub fn new(bus: &EventBus<F::Domain>, config: GrpcConfig) -> Self {
        Self { entrance: bus.dynamic_subscriber(), history: None, config }
    }

    /// Begins to listen. Clients wait until [`GrpcServer::serve`] runs.
    ///
    /// # Errors
    ///
    /// - [`GrpcError::OpenToAll`]: the address is not loopback, and no token is set.
    /// - [`GrpcError::Unreadable`], [`GrpcError::Tls`]: the certificate or its key cannot be used.
    /// - [`GrpcError::Listen`]: the address cannot be listened on.
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

/// The service at run time.
pub(super) struct Service<F: Filter> {
    pub(super) state: Arc<ServerState<F>>,
}

impl<F: Filter> Service<F> {
    async fn feed(&self, request: SubscribeRequest) -> Result<Items, Status> {
        let state = &self.state;
        if state.is_stopping() {
            return Err(ending::server_stops(ending::Reached::default()));
        }
        let filter = request.filter.unwrap_or_default();
        let wanted = state.served.read(&filter, state.config.max_filter_entries());
        let policy = policy(request.when_slow);
        let (wanted, policy) = match (wanted, policy) {
            (Ok(wanted), Ok(policy)) => (wanted, policy),
            (wanted, policy) => {
                let mut problems = wanted.err().unwrap_or_default();
                problems.extend(policy.err());
                return Err(ending::bad_request(&problems));
            }
        };
        let from = match (request.after_position, request.recorded) {
            (None, false) => None,
            (after, _) => Some(after),
        };
        let Some(after) = from else {
            return Ok(items(Live::new(state, state.slot()?, wanted, policy)));
        };
        let history = state.history.as_ref().ok_or_else(ending::no_history)?;
        history.subscribe(state, &wanted, after).await
    }
}

fn policy(value: i32) -> Result<Policy, Problem> {
    match SlowClientPolicy::try_from(value) {
        Ok(SlowClientPolicy::Unspecified | SlowClientPolicy::DropOldest) => Ok(Policy::DropOldest),
        Ok(SlowClientPolicy::Disconnect) => Ok(Policy::Disconnect),
        Err(_) => Err(Problem::UnknownPolicy { value }),
    }
}

#[tonic::async_trait]
impl<F: Filter> EventStream for Service<F> {
    type SubscribeStream = Items;

    async fn subscribe(&self, request: Request<SubscribeRequest>) -> Result<Response<Items>, Status> {
        let feed = self.feed(request.into_inner()).await;
        if feed.is_err() {
            self.state.counters.refused.add(1);
        }
        feed.map(Response::new)
    }

    async fn get_catalog(&self, _: Request<GetCatalogRequest>) -> Result<Response<GetCatalogResponse>, Status> {
        Ok(Response::new(describe(&self.state.served)))
    }
}
