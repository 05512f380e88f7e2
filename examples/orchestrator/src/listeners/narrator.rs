//! `narrator`, every event: shows what happens while it happens.
//!
//! It is live, so that it slows no publisher, and backfilled: events that a burst drops from its ring are read from the history.

use std::collections::HashMap;
use std::sync::Arc;

use aegis_events::bus::{Event, EventBus, SubscriberStats};
use aegis_events::domain::{DomainEvent, ExecutionEvent, MCPToolEvent, ToolInvocationId, WorkflowEvent};
use aegis_events::history::{BackfillStats, History};
use tokio::task::JoinHandle;

use super::describe::describe;
use super::description::Description;
use super::storage::StorageTally;
use crate::screen::{Screen, Tone, Voice};

/// Shows events, with a memory of earlier ones.
struct Narrator {
    screen: Arc<Screen>,
    tally: StorageTally,
    /// The tools of pending calls. The event of a call's end does not contain its tool.
    tools: HashMap<ToolInvocationId, String>,
}

/// Subscribes and shows events.
pub(super) fn listen(
    bus: &EventBus<DomainEvent>,
    history: &History<DomainEvent>,
    screen: Arc<Screen>,
) -> JoinHandle<(BackfillStats, SubscriberStats)> {
    let mut events = bus.subscription::<DomainEvent>().named("narrator").backfilled_from(history);
    let mut narrator = Narrator { screen, tally: StorageTally::default(), tools: HashMap::new() };
    tokio::spawn(async move {
        while let Some(event) = events.next().await {
            match event {
                Ok(event) => narrator.show(&event),
                Err(gap) => narrator.screen.line("narrator", "…", Tone::Refused, &gap.to_string()),
            }
        }
        narrator.show_tally();
        (events.stats(), events.subscriber_stats())
    })
}

impl Narrator {
    fn show(&mut self, event: &Event<DomainEvent>) {
        if let DomainEvent::Storage(storage) = &**event
            && self.tally.add(storage)
        {
            return;
        }
        if ends_a_stretch(event) {
            self.show_tally();
        }
        let Description { tone, mut text, main } = describe(event);
        if let Some(tool) = self.tool_of(event) {
            text = format!("{tool}: {text}");
        }
        if main || self.screen.voice() == Voice::Verbose {
            self.screen.line(event.publisher_name(), event.event_type(), tone, &text);
        }
    }

    /// The tool of an ended call.
    fn tool_of(&mut self, event: &DomainEvent) -> Option<String> {
        let DomainEvent::McpTool(event) = event else { return None };
        match event {
            MCPToolEvent::InvocationRequested(e) => {
                self.tools.insert(e.invocation_id, e.tool_name.clone());
                None
            }
            MCPToolEvent::InvocationCompleted(e) => self.tools.remove(&e.invocation_id),
            MCPToolEvent::InvocationFailed(e) => self.tools.remove(&e.invocation_id),
            // This event contains the tool.
            MCPToolEvent::ToolPolicyViolation(e) => {
                self.tools.remove(e.invocation_id.as_ref()?);
                None
            }
            MCPToolEvent::InvocationStarted(_) => None,
        }
    }

    fn show_tally(&mut self) {
        if let Some(text) = self.tally.take() {
            self.screen.line("AegisFSAL", "…", Tone::Quiet, &text);
        }
    }
}

/// Whether the file operations before this event are summed up now.
fn ends_a_stretch(event: &DomainEvent) -> bool {
    matches!(
        event,
        DomainEvent::Execution(
            ExecutionEvent::IterationCompleted(_)
                | ExecutionEvent::IterationFailed(_)
                | ExecutionEvent::ExecutionCancelled(_)
        ) | DomainEvent::Workflow(WorkflowEvent::WorkflowCompleted(_) | WorkflowEvent::WorkflowFailed(_))
    )
}
