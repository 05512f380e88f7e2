//! What a history's handle, recorder, relay and durable subscriptions share.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::backend::Backend;
use super::settings::Settings;
use super::signals::Signals;
use crate::catalog::KeyInfo;

/// One open database.
pub(crate) struct Shared {
    pub(crate) backend: Arc<dyn Backend>,
    pub(crate) keys: &'static [KeyInfo],
    pub(crate) settings: Settings,
    pub(crate) signals: Arc<Signals>,
    /// Cancelled when the program closes the history.
    pub(crate) closed: CancellationToken,
}
