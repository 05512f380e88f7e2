//! What the server may be told. Every value in a configuration is valid.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::error::GrpcError;
use super::tls;
use crate::config::rule::Rule;
use crate::config::{ConfigError, secret};

const SECTION: &str = "grpc";
pub(crate) const ENABLED: &str = "enabled";
pub(crate) const ADDRESS: &str = "address";
pub(crate) const TOKEN: &str = "token";
pub(crate) const TOKEN_FILE: &str = "token_file";
pub(crate) const TLS_CERTIFICATE: &str = "tls_certificate";
pub(crate) const TLS_KEY: &str = "tls_key";
pub(crate) const MAX_CLIENTS: &str = "max_clients";
pub(crate) const MAX_FILTER_ENTRIES: &str = "max_filter_entries";
pub(crate) const MAX_MESSAGE_SIZE: &str = "max_message_size";
pub(crate) const KEEPALIVE: &str = "keepalive";
pub(crate) const DRAIN: &str = "drain";

/// The configuration of a gRPC server: the section `grpc` of a YAML file, in code.
///
/// ```
/// # use aegis_events::ConfigError;
/// # use aegis_events::grpc::GrpcConfig;
/// # fn main() -> Result<(), ConfigError> {
/// let config = GrpcConfig::default()
///     .with_token("a-long-secret-that-nobody-guesses")?
///     .with_tls("server.pem", "server.key")
///     .with_max_clients(50)?;
/// assert_eq!(config.address(), GrpcConfig::DEFAULT_ADDRESS);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct GrpcConfig {
    pub(crate) address: SocketAddr,
    pub(crate) token: Option<String>,
    tls: Option<TlsFiles>,
    pub(crate) max_clients: usize,
    pub(crate) max_filter_entries: usize,
    pub(crate) max_message_bytes: usize,
    pub(crate) keepalive: Duration,
    pub(crate) drain: Duration,
}

/// PEM files of the server's certificate chain and its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TlsFiles {
    pub(super) certificate: PathBuf,
    pub(super) key: PathBuf,
}

impl Default for GrpcConfig {
    fn default() -> Self {
        Self {
            address: Self::DEFAULT_ADDRESS,
            token: None,
            tls: None,
            max_clients: Self::DEFAULT_MAX_CLIENTS,
            max_filter_entries: Self::DEFAULT_MAX_FILTER_ENTRIES,
            max_message_bytes: Self::DEFAULT_MAX_MESSAGE_BYTES,
            keepalive: Self::DEFAULT_KEEPALIVE,
            drain: Self::DEFAULT_DRAIN,
        }
    }
}

