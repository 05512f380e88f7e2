//! What the bus knows of one subscription.

use std::sync::Arc;

use super::interest::Interest;
use super::lane::LaneId;
use super::meter::Meter;
use crate::catalog::Delivery;

/// A subscription's number on its bus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct SubscriberId(pub(super) u64);

/// One attached subscription.
#[derive(Debug)]
pub(super) struct Subscriber {
    pub(super) name: Arc<str>,
    pub(super) delivery: Delivery,
    pub(super) interest: Arc<Interest>,
    pub(super) lane: LaneId,
    /// What the lane had carried when the subscription joined it.
    pub(super) start: u64,
    /// Events that the lane keeps for a slow subscriber.
    pub(super) capacity: usize,
    pub(super) meter: Arc<Meter>,
}
