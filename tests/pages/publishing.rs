//! Publishing by the handle of a component.

use aegis_events::domain::volume::VolumeDeleted;
use aegis_events::domain::{ExecutionEvent, VolumeEvent, VolumeId};
use aegis_events::{BusConfig, EventBus};

use crate::execution::{Execution, ExecutionRepo, ExecutionStatus};

impl ExecutionRepo {
    async fn save(&self, execution: &Execution) -> Result<(), PublishError> {
        assert_eq!(execution.status, ExecutionStatus::Completed);
        Ok(())
    }
}

// block: struct ExecutionSupervisor {

#[tokio::test]
async fn a_component_publishes_only_its_own_events() -> Result<(), PublishError> {
    // block: let (event_bus, publishers) =
    let mut executions = event_bus.subscribe_to::<ExecutionEvent>();
    supervisor.complete_execution("done".into()).await?;
    let event = executions.try_recv().expect("it was published");
    assert_eq!((event.event_type(), event.publisher_name()), ("ExecutionCompleted", "ExecutionSupervisor"));
    let ExecutionEvent::ExecutionCompleted(completed) = &*event else { panic!("another event") };
    assert_eq!((completed.final_output.as_str(), completed.total_iterations), ("done", 2));

    supervisor.announce(completed.clone().into())?;
    assert_eq!(executions.try_recv().expect("it was published").event_type(), "ExecutionCompleted");

    let deleted = VolumeDeleted { volume_id: VolumeId::new(), deleted_at: Utc::now() };
    let error = supervisor.announce(VolumeEvent::from(deleted).into()).expect_err("the volume manager owns it");
    assert!(matches!(error, PublishError::NotTheOwner { .. }), "{error}");
    Ok(())
}

#[test]
fn a_publisher_with_a_cause_passes_it_on() -> Result<(), PublishError> {
    let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
    let (publisher, mut events) = (publishers.execution_supervisor, bus.subscribe_to::<ExecutionCompleted>());
    let completed = Execution::new().completed("done".to_owned());
    publisher.publish(completed.clone())?;
    let event = events.try_recv().expect("it was published");
    // block: let because = publisher.caused_by(&event);
    let effect = events.try_recv().expect("it was published");
    assert_eq!((effect.causation_id(), effect.correlation_id()), (Some(event.id()), event.correlation_id()));
    Ok(())
}

/// The domain of a reader. The nearest catalog is that of this workspace.
mod own_domain {
    // block: pub mod domain {
}
