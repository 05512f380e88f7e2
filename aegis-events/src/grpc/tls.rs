//! The server's certificate, from PEM files.

use std::path::Path;
use std::time::Duration;

use tonic::transport::{Identity, Server, ServerTlsConfig};

use super::config::TlsFiles;
use super::error::{GrpcError, chain};

/// How long a client may take for the handshake: a slow network takes a second.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// Makes a server speak TLS.
pub(super) async fn with_certificate(server: Server, files: &TlsFiles) -> Result<Server, GrpcError> {
    let identity = Identity::from_pem(read(&files.certificate).await?, read(&files.key).await?);
    let config = ServerTlsConfig::new().identity(identity).timeout(HANDSHAKE);
    server.tls_config(config).map_err(|error| GrpcError::Tls {
        certificate: files.certificate.clone(),
        key: files.key.clone(),
        reason: chain(&error),
    })
}

async fn read(path: &Path) -> Result<Vec<u8>, GrpcError> {
    let owned = path.to_owned();
    let read = tokio::task::spawn_blocking(move || std::fs::read(owned)).await;
    read.map_err(std::io::Error::other)
        .and_then(|read| read)
        .map_err(|source| GrpcError::Unreadable { path: path.to_owned(), source })
}