impl GrpcConfig {
    /// This machine only.
    pub const DEFAULT_ADDRESS: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 50_051);
    /// A client costs some 50 kB.
    pub const DEFAULT_MAX_CLIENTS: usize = 1_000;
    /// Each client has a task and buffers of its connection.
    pub const MAX_CLIENTS: RangeInclusive<usize> = 1..=100_000;
    /// Families, events and keys of one filter.
    pub const DEFAULT_MAX_FILTER_ENTRIES: usize = 100;
    /// More is no filter.
    pub const MAX_FILTER_ENTRIES: RangeInclusive<usize> = 1..=10_000;
    /// What clients of every language accept unless they are told otherwise.
    pub const DEFAULT_MAX_MESSAGE_BYTES: usize = 4 * 1024 * 1024;
    /// From what an event without payload takes to what still makes sense as one event.
    pub const MAX_MESSAGE_BYTES: RangeInclusive<usize> = 4_096..=64 * 1024 * 1024;
    /// Sooner than most firewalls forget a silent connection.
    pub const DEFAULT_KEEPALIVE: Duration = Duration::from_secs(20);
    /// From an answer within one machine to an hour.
    pub const KEEPALIVE: RangeInclusive<Duration> = Duration::from_millis(50)..=Duration::from_secs(3_600);
    /// As long as handlers have in most programs.
    pub const DEFAULT_DRAIN: Duration = Duration::from_secs(5);
    /// From at once to an hour.
    pub const DRAIN: RangeInclusive<Duration> = Duration::ZERO..=Duration::from_secs(3_600);
    /// Letters, digits and punctuation of a token.
    pub const TOKEN_LEN: RangeInclusive<usize> = 16..=1_024;

    /// Sets where the server listens. 127.0.0.1:50051 unless set; port 0 is any free port. Beyond loopback a token is required, which
    /// [`bind`](super::EventStreamService::bind) checks.
    #[must_use]
    pub fn with_address(mut self, address: SocketAddr) -> Self {
        self.address = address;
        self
    }

    /// Sets the token that clients have to send, as `authorization: Bearer <token>`. None unless set.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] unless it is 16 to 1,024 visible characters of ASCII. The error does not show it.
    pub fn with_token(mut self, token: &str) -> Result<Self, ConfigError> {
        self.token = Some(token_rule().read_secret(token).map_err(|bad| bad.in_code(SECTION, TOKEN))?);
        Ok(self)
    }

    /// Reads the token from a file, without the newline at its end. A file that every user of the machine can read leads to a warning through
    /// `tracing`.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] if the file cannot be read, or as for [`with_token`](Self::with_token).
    pub fn with_token_file(self, path: impl AsRef<Path>) -> Result<Self, ConfigError> {
        let read = secret::read(path.as_ref());
        let (token, warning) = read.map_err(|problem| token_file_rule().bad(problem).in_code(SECTION, TOKEN_FILE))?;
        if let Some(warning) = warning {
            tracing::warn!(warning, "the token");
        }
        self.with_token(&token)
    }

    /// Sets the PEM files of the server's certificate chain and of its key: then clients must speak TLS. They are read by
    /// [`bind`](super::EventStreamService::bind). No TLS unless set.
    #[must_use]
    pub fn with_tls(mut self, certificate: impl Into<PathBuf>, key: impl Into<PathBuf>) -> Self {
        self.tls = Some(TlsFiles { certificate: certificate.into(), key: key.into() });
        self
    }

    /// Takes the token away: clients need none, and the server can listen on loopback only.
    #[must_use]
    pub fn without_token(mut self) -> Self {
        self.token = None;
        self
    }

    /// Takes the certificate away: clients speak without TLS.
    #[must_use]
    pub fn without_tls(mut self) -> Self {
        self.tls = None;
        self
    }

    /// Looks for what [`bind`](super::EventStreamService::bind) would refuse, whatever the machine: for a program that wants to know before it
    /// begins anything else. Reads the files of certificate and key, and blocks while it does.
    ///
    /// # Errors
    ///
    /// - [`GrpcError::OpenToAll`]: the address is not loopback, and no token is set.
    /// - [`GrpcError::Unreadable`], [`GrpcError::Tls`]: the certificate or its key cannot be used.
    pub fn check(&self) -> Result<(), GrpcError> {
        self.check_openness()?;
        self.tls.as_ref().map_or(Ok(()), |files| tls::read(files).map(drop))
    }

    /// Sets how many clients may be subscribed at once. 1,000 unless set.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] unless it is from 1 to 100,000.
    pub fn with_max_clients(mut self, clients: usize) -> Result<Self, ConfigError> {
        self.max_clients =
            max_clients_rule().check_integer(clients).map_err(|bad| bad.in_code(SECTION, MAX_CLIENTS))?;
        Ok(self)
    }

    /// Sets how many families, events and keys one filter may name. 100 unless set.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] unless it is from 1 to 10,000.
    pub fn with_max_filter_entries(mut self, entries: usize) -> Result<Self, ConfigError> {
        let checked = max_filter_entries_rule().check_integer(entries);
        self.max_filter_entries = checked.map_err(|bad| bad.in_code(SECTION, MAX_FILTER_ENTRIES))?;
        Ok(self)
    }

    /// Sets how large a message with an event may be, in bytes; the payload of a larger one is left out. 4 MiB unless set.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] unless it is from 4,096 to 67,108,864.
    pub fn with_max_message_bytes(mut self, bytes: usize) -> Result<Self, ConfigError> {
        let checked = max_message_size_rule().check_size(bytes as u64);
        checked.map_err(|bad| bad.in_code(SECTION, MAX_MESSAGE_SIZE))?;
        self.max_message_bytes = bytes;
        Ok(self)
    }

    /// Sets how often a silent connection is asked whether it is still there. One that does not answer within the same time, ten
    /// seconds at most, is closed. 20 s unless set.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] unless it is from 50 ms to an hour.
    pub fn with_keepalive(mut self, interval: Duration) -> Result<Self, ConfigError> {
        self.keepalive = keepalive_rule().check_duration(interval).map_err(|bad| bad.in_code(SECTION, KEEPALIVE))?;
        Ok(self)
    }

    /// Sets how long clients may take, when the server stops, to receive what waits for them. 5 s unless set.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] if it is more than an hour.
    pub fn with_drain(mut self, deadline: Duration) -> Result<Self, ConfigError> {
        self.drain = drain_rule().check_duration(deadline).map_err(|bad| bad.in_code(SECTION, DRAIN))?;
        Ok(self)
    }

    /// Where the server listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// How many clients may be subscribed at once.
    pub fn max_clients(&self) -> usize {
        self.max_clients
    }

    /// How many families, events and keys one filter may name.
    pub fn max_filter_entries(&self) -> usize {
        self.max_filter_entries
    }

    /// How large a message with an event may be, in bytes.
    pub fn max_message_bytes(&self) -> usize {
        self.max_message_bytes
    }

    /// How often a silent connection is asked whether it is still there.
    pub fn keepalive(&self) -> Duration {
        self.keepalive
    }

    /// How long clients may take to receive what waits for them when the server stops.
    pub fn drain(&self) -> Duration {
        self.drain
    }

    /// Whether clients need a token.
    pub fn wants_token(&self) -> bool {
        self.token.is_some()
    }

    /// Whether clients must speak TLS.
    pub fn uses_tls(&self) -> bool {
        self.tls.is_some()
    }

    pub(super) fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    pub(super) fn tls(&self) -> Option<&TlsFiles> {
        self.tls.as_ref()
    }

    /// Beyond this machine only with a token.
    pub(super) fn check_openness(&self) -> Result<(), GrpcError> {
        let address = self.address;
        let is_open = !address.ip().is_loopback() && !self.wants_token();
        if is_open { Err(GrpcError::OpenToAll { address }) } else { Ok(()) }
    }
}

