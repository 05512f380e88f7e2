//! Chapter: agents are deployed, updated, paused and deleted.

use std::time::Duration;

use aegis_events::bus::{Cause, Subscription};
use aegis_events::domain::smcp::SessionExpired;
use aegis_events::domain::{AgentId, AgentManifest, ExecutionId, TenantId};
use anyhow::{Context, Result, ensure};

use super::Story;
use super::waiting::until;
use crate::agent::{Run, manifest_digest};
use crate::smcp::{AgentKey, Claim};

/// The agents of the story.
pub(super) struct Cast {
    pub(super) surveyor: AgentId,
    pub(super) prying: AgentId,
    pub(super) watcher: AgentId,
}

/// An unused session.
pub(super) struct IdleSession {
    expiry: Subscription<SessionExpired>,
}

/// Lifetime of the idle session.
const IDLE_TTL: Duration = Duration::from_millis(150);

impl IdleSession {
    /// Waits until it has expired.
    pub(super) async fn expired(mut self) -> Result<()> {
        until(&mut self.expiry, |_| true).await.context("the idle session did not expire")
    }
}

impl Story<'_> {
    /// Deploys all agents, and updates one.
    pub(super) async fn deploy_agents(&self) -> Result<Cast> {
        let (deploy, tenant) = (&self.house.deploy, TenantId::new());
        let surveyor = deploy.deploy(tenant, manifest("surveyor", "1.0.0", &[]), vec!["reader"]).await?;
        let tools = ["text.count_words", "text.search", "text.longest_line", "cmd.run"];
        deploy.update(surveyor, manifest("surveyor", "1.1.0", &tools)).await?;
        let tools = ["text.search", "cmd.run", "net.fetch", "admin.shutdown"];
        let prying = deploy.deploy(tenant, manifest("prying", "0.3.0", &tools), vec!["restricted"]).await?;
        let watcher = deploy.deploy(tenant, manifest("watcher", "1.0.0", &[]), vec!["reader"]).await?;
        Ok(Cast { surveyor, prying, watcher })
    }

    /// Pauses the surveyor, which gets no session while paused, and resumes it. The session that it gets then is left to expire.
    pub(super) async fn leave_a_session_idle(&self, cast: &Cast, cause: Cause) -> Result<IdleSession> {
        let run = Run { agent_id: cast.surveyor, execution_id: ExecutionId::new() };
        let expiry = self
            .bus
            .subscription::<SessionExpired>()
            .only(run.execution_id)
            .named("idle session")
            .lossless()
            .subscribe();
        self.house.pause.run(cast.surveyor).await?;
        ensure!(self.attest_idly(run, cause).await.is_err(), "a paused agent was attested");
        self.house.resume.run(cast.surveyor).await?;
        self.attest_idly(run, cause).await?;
        Ok(IdleSession { expiry })
    }

    async fn attest_idly(&self, run: Run, cause: Cause) -> Result<()> {
        let agent = self.house.agents.get(run.agent_id).context("the surveyor is not deployed")?;
        let claim = Claim {
            run,
            manifest_digest: manifest_digest(&agent.manifest),
            context: "reader",
            key: AgentKey::random()?.public(),
            mounts: None,
            ttl: IDLE_TTL,
        };
        self.house.attestation.attest(claim, cause).await?;
        Ok(())
    }

    pub(super) async fn delete_agents(&self) -> Result<()> {
        for agent in self.house.agents.ids() {
            self.house.delete.run(agent).await?;
        }
        Ok(())
    }
}

fn manifest(name: &str, version: &str, tools: &[&str]) -> AgentManifest {
    AgentManifest {
        name: name.to_owned(),
        version: version.to_owned(),
        description: None,
        runtime: "native:1".to_owned(),
        tools: tools.iter().map(|&tool| tool.to_owned()).collect(),
        labels: [("job".to_owned(), "main".to_owned())].into(),
    }
}
