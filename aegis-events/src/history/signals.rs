//! Wake-ups: events were appended, or committed to the outbox, by this process or another.
//!
//! They are hints. Waiters also poll, since a notification can be lost with its connection.

use tokio::sync::watch;

use super::backend::Change;

/// Counts of changes that this process knows of.
#[derive(Debug, Default)]
pub(crate) struct Signals {
    history: watch::Sender<u64>,
    outbox: watch::Sender<u64>,
}

impl Signals {
    pub(crate) fn raise(&self, change: Change) {
        let sender = match change {
            Change::History => &self.history,
            Change::Outbox => &self.outbox,
        };
        sender.send_modify(|count| *count += 1);
    }

    /// A receiver that has seen everything raised before this call.
    pub(crate) fn watch(&self, change: Change) -> watch::Receiver<u64> {
        match change {
            Change::History => self.history.subscribe(),
            Change::Outbox => self.outbox.subscribe(),
        }
    }
}
