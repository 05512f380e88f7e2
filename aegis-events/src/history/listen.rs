//! Listens for changes that other processes make.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use super::backend::{Change, ErrorKind};
use super::shared::Shared;

/// The pause before listening again after an error. Meanwhile, all users poll.
const AGAIN: Duration = Duration::from_secs(1);

/// Raises the signals of a history when its database reports a change, until `end`.
pub(crate) fn listen_until(shared: &Arc<Shared>, end: impl Future<Output = ()> + Send + 'static) {
    let shared = Arc::clone(shared);
    let listen = async move {
        loop {
            match shared.backend.changed().await {
                Ok(change) => shared.signals.raise(change),
                Err(error) if error.kind == ErrorKind::Closed => return,
                Err(error) => {
                    tracing::debug!(error = &*error.message, "not listening to the database; retrying");
                    tokio::time::sleep(AGAIN).await;
                    // Changes may have been missed.
                    shared.signals.raise(Change::History);
                    shared.signals.raise(Change::Outbox);
                }
            }
        }
    };
    tokio::spawn(async move {
        tokio::select! {
            () = end => {}
            () = listen => {}
        }
    });
}
