//! Invalid options and configuration, with help.

use std::borrow::Cow;
use std::io;
use std::path::PathBuf;

use aegis_events::ConfigError;
use aegis_events::audit::AuditError;
use aegis_events::grpc::GrpcError;
use thiserror::Error;

use crate::database::AddressError;

const OTHER_DATABASE: &str = "name a file: `--database sqlite:path/to/file.db`";

const LOCAL_ADDRESS: &str =
    "on the command line: `--grpc-address 127.0.0.1:PORT` is for this machine only, and needs no token";
const OTHER_LOG: &str = "on the command line: `--audit FOLDER` names another log";

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
    #[error(transparent)]
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
    #[error(transparent)]
    OpenToAll(GrpcError),
    /// The gRPC server would be refused.
    #[error(transparent)]
    Grpc(GrpcError),
    /// The key of the audit log would be refused.
    #[error(transparent)]
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
    pub fn help(&self) -> Option<String> {
        let help: &str = match self {
            Self::Missing(_) => "name an existing folder, or none for the repository",
            Self::NotAFolder(_) => "name the folder that contains it",
            Self::NoRepository => "name the folder to work on",
            Self::Database(error) | Self::RecorderUrl(error) => error.help(),
            Self::NoPlace | Self::Place { .. } => OTHER_DATABASE,
            Self::NoAuditPlace => "name a folder: `--audit path/to/folder`",
            Self::OpenToAll(error) => return library_help(error.help(), Some(LOCAL_ADDRESS)),
            Self::Audit(error) => return library_help(error.help(), Some(OTHER_LOG)),
            Self::Grpc(error) => return library_help(error.help(), None),
            Self::Config(error) => return library_help(error.help(), None),
            Self::Unreadable { .. } | Self::Record { .. } => return None,
        };
        Some(help.to_owned())
    }
}

/// The library's help, and the option of this program.
fn library_help(help: Option<Cow<'_, str>>, option: Option<&str>) -> Option<String> {
    let lines: Vec<String> =
        help.map(|help| format!("help: {help}")).into_iter().chain(option.map(str::to_owned)).collect();
    (!lines.is_empty()).then(|| lines.join("\n  "))
}

impl From<GrpcError> for SettingsError {
    fn from(error: GrpcError) -> Self {
        match error {
            GrpcError::OpenToAll { .. } => Self::OpenToAll(error),
            other => Self::Grpc(other),
        }
    }
}
