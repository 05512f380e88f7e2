//! Waiting for an event instead of for time.
//!
//! Subscriptions that are waited for are lossless: in a live one, the event could be gone before somebody looks.

use aegis_events::bus::Subscription;
use aegis_events::event::Filter;
use anyhow::{Context, Result};

/// Waits until a subscription gives an event that is wanted.
pub(super) async fn until<F: Filter>(
    subscription: &mut Subscription<F>,
    mut wanted: impl FnMut(&F::Target) -> bool,
) -> Result<()> {
    loop {
        let event = subscription.next().await.context("the bus was closed before it happened")?;
        if wanted(&event) {
            return Ok(());
        }
    }
}
