//! What the host does with a volume whose time is up.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;

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

    /// Calls it; an error says why it failed.
    pub(super) async fn call(&self, volume: DueVolume) -> Result<(), String> {
        match AssertUnwindSafe((self.0)(volume)).catch_unwind().await {
            Ok(None) => Ok(()),
            Ok(Some(error)) => Err(error),
            // The panic's own message is the panic hook's business.
            Err(_) => Err("it panicked".into()),
        }
    }
}
