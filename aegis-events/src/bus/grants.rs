//! The source of all publishers.

use std::sync::Arc;

use super::core::OpenHandle;
use super::publisher::Publisher;
use crate::event::{Domain, PublisherRole};

/// Creates the publishers of a catalog. Implemented by `#[domain_events]`.
pub trait MakePublishers: Domain {
    /// All publishers, one field each.
    type Publishers;

    /// Creates the publishers. Only a bus can call it, since only a bus has [`Grants`].
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

    /// The publisher of one component.
    pub fn publisher<P: PublisherRole<Domain = D>>(&self) -> Publisher<P> {
        Publisher::new(Arc::clone(&self.handle))
    }
}
