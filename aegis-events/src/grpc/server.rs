//! A listening server, from `bind` to its report.

use std::fmt;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::Server;
use tonic_health::ServingStatus;

use super::auth::TokenAuth;
use super::error::{GrpcError, chain};
use super::incoming::connections;
use super::proto::DESCRIPTORS;
use super::report::{GrpcMonitor, GrpcReport};
use super::service::Service;
use super::serving::event_stream_server::{EventStreamServer, SERVICE_NAME};
use super::state::ServerState;
use super::tls;
use crate::event::Filter;

/// The largest request: a filter of ten thousand entries.
const REQUEST_BYTES: usize = 1024 * 1024;
/// The largest headers: a token of a thousand bytes, and what clients add.
const HEADER_BYTES: u32 = 16 * 1024;
/// Connections beyond those that the clients need: for health checks, and for those that are about to be refused.
const MORE_CONNECTIONS: usize = 64;
/// A client that is there answers within this time, whatever the network.
const KEEPALIVE_ANSWER: Duration = Duration::from_secs(10);

/// A gRPC server that listens, made by [`EventStreamService::bind`](super::EventStreamService::bind).
pub struct GrpcServer<F: Filter> {
    state: Arc<ServerState<F>>,
    listener: TcpListener,
    address: SocketAddr,
    server: Server,
}

impl<F: Filter> GrpcServer<F> {
    pub(super) async fn bind(state: ServerState<F>) -> Result<Self, GrpcError> {
        let config = &state.config;
        let address = config.address();
        config.check_openness()?;
        let mut server = Server::builder()
            .http2_keepalive_interval(Some(config.keepalive()))
            .http2_keepalive_timeout(Some(config.keepalive().min(KEEPALIVE_ANSWER)))
            .http2_max_header_list_size(HEADER_BYTES);
        if let Some(files) = &config.tls {
            server = tls::with_certificate(server, files).await?;
        }
        let listen = |source| GrpcError::Listen { address, source };
        let listener = TcpListener::bind(address).await.map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        match (config.wants_token(), config.uses_tls()) {
            (false, _) => {
                tracing::info!(%address, "gRPC without a token: only this machine can connect, and whoever is on it may");
            }
            (true, false) if !address.ip().is_loopback() => {
                tracing::warn!(%address, "gRPC without TLS: the token and all events can be read on the way");
            }
            (true, _) => tracing::info!(%address, "gRPC with a token"),
        }
        Ok(Self { state: Arc::new(state), listener, address, server })
    }

    /// Where the server listens: with the port that it got, where port 0 was asked for.
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// The server's numbers, also while it serves.
    pub fn monitor(&self) -> GrpcMonitor {
        GrpcMonitor::new(Arc::clone(&self.state.counters))
    }

    /// Serves until `shutdown` is ready. Then no new clients come in; those that are there receive what was published before, and a status
    /// that says that the server stops. Who has not taken it within the configured time is cut off.
    ///
    /// If the bus is closed before, streams end in the same way, and new ones end at once.
    ///
    /// # Errors
    ///
    /// [`GrpcError::Stopped`] if it cannot go on.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime with its timer enabled.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, nobody is accepted any more; streams receive what was published before and end, without a deadline.
    pub async fn serve(self, shutdown: impl Future<Output = ()>) -> Result<GrpcReport, GrpcError> {
        let Self { state, listener, address, server } = self;
        let _stops = StopOnDrop(&state);
        if let Some(history) = &state.history {
            history.listen_until(state.stop.clone().cancelled_owned());
        }
        let auth = TokenAuth::new(state.config.token.as_ref().map(|token| &*token.0));
        let (health, health_service) = tonic_health::server::health_reporter();
        health.set_service_status(SERVICE_NAME, ServingStatus::Serving).await;
        let stopped = |reason: String| GrpcError::Stopped { address, reason };
        let reflection = || {
            tonic_reflection::server::Builder::configure()
                .register_encoded_file_descriptor_set(DESCRIPTORS)
                .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
        };
        let reflection_v1 = reflection().build_v1().map_err(|error| stopped(chain(&error)))?;
        let reflection_v1alpha = reflection().build_v1alpha().map_err(|error| stopped(chain(&error)))?;
        let events =
            EventStreamServer::new(Service { state: Arc::clone(&state) }).max_decoding_message_size(REQUEST_BYTES);

        let (closing, cut) = (CancellationToken::new(), CancellationToken::new());
        let limit = state.config.max_clients() + MORE_CONNECTIONS;
        let incoming = connections(listener, limit, Arc::clone(&state.counters), cut.clone());
        let mut server = server;
        let router = server
            // Load balancers ask for health without a token; it tells nothing else.
            .add_service(health_service)
            .add_service(InterceptedService::new(reflection_v1, auth.clone()))
            .add_service(InterceptedService::new(reflection_v1alpha, auth.clone()))
            .add_service(InterceptedService::new(events, auth));
        let mut serving = pin!(router.serve_with_incoming_shutdown(incoming, closing.clone().cancelled_owned()));
        let serves_no_more = async || {
            // The name of nothing stands for the server as a whole.
            for name in ["", SERVICE_NAME] {
                health.set_service_status(name, ServingStatus::NotServing).await;
            }
        };
        let end_of_bus = async {
            state.entrance.closed().await;
            serves_no_more().await;
            std::future::pending::<()>().await;
        };
        tokio::select! {
            served = &mut serving => return Err(stopped(served.err().map_or_else(String::new, |error| chain(&error)))),
            () = end_of_bus => {}
            () = shutdown => {}
        }

        serves_no_more().await;
        state.stop();
        closing.cancel();
        let served = match tokio::time::timeout(state.config.drain(), &mut serving).await {
            Ok(served) => served,
            Err(_) => {
                cut.cancel();
                serving.await
            }
        };
        served.map_err(|error| stopped(chain(&error)))?;
        let report = state.counters.report();
        tracing::info!(%address, %report, "the gRPC server has stopped");
        Ok(report)
    }
}

/// A server whose `serve` was dropped must not leave its streams open for ever.
struct StopOnDrop<'a, F: Filter>(&'a ServerState<F>);

impl<F: Filter> Drop for StopOnDrop<'_, F> {
    fn drop(&mut self) {
        self.0.stop();
    }
}

impl<F: Filter> fmt::Debug for GrpcServer<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GrpcServer")
            .field("serves", &F::NAME)
            .field("address", &self.address)
            .field("config", &self.state.config)
            .finish_non_exhaustive()
    }
}
