//! Connections to a server: TLS and the token.

use std::env::VarError;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::Duration;

use aegis_events::grpc::proto::event_stream_client::EventStreamClient;
use tonic::metadata::{Ascii, MetadataValue};
use tonic::service::Interceptor;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::{Certificate, Channel, ClientTlsConfig, Endpoint};
use tonic::{Request, Status};

use super::address::Address;
use super::arguments::Arguments;
use crate::input;
use crate::out::{Failure, note, whole};

/// The timeout for connecting.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// The idle time before a keepalive ping.
const KEEPALIVE: Duration = Duration::from_secs(20);
/// The largest message of a server.
const MOST_BYTES: usize = 65 << 20;

/// The environment variable that the server reads, too.
const VARIABLE: &str = "AEGIS_EVENTS_GRPC_TOKEN";

/// The first line of a certificate in PEM.
const BEGIN: &[u8] = b"-----BEGIN CERTIFICATE-----";

/// The gRPC client.
pub(super) type Client = EventStreamClient<InterceptedService<Channel, Token>>;

/// Opens connections to one server.
pub(super) struct Connector {
    endpoint: Endpoint,
    token: Token,
    pub(super) address: Address,
}

/// Adds the token to each call.
#[derive(Clone)]
pub(super) struct Token(Option<MetadataValue<Ascii>>);

impl Interceptor for Token {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        if let Some(header) = &self.0 {
            request.metadata_mut().insert("authorization", header.clone());
        }
        Ok(request)
    }
}

impl Connector {
    pub(super) fn new(arguments: &Arguments) -> Result<Self, Failure> {
        let ca = arguments.ca.as_deref();
        let address = Address::read(&arguments.address, ca.is_some())?;
        let is_tls = address.is_tls;
        if ca.is_some() && !is_tls {
            return Err(Failure::new(format!(
                "--ca needs TLS, but `{}` begins with http://\n  write https://",
                address.written
            )));
        }
        let mut endpoint = Endpoint::from(address.uri.clone())
            .connect_timeout(CONNECT_TIMEOUT)
            .http2_keep_alive_interval(KEEPALIVE)
            .keep_alive_timeout(CONNECT_TIMEOUT)
            .keep_alive_while_idle(true);
        if is_tls {
            let tls = match ca {
                None => ClientTlsConfig::new().with_native_roots(),
                Some(path) => ClientTlsConfig::new().ca_certificate(certificates(path)?),
            };
            endpoint = endpoint
                .tls_config(tls)
                .map_err(|error| Failure::new(format!("cannot set up TLS: {}", whole(&error))))?;
        }
        let token = token(arguments)?;
        if token.0.is_some() && !is_tls && !address.is_loopback() {
            note("the token is sent without TLS; write https:// if the server uses TLS");
        }
        Ok(Self { endpoint, token, address })
    }

    /// Connect. Returns the error as text.
    pub(super) async fn open(&self) -> Result<Client, String> {
        let channel = self.endpoint.connect().await.map_err(|error| match error.source() {
            // The text of tonic's error is only `transport error`.
            Some(source) => whole(source),
            None => whole(&error),
        })?;
        let client = EventStreamClient::with_interceptor(channel, self.token.clone());
        Ok(client.max_decoding_message_size(MOST_BYTES))
    }
}

/// Certificates from a PEM file. A file without one is an error, because the TLS library would ignore it.
fn certificates(path: &Path) -> Result<Certificate, Failure> {
    let pem = input::read_file(path)?;
    if pem.windows(BEGIN.len()).any(|part| part == BEGIN) {
        Ok(Certificate::from_pem(pem))
    } else {
        Err(Failure::new(format!("no certificate in `{}`\n  name a PEM file", path.display())))
    }
}

/// The token from a file or from the environment. It is never printed.
fn token(arguments: &Arguments) -> Result<Token, Failure> {
    let (token, from) = match (&arguments.token_file, std::env::var(VARIABLE)) {
        (Some(path), _) => {
            let shown = path.display();
            let text = fs::read_to_string(path);
            let text = text.map_err(|error| Failure::new(format!("cannot read the token from `{shown}`: {error}")))?;
            (text, format!("in `{shown}`"))
        }
        (None, Ok(token)) => (token, format!("in {VARIABLE}")),
        (None, Err(VarError::NotPresent)) => return Ok(Token(None)),
        // A token is ASCII.
        (None, Err(VarError::NotUnicode(_))) => (String::new(), format!("in {VARIABLE}")),
    };
    let token = token.trim();
    let header = (!token.is_empty()).then(|| format!("Bearer {token}").parse::<MetadataValue<Ascii>>().ok()).flatten();
    let Some(mut header) = header else {
        return Err(Failure::new(format!("invalid token {from}: expected 16 to 1024 visible ASCII characters")));
    };
    header.set_sensitive(true);
    Ok(Token(Some(header)))
}
