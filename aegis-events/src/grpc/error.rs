//! Errors of a server that cannot start or cannot go on.

use std::borrow::Cow;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use thiserror::Error;

/// A gRPC server cannot start, or cannot go on.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum GrpcError {
    /// Other machines can reach the address, and there is no token.
    #[error("cannot start the gRPC server without a token: other machines can reach {address}")]
    OpenToAll {
        /// The address.
        address: SocketAddr,
    },
    /// The address cannot be bound.
    #[error("the gRPC server cannot listen on {address}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The reason.
        source: io::Error,
    },
    /// A file of the certificate cannot be read.
    #[error("the gRPC server cannot read `{}`", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },
    /// The files are not a certificate and its key.
    #[error("the gRPC server cannot use the certificate `{}` with the key `{}`: {reason}", .certificate.display(), .key.display())]
    Tls {
        /// The certificate's file.
        certificate: PathBuf,
        /// The key's file.
        key: PathBuf,
        /// The reason.
        reason: String,
    },
    /// The server stopped by itself.
    #[error("the gRPC server on {address} stopped: {reason}")]
    Stopped {
        /// Where it listened.
        address: SocketAddr,
        /// The reason.
        reason: String,
    },
}

impl GrpcError {
    /// How to fix it, if that is known: one line, for `help: ..` after the message.
    pub fn help(&self) -> Option<Cow<'_, str>> {
        let help = match self {
            Self::OpenToAll { .. } => "set `grpc.token` or `grpc.token_file`, or listen on 127.0.0.1 or [::1]",
            Self::Listen { .. } => "choose another `grpc.address`, or stop the program that listens there",
            Self::Unreadable { .. } => {
                "`grpc.tls_certificate` and `grpc.tls_key` name PEM files of a certificate chain and its key"
            }
            Self::Tls { .. } => "both files must be PEM, and the key that of the first certificate",
            Self::Stopped { .. } => return None,
        };
        Some(help.into())
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::chain::chain;

    #[test]
    fn every_error_says_what_where_and_how_to_fix_it() {
        let address = "0.0.0.0:50051".parse().unwrap();
        let (certificate, key) = (PathBuf::from("server.pem"), PathBuf::from("server.key"));
        let errors = [
            GrpcError::OpenToAll { address },
            GrpcError::Listen { address, source: io::ErrorKind::AddrInUse.into() },
            GrpcError::Unreadable { path: key.clone(), source: io::ErrorKind::NotFound.into() },
            GrpcError::Tls { certificate, key, reason: "no key".to_owned() },
            GrpcError::Stopped { address, reason: "a reason".to_owned() },
        ];
        let shown = errors.map(|error| {
            let help = error.help().map_or_else(String::new, |help| format!("\n  help: {help}"));
            format!("{}{help}", chain(&error))
        });
        expect![[r#"
            cannot start the gRPC server without a token: other machines can reach 0.0.0.0:50051
              help: set `grpc.token` or `grpc.token_file`, or listen on 127.0.0.1 or [::1]
            the gRPC server cannot listen on 0.0.0.0:50051: address in use
              help: choose another `grpc.address`, or stop the program that listens there
            the gRPC server cannot read `server.key`: entity not found
              help: `grpc.tls_certificate` and `grpc.tls_key` name PEM files of a certificate chain and its key
            the gRPC server cannot use the certificate `server.pem` with the key `server.key`: no key
              help: both files must be PEM, and the key that of the first certificate
            the gRPC server on 0.0.0.0:50051 stopped: a reason"#]]
        .assert_eq(&shown.join("\n"));
    }
}
