//! What it is that does not answer as a server of events: looked at once more, by the first bytes that it says to anybody.
//!
//! The errors of a failed connection tell what went wrong in the layer where it went wrong, "frame with invalid size" say, and not what to do
//! about it. Nothing secret is sent here.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

use super::address::Address;

/// How HTTP/2 begins: the preface, and settings that set nothing.
const HELLO: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
/// As much as a frame of HTTP/2 needs to be known by.
const ENOUGH: usize = 9;
/// Who is there says something at once.
const PATIENCE: Duration = Duration::from_secs(3);

/// What was found.
#[derive(Debug)]
enum Found {
    NoHost(io::Error),
    NoConnection(io::Error),
    Http2,
    Http1,
    Tls,
    Other,
    /// It closed the connection.
    Nothing,
    /// It waits for something else.
    Silence,
}

/// Why events do not come from an address, and what to do. `error` is what the failed connection itself says.
pub(super) async fn explain(address: &Address, error: &str) -> String {
    let found = look(address).await;
    let (tls, plain) = (address.with("https"), address.with("http"));
    let check_port = "check that the port is that of the stream of events, 50051 unless it is configured";
    match found {
        Found::NoHost(error) => format!("there is no host `{}`: {error}\n  check its name", address.host),
        Found::NoConnection(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
            format!("nothing listens there: {error}\n  check that the server runs, and that host and port are right")
        }
        Found::NoConnection(error) => {
            format!(
                "the server cannot be reached: {error}\n  check that host and port are right, and that no firewall stands between"
            )
        }
        // A proxy that speaks TLS may complain in plain HTTP.
        Found::Tls | Found::Http1 | Found::Nothing | Found::Silence
            if address.is_tls && error.contains("certificate") =>
        {
            format!(
                "the server's certificate is not accepted: {error}\n  --ca names a PEM file with the certificate that vouches for it; the host has to be named as the certificate names it"
            )
        }
        Found::Http2 if address.is_tls => format!("the server speaks no TLS\n  write {plain}"),
        Found::Http2 => format!("the server ends the connection: {error}\n  {check_port}"),
        Found::Tls if address.is_tls => format!("no connection with TLS comes about: {error}\n  {check_port}"),
        Found::Tls => format!(
            "the server speaks TLS\n  write {tls}; --ca names a PEM file with its certificate, if the system does not trust it"
        ),
        Found::Http1 if address.is_tls => {
            format!("what listens there speaks HTTP/1, and gRPC needs HTTP/2\n  {check_port}")
        }
        Found::Http1 => format!(
            "what listens there speaks HTTP/1, and gRPC needs HTTP/2\n  {check_port}; write {tls} if it speaks TLS"
        ),
        Found::Other => format!("what listens there speaks another protocol, and not gRPC\n  {check_port}"),
        Found::Nothing if address.is_tls => {
            format!(
                "what listens there closes the connection: {error}\n  {check_port}; write {plain} if it speaks no TLS"
            )
        }
        Found::Nothing => {
            format!(
                "what listens there closes the connection without a word\n  {check_port}; write {tls} if it speaks TLS"
            )
        }
        Found::Silence => format!("what listens there does not say a word of gRPC: {error}\n  {check_port}"),
    }
}

async fn look(address: &Address) -> Found {
    let places: Vec<_> = match lookup_host((&*address.host, address.port)).await {
        Ok(places) => places.collect(),
        Err(error) => return Found::NoHost(error),
    };
    let connected = match timeout(PATIENCE, TcpStream::connect(&places[..])).await {
        Ok(connected) => connected,
        Err(_) => Err(io::ErrorKind::TimedOut.into()),
    };
    match connected {
        Ok(mut stream) => match timeout(PATIENCE, first_bytes(&mut stream)).await {
            Ok(bytes) => known_by(&bytes),
            Err(_) => Found::Silence,
        },
        Err(error) => Found::NoConnection(error),
    }
}

/// What comes first, until there is enough or no more.
async fn first_bytes(stream: &mut TcpStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    // What was said before the connection broke tells as much.
    if stream.write_all(HELLO).await.is_ok() {
        let mut part = [0; ENOUGH];
        while bytes.len() < ENOUGH {
            match stream.read(&mut part).await {
                Ok(count @ 1..) => bytes.extend_from_slice(&part[..count]),
                Ok(0) | Err(_) => break,
            }
        }
    }
    bytes
}

fn known_by(bytes: &[u8]) -> Found {
    match bytes {
        [] => Found::Nothing,
        // Settings, of the connection as a whole.
        [_, _, _, 4, _, 0, 0, 0, 0, ..] => Found::Http2,
        // An alert, or a greeting.
        [0x15 | 0x16, 3, ..] => Found::Tls,
        _ if bytes.starts_with(b"HTTP/") => Found::Http1,
        _ => Found::Other,
    }
}
