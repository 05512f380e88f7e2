//! One event to the handler: in order, and, where it is parked, once more.

use std::sync::Arc;

use super::claim::Claim;
use super::cursor::Retry;
use super::post::Halt;
use super::worker::Worker;
use crate::bus::{Call, Event, Handler};
use crate::event::Filter;
use crate::history::error::HistoryError;
use crate::history::select::{Read, read_page};

impl<F: Filter, H: Handler<F>> Worker<F, H> {
    /// Has an event handled or parked.
    pub(super) async fn deliver(&mut self, claim: &Claim, read: Read<F::Domain>) -> Result<(), Halt> {
        let envelope = match read {
            Ok(envelope) => envelope,
            Err(error @ (HistoryError::Decode { position, .. } | HistoryError::UnknownEvent { position, .. })) => {
                return self.post.park(claim, position, &error.to_string(), 0).await;
            }
            Err(error) => return Err(Halt::Failed(error.to_string().into())),
        };
        let position = envelope.position;
        let event = Event::<F>::new(envelope);
        let mut failures = 0_u32;
        loop {
            if !claim.holds() {
                return Err(Halt::Lost);
            }
            let Err(error) = Call::new(event.clone(), &self.handler).outcome().await else {
                self.post.board.change(|state| state.delivered += 1);
                claim.handled(position);
                return Ok(());
            };
            let reason = error.to_string();
            failures = failures.saturating_add(1);
            if self.post.policy.is_exhausted_after(failures) {
                return self.post.park(claim, position, &reason, failures).await;
            }
            let wait = self.post.policy.wait_after(failures);
            self.post.board.change(|state| state.retries += 1);
            self.post.board.noted(&format!("position {position}: {reason}"));
            tracing::warn!(
                subscription = &*self.post.cursor.name, position, id = %event.id(), reason, failures, ?wait,
                "the handler of an event failed; trying again"
            );
            self.post.pause(wait).await?;
        }
    }

    /// Gives a parked event to the handler once more, out of order.
    pub(super) async fn retry_parked(&mut self, claim: &Claim, retry: Retry) -> Result<(), Halt> {
        let position = retry.position;
        let select = self.post.select.within(position - 1, position);
        let page = read_page::<F::Domain>(&*self.post.cursor.shared.backend, &select, 1).await;
        let mut page = page.map_err(|error| Halt::Failed(error.to_string().into()))?;
        if !claim.holds() {
            return Err(Halt::Lost);
        }
        let (outcome, attempts) = match page.rows.pop() {
            Some(Ok(envelope)) => {
                let outcome = Call::new(Event::<F>::new(envelope), &self.handler).outcome().await;
                (outcome.map_err(|error| error.to_string()), 1)
            }
            Some(Err(error)) => (Err(error.to_string()), 0),
            None => (Err(format!("position {position} is no longer in the history, or no longer subscribed to")), 0),
        };
        let (cursor, epoch, name) = (self.post.cursor.clone(), claim.epoch, Arc::clone(&self.post.cursor.name));
        match outcome {
            Ok(()) => {
                self.post.written(claim, || cursor.unpark(epoch, position)).await?;
                self.post.board.change(|state| state.recovered += 1);
                tracing::info!(subscription = &*name, position, "a parked event was handled");
            }
            Err(reason) => {
                self.post.written(claim, || cursor.keep_parked(epoch, retry, &reason, attempts)).await?;
                self.post.board.noted(&format!("position {position} stays parked: {reason}"));
                tracing::warn!(subscription = &*name, position, reason, "a parked event failed again and stays parked");
            }
        }
        Ok(())
    }
}
