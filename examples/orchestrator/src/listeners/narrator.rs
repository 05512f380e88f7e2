//! `narrator`, of every event: shows what happens while it happens.
//!
//! It is live, so that it holds nobody up, and backfilled: what a burst drops from its ring is read from the history, in its place.

use std::collections::HashMap;
use std::sync::Arc;

use aegis_events::bus::{Event, EventBus, SubscriberStats};
use aegis_events::domain::{DomainEvent, ExecutionEvent, MCPToolEvent, ToolInvocationId, WorkflowEvent};
use aegis_events::history::{BackfillStats, History};
use tokio::task::JoinHandle;

use super::describe::{Description, describe};
use super::storage::StorageTally;
use crate::screen::{Screen, Tone, Voice};

/// Shows events, with what it remembers of those before.
struct Narrator {
    screen: Arc<Screen>,
    tally: StorageTally,
    /// The tools of calls on their way: how a call ended does not say what was called.
    tools: HashMap<ToolInvocationId, String>,
}

/// Subscribes, and shows.
pub(super) fn listen(
    bus: &EventBus<DomainEvent>,
    history: &History<DomainEvent>,
    screen: Arc<Screen>,
) -> JoinHandle<(BackfillStats, SubscriberStats)> {
    let mut events = bus.subscribe().named("narrator").backfilled_from(history);
    let mut narrator = Narrator { screen, tally: StorageTally::default(), tools: HashMap::new() };
    tokio::spawn(async move {
        while let Some(event) = events.next().await {
            match event {
                Ok(event) => narrator.tell(&event),
                Err(hole) => narrator.screen.line("narrator", "…", Tone::Refused, &hole.to_string()),
            }
        }
        narrator.tell_tally();
        (events.stats(), events.subscriber_stats())
    })
}

impl Narrator {
    fn tell(&mut self, event: &Event<DomainEvent>) {
        if let DomainEvent::Storage(storage) = &**event
            && self.tally.add(storage)
        {
            return;
        }
        if ends_a_stretch(event) {
            self.tell_tally();
        }
        let Description { tone, mut text, main } = describe(event);
        if let Some(tool) = self.tool_of(event) {
            text = format!("{tool}: {text}");
        }
        if main || self.screen.voice() == Voice::Verbose {
            self.screen.line(event.publisher_name(), event.event_type(), tone, &text);
        }
    }

    /// The tool that a call's end belongs to.
    fn tool_of(&mut self, event: &DomainEvent) -> Option<String> {
        let DomainEvent::McpTool(event) = event else { return None };
        match event {
            MCPToolEvent::InvocationRequested(e) => {
                self.tools.insert(e.invocation_id, e.tool_name.clone());
                None
            }
            MCPToolEvent::InvocationCompleted(e) => self.tools.remove(&e.invocation_id),
            MCPToolEvent::InvocationFailed(e) => self.tools.remove(&e.invocation_id),
            // It says itself what was called.
            MCPToolEvent::ToolPolicyViolation(e) => {
                self.tools.remove(e.invocation_id.as_ref()?);
                None
            }
            MCPToolEvent::InvocationStarted(_) => None,
        }
    }

    fn tell_tally(&mut self) {
        if let Some(text) = self.tally.take() {
            self.screen.line("AegisFSAL", "…", Tone::Quiet, &text);
        }
    }
}

/// Where the file operations so far belong together.
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
