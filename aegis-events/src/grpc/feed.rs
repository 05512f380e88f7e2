//! What a client receives, item by item, as a stream that ends with a status.

use std::pin::Pin;

use futures_core::Stream;
use futures_util::stream;
use tonic::Status;

use super::wire::Encoded;

/// What the service gives to tonic.
pub(super) type Items = Pin<Box<dyn Stream<Item = Result<Encoded, Status>> + Send>>;

/// Where items come from.
pub(super) trait Feed: Send + 'static {
    /// Waits for the next item; the error is the end of the stream. Cancel safe.
    fn next(&mut self) -> impl Future<Output = Result<Encoded, Status>> + Send;
}

/// A feed as a stream. Dropping it unsubscribes.
pub(super) fn items(feed: impl Feed) -> Items {
    // Boxed: the state moves with each item.
    Box::pin(stream::unfold(Some(Box::new(feed)), |feed| async move {
        let mut feed = feed?;
        let item = feed.next().await;
        let goes_on = item.is_ok();
        Some((item, goes_on.then_some(feed)))
    }))
}
