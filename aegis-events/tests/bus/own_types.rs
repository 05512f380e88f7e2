//! Payloads with custom types, which the catalog knows only as JSON.

use aegis_events::{BusConfig, EventBus};
use expect_test::expect;

/// Events of a sensor.
#[aegis_events::domain_events(catalog = "own_types.toml")]
pub enum SensorEvent {}

use weather::Measured;

mod written {
    /// What a sensor has measured.
    #[expect(unreachable_pub, reason = "generated code gives it out")]
    #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
    pub struct Reading {
        /// In degrees Celsius.
        pub temperature: f64,
    }
}

#[test]
fn a_non_finite_number_in_a_custom_type_is_refused() {
    let (bus, publishers) = EventBus::<SensorEvent>::new(BusConfig::default());
    let measured = |temperature| Measured { readings: vec![Reading { temperature: 0.5 }, Reading { temperature }] };
    publishers.sensor.publish(measured(-3.0)).unwrap();
    let error = publishers.sensor.publish(measured(f64::NAN)).unwrap_err();
    expect![[r#"`Weather.Measured` was not published: its field `readings[1].temperature` is not a finite number"#]]
        .assert_eq(&error.to_string());
    expect!["use an `Option` for a missing number, or check the computation"].assert_eq(&error.help().unwrap());
    assert_eq!(bus.sequence().get(), 1);
}
