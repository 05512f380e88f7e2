/// The structs of the family `Run`, one per event.
#[allow(dead_code, deprecated)]
pub mod run {
    /** A run started

 Published by `Engine`.*/
    #[derive(::core::clone::Clone, ::core::cmp::PartialEq)]
    pub struct Started {
        /// `run_id`
        pub run_id: super::RunId,
        /// `started_at`
        pub started_at: ::aegis_events::types::Timestamp,
    }
    #[automatically_derived]
    impl ::aegis_events::support::Record for Started {
        const NAME: &'static ::core::primitive::str = "Started";
        const FIELDS: &'static [::aegis_events::catalog::Field] = &[
            ::aegis_events::catalog::Field::new(
                "run_id",
                ::aegis_events::catalog::SqlType::Uuid,
            ),
            ::aegis_events::catalog::Field::new(
                "started_at",
                ::aegis_events::catalog::SqlType::Timestamp,
            ),
        ];
        type Values<'a> = [&'a dyn ::aegis_events::support::Value; 2];
        fn values(&self) -> Self::Values<'_> {
            [&self.run_id, &self.started_at]
        }
        #[inline(never)]
        fn read<'de, __A: ::aegis_events::support::serde::de::MapAccess<'de>>(
            map: __A,
        ) -> ::core::result::Result<Self, __A::Error> {
            let (run_id, started_at) = ::aegis_events::support::Fields::read(
                map,
                Self::FIELDS,
            )?;
            ::core::result::Result::Ok(Self { run_id, started_at })
        }
    }
    #[automatically_derived]
    impl ::aegis_events::support::serde::Serialize for Started {
        fn serialize<__S: ::aegis_events::support::serde::Serializer>(
            &self,
            serializer: __S,
        ) -> ::core::result::Result<__S::Ok, __S::Error> {
            ::aegis_events::support::serialize_record(self, serializer)
        }
    }
    #[automatically_derived]
    impl<'de> ::aegis_events::support::serde::Deserialize<'de> for Started {
        fn deserialize<__D: ::aegis_events::support::serde::Deserializer<'de>>(
            deserializer: __D,
        ) -> ::core::result::Result<Self, __D::Error> {
            ::aegis_events::support::deserialize_record(deserializer)
        }
    }
    #[automatically_derived]
    impl ::core::fmt::Debug for Started {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            ::aegis_events::support::debug_record(self, f)
        }
    }
    #[automatically_derived]
    impl ::aegis_events::event::EventFields for Started {
        fn occurred_at(
            &self,
        ) -> ::core::option::Option<::aegis_events::types::Timestamp> {
            ::core::option::Option::Some(self.started_at)
        }
        fn key(
            &self,
            key: ::core::primitive::usize,
        ) -> ::core::option::Option<::aegis_events::event::KeyRef<'_>> {
            match key {
                0 => {
                    ::core::option::Option::Some(
                        ::aegis_events::event::Key::as_key(&self.run_id),
                    )
                }
                _ => ::core::option::Option::None,
            }
        }
    }
    #[automatically_derived]
    impl ::aegis_events::event::Payload for Started {
        type Domain = super::DomainEvent;
        const INFO: ::aegis_events::catalog::EventInfo = ::aegis_events::catalog::EventInfo::new(
                ::aegis_events::catalog::Kind::new(0),
                "Run",
                "Started",
                "events_run_started",
                &[::aegis_events::catalog::PublisherId::new(0)],
                <Started as ::aegis_events::support::Record>::FIELDS,
            )
            .with_time("started_at")
            .with_keys(&[(0, "run_id")]);
        fn into_domain(self) -> super::DomainEvent {
            super::DomainEvent::Run(super::RunEvent::Started(self))
        }
    }
    #[automatically_derived]
    impl ::aegis_events::event::Carries<super::RunId> for Started {}
    /// Implemented by the publishers of [`Started`].
    #[diagnostic::on_unimplemented(
        message = "`{Self}` may not publish `Started`",
        label = "this handle belongs to `{Self}`",
        note = "event.toml:18: `Run.Started` is published by `Engine`",
        note = "publish it through a `Publisher<Engine>`, or add `{Self}` to its `published_by`"
    )]
    pub trait MayPublishStarted: ::aegis_events::event::PublisherRole<
            Domain = super::DomainEvent,
        > {}
    #[automatically_derived]
    impl MayPublishStarted for super::publishers::Engine {}
    #[automatically_derived]
    impl<__P: MayPublishStarted> ::aegis_events::event::PublishedBy<__P> for Started {}
}
