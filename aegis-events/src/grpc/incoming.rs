//! Connections, from the listener to tonic: as many as may be, each with a deadline for its first bytes, and all cut at the end.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;
use futures_util::stream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Sleep, sleep};
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};
use tonic::transport::server::{Connected, TcpConnectInfo};

use super::report::Counters;

/// How long a connection may be silent before it has said that it speaks HTTP/2: who opens ports and says nothing gets no place.
const GREETING: Duration = Duration::from_secs(10);
/// The preface of HTTP/2; the greeting of TLS is longer.
const GREETING_BYTES: usize = 24;
/// How long to wait where connections cannot be accepted: the process has no file handles left, and some must be closed first.
const AGAIN: Duration = Duration::from_millis(50);

/// A client's connection.
pub(super) struct Connection {
    io: TcpStream,
    cut: Pin<Box<WaitForCancellationFutureOwned>>,
    greeting: Option<Greeting>,
    counters: Arc<Counters>,
    _permit: OwnedSemaphorePermit,
}

struct Greeting {
    deadline: Pin<Box<Sleep>>,
    bytes: usize,
}

/// Accepts connections. Cancelling `cut` breaks all of them.
pub(super) fn connections(
    listener: TcpListener,
    limit: usize,
    counters: Arc<Counters>,
    cut: CancellationToken,
) -> impl Stream<Item = io::Result<Connection>> {
    let places = Arc::new(Semaphore::new(limit));
    stream::unfold((listener, places, counters, cut), move |(listener, places, counters, cut)| async move {
        loop {
            let io = match listener.accept().await {
                Ok((io, _)) => io,
                Err(error) => {
                    tracing::debug!(%error, "a connection cannot be accepted");
                    sleep(AGAIN).await;
                    continue;
                }
            };
            let Ok(permit) = Arc::clone(&places).try_acquire_owned() else {
                counters.connections_refused.add(1);
                tracing::debug!(limit, "a connection is refused: there are too many");
                continue;
            };
            // Small messages must not wait for larger ones.
            let _ = io.set_nodelay(true);
            let connection = Connection {
                io,
                cut: Box::pin(cut.clone().cancelled_owned()),
                greeting: Some(Greeting { deadline: Box::pin(sleep(GREETING)), bytes: 0 }),
                counters: Arc::clone(&counters),
                _permit: permit,
            };
            return Some((Ok(connection), (listener, places, counters, cut)));
        }
    })
}

impl Connection {
    fn poll_broken(&mut self, cx: &mut Context<'_>) -> Poll<io::Error> {
        if self.cut.as_mut().poll(cx).is_ready() {
            self.counters.cut_off.add(1);
            return Poll::Ready(io::Error::new(io::ErrorKind::ConnectionAborted, "cut at the end of the server"));
        }
        match &mut self.greeting {
            Some(greeting) => greeting
                .deadline
                .as_mut()
                .poll(cx)
                .map(|()| io::Error::new(io::ErrorKind::TimedOut, "the client said nothing")),
            None => Poll::Pending,
        }
    }
}

impl AsyncRead for Connection {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        if let Poll::Ready(read) = Pin::new(&mut self.io).poll_read(cx, buf) {
            let bytes = buf.filled().len() - before;
            if let Some(greeting) = &mut self.greeting {
                greeting.bytes += bytes;
                if greeting.bytes >= GREETING_BYTES {
                    self.greeting = None;
                }
            }
            return Poll::Ready(read);
        }
        // Asked only where there is nothing to read, which is where a connection spends its time.
        self.poll_broken(cx).map(Err)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }
}

impl Connected for Connection {
    type ConnectInfo = TcpConnectInfo;

    fn connect_info(&self) -> TcpConnectInfo {
        self.io.connect_info()
    }
}
