//! Messages between members. Events contain their size, never their content.

use aegis_events::bus::Cause;
use aegis_events::domain::swarm::{BroadcastSent, MessageSent};
use aegis_events::domain::{AgentId, SwarmId};
use chrono::Utc;

use super::error::SwarmError;
use super::service::StandardSwarmService;
use super::state::Message;
use crate::agent::Run;

impl StandardSwarmService {
    /// Sends a message to one member.
    pub(crate) async fn send(
        &self,
        swarm_id: SwarmId,
        from: Run,
        to: AgentId,
        payload: Vec<u8>,
        cause: Cause,
    ) -> Result<(), SwarmError> {
        let mailbox = self.swarms.with(swarm_id, |swarm| swarm.members.get(&to).cloned())?;
        let mailbox = mailbox.ok_or(SwarmError::NoMember(to))?;
        let event = MessageSent {
            swarm_id,
            execution_id: from.execution_id,
            from: from.agent_id,
            to,
            payload_bytes: payload.len() as u64,
            sent_at: Utc::now(),
        };
        self.event_bus.caused_by(cause).publish_wait(event).await?;
        // A member that has just ended does not read the message.
        let _ = mailbox.send(Message { payload });
        Ok(())
    }

    /// Sends a message to all other members.
    pub(crate) async fn broadcast(
        &self,
        swarm_id: SwarmId,
        from: Run,
        payload: &[u8],
        cause: Cause,
    ) -> Result<(), SwarmError> {
        let mailboxes: Vec<_> = self.swarms.with(swarm_id, |swarm| {
            let others = swarm.members.iter().filter(|(id, _)| **id != from.agent_id);
            others.map(|(_, mailbox)| mailbox.clone()).collect()
        })?;
        let event = BroadcastSent {
            swarm_id,
            execution_id: from.execution_id,
            from: from.agent_id,
            recipient_count: mailboxes.len() as u64,
            payload_bytes: payload.len() as u64,
            sent_at: Utc::now(),
        };
        self.event_bus.caused_by(cause).publish_wait(event).await?;
        for mailbox in mailboxes {
            let _ = mailbox.send(Message { payload: payload.to_vec() });
        }
        Ok(())
    }
}
