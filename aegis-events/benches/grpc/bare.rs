//! What tonic does at best: a stream of messages that are encoded already, without a bus; and a client that takes messages undecoded, for
//! both contenders.

use std::convert::Infallible;
use std::future::Ready;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::{Buf, BufMut, Bytes};
use futures_core::Stream;
use futures_util::{FutureExt, StreamExt, stream};
use tokio::sync::Semaphore;
use tonic::body::Body;
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::codegen::{BoxFuture, Service, StdError, http};
use tonic::server::{Grpc, NamedService, ServerStreamingService};
use tonic::transport::{Channel, Endpoint};
use tonic::{Request, Response, Status, Streaming};

/// Messages as bytes, in both directions.
#[derive(Debug, Clone, Copy, Default)]
struct Raw;

impl Codec for Raw {
    type Encode = Bytes;
    type Decode = Bytes;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        *self
    }

    fn decoder(&mut self) -> Self {
        *self
    }
}

impl Encoder for Raw {
    type Item = Bytes;
    type Error = Status;

    fn encode(&mut self, item: Bytes, out: &mut EncodeBuf<'_>) -> Result<(), Status> {
        out.put_slice(&item);
        Ok(())
    }
}

impl Decoder for Raw {
    type Item = Bytes;
    type Error = Status;

    fn decode(&mut self, from: &mut DecodeBuf<'_>) -> Result<Option<Bytes>, Status> {
        Ok(Some(from.copy_to_bytes(from.remaining())))
    }
}

/// A service that sends the same messages repeatedly to each caller, once it is started.
#[derive(Clone)]
pub(crate) struct Bare {
    pub(crate) messages: Arc<[Bytes]>,
    /// How many.
    pub(crate) events: usize,
    pub(crate) begin: Arc<Semaphore>,
}

impl NamedService for Bare {
    const NAME: &'static str = "aegis.events.v1.EventStream";
}

type Items = Pin<Box<dyn Stream<Item = Result<Bytes, Status>> + Send>>;

impl ServerStreamingService<Bytes> for Bare {
    type Response = Bytes;
    type ResponseStream = Items;
    type Future = Ready<Result<Response<Items>, Status>>;

    fn call(&mut self, _: Request<Bytes>) -> Self::Future {
        let messages = Arc::clone(&self.messages);
        let events = self.events;
        let begun = Arc::clone(&self.begin).acquire_owned();
        // As with an event stream, the first message reports that the call is established.
        let first = stream::iter([Ok(Bytes::new())]);
        let items = (0..events).map(move |at| Ok(messages[at % messages.len()].clone()));
        let items = first.chain(begun.map(|_| stream::iter(items)).flatten_stream());
        std::future::ready(Ok(Response::new(Box::pin(items) as Items)))
    }
}

impl Service<http::Request<Body>> for Bare {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<Self::Response, Infallible>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let service = self.clone();
        Box::pin(async move { Ok(Grpc::new(Raw).server_streaming(service, request).await) })
    }
}

/// Connects, and subscribes to everything.
pub(crate) async fn subscribe(address: SocketAddr) -> Result<Streaming<Bytes>, StdError> {
    let channel: Channel = Endpoint::new(format!("http://{address}"))?.connect().await?;
    let mut client = tonic::client::Grpc::new(channel);
    client.ready().await?;
    let path = http::uri::PathAndQuery::from_static("/aegis.events.v1.EventStream/Subscribe");
    // An empty message: everything that is served.
    Ok(client.server_streaming(Request::new(Bytes::new()), path, Raw).await?.into_inner())
}
