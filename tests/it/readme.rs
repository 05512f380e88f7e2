//! The README's Rust code, compiled and run. Each block of the README must stand here, or in
//! `readme_history` or `readme_standing`, word for word.

use aegis_events::domain::execution::ExecutionCompleted;
use aegis_events::domain::smcp::PolicyViolationBlocked;
use aegis_events::domain::subscribers::{AuditLogger, AuditLoggerEvent};
use aegis_events::domain::volume::{VolumeCreated, VolumeDeleted};
use aegis_events::domain::{
    AgentId, DomainEvent, ExecutionEvent, ExecutionId, SmcpEvent, VolumeEvent, VolumeId, publishers,
};
use aegis_events::testing::{Expected, TestBus};
use aegis_events::types::Timestamp;
use aegis_events::{BusConfig, EventBus, PublishError, Publisher};

type Result<T> = std::result::Result<T, PublishError>;

struct Utc;

impl Utc {
    fn now() -> Timestamp {
        Timestamp::UNIX_EPOCH
    }
}

#[derive(Debug, PartialEq)]
enum ExecutionStatus {
    Running,
    Completed,
}

struct Execution {
    id: ExecutionId,
    agent_id: AgentId,
    status: ExecutionStatus,
    iterations: Vec<()>,
}

impl Execution {
    fn new() -> Self {
        let (id, agent_id) = (ExecutionId::new(), AgentId::new());
        Self { id, agent_id, status: ExecutionStatus::Running, iterations: vec![(), ()] }
    }
}

struct ExecutionRepo;

impl ExecutionRepo {
    async fn save(&self, execution: &Execution) -> Result<()> {
        assert_eq!(execution.status, ExecutionStatus::Completed);
        Ok(())
    }
}

struct ExecutionSupervisor {
    event_bus: Publisher<publishers::ExecutionSupervisor>,
    execution: Execution,
    execution_repo: ExecutionRepo,
}

impl ExecutionSupervisor {
    async fn complete_execution(&mut self, output: String) -> Result<()> {
        self.execution.status = ExecutionStatus::Completed;
        self.execution_repo.save(&self.execution).await?;
        self.event_bus.publish(ExecutionCompleted {
            execution_id: self.execution.id,
            agent_id: self.execution.agent_id,
            final_output: output,
            total_iterations: self.execution.iterations.len() as u8,
            completed_at: Utc::now(),
        })?;
        Ok(())
    }

    /// The same for an event whose type is known only at run time: whose it is, is then checked when it is published.
    fn announce(&self, event: DomainEvent) -> Result<()> {
        self.event_bus.publish_any(event)?;
        Ok(())
    }
}

#[tokio::test]
async fn the_specifications_publisher_publishes_what_is_its_own_and_nothing_else() -> Result<()> {
    let (event_bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
    let mut supervisor = ExecutionSupervisor {
        event_bus: publishers.execution_supervisor,
        execution: Execution::new(),
        execution_repo: ExecutionRepo,
    };
    let mut executions = event_bus.subscribe_to::<ExecutionEvent>();
    supervisor.complete_execution("done".into()).await?;
    let event = executions.try_recv().expect("it was published");
    assert_eq!((event.event_type(), event.publisher_name()), ("ExecutionCompleted", "ExecutionSupervisor"));
    let ExecutionEvent::ExecutionCompleted(completed) = &*event else { panic!("another event") };
    assert_eq!((completed.final_output.as_str(), completed.total_iterations), ("done", 2));

    supervisor.announce(completed.clone().into())?;
    assert_eq!(executions.try_recv().expect("it was published").event_type(), "ExecutionCompleted");

    let deleted = VolumeDeleted { volume_id: VolumeId::new(), deleted_at: Utc::now() };
    let error = supervisor.announce(VolumeEvent::from(deleted).into()).expect_err("it is the volume manager's");
    assert!(matches!(error, PublishError::NotTheOwner { .. }), "{error}");
    Ok(())
}

#[tokio::test]
async fn the_specifications_subscriber_receives() {
    let execution_id = ExecutionId::new();
    let (event_bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());

    let mut all = event_bus.subscribe(); // every event
    let volumes = event_bus.subscribe_to::<VolumeCreated>(); // one type: derefs to &VolumeCreated
    let one_run = event_bus.subscribe_to::<ExecutionEvent>().only(execution_id); // one value of one key
    let audit = event_bus.subscribe_to::<AuditLogger>(); // as the catalog declares it: lossless

    tokio::spawn(async move {
        while let Some(event) = all.next().await {
            match &*event {
                DomainEvent::Execution(ExecutionEvent::ExecutionCompleted(completed)) => {
                    println!("{} is complete: {}", completed.execution_id, completed.final_output);
                }
                DomainEvent::Smcp(SmcpEvent::PolicyViolationBlocked(PolicyViolationBlocked {
                    agent_id,
                    tool_name,
                    ..
                })) => {
                    println!("{agent_id} was kept from {tool_name}");
                }
                _ => {}
            }
        }
    });

    audit.run(|event| async move {
        match event.view() {
            // Exactly what AuditLogger consumes: another family does not compile, a missing one neither.
            AuditLoggerEvent::Smcp(smcp) => println!("{} {}", event.id(), smcp.event_type()),
            AuditLoggerEvent::Policy(policy) => println!("{} {}", event.id(), policy.event_type()),
            AuditLoggerEvent::Command(command) => println!("{} {}", event.id(), command.event_type()),
        }
    });

    drop((volumes, one_run, publishers));
    let report = event_bus.shutdown(std::time::Duration::from_secs(60)).await;
    assert!(report.is_drained(), "{report:?}");
}

#[test]
fn a_component_is_tested_on_a_test_bus() -> Result<()> {
    let test = TestBus::<DomainEvent>::new();
    let manager = test.publishers().volume_manager.clone(); // what the component under test is given
    let event = VolumeDeleted { volume_id: VolumeId::new(), deleted_at: test.clock().now() };
    manager.publish(event.clone())?;
    test.assert_published([Expected::event(event).by::<publishers::VolumeManager>()]);
    Ok(())
}

/// A domain of the reader's own, as the README shows it; the catalog is the nearest one above this crate.
#[allow(unreachable_pub, reason = "the README's reader has it in a library")]
pub mod domain {
    /// Every event of my service.
    #[aegis_events::domain_events]
    pub enum DomainEvent {} // the variants come from the nearest catalog.toml
}

#[test]
fn every_rust_block_of_the_readme_stands_here() {
    let here = squeezed(concat!(
        include_str!("readme.rs"),
        include_str!("readme_history.rs"),
        include_str!("readme_standing.rs"),
    ));
    let readme = include_str!("../../README.md");
    let blocks: Vec<&str> = readme.split("```rust\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert_eq!(blocks.len(), 9, "a block of the README is fenced otherwise");
    for block in blocks {
        assert!(here.contains(&squeezed(block)), "the README shows code that nobody compiles:\n{block}");
    }
}

/// The text with every run of white space as one space: the README may align where the formatter does not.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
