//! An encoded message, so that it is encoded once for all clients; and the codec that gathers messages for a client's connection.

use std::marker::PhantomData;
use std::sync::Arc;

use bytes::{Buf, BufMut};
use prost::DecodeError;
use prost::encoding::{DecodeContext, WireType, skip_field};
use tonic::codec::BufferSettings;
use tonic_prost::{ProstDecoder, ProstEncoder};

use super::proto;

/// Ready messages are sent together from this size on, and at once if no more are ready.
const GATHERED_BYTES: usize = 32 * 1024;
/// A client's buffer: the gathered messages and one usual message, so that it does not grow.
const BUFFER_BYTES: usize = 36 * 1024;

/// The bytes of a [`proto::SubscribeResponse`]. Cloning counts a reference.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Encoded(Arc<[u8]>);

impl Encoded {
    /// Encodes an item of the stream.
    pub(super) fn of(item: proto::subscribe_response::Item) -> Self {
        Self(prost::Message::encode_to_vec(&proto::SubscribeResponse { item: Some(item) }).into())
    }

    /// A message from its bytes.
    pub(super) fn from(bytes: &[u8]) -> Self {
        Self(bytes.into())
    }

    /// The size in bytes.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

impl prost::Message for Encoded {
    fn encode_raw(&self, buf: &mut impl BufMut) {
        buf.put_slice(&self.0);
    }

    /// Servers never decode it; a field would be skipped.
    fn merge_field(
        &mut self,
        tag: u32,
        wire_type: WireType,
        buf: &mut impl Buf,
        ctx: DecodeContext,
    ) -> Result<(), DecodeError> {
        skip_field(wire_type, tag, buf, ctx)
    }

    fn encoded_len(&self) -> usize {
        self.0.len()
    }

    fn clear(&mut self) {
        *self = Self::default();
    }
}

/// prost's codec, with buffers for streams of small messages.
#[derive(Debug)]
pub(crate) struct Codec<T, U>(PhantomData<(T, U)>);

impl<T, U> Default for Codec<T, U> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

impl<T, U> tonic::codec::Codec for Codec<T, U>
where
    T: prost::Message + 'static,
    U: prost::Message + Default + 'static,
{
    type Encode = T;
    type Decode = U;
    type Encoder = ProstEncoder<T>;
    type Decoder = ProstDecoder<U>;

    fn encoder(&mut self) -> Self::Encoder {
        ProstEncoder::new(BufferSettings::new(BUFFER_BYTES, GATHERED_BYTES))
    }

    fn decoder(&mut self) -> Self::Decoder {
        ProstDecoder::default()
    }
}
