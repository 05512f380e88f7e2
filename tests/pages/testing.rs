//! A component on a test bus.

use aegis_events::PublishError;
use aegis_events::domain::volume::VolumeDeleted;
use aegis_events::domain::{DomainEvent, VolumeId, publishers};
use aegis_events::testing::{Expected, TestBus};

#[test]
fn a_component_is_tested_on_a_test_bus() -> Result<(), PublishError> {
    // block: let test = TestBus::
    Ok(())
}
