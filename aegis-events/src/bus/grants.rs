//! The source of all rights to publish.

use std::sync::Arc;

use super::core::OpenHandle;
use super::publisher::Publisher;
use crate::event::{Domain, PublisherRole};

/// The catalog's rights to publish, as values. Implemented by `#[domain_events]`.
pub trait MakePublishers: Domain {
    /// Every right to publish, one field per publisher.
    type Publishers;

    /// Makes the rights. Only a bus can call it, since only a bus has [`Grants`].
    #[doc(hidden)]
    fn publishers(grants: &Grants<Self>) -> Self::Publishers;
}

/// Makes the publishers of one bus. Only [`EventBus::new`](super::EventBus::new) has one, and only while it makes the bus.
#[derive(Debug)]
pub struct Grants<D: Domain> {
    handle: Arc<OpenHandle<D>>,
}

impl<D: Domain> Grants<D> {
    pub(super) fn new(handle: Arc<OpenHandle<D>>) -> Self {
        Self { handle }
    }

    /// The right to publish of one component.
    pub fn publisher<P: PublisherRole<Domain = D>>(&self) -> Publisher<P> {
        Publisher::new(Arc::clone(&self.handle))
    }
}
