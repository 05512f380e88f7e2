//! Waiting for an event instead of a fixed time.
//!
//! These subscriptions are lossless. A live one could drop the event before it is read.

use aegis_events::bus::Subscription;
use aegis_events::event::Filter;
use anyhow::{Context, Result};

/// Waits for an event that satisfies a condition.
pub(super) async fn until<F: Filter>(
    subscription: &mut Subscription<F>,
    mut wanted: impl FnMut(&F::Target) -> bool,
) -> Result<()> {
    loop {
        let event = subscription.next().await.context("the bus was closed before the event")?;
        if wanted(&event) {
            return Ok(());
        }
    }
}
