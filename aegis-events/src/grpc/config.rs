//! The configuration of a gRPC server, and its section.

use std::fmt;
use std::net::SocketAddr;
use std::path::{Path as FilePath, PathBuf};

use super::error::GrpcError;
use super::tls::{self, TlsFiles};
use crate::settings::kinds::{
    address::Address, bytes::Bytes, count::Count, path::Path, secret::Secret, switch::Switch, time::Time,
};
use crate::settings::section::secret_file;
use crate::settings::{ConfigError, FromSection, Section, settings};

settings! {
    /// The configuration of a gRPC server. Every value in it is valid.
    ///
    /// ```
    /// # use aegis_events::ConfigError;
    /// # use aegis_events::grpc::GrpcConfig;
    /// # fn main() -> Result<(), ConfigError> {
    /// let config = GrpcConfig::default()
    ///     .with_token("a-long-random-secret")?
    ///     .with_tls("server.pem", "server.key")
    ///     .with_max_clients(50)?;
    /// assert_eq!(config.address(), ([127, 0, 0, 1], 50_051).into());
    /// # Ok(())
    /// # }
    /// ```
    #[derive(Debug, Clone)]
    #[must_use]
    pub struct GrpcConfig: "grpc" = "The gRPC server that pushes events to clients." {
        enabled: Switch = true, "whether there is a server";
        address: Address = 50_051, "where the server listens; beyond loopback a token is required, and port 0 takes a free port";
        // A client costs some 50 kB: a task and the buffers of its connection.
        max_clients, with_max_clients: Count(1 to 100_000) = 1_000, "how many clients may be subscribed at once";
        max_filter_entries, with_max_filter_entries: Count(1 to 10_000) = 100, "how many families, events and keys one filter may name";
        // The default is what clients of every language accept by default. The least holds an event without its payload.
        max_message_size, with_max_message_size: Bytes("4KiB" to "64MiB") = "4MiB", "how large a message with an event may be; the payload of a larger one is omitted";
        // Most firewalls forget a silent connection later. A client that does not answer within that time, 10 s at most, is disconnected.
        keepalive, with_keepalive: Time("50ms" to "1h") = "20s", "how often the server pings a silent connection";
        drain, with_drain: Time("0ms" to "1h") = "5s", "how long clients may take to receive pending events when the server stops";
    }
    no default {
        token: Secret("16 to 1024 visible ASCII characters", check_token), "the bearer token that clients send";
        token_file: Path, "a file that contains the `token`, instead of `token`";
        tls_certificate: Path, "a PEM file of the server's certificate chain: then clients must speak TLS";
        tls_key: Path, "a PEM file of the certificate's key";
    }
    fields {
        pub(super) token: Option<Token> = None,
        pub(super) tls: Option<TlsFiles> = None,
    }
}

/// The token of clients. `Debug` redacts it.
#[derive(Clone)]
pub(super) struct Token(pub(super) String);

impl Default for GrpcConfig {
    fn default() -> Self {
        Self::initial()
    }
}

impl GrpcConfig {
    /// Sets where the server listens. 127.0.0.1:50051 unless set; port 0 takes a free port. Beyond loopback a token is required, which
    /// [`bind`](super::EventStreamService::bind) checks.
    pub fn with_address(mut self, address: SocketAddr) -> Self {
        self.address = address;
        self
    }

    /// Sets the token that clients have to send, as `authorization: Bearer <token>`. None unless set.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] unless it is 16 to 1024 visible ASCII characters. The error does not show it.
    pub fn with_token(mut self, token: &str) -> Result<Self, ConfigError> {
        self.token = Some(Token(Keys::token().check(token.into())?));
        Ok(self)
    }

    /// Reads the token from a file, without the newline at its end. A file that every user of the machine can read leads to a warning through
    /// `tracing`.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] if the file cannot be read, or as for [`with_token`](Self::with_token).
    pub fn with_token_file(self, path: impl AsRef<FilePath>) -> Result<Self, ConfigError> {
        let read = secret_file::read(path.as_ref());
        let (token, warning) = read.map_err(|problem| Keys::token_file().error(problem))?;
        if let Some(warning) = warning {
            tracing::warn!(warning, "the gRPC token's file is readable by others");
        }
        self.with_token(&token)
    }

    /// Removes the token: clients need none.
    pub fn without_token(mut self) -> Self {
        self.token = None;
        self
    }

    /// Sets the PEM files of the server's certificate chain and of its key: then clients must speak TLS. They are read by
    /// [`bind`](super::EventStreamService::bind). No TLS unless set.
    pub fn with_tls(mut self, certificate: impl Into<PathBuf>, key: impl Into<PathBuf>) -> Self {
        self.tls = Some(TlsFiles { certificate: certificate.into(), key: key.into() });
        self
    }

    /// Removes the certificate: clients speak without TLS.
    pub fn without_tls(mut self) -> Self {
        self.tls = None;
        self
    }

    /// Checks what [`bind`](super::EventStreamService::bind) checks except the address itself, so that a program can fail before it starts
    /// anything. Reads the files of certificate and key, and blocks while it does.
    ///
    /// # Errors
    ///
    /// - [`GrpcError::OpenToAll`]: the address is not loopback, and no token is set.
    /// - [`GrpcError::Unreadable`], [`GrpcError::Tls`]: the certificate or its key cannot be used.
    pub fn check(&self) -> Result<(), GrpcError> {
        self.check_openness()?;
        self.tls.as_ref().map_or(Ok(()), |files| tls::read(files).map(drop))
    }

    /// Returns where the server listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Whether clients need a token.
    #[must_use]
    pub fn wants_token(&self) -> bool {
        self.token.is_some()
    }

    /// Whether clients must speak TLS.
    #[must_use]
    pub fn uses_tls(&self) -> bool {
        self.tls.is_some()
    }

    /// Beyond this machine only with a token.
    pub(super) fn check_openness(&self) -> Result<(), GrpcError> {
        let address = self.address;
        let is_open = !address.ip().is_loopback() && !self.wants_token();
        if is_open { Err(GrpcError::OpenToAll { address }) } else { Ok(()) }
    }
}

impl FromSection for GrpcConfig {
    /// `None` if it is switched off.
    type Read = Option<Self>;

    fn read(section: &mut Section<'_, '_>) -> Option<Self> {
        let mut config = Self::default();
        config.read_settings(section);
        config.token = section.secret(&Keys::token(), &Keys::token_file()).map(Token);
        let tls = section.both_paths(&Keys::tls_certificate(), &Keys::tls_key());
        config.tls = tls.map(|(certificate, key)| TlsFiles { certificate, key });
        config.enabled.then_some(config)
    }
}

fn check_token(token: &str) -> Result<(), String> {
    if !(16..=1_024).contains(&token.len()) {
        Err(format!("is {} bytes long", token.len()))
    } else if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        Err("contains spaces or characters beyond ASCII".into())
    } else {
        Ok(())
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}
