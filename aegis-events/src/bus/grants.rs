//! The source of all rights to publish.

use std::sync::Arc;

use super::bus::Handle;
use super::publisher::Publisher;
use crate::event::{Domain, PublisherRole};

/// Makes the publishers of one bus. Only [`EventBus::new`](super::EventBus::new) has one, and only while it makes the bus.
#[derive(Debug)]
pub struct Grants<D: Domain> {
    handle: Arc<Handle<D>>,
}

impl<D: Domain> Grants<D> {
    pub(super) fn new(handle: Arc<Handle<D>>) -> Self {
        Self { handle }
    }

    /// The right to publish of one component.
    pub fn publisher<P: PublisherRole<Domain = D>>(&self) -> Publisher<P> {
        Publisher::new(Arc::clone(&self.handle))
    }
}
