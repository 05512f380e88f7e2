//! A component on a test bus.

use aegis_events::PublishError;

#[test]
fn a_component_is_tested_on_a_test_bus() -> Result<(), PublishError> {
    // block: let test = TestBus::
    Ok(())
}
