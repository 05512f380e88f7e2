//! The Rust on the pages of `full.toml`, as it is. Made by the test `snippets`.

mod events_execution_executioncompleted_0 {
use crate::domain::execution::ExecutionCompleted;
use crate::domain::{ExecutionId, IterationError, Score, publishers};

// `event_bus` is `Publishers::execution_supervisor`, given out at the composition root.
fn publish(
    event_bus: &aegis_events::Publisher<publishers::ExecutionSupervisor>,
) -> Result<(), aegis_events::PublishError> {
    event_bus
        .publish(ExecutionCompleted {
            execution_id: ExecutionId::new(),
            total_iterations: 42,
            final_output: "final output".to_owned(),
            started_at: chrono::Utc::now(),
            completed_at: chrono::Utc::now(),
            r#type: "type".to_owned(),
            error: Some(IterationError {
                message: "message".to_owned(),
                details: Some("details".to_owned()),
            }),
            history: Vec::from([
                (
                    chrono::Utc::now(),
                    IterationError {
                        message: "message".to_owned(),
                        details: Some("details".to_owned()),
                    },
                ),
            ]),
            labels: aegis_events::types::Map::from([
                ("key".to_owned(), Some("labels".to_owned())),
            ]),
            score: Some(Score(0.5)),
        })?;
    Ok(())
}
}

mod events_execution_executioncompleted_1 {
use crate::domain::execution::ExecutionCompleted;
use crate::domain::{DomainEvent, ExecutionId};

async fn every(event_bus: &aegis_events::EventBus<DomainEvent>) {
    let mut events = event_bus.subscribe_to::<ExecutionCompleted>();
    while let Some(event) = events.next().await {
        println!("{event:?}");
    }
}

async fn of_one(
    event_bus: &aegis_events::EventBus<DomainEvent>,
    execution_id: ExecutionId,
) {
    let mut events = event_bus
        .subscription::<ExecutionCompleted>()
        .only(execution_id)
        .subscribe();
    while let Some(event) = events.next().await {
        println!("{event:?}");
    }
}
}

mod events_execution_volumecreated_0 {
use crate::domain::execution::VolumeCreated;
use crate::domain::{AccessContext, ExecutionId, StorageClass, VolumeId, publishers};

// `event_bus` is `Publishers::execution_supervisor`, given out at the composition root.
fn publish(
    event_bus: &aegis_events::Publisher<publishers::ExecutionSupervisor>,
) -> Result<(), aegis_events::PublishError> {
    event_bus
        .publish(VolumeCreated {
            created_volume: VolumeId::new(),
            access: Some(AccessContext {
                execution_id: Some(ExecutionId::new()),
                token: "token".to_owned(),
                class: StorageClass::Ephemeral,
            }),
        })?;
    Ok(())
}
}

mod events_execution_volumecreated_1 {
use crate::domain::execution::VolumeCreated;
use crate::domain::{DomainEvent, VolumeId};

async fn every(event_bus: &aegis_events::EventBus<DomainEvent>) {
    let mut events = event_bus.subscribe_to::<VolumeCreated>();
    while let Some(event) = events.next().await {
        println!("{event:?}");
    }
}

async fn of_one(event_bus: &aegis_events::EventBus<DomainEvent>, volume_id: VolumeId) {
    let mut events = event_bus
        .subscription::<VolumeCreated>()
        .only(volume_id)
        .subscribe();
    while let Some(event) = events.next().await {
        println!("{event:?}");
    }
}
}

mod events_volume_volumecreated_0 {
use crate::domain::volume::VolumeCreated;
use crate::domain::{
    AccessContext, ExecutionId, Region, ShardNumber, StorageClass, TenantId, VolumeId,
    Weights, publishers,
};

// `event_bus` is `Publishers::volume_manager`, given out at the composition root.
fn publish(
    event_bus: &aegis_events::Publisher<publishers::VolumeManager>,
    agent_manifest: &crate::manifest::AgentManifest,
) -> Result<(), aegis_events::PublishError> {
    event_bus
        .publish(VolumeCreated {
            volume_id: VolumeId::new(),
            tenant_id: Some(TenantId::from("tenant id")),
            region: Region::Eu,
            shard: ShardNumber(42),
            class: StorageClass::Ephemeral,
            manifest: agent_manifest.clone(),
            weights: Weights(Vec::from([0.5])),
            access: AccessContext {
                execution_id: Some(ExecutionId::new()),
                token: "token".to_owned(),
                class: StorageClass::Ephemeral,
            },
            flag: true,
            small: 42,
            medium: 42,
            plain: 42,
            large: 42,
            usmall: 42,
            uplain: 42,
            ularge: 42,
            single: 0.5,
            id: aegis_events::types::Uuid::now_v7(),
            at: chrono::Utc::now(),
            day: chrono::Utc::now().date_naive(),
            raw: aegis_events::types::Bytes::from(vec![0, 1, 2]),
            pair: (42, Vec::from(["pair".to_owned()])),
            map: aegis_events::types::Map::from([("key".to_owned(), 42)]),
        })?;
    Ok(())
}
}

