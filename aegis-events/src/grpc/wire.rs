//! A message that is encoded already, so that it is encoded once however many clients receive it.

use bytes::{Buf, BufMut, Bytes};
use prost::DecodeError;
use prost::encoding::{DecodeContext, WireType, skip_field};

use super::proto;

/// The bytes of a [`proto::SubscribeResponse`]. Its encoding is what it holds; cloning it counts a reference.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Encoded(Bytes);

impl Encoded {
    /// Encodes an item of the stream.
    pub(super) fn of(item: proto::subscribe_response::Item) -> Self {
        Self(prost::Message::encode_to_vec(&proto::SubscribeResponse { item: Some(item) }).into())
    }

    /// A message from its bytes.
    pub(super) fn from(bytes: Vec<u8>) -> Self {
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
        self.0 = Bytes::new();
    }
}
