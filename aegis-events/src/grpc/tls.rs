//! The server's certificate, from PEM files.

use std::path::{Path, PathBuf};
use std::time::Duration;

use tonic::transport::{Identity, Server, ServerTlsConfig};

use super::error::GrpcError;
use crate::chain::chain;

/// How long a client may take for the handshake. A slow network takes a second.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// PEM files of the server's certificate chain and its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TlsFiles {
    pub(super) certificate: PathBuf,
    pub(super) key: PathBuf,
}

/// Reads the files, and checks that they are a certificate and its key. Blocks.
pub(super) fn read(files: &TlsFiles) -> Result<ServerTlsConfig, GrpcError> {
    let identity = Identity::from_pem(text(&files.certificate)?, text(&files.key)?);
    let config = ServerTlsConfig::new().identity(identity).timeout(HANDSHAKE);
    match Server::builder().tls_config(config.clone()) {
        Ok(_) => Ok(config),
        Err(error) => Err(unusable(files, &error)),
    }
}

/// Makes a server speak TLS.
pub(super) async fn with_certificate(server: Server, files: &TlsFiles) -> Result<Server, GrpcError> {
    let owned = files.clone();
    let config = tokio::task::spawn_blocking(move || read(&owned)).await.map_err(|error| unusable(files, &error))??;
    server.tls_config(config).map_err(|error| unusable(files, &error))
}

fn text(path: &Path) -> Result<Vec<u8>, GrpcError> {
    std::fs::read(path).map_err(|source| GrpcError::Unreadable { path: path.to_owned(), source })
}

fn unusable(TlsFiles { certificate, key }: &TlsFiles, error: &dyn std::error::Error) -> GrpcError {
    GrpcError::Tls { certificate: certificate.clone(), key: key.clone(), reason: chain(error) }
}
