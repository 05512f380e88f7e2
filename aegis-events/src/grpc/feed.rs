//! What a client receives, item by item, as a stream that ends with a status.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use tokio_util::sync::ReusableBoxFuture;
use tonic::Status;

use super::wire::Encoded;

/// What the service gives to tonic.
pub(super) type Items = Pin<Box<dyn Stream<Item = Result<Encoded, Status>> + Send>>;

/// Where items come from.
pub(super) trait Feed: Send + Unpin + 'static {
    /// The next item, if nothing has to be waited for.
    fn ready(&mut self) -> Option<Encoded>;

    /// Waits for the next item; the error is the end of the stream. Dropped before it is ready, the stream is at its end.
    fn next(&mut self) -> impl Future<Output = Result<Encoded, Status>> + Send;
}

/// A feed as a stream. Dropping it unsubscribes.
pub(super) fn items(feed: impl Feed) -> Items {
    Box::pin(FeedStream { here: Some(Box::new(feed)), away: None })
}

/// An item, and the feed that it came from.
type Next<F> = (Result<Encoded, Status>, Box<F>);

/// A feed that is here, or away in the future that waits for its next item; neither once the stream has ended.
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
