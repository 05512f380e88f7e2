/// The subscribers of the catalog: a filter each, and an enum of the events that it consumes.
#[allow(dead_code, deprecated)]
pub mod subscribers {
    /// The subscriber `Mixed`.
    #[derive(::core::fmt::Debug)]
    pub enum Mixed {}
    #[automatically_derived]
    impl ::aegis_events::event::Filter for Mixed {
        type Domain = super::DomainEvent;
        type Target = super::DomainEvent;
        const NAME: &'static ::core::primitive::str = "Mixed";
        const KINDS: &'static [::aegis_events::catalog::KindRange] = &[
            ::aegis_events::catalog::KindRange::new(0, 0),
            ::aegis_events::catalog::KindRange::new(2, 2),
        ];
        fn target(
            event: &super::DomainEvent,
        ) -> ::core::option::Option<&super::DomainEvent> {
            ::core::option::Option::Some(event)
        }
    }
    /// The events that [`Mixed`] consumes.
    #[derive(
        ::core::clone::Clone,
        ::core::marker::Copy,
        ::core::fmt::Debug,
        ::core::cmp::PartialEq
    )]
    pub enum MixedEvent<'a> {
        /// An event of the family `Run`.
        Run(&'a super::RunEvent),
        /// A gate closed
        Closed(&'a super::gate::Closed),
    }
    #[automatically_derived]
    impl ::aegis_events::event::Subscriber for Mixed {
        type View<'a> = MixedEvent<'a>;
        fn view(event: &super::DomainEvent) -> ::core::option::Option<MixedEvent<'_>> {
            match event {
                super::DomainEvent::Run(event) => {
                    ::core::option::Option::Some(MixedEvent::Run(event))
                }
                super::DomainEvent::Gate(super::GateEvent::Closed(event)) => {
                    ::core::option::Option::Some(MixedEvent::Closed(event))
                }
                #[allow(unreachable_patterns)]
                _ => ::core::option::Option::None,
            }
        }
    }
    /// The subscriber `Recorder`.
    #[derive(::core::fmt::Debug)]
    pub enum Recorder {}
    #[automatically_derived]
    impl ::aegis_events::event::Filter for Recorder {
        type Domain = super::DomainEvent;
        type Target = super::DomainEvent;
        const NAME: &'static ::core::primitive::str = "Recorder";
        const KINDS: &'static [::aegis_events::catalog::KindRange] = &[
            ::aegis_events::catalog::KindRange::new(0, 2),
        ];
        const DELIVERY: ::aegis_events::catalog::Delivery = ::aegis_events::catalog::Delivery::Lossless;
        fn target(
            event: &super::DomainEvent,
        ) -> ::core::option::Option<&super::DomainEvent> {
            ::core::option::Option::Some(event)
        }
    }
    #[automatically_derived]
    impl ::aegis_events::event::Subscriber for Recorder {
        type View<'a> = &'a super::DomainEvent;
        fn view(
            event: &super::DomainEvent,
        ) -> ::core::option::Option<&super::DomainEvent> {
            ::core::option::Option::Some(event)
        }
    }
}
