//! Events pushed to clients over gRPC: the service `aegis.events.v1.EventStream`.
//!
//! `bus → lane → encode once → client` for events as they happen, and `history → page → encode once → client` for clients that resume.
//!
//! ```
//! use aegis_events::domain::{DomainEvent, subscribers};
//! use aegis_events::grpc::{EventStreamService, GrpcConfig};
//! use aegis_events::{BusConfig, EventBus};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let (bus, _publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
//! let config = GrpcConfig::default().with_address("127.0.0.1:0".parse()?);
//! let server = EventStreamService::<subscribers::GrpcStream>::new(&bus, config).bind().await?;
//! println!("events on {}", server.local_addr());
//!
//! let stop = async { /* ctrl_c().await */ };
//! let report = server.serve(stop).await?;
//! println!("{report}");
//! # Ok(())
//! # }
//! ```
//!
//! # What clients see
//!
//! The events of the service's filter, a declared subscriber or the whole domain, and of these the ones that they ask for. Sensitive fields are
//! redacted. `docs/grpc.md` describes the service for authors of clients.
//!
//! # Slow clients
//!
//! A live client reads from the ring of its interest and has no other buffer. If it reads too slowly, it loses the oldest events and receives their
//! number, or is disconnected with the position to resume from, as it has requested. Publishers and other clients are not affected. A client that
//! follows the history is never too slow, only late. The history needs a database, the feature `sqlite` or `postgres`.
//!
//! # What it never does
//!
//! It does not publish, and exerts no back pressure. It does not listen beyond loopback without a token. It does not keep its bus open.

mod auth;
mod cache;
mod catalog;
pub(crate) mod config;
mod encode;
mod ending;
mod error;
mod feed;
mod filter;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod history_ending;
mod incoming;
mod live;
mod problem;
pub mod proto;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod recorded;
mod report;
mod server;
mod service;
mod serving;
mod state;
mod subscribe;
mod tls;
mod wire;

pub use config::GrpcConfig;
pub use error::GrpcError;
pub use report::{GrpcMonitor, GrpcReport};
pub use server::GrpcServer;
pub use service::EventStreamService;
