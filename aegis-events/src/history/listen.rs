//! Hearing what other processes change, for as long as somebody wants to know.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use super::backend::{Change, ErrorKind};
use super::shared::Shared;

/// How soon to listen again after the connection broke. Meanwhile everybody polls.
const AGAIN: Duration = Duration::from_secs(1);

/// Raises the signals of a history whenever its database tells of a change.
pub(crate) fn listen_until(shared: &Arc<Shared>, end: impl Future<Output = ()> + Send + 'static) {
    let shared = Arc::clone(shared);
    let listen = async move {
        loop {
            match shared.backend.changed().await {
                Ok(change) => shared.signals.raise(change),
                Err(error) if error.kind == ErrorKind::Closed => return,
                Err(error) => {
                    tracing::debug!(error = &*error.message, "not listening to the database; listening again soon");
                    tokio::time::sleep(AGAIN).await;
                    // What came meanwhile was not heard.
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
