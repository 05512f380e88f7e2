//! AuditLogger, declared, of Smcp, Policy and Command: a chain of entries, each with the digest of the one before.
//!
//! An entry is the event's `Debug`, in which sensitive fields are redacted. Whoever changes or leaves out an entry changes the
//! head of the chain.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use aegis_events::bus::{Event, EventBus};
use aegis_events::domain::DomainEvent;
use aegis_events::domain::subscribers::{self, AuditLoggerEvent};
use sha2::{Digest, Sha256};

/// The listener.
pub(super) struct Audit {
    chain: Mutex<Chain>,
}

#[derive(Default)]
struct Chain {
    entries: u64,
    head: [u8; 32],
}

/// How many bytes of the head are shown.
const SHOWN_BYTES: usize = 8;

impl Audit {
    pub(super) fn listen(bus: &EventBus<DomainEvent>) -> Arc<Self> {
        let audit = Arc::new(Self { chain: Mutex::default() });
        let listener = Arc::clone(&audit);
        bus.run::<subscribers::AuditLogger>("AuditLogger", move |event| {
            listener.lock().add(&entry(&event));
            async {}
        });
        audit
    }

    /// How many entries there are, and the beginning of the last one's digest.
    pub(super) fn end(&self) -> (u64, String) {
        let chain = self.lock();
        let head = chain.head.iter().take(SHOWN_BYTES).fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        });
        (chain.entries, head)
    }

    fn lock(&self) -> MutexGuard<'_, Chain> {
        self.chain.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Chain {
    fn add(&mut self, entry: &str) {
        let mut digest = Sha256::new();
        digest.update(self.head);
        digest.update(entry);
        self.head = digest.finalize().into();
        self.entries += 1;
    }
}

fn entry(event: &Event<subscribers::AuditLogger>) -> String {
    let what = match event.view() {
        AuditLoggerEvent::Smcp(event) => format!("{event:?}"),
        AuditLoggerEvent::Policy(event) => format!("{event:?}"),
        AuditLoggerEvent::Command(event) => format!("{event:?}"),
    };
    format!("{} {} {} {what}", event.id(), event.occurred_at().to_rfc3339(), event.publisher())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_depends_on_every_entry_and_their_order() {
        let head_of = |entries: &[&str]| {
            let mut chain = Chain::default();
            entries.iter().for_each(|entry| chain.add(entry));
            chain.head
        };
        assert_eq!(head_of(&["a", "b"]), head_of(&["a", "b"]));
        assert_ne!(head_of(&["a", "b"]), head_of(&["b", "a"]));
        assert_ne!(head_of(&["a", "b"]), head_of(&["b"]));
    }
}
