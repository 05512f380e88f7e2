//! What keeps a server from serving: what, where, and how to fix it.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use thiserror::Error;

/// A gRPC server cannot begin, or cannot go on.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum GrpcError {
    /// The address can be reached from other machines, and there is no token.
    #[error(
        "the gRPC server was not started: {address} can be reached from other machines, and no token is set; set `grpc.token` or `grpc.token_file`, or listen on 127.0.0.1 or [::1]"
    )]
    OpenToAll {
        /// The address.
        address: SocketAddr,
    },
    /// The address cannot be listened on.
    #[error(
        "the gRPC server cannot listen on {address}: {source}; choose another `grpc.address`, or end what listens there"
    )]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// A file of the certificate cannot be read.
    #[error("the gRPC server cannot read `{}`: {source}; `grpc.tls_certificate` and `grpc.tls_key` name PEM files of a certificate chain and its key", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The files are no certificate and key.
    #[error(
        "the gRPC server cannot use the certificate `{}` with the key `{}`: {reason}; both must be PEM, and the key that of the first certificate", .certificate.display(), .key.display()
    )]
    Tls {
        /// The certificate's file.
        certificate: PathBuf,
        /// The key's file.
        key: PathBuf,
        /// Why.
        reason: String,
    },
    /// The server stopped by itself.
    #[error("the gRPC server on {address} stopped: {reason}")]
    Stopped {
        /// Where it listened.
        address: SocketAddr,
        /// Why.
        reason: String,
    },
}

/// An error with everything that led to it.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        let cause = source.to_string();
        if !text.ends_with(&cause) {
            text.push_str(": ");
            text.push_str(&cause);
        }
        next = source.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_says_what_where_and_how_to_fix_it() {
        let address = "0.0.0.0:50051".parse().unwrap();
        let (certificate, key) = (PathBuf::from("server.pem"), PathBuf::from("server.key"));
        let texts = [
            (
                GrpcError::OpenToAll { address },
                "the gRPC server was not started: 0.0.0.0:50051 can be reached from other machines, and no token is set; set `grpc.token` or `grpc.token_file`, or listen on 127.0.0.1 or [::1]",
            ),
            (
                GrpcError::Listen { address, source: io::ErrorKind::AddrInUse.into() },
                "the gRPC server cannot listen on 0.0.0.0:50051: address in use; choose another `grpc.address`, or end what listens there",
            ),
            (
                GrpcError::Unreadable { path: key.clone(), source: io::ErrorKind::NotFound.into() },
                "the gRPC server cannot read `server.key`: entity not found; `grpc.tls_certificate` and `grpc.tls_key` name PEM files of a certificate chain and its key",
            ),
            (
                GrpcError::Tls { certificate, key, reason: "no key".to_owned() },
                "the gRPC server cannot use the certificate `server.pem` with the key `server.key`: no key; both must be PEM, and the key that of the first certificate",
            ),
            (
                GrpcError::Stopped { address, reason: "a reason".to_owned() },
                "the gRPC server on 0.0.0.0:50051 stopped: a reason",
            ),
        ];
        for (error, text) in texts {
            assert_eq!(error.to_string(), text);
        }
    }
}
