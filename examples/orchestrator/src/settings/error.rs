//! Invalid options and configuration, with help.

use std::io;
use std::path::PathBuf;

use aegis_events::ConfigError;
use aegis_events::audit::AuditError;
use aegis_events::grpc::GrpcError;
use thiserror::Error;

use crate::database::AddressError;

const OTHER_DATABASE: &str = "name a file: `--database sqlite:path/to/file.db`";

/// Invalid options or configuration.
#[derive(Debug, Error)]
pub enum SettingsError {
    /// The folder is missing.
    #[error("the folder `{}` does not exist", .0.display())]
    Missing(PathBuf),
    /// The path is not a folder.
    #[error("`{}` is not a folder", .0.display())]
    NotAFolder(PathBuf),
    /// The folder cannot be listed.
    #[error("cannot read the folder `{}`", .folder.display())]
    Unreadable {
        /// The folder.
        folder: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// There is no default folder.
    #[error("there is no repository around the current directory")]
    NoRepository,
    /// The configuration is not accepted.
    #[error("{}", explained(.0, .0.help()))]
    Config(#[from] ConfigError),
    /// Invalid address of the database.
    #[error("cannot use the database")]
    Database(#[from] AddressError),
    /// Invalid address in the configuration.
    #[error("cannot use `recorder.url` of the configuration")]
    RecorderUrl(#[source] AddressError),
    /// There is no default place for the database.
    #[error("there is no default place for the database")]
    NoPlace,
    /// The default folder of the database cannot be created.
    #[error("cannot create the folder `{}` for the database", .folder.display())]
    Place {
        /// The folder.
        folder: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// There is no default place for the audit log.
    #[error("there is no default place for the audit log")]
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
    #[error("cannot write the record `{}`", .file.display())]
    Record {
        /// The file.
        file: PathBuf,
        /// The cause.
        source: io::Error,
    },
}

impl SettingsError {
    /// How to solve it, if there is more to say than the error does.
    pub fn help(&self) -> Option<&'static str> {
        match self {
            Self::Missing(_) => Some("name an existing folder, or none for the repository"),
            Self::NotAFolder(_) => Some("name the folder that contains it"),
            Self::NoRepository => Some("name the folder to work on"),
            Self::Database(error) | Self::RecorderUrl(error) => Some(error.help()),
            Self::NoPlace | Self::Place { .. } => Some(OTHER_DATABASE),
            Self::NoAuditPlace => Some("name a folder: `--audit path/to/folder`"),
            Self::OpenToAll(_) => Some(
                "on the command line: `--grpc-address 127.0.0.1:PORT` is for this machine only, and needs no token",
            ),
            Self::Audit(_) => Some("on the command line: `--audit FOLDER` names another log"),
            Self::Unreadable { .. } | Self::Config(_) | Self::Grpc(_) | Self::Record { .. } => None,
        }
    }
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
