//! Wake-ups: that something was appended, or put into the outbox, by this process or another.
//!
//! They are hints. Whoever waits for one also looks by itself from time to time, since a notification can be lost with its connection.

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

    /// Everything raised before this call counts as seen.
    pub(crate) fn watch(&self, change: Change) -> watch::Receiver<u64> {
        match change {
            Change::History => self.history.subscribe(),
            Change::Outbox => self.outbox.subscribe(),
        }
    }
}
