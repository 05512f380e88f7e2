//! The answer to a publisher that waits for its event to be recorded.

use std::sync::{Arc, OnceLock};

use tokio::sync::Notify;

/// Travels in the envelope of an event whose publisher waits; the recorder answers it.
#[derive(Debug, Default)]
pub(crate) struct Ticket {
    answer: OnceLock<Result<u64, DeadLetter>>,
    answered: Notify,
}

/// Why the database cannot keep an event, which is now a dead letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DeadLetter(pub(crate) Arc<str>);

impl Ticket {
    /// Reports the event's position, or why it has none. Only the first answer counts.
    pub(crate) fn answer(&self, answer: Result<u64, DeadLetter>) {
        if self.answer.set(answer).is_ok() {
            self.answered.notify_one();
        }
    }

    /// Waits for the answer. Cancel safe. One waiter at a time.
    pub(crate) async fn answered(&self) -> Result<u64, DeadLetter> {
        loop {
            match self.answer.get() {
                Some(answer) => return answer.clone(),
                None => self.answered.notified().await,
            }
        }
    }
}
