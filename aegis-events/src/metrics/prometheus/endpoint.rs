//! `/metrics` over HTTP.
//!
//! It answers `GET /metrics` with current values, and other requests with a status and one sentence. Clients that send nothing or do not read the
//! answer are disconnected, and their number is limited: an endpoint without a password must not exhaust the process.

use std::convert::Infallible;
use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{ALLOW, CONTENT_TYPE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use tokio_io_timeout::TimeoutStream;
use tokio_util::sync::CancellationToken;

use super::super::error::MetricsError;

const PATH: &str = "/metrics";
/// The content type of Prometheus's text format.
const FORMAT: &str = "text/plain; version=0.0.4; charset=utf-8";
/// How long a client may take to send a request, also on an open connection, or to read a part of the answer: longer than the usual time between
/// scrapes.
const PATIENCE: Duration = Duration::from_secs(60);
/// The most clients at once: more than a few Prometheus servers and a browser.
const MOST_CLIENTS: usize = 32;
/// How long to wait if the process cannot accept a connection.
const RECOVERY: Duration = Duration::from_millis(100);

/// A served `/metrics`. Dropping it does not stop it.
pub struct Endpoint {
    address: SocketAddr,
    stop: CancellationToken,
    /// Cancelled when the task has ended for any reason.
    ended: CancellationToken,
    task: JoinHandle<()>,
}

type Page = Arc<dyn Fn() -> String + Send + Sync>;

impl Endpoint {
    pub(super) async fn open(
        address: SocketAddr,
        page: impl Fn() -> String + Send + Sync + 'static,
    ) -> Result<Self, MetricsError> {
        let failed = |source| MetricsError::Listen { address, source };
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let (stop, ended) = (CancellationToken::new(), CancellationToken::new());
        let (listening, on_end) = (listen(listener, Arc::new(page), stop.clone()), ended.clone().drop_guard());
        let task = tokio::spawn(async move {
            let _on_end = on_end;
            listening.await;
        });
        tracing::info!(%address, "metrics are served");
        Ok(Self { address, stop, ended, task })
    }

    /// Returns the address, with the actual port if port 0 was requested.
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// Returns the URL to scrape.
    pub fn url(&self) -> String {
        format!("http://{}{PATH}", self.address)
    }

    /// Waits until it is no longer served: after [`stop`](Self::stop), or because the runtime has ended its task. The future does not keep the
    /// endpoint.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing.
    pub fn ended(&self) -> impl Future<Output = ()> + Send + 'static {
        self.ended.clone().cancelled_owned()
    }

    /// Stops it: it accepts no more connections and closes open ones.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, it stops all the same.
    pub async fn stop(self) {
        self.stop.cancel();
        // It neither panics nor is aborted.
        let _ = self.task.await;
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint").field("address", &self.address).finish_non_exhaustive()
    }
}

async fn listen(listener: TcpListener, page: Page, stop: CancellationToken) {
    let room = Arc::new(Semaphore::new(MOST_CLIENTS));
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stop.cancelled() => return,
        };
        match accepted {
            Ok((client, _)) => {
                // Further connections are closed at once, so that they do not fill the backlog.
                let Ok(permit) = Arc::clone(&room).try_acquire_owned() else { continue };
                let (page, stop) = (Arc::clone(&page), stop.clone());
                tokio::spawn(async move {
                    tokio::select! {
                        () = serve(client, page) => {}
                        () = stop.cancelled() => {}
                    }
                    drop(permit);
                });
            }
            Err(error) => {
                tracing::warn!(%error, "a connection to the metrics cannot be accepted");
                tokio::time::sleep(RECOVERY).await;
            }
        }
    }
}

async fn serve(client: impl AsyncRead + AsyncWrite, page: Page) {
    // hyper limits the time without a request, but not the time of an unread answer.
    let mut client = Box::pin(TimeoutStream::new(client));
    client.as_mut().set_write_timeout_pinned(Some(PATIENCE));
    let service = service_fn(move |request: Request<_>| {
        let answer = answer(request.method(), request.uri().path(), &*page);
        async move { Ok::<_, Infallible>(answer) }
    });
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .serve_connection(TokioIo::new(client), service)
        .await;
    if let Err(error) = served {
        tracing::debug!(%error, "a connection to the metrics ended early");
    }
}

fn answer(method: &Method, path: &str, page: &dyn Fn() -> String) -> Response<Full<Bytes>> {
    let (status, format, body) = match (method, path) {
        (&Method::GET | &Method::HEAD, PATH) => (StatusCode::OK, FORMAT, page()),
        (_, PATH) => (StatusCode::METHOD_NOT_ALLOWED, "text/plain", "metrics are read with GET\n".into()),
        _ => (StatusCode::NOT_FOUND, "text/plain", format!("metrics are at {PATH}\n")),
    };
    let mut response = Response::new(Full::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(format));
    if status == StatusCode::METHOD_NOT_ALLOWED {
        response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
    }
    response
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
    use tokio::time::{Instant, timeout};

    use super::*;

    const REQUEST: &[u8] = b"GET /metrics HTTP/1.1\r\nHost: here\r\n\r\n";
    /// More than fits between the two at once.
    const PAGE_BYTES: usize = 100_000;
    const ROOM_BYTES: usize = 10_000;

    /// A client that has sent something, and the server's future.
    async fn client(sent: &[u8]) -> (DuplexStream, impl Future<Output = ()> + Send + 'static) {
        let (mut client, server) = duplex(ROOM_BYTES);
        client.write_all(sent).await.unwrap();
        (client, serve(server, Arc::new(|| "x".repeat(PAGE_BYTES))))
    }

    #[tokio::test(start_paused = true)]
    async fn idle_clients_are_disconnected() {
        for sent in [&b""[..], b"GET /metrics HTTP/1.1\r\nHost: ", REQUEST] {
            let (_client, served) = client(sent).await;
            let start = Instant::now();
            timeout(10 * PATIENCE, served).await.expect("it is disconnected");
            assert!(start.elapsed() >= PATIENCE, "{sent:?}: not earlier than documented");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn clients_idle_after_an_answer_are_disconnected() {
        let (mut client, served) = client(REQUEST).await;
        let served = tokio::spawn(served);
        let mut answer = Vec::new();
        timeout(10 * PATIENCE, client.read_to_end(&mut answer)).await.expect("it is disconnected").unwrap();
        assert!(answer.ends_with(&[b'x'; PAGE_BYTES]));
        served.await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn slow_clients_receive_everything() {
        let (mut client, served) = client(REQUEST).await;
        let served = tokio::spawn(served);
        let (mut answer, start) = (vec![0; ROOM_BYTES], Instant::now());
        let mut read = 0;
        while read < PAGE_BYTES {
            tokio::time::sleep(PATIENCE / 2).await;
            let more = client.read(&mut answer).await.unwrap();
            assert!(more > 0, "disconnected after {read} bytes");
            read += more;
        }
        assert!(start.elapsed() > 2 * PATIENCE);
        drop(client);
        served.await.unwrap();
    }
}
