/// The structs of the family `Run`, one per event.
#[allow(dead_code, deprecated)]
pub mod run {
    /** A run was measured

 Once per minute.

 Published by `Engine`.*/
    #[deprecated = "read the metrics"]
    #[derive(::core::clone::Clone, ::core::cmp::PartialEq)]
    pub struct Measured {
        /// `ratio`
        pub ratio: ::core::primitive::f64,
    }
    #[automatically_derived]
    impl ::aegis_events::event::EventFields for Measured {}
    #[automatically_derived]
    impl ::aegis_events::event::Payload for Measured {
        type Domain = super::DomainEvent;
        const INFO: ::aegis_events::catalog::EventInfo = ::aegis_events::catalog::EventInfo::new(
                ::aegis_events::catalog::Kind::new(0),
                "Run",
                "Measured",
                "events_run_measured",
                &[::aegis_events::catalog::PublisherId::new(0)],
                <Measured as ::aegis_events::support::Record>::FIELDS,
            )
            .with_version(3)
            .with_retention_secs(43200)
            .with_former_names(&["Sampled"])
            .with_deprecation("read the metrics")
            .with_floats();
        fn into_domain(self) -> super::DomainEvent {
            super::DomainEvent::Run(super::RunEvent::Measured(self))
        }
    }
}
