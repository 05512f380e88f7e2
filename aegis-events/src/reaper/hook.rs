//! What the host does with a volume whose time is up.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use thiserror::Error;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::bus::Outcome;
use crate::domain::VolumeId;

/// A volume whose time is up.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DueVolume {
    /// The volume.
    pub volume_id: VolumeId,
    /// Where it lies, as its `VolumeCreated` says.
    pub remote_path: String,
}

/// Why a call of the hook failed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(super) enum Failure {
    /// It said so.
    #[error("{0}")]
    Error(String),
    /// The panic's own message is the panic hook's business.
    #[error("it panicked")]
    Panicked,
    /// It did not end.
    #[error("it did not end within {0:?}; find out what it waits for, or give it more time with `reaper.hook_timeout`")]
    Hung(Duration),
}

type Call = dyn Fn(DueVolume) -> BoxFuture<'static, Option<String>> + Send + Sync;

/// The host's hook. Clones are the same.
#[derive(Clone)]
pub(super) struct Hook(Arc<Call>);

impl Hook {
    pub(super) fn new<Fut>(hook: impl Fn(DueVolume) -> Fut + Send + Sync + 'static) -> Self
    where
        Fut: Future<Output: Outcome> + Send + 'static,
    {
        let hook = Arc::new(hook);
        Self(Arc::new(move |volume| {
            let hook = Arc::clone(&hook);
            // Inside, so that a panic before the future is one within it.
            async move { hook(volume).await.error() }.boxed()
        }))
    }

    /// Calls it, in a task of its own: a hook that blocks its thread, against the rules, blocks neither the reaper nor the time-out. The task
    /// ends with the future.
    pub(super) async fn call(&self, volume: DueVolume, most: Duration) -> Result<(), Failure> {
        let mut call = JoinSet::new();
        call.spawn((self.0)(volume));
        match timeout(most, call.join_next()).await {
            Ok(Some(Ok(Some(error)))) => Err(Failure::Error(error)),
            Ok(Some(Ok(None)) | None) => Ok(()),
            Ok(Some(Err(_))) => Err(Failure::Panicked),
            Err(_) => Err(Failure::Hung(most)),
        }
    }
}
