//! A message that is encoded already, so that it is encoded once however many clients receive it; and how messages are gathered for a
//! client's connection.

use std::marker::PhantomData;
use std::sync::Arc;

use bytes::{Buf, BufMut};
use prost::DecodeError;
use prost::encoding::{DecodeContext, WireType, skip_field};
use tonic::codec::BufferSettings;
use tonic_prost::{ProstDecoder, ProstEncoder};

use super::proto;

/// Messages that are ready go out together once they are so many bytes, and at once where no more are ready.
const GATHERED_BYTES: usize = 32 * 1024;
/// A client's buffer: what is gathered, and the usual message that makes it enough. It never has to grow then, and growing is copying.
const BUFFER_BYTES: usize = 36 * 1024;

/// The bytes of a [`proto::SubscribeResponse`]. Its encoding is what it holds; cloning it counts a reference.
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

    /// Servers never decode it; a field that came would be passed over.
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
