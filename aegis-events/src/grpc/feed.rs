//! The items that a client receives, as a stream that ends with a status.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use tokio_util::sync::ReusableBoxFuture;
use tonic::Status;

use super::wire::Encoded;

/// The stream of responses for tonic.
pub(super) type Items = Pin<Box<dyn Stream<Item = Result<Encoded, Status>> + Send>>;

/// A source of items.
pub(super) trait Feed: Send + Unpin + 'static {
    /// The next item, if it is ready.
    fn ready(&mut self) -> Option<Encoded>;

    /// Waits for the next item; the error ends the stream. If the future is dropped before it is ready, the stream has ended.
    fn next(&mut self) -> impl Future<Output = Result<Encoded, Status>> + Send;
}

/// A feed as a stream. Dropping it unsubscribes the client.
pub(super) fn items(feed: impl Feed) -> Items {
    Box::pin(FeedStream { here: Some(Box::new(feed)), away: None })
}

/// An item, and the feed that it came from.
type Next<F> = (Result<Encoded, Status>, Box<F>);

/// The feed is `here`, or `away` in the future that waits for its next item; neither after the end of the stream.
struct FeedStream<F> {
    here: Option<Box<F>>,
    away: Option<ReusableBoxFuture<'static, Next<F>>>,
}

async fn next<F: Feed>(mut feed: Box<F>) -> Next<F> {
    (feed.next().await, feed)
}

impl<F: Feed> Stream for FeedStream<F> {
    type Item = Result<Encoded, Status>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(feed) = &mut self.here {
            if let Some(item) = feed.ready() {
                return Poll::Ready(Some(Ok(item)));
            }
            if let Some(feed) = self.here.take() {
                match &mut self.away {
                    Some(away) => away.set(next(feed)),
                    None => self.away = Some(ReusableBoxFuture::new(next(feed))),
                }
            }
        }
        let Some(away) = &mut self.away else { return Poll::Ready(None) };
        let (item, feed) = ready!(away.poll(cx));
        if item.is_ok() {
            self.here = Some(feed);
        } else {
            self.away = None;
        }
        Poll::Ready(Some(item))
    }
}
