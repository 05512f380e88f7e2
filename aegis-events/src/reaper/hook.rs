//! The host's hook for volumes whose TTL is over.

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

/// A volume whose TTL is over.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DueVolume {
    /// The volume.
    pub volume_id: VolumeId,
    /// Its path, from its `VolumeCreated`.
    pub remote_path: String,
}

/// Why a call of the hook failed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(super) enum Failure {
    /// It returned an error.
    #[error("{0}")]
    Error(String),
    /// The panic hook reports the message.
    #[error("it panicked")]
    Panicked,
    /// It did not end in time.
    #[error("it did not end within {0:?}, the `reaper.hook_timeout`")]
    Hung(Duration),
}

type Call = dyn Fn(DueVolume) -> BoxFuture<'static, Option<String>> + Send + Sync;

/// The host's hook. Clones share it.
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
            // Called inside, so that a panic before the first `await` is one of the future.
            async move { hook(volume).await.error() }.boxed()
        }))
    }

    /// Calls it in a separate task: a hook that blocks its thread blocks neither the reaper nor the timeout. The task ends with the future.
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
