//! The sections, one file each. A new section is a file here with its [`FromSection`](super::section::FromSection), and its line in
//! [`Config`](super::Config).

#[cfg(feature = "audit")]
mod audit;
mod event_bus;
#[cfg(feature = "grpc")]
mod grpc;
#[cfg(feature = "metrics")]
mod metrics;
#[cfg(feature = "reaper")]
mod reaper;
mod recorder;

pub use event_bus::BusConfig;
