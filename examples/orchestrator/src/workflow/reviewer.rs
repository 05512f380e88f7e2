//! The reviewer: answers runs that enter the state `review`, in place of a person.

use std::sync::Arc;

use aegis_events::bus::EventBus;
use aegis_events::domain::DomainEvent;
use aegis_events::domain::workflow::WorkflowStateEntered;
use serde_json::json;

use super::runs::{Runs, Signal};

/// The reviewer. It publishes nothing; its answer reaches the engine as a signal.
pub(crate) struct Reviewer;

impl Reviewer {
    /// Subscribes to entered states.
    pub(crate) fn listen(bus: &EventBus<DomainEvent>, runs: Arc<Runs>) {
        bus.subscription::<WorkflowStateEntered>().named("Reviewer").lossless().run(move |event| {
            if event.state_name == "review" {
                let signal =
                    Signal { name: "approved", payload: json!({ "by": "reviewer", "remark": "looks complete" }) };
                runs.signal(event.execution_id, &event.state_name, signal);
            }
            async {}
        });
    }
}