mod events_volume_volumecreated_1 {
use crate::domain::volume::VolumeCreated;
use crate::domain::{DomainEvent, VolumeId};

async fn every(event_bus: &aegis_events::EventBus<DomainEvent>) {
    let mut events = event_bus.subscribe_to::<VolumeCreated>();
    while let Some(event) = events.next().await {
        println!("{event:?}");
    }
}

async fn of_one(event_bus: &aegis_events::EventBus<DomainEvent>, volume_id: VolumeId) {
    let mut events = event_bus
        .subscription::<VolumeCreated>()
        .only(volume_id)
        .subscribe();
    while let Some(event) = events.next().await {
        println!("{event:?}");
    }
}
}

mod events_volume_volumedeleted_0 {
use crate::domain::volume::VolumeDeleted;
use crate::domain::{VolumeId, publishers};

// `event_bus` is `Publishers::volume_manager`, given out at the composition root.
fn publish(
    event_bus: &aegis_events::Publisher<publishers::VolumeManager>,
) -> Result<(), aegis_events::PublishError> {
    event_bus
        .publish(VolumeDeleted {
            volume_id: VolumeId::new(),
        })?;
    Ok(())
}
}

mod events_volume_volumedeleted_1 {
use crate::domain::volume::VolumeDeleted;
use crate::domain::{DomainEvent, VolumeId};

async fn every(event_bus: &aegis_events::EventBus<DomainEvent>) {
    let mut events = event_bus.subscribe_to::<VolumeDeleted>();
    while let Some(event) = events.next().await {
        println!("{event:?}");
    }
}

async fn of_one(event_bus: &aegis_events::EventBus<DomainEvent>, volume_id: VolumeId) {
    let mut events = event_bus
        .subscription::<VolumeDeleted>()
        .only(volume_id)
        .subscribe();
    while let Some(event) = events.next().await {
        println!("{event:?}");
    }
}
}

mod publishers_executionsupervisor_0 {
use aegis_events::{BusConfig, EventBus, Publisher};
use crate::domain::{DomainEvent, publishers};

fn handle() -> Publisher<publishers::ExecutionSupervisor> {
    let (_event_bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
    publishers.execution_supervisor
}
}

mod publishers_ttlreaper_0 {
use aegis_events::{BusConfig, EventBus, Publisher};
use crate::domain::{DomainEvent, publishers};

fn handle() -> Publisher<publishers::TtlReaper> {
    let (_event_bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
    publishers.ttl_reaper
}
}

mod publishers_volumemanager_0 {
use aegis_events::{BusConfig, EventBus, Publisher};
use crate::domain::{DomainEvent, publishers};

fn handle() -> Publisher<publishers::VolumeManager> {
    let (_event_bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
    publishers.volume_manager
}
}

mod subscribers_auditlogger_0 {
use crate::domain::DomainEvent;
use crate::domain::subscribers::{AuditLogger, AuditLoggerEvent};

// The handler goes on after `drop`. Keep the handle to wait for its end.
fn run(event_bus: &aegis_events::EventBus<DomainEvent>) {
    let handle = event_bus
        .subscribe_to::<AuditLogger>()
        .run(|event| async move {
            match event.view() {
                AuditLoggerEvent::Volume(volume) => {
                    println!("{} {}", event.id(), volume.event_type())
                }
                AuditLoggerEvent::VolumeCreated(it) => println!("{} {it:?}", event.id()),
                AuditLoggerEvent::ExecutionCompleted(it) => {
                    println!("{} {it:?}", event.id())
                }
            }
        });
    drop(handle);
}
}

mod subscribers_clash_0 {
use crate::domain::DomainEvent;
use crate::domain::subscribers::{Clash, ClashEvent};

// The handler goes on after `drop`. Keep the handle to wait for its end.
fn run(event_bus: &aegis_events::EventBus<DomainEvent>) {
    let handle = event_bus
        .subscribe_to::<Clash>()
        .run(|event| async move {
            match event.view() {
                ClashEvent::VolumeVolumeCreated(it) => println!("{} {it:?}", event.id()),
                ClashEvent::ExecutionVolumeCreated(it) => {
                    println!("{} {it:?}", event.id())
                }
            }
        });
    drop(handle);
}
}

mod subscribers_recorder_0 {
use crate::domain::DomainEvent;
use crate::domain::subscribers::Recorder;

// The handler goes on after `drop`. Keep the handle to wait for its end.
fn run(history: &aegis_events::history::History<DomainEvent>) {
    let handle = history
        .durable::<Recorder>("recorder")
        .run(|event| async move {
            println!("{} {}", event.id(), event.view().event_type());
            Ok::<(), std::io::Error>(())
        });
    drop(handle);
}
}
