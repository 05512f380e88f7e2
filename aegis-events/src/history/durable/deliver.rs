//! Calls of the handler: with each event in order, and once more with a parked event.

use super::cursor::RetryRequest;
use super::lease::Lease;
use super::worker::Worker;
use super::worker_context::StopReason;
use crate::bus::{Call, Event, Handler};
use crate::event::Filter;
use crate::history::error::HistoryError;
use crate::history::select::{Read, read_page};

impl<F: Filter, H: Handler<F>> Worker<F, H> {
    /// Calls the handler until it succeeds or the event is parked.
    pub(super) async fn deliver(&mut self, lease: &Lease, read: Read<F::Domain>) -> Result<(), StopReason> {
        let envelope = match read {
            Ok(envelope) => envelope,
            Err(error @ (HistoryError::Decode { position, .. } | HistoryError::UnknownEvent { position, .. })) => {
                return self.context.park(lease, position.get(), &error.to_string(), 0).await;
            }
            Err(error) => return Err(error.into()),
        };
        let position = envelope.position;
        let event = Event::<F>::new(envelope);
        let mut backoff = self.context.policy.backoff();
        loop {
            if !lease.is_held() {
                return Err(StopReason::LeaseLost);
            }
            let Err(error) = Call::new(event.clone(), &self.handler).outcome().await else {
                self.context.status.change(|state| state.delivered += 1);
                lease.handled(position);
                return Ok(());
            };
            let reason = error.to_string();
            let wait = backoff.next();
            let failures = backoff.tries();
            if self.context.policy.is_exhausted_after(failures) {
                return self.context.park(lease, position, &reason, failures).await;
            }
            self.context.status.change(|state| state.retries += 1);
            self.context.status.failed(&format!("position {position}: {reason}"));
            tracing::warn!(
                subscription = &*self.context.cursor.name, position, id = %event.id(), reason, failures, ?wait,
                "the handler of an event failed; trying again"
            );
            self.context.pause(wait).await?;
        }
    }

    /// Calls the handler once more with a parked event, out of order.
    pub(super) async fn retry_parked(&mut self, lease: &Lease, request: RetryRequest) -> Result<(), StopReason> {
        let position = request.position;
        let select = self.context.select.within(position - 1, position);
        let mut page = read_page::<F::Domain>(&*self.context.cursor.shared.backend, &select, 1).await?;
        if !lease.is_held() {
            return Err(StopReason::LeaseLost);
        }
        let (outcome, attempts) = match page.rows.pop() {
            Some(Ok(envelope)) => {
                let outcome = Call::new(Event::<F>::new(envelope), &self.handler).outcome().await;
                (outcome.map_err(|error| error.to_string()), 1)
            }
            Some(Err(error)) => (Err(error.to_string()), 0),
            None => (Err(format!("position {position} is no longer in the history, or no longer subscribed to")), 0),
        };
        let (context, cursor) = (&self.context, &self.context.cursor);
        match outcome {
            Ok(()) => {
                context.write(lease, || cursor.unpark(lease.epoch, position)).await?;
                context.status.change(|state| state.recovered += 1);
                tracing::info!(subscription = &*cursor.name, position, "a parked event was handled");
            }
            Err(reason) => {
                context.write(lease, || cursor.keep_parked(lease.epoch, request, &reason, attempts)).await?;
                context.status.failed(&format!("position {position} stays parked: {reason}"));
                tracing::warn!(
                    subscription = &*cursor.name,
                    position,
                    reason,
                    "a parked event failed again and stays parked"
                );
            }
        }
        Ok(())
    }
}
