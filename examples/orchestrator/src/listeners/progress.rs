//! GrpcStream, declared, of Execution and Swarm: encodes what would be pushed to connected clients, and counts the bytes.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use aegis_events::bus::EventBus;
use aegis_events::domain::DomainEvent;
use aegis_events::domain::subscribers::{self, GrpcStreamEvent};

/// The listener.
#[derive(Default)]
pub(super) struct Progress {
    pushed_bytes: AtomicU64,
}

impl Progress {
    pub(super) fn listen(bus: &EventBus<DomainEvent>) -> Arc<Self> {
        let progress = Arc::new(Self::default());
        let listener = Arc::clone(&progress);
        bus.run::<subscribers::GrpcStream>("GrpcStream", move |event| {
            let frame = match event.view() {
                GrpcStreamEvent::Execution(event) => event.to_json(),
                GrpcStreamEvent::Swarm(event) => event.to_json(),
            };
            let pushed = frame.map(|frame| listener.pushed_bytes.fetch_add(frame.len() as u64, Ordering::Relaxed));
            async { pushed.map(drop) }
        });
        progress
    }

    /// How many bytes went out.
    pub(super) fn end(&self) -> u64 {
        self.pushed_bytes.load(Ordering::Relaxed)
    }
}
