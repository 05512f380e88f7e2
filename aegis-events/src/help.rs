//! The help of any error of the crate.

use std::borrow::Cow;
use std::error::Error;
use std::iter;

/// How to fix an error: the help of the first error of this crate among the error and its sources that has one.
///
/// It is for programs that keep errors of several kinds, as `Box<dyn Error>` or `anyhow::Error`.
///
/// ```
/// use std::error::Error;
///
/// use aegis_events::domain::volume::VolumeDeleted;
/// use aegis_events::domain::{DomainEvent, VolumeId};
/// use aegis_events::{BusConfig, EventBus};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
/// bus.close();
/// let deleted = VolumeDeleted { volume_id: VolumeId::new(), deleted_at: chrono::Utc::now() };
/// let error: Box<dyn Error> = publishers.volume_manager.publish(deleted).unwrap_err().into();
/// assert_eq!(error.to_string(), "`Volume.VolumeDeleted` was not published: the bus is closed");
/// let help = aegis_events::help_of(&*error).expect("there is one");
/// assert!(help.starts_with("`close` or `shutdown` was called"));
/// # }
/// ```
pub fn help_of<'e>(error: &'e (dyn Error + 'static)) -> Option<Cow<'e, str>> {
    iter::successors(Some(error), |&error| error.source()).find_map(help_of_one)
}

fn help_of_one<'e>(error: &'e (dyn Error + 'static)) -> Option<Cow<'e, str>> {
    macro_rules! help_as {
        ($($error:ty),*) => {
            $(if let Some(error) = error.downcast_ref::<$error>() {
                return error.help();
            })*
        };
    }
    help_as!(crate::bus::PublishError, crate::config::ConfigError);
    #[cfg(any(feature = "sqlite", feature = "postgres"))]
    {
        use crate::history::{BackfillError, DurableError, HistoryError, RecordError, SchemaError};
        help_as!(BackfillError, DurableError, HistoryError, RecordError, SchemaError);
        #[cfg(feature = "reaper")]
        help_as!(crate::reaper::ReaperError);
    }
    #[cfg(feature = "audit")]
    {
        use crate::audit::{AuditError, CheckpointError, KeyError, ProofError};
        help_as!(AuditError, CheckpointError, KeyError, ProofError);
    }
    #[cfg(feature = "grpc")]
    help_as!(crate::grpc::GrpcError);
    #[cfg(feature = "metrics")]
    help_as!(crate::metrics::MetricsError);
    None
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    #[test]
    fn every_error_with_help_is_found() {
        let mut types = Vec::new();
        collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut types);
        assert!(types.len() > 10, "{types:?}");
        for name in types {
            let listed = include_str!("help.rs").contains(&name);
            assert!(listed, "`help_of` does not know `{name}`");
        }
    }

    /// The types with a method `help`.
    fn collect(folder: &Path, types: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, types);
            }
            if path.extension().is_none_or(|extension| extension != "rs") {
                continue;
            }
            let code = fs::read_to_string(&path).unwrap();
            for (before, _) in
                code.match_indices("\n    pub fn help(&self) -> Option<").map(|(at, _)| code.split_at(at))
            {
                let (_, name) = before.rsplit_once("\nimpl ").unwrap();
                types.push(name.split(' ').next().unwrap().to_owned());
            }
        }
    }
}