pub(crate) fn enabled_rule() -> Rule {
    Rule::boolean("whether there is a server")
}

pub(crate) fn address_rule() -> Rule {
    Rule::address("where the server listens; beyond loopback a token is required, and port 0 takes one that is free")
}

pub(crate) fn token_rule() -> Rule {
    let (least, most) = GrpcConfig::TOKEN_LEN.into_inner();
    let allowed = format!("{least} to {most} visible characters of ASCII: what clients send as their bearer token");
    Rule::checked_secret(&allowed, |token| match token.len() {
        len if !GrpcConfig::TOKEN_LEN.contains(&len) => Err(format!("is {len} bytes long")),
        _ if !token.bytes().all(|byte| byte.is_ascii_graphic()) => {
            Err("has spaces or letters beyond ASCII in it".into())
        }
        _ => Ok(()),
    })
}

pub(crate) fn token_file_rule() -> Rule {
    Rule::path("a file with the `token` in it, instead of `token`")
}

pub(crate) fn tls_certificate_rule() -> Rule {
    Rule::path("a PEM file of the server's certificate chain: then clients must speak TLS")
}

pub(crate) fn tls_key_rule() -> Rule {
    Rule::path("a PEM file of the key of the certificate")
}

pub(crate) fn max_clients_rule() -> Rule {
    let (least, most) = GrpcConfig::MAX_CLIENTS.into_inner();
    Rule::integer(least, most, "clients that may be subscribed at once")
}

pub(crate) fn max_filter_entries_rule() -> Rule {
    let (least, most) = GrpcConfig::MAX_FILTER_ENTRIES.into_inner();
    Rule::integer(least, most, "families, events and keys that one filter may name")
}

pub(crate) fn max_message_size_rule() -> Rule {
    let (least, most) = GrpcConfig::MAX_MESSAGE_BYTES.into_inner();
    Rule::size(
        least as u64,
        most as u64,
        "how large a message with an event may be; the payload of a larger one is left out",
    )
}

pub(crate) fn keepalive_rule() -> Rule {
    let (least, most) = GrpcConfig::KEEPALIVE.into_inner();
    Rule::duration(least, most, "how often a silent connection is asked whether it is still there")
}

pub(crate) fn drain_rule() -> Rule {
    let (least, most) = GrpcConfig::DRAIN.into_inner();
    Rule::duration(least, most, "how long clients may take for what waits for them when the server stops")
}

impl fmt::Debug for GrpcConfig {
    /// Without the token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GrpcConfig")
            .field("address", &self.address)
            .field("wants_token", &self.wants_token())
            .field("tls", &self.tls)
            .field("max_clients", &self.max_clients)
            .field("max_filter_entries", &self.max_filter_entries)
            .field("max_message_bytes", &self.max_message_bytes)
            .field("keepalive", &self.keepalive)
            .field("drain", &self.drain)
            .finish()
    }
}
