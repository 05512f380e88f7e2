//! The person in the loop: waits for runs that enter the state `review`, and answers.

use std::sync::Arc;

use aegis_events::bus::EventBus;
use aegis_events::domain::DomainEvent;
use aegis_events::domain::workflow::WorkflowStateEntered;
use serde_json::json;

use super::runs::{Runs, Signal};

/// Who reviews. It publishes nothing: its answer reaches the engine as a signal.
pub(crate) struct Reviewer;

impl Reviewer {
    /// Begins to listen.
    pub(crate) fn listen(bus: &EventBus<DomainEvent>, runs: Arc<Runs>) {
        bus.subscribe_to::<WorkflowStateEntered>().named("Reviewer").lossless().run(move |event| {
            if event.state_name == "review" {
                let signal =
                    Signal { name: "approved", payload: json!({ "by": "reviewer", "remark": "looks complete" }) };
                runs.signal(event.execution_id, &event.state_name, signal);
            }
            async {}
        });
    }
}
