//! Options that make no sense: which, and what would.

use std::io;
use std::path::PathBuf;

use aegis_events::ConfigError;
use aegis_events::audit::AuditError;
use aegis_events::grpc::GrpcError;
use thiserror::Error;

use crate::database::AddressError;

/// The options make no sense.
#[derive(Debug, Error)]
pub enum SettingsError {
    /// Nothing is there.
    #[error("the folder `{}` does not exist; name one that does, or none for the repository", .0.display())]
    Missing(PathBuf),
    /// Something else is there.
    #[error("`{}` is not a folder; name the folder that it is in", .0.display())]
    NotAFolder(PathBuf),
    /// It cannot be listed.
    #[error("the folder `{}` cannot be read: {source}", .folder.display())]
    Unreadable {
        /// The folder.
        folder: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// There is no default.
    #[error("there is no repository around the current directory: name the folder to work on")]
    NoRepository,
    /// The configuration is not accepted.
    #[error("{}", explained(.0, .0.help()))]
    Config(#[from] ConfigError),
    /// The database's address is not accepted.
    #[error("the database cannot be used: {0}")]
    Database(#[from] AddressError),
    /// The configured address is not accepted.
    #[error("`recorder.url` of the configuration cannot be used: {0}")]
    RecorderUrl(AddressError),
    /// There is no default place for the database.
    #[error("there is no place of your own to keep the database in: name one, `--database sqlite:path/to/file.db`")]
    NoPlace,
    /// The default place for the database cannot be made.
    #[error(
        "the folder `{}`, in which the database is kept, cannot be made: {source}; name another place, `--database sqlite:path/to/file.db`",
        .folder.display()
    )]
    Place {
        /// The folder.
        folder: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// There is no default place for the audit log.
    #[error("there is no place of your own to keep the audit log in: name one, `--audit path/to/folder`")]
    NoAuditPlace,
    /// The gRPC server would be open to all.
    #[error("{}\n  on the command line: `--grpc-address 127.0.0.1:PORT` is for this machine only, and needs no token", explained(.0, .0.help()))]
    OpenToAll(GrpcError),
    /// The gRPC server would be refused.
    #[error("{}", explained(.0, .0.help()))]
    Grpc(GrpcError),
    /// The key of the audit log would be refused.
    #[error("{}\n  on the command line: `--audit FOLDER` names another log", explained(.0, &*.0.help()))]
    Audit(#[from] AuditError),
    /// The record cannot be written.
    #[error("the record `{}` cannot be written: {source}", .file.display())]
    Record {
        /// The file.
        file: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl From<GrpcError> for SettingsError {
    fn from(error: GrpcError) -> Self {
        match error {
            GrpcError::OpenToAll { .. } => Self::OpenToAll(error),
            other => Self::Grpc(other),
        }
    }
}

/// An error with its sources and its help.
pub(crate) fn explained<'a>(error: &dyn std::error::Error, help: impl Into<Option<&'a str>>) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        text.push_str(&format!(": {source}"));
        next = source.source();
    }
    if let Some(help) = help.into() {
        text.push_str(&format!("\n  help: {help}"));
    }
    text
}
