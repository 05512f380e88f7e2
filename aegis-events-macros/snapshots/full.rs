/// Every event.
#[derive(::core::clone::Clone, ::core::cmp::PartialEq)]
pub enum DomainEvent {
    /// Runs from start to end.
    Run(RunEvent),
    /// The events of the family `Gate`.
    Gate(GateHappening),
}
#[allow(dead_code)]
impl DomainEvent {
    /// The event inside, whatever its type.
    pub fn payload(&self) -> &dyn ::aegis_events::event::AnyPayload {
        match self {
            Self::Run(event) => event.payload(),
            Self::Gate(event) => event.payload(),
        }
    }
    /// The event's kind.
    pub fn kind(&self) -> ::aegis_events::catalog::Kind {
        self.payload().kind()
    }
    /// The name of the event's family.
    pub fn family(&self) -> &'static ::core::primitive::str {
        ::aegis_events::support::info::<DomainEvent>(self.payload()).family()
    }
    /// The event's name.
    pub fn event_type(&self) -> &'static ::core::primitive::str {
        ::aegis_events::support::info::<DomainEvent>(self.payload()).event_type()
    }
    /// When the event happened, by its own time field. Without one, ask its envelope.
    pub fn occurred_at(
        &self,
    ) -> ::core::option::Option<::aegis_events::types::Timestamp> {
        self.payload().occurred_at()
    }
    /// The event's `run_id`, if it carries one.
    pub fn run_id(&self) -> ::core::option::Option<RunId> {
        ::aegis_events::support::key(self.payload())
    }
    /// The event's `session_id`, if it carries one.
    pub fn session_id(&self) -> ::core::option::Option<SessionId> {
        ::aegis_events::support::key(self.payload())
    }
    /// The event's `shard`, if it carries one.
    pub fn shard(&self) -> ::core::option::Option<Shard> {
        ::aegis_events::support::key(self.payload())
    }
    /// The event's `colour`, if it carries one.
    pub fn colour(&self) -> ::core::option::Option<Colour> {
        ::aegis_events::support::key(self.payload())
    }
    /// The event as JSON text, `{"family": .., "event_type": .., "event_data": ..}`.
    pub fn to_json(
        &self,
    ) -> ::core::result::Result<
        ::std::vec::Vec<::core::primitive::u8>,
        ::aegis_events::codec::EncodeError,
    > {
        ::aegis_events::event::to_json::<DomainEvent>(self.payload())
    }
    /// Reads an event from JSON text, `{"family": .., "event_type": .., "event_data": ..}`.
    pub fn from_json(
        json: &[::core::primitive::u8],
    ) -> ::core::result::Result<Self, ::aegis_events::codec::DecodeError> {
        ::aegis_events::event::from_json(json)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::aegis_events::event::Domain for DomainEvent {
    fn catalog() -> &'static ::aegis_events::catalog::CatalogInfo {
        static CATALOG: ::aegis_events::catalog::CatalogInfo = ::aegis_events::catalog::CatalogInfo::new(
            "full",
            &["Engine", "HTTPGateway"],
            &[
                ::aegis_events::catalog::KeyInfo::new(
                    "run_id",
                    ::aegis_events::catalog::SqlType::Uuid,
                ),
                ::aegis_events::catalog::KeyInfo::new(
                    "session_id",
                    ::aegis_events::catalog::SqlType::Text,
                ),
                ::aegis_events::catalog::KeyInfo::new(
                    "shard",
                    ::aegis_events::catalog::SqlType::BigInt,
                ),
                ::aegis_events::catalog::KeyInfo::new(
                    "colour",
                    ::aegis_events::catalog::SqlType::Text,
                ),
            ],
            &[
                ::aegis_events::catalog::FamilyInfo::new("Run", 0, 4),
                ::aegis_events::catalog::FamilyInfo::new("Gate", 4, 2),
            ],
            &[
                <run::Started as ::aegis_events::event::Payload>::INFO,
                <run::Finished as ::aegis_events::event::Payload>::INFO,
                <run::Idle as ::aegis_events::event::Payload>::INFO,
                <run::Everything as ::aegis_events::event::Payload>::INFO,
                <gate::Opened as ::aegis_events::event::Payload>::INFO,
                <gate::Closed as ::aegis_events::event::Payload>::INFO,
            ],
        );
        &CATALOG
    }
    fn payload(&self) -> &dyn ::aegis_events::event::AnyPayload {
        self.payload()
    }
    fn read<'de, __D: ::aegis_events::support::serde::Deserializer<'de>>(
        kind: ::aegis_events::catalog::Kind,
        deserializer: __D,
    ) -> ::core::result::Result<Self, __D::Error> {
        match kind.index() {
            0..=3 => RunEvent::__read(kind, deserializer).map(Self::Run),
            4..=5 => GateHappening::__read(kind, deserializer).map(Self::Gate),
            _ => ::core::result::Result::Err(::aegis_events::support::unknown_kind(kind)),
        }
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::aegis_events::bus::MakePublishers for DomainEvent {
    type Publishers = Publishers;
    fn publishers(grants: &::aegis_events::bus::Grants<Self>) -> Publishers {
        Publishers {
            engine: grants.publisher(),
            http_gateway: grants.publisher(),
        }
    }
}
#[automatically_derived]
impl<__E: ::aegis_events::event::Payload<Domain = Self>> ::core::convert::From<__E>
for DomainEvent {
    fn from(event: __E) -> Self {
        ::aegis_events::event::Payload::into_domain(event)
    }
}
#[automatically_derived]
impl ::core::fmt::Debug for DomainEvent {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Debug::fmt(self.payload(), f)
    }
}
#[automatically_derived]
impl ::aegis_events::event::Filter for DomainEvent {
    type Domain = Self;
    type Target = Self;
    const NAME: &'static ::core::primitive::str = "DomainEvent";
    const KINDS: &'static [::aegis_events::catalog::KindRange] = &[
        ::aegis_events::catalog::KindRange::new(0, 5),
    ];
    fn target(event: &Self) -> ::core::option::Option<&Self> {
        ::core::option::Option::Some(event)
    }
}
#[automatically_derived]
impl ::aegis_events::support::serde::Serialize for DomainEvent {
    fn serialize<__S: ::aegis_events::support::serde::Serializer>(
        &self,
        serializer: __S,
    ) -> ::core::result::Result<__S::Ok, __S::Error> {
        ::aegis_events::event::serialize_event::<
            DomainEvent,
            __S,
        >(self.payload(), serializer)
    }
}
#[automatically_derived]
impl<'de> ::aegis_events::support::serde::Deserialize<'de> for DomainEvent {
    fn deserialize<__D: ::aegis_events::support::serde::Deserializer<'de>>(
        deserializer: __D,
    ) -> ::core::result::Result<Self, __D::Error> {
        ::aegis_events::event::read_event(deserializer)
    }
}
#[automatically_derived]
impl ::aegis_events::event::Carries<RunId> for DomainEvent {}
#[automatically_derived]
impl ::aegis_events::event::Carries<SessionId> for DomainEvent {}
#[automatically_derived]
impl ::aegis_events::event::Carries<Shard> for DomainEvent {}
#[automatically_derived]
impl ::aegis_events::event::Carries<Colour> for DomainEvent {}
/// Runs from start to end.
#[allow(deprecated)]
#[derive(::core::clone::Clone, ::core::cmp::PartialEq)]
pub enum RunEvent {
    /// A run started
    Started(run::Started),
    /// A run finished
    Finished(run::Finished),
    /// Nothing happened, and nothing is known of it
    Idle(run::Idle),
    /// Each scalar and each form of a type
    Everything(run::Everything),
}
#[allow(dead_code)]
impl RunEvent {
    /// The event inside, whatever its type.
    pub fn payload(&self) -> &dyn ::aegis_events::event::AnyPayload {
        match self {
            Self::Started(event) => event,
            Self::Finished(event) => event,
            Self::Idle(event) => event,
            Self::Everything(event) => event,
        }
    }
    /// The event's kind.
    pub fn kind(&self) -> ::aegis_events::catalog::Kind {
        self.payload().kind()
    }
    /// The name of the event's family.
    pub fn family(&self) -> &'static ::core::primitive::str {
        ::aegis_events::support::info::<DomainEvent>(self.payload()).family()
    }
    /// The event's name.
    pub fn event_type(&self) -> &'static ::core::primitive::str {
        ::aegis_events::support::info::<DomainEvent>(self.payload()).event_type()
    }
    /// When the event happened, by its own time field. Without one, ask its envelope.
    pub fn occurred_at(
        &self,
    ) -> ::core::option::Option<::aegis_events::types::Timestamp> {
        self.payload().occurred_at()
    }
    /// The event's `run_id`, if it carries one.
    pub fn run_id(&self) -> ::core::option::Option<RunId> {
        ::aegis_events::support::key(self.payload())
    }
    /// The event's `session_id`, if it carries one.
    pub fn session_id(&self) -> ::core::option::Option<SessionId> {
        ::aegis_events::support::key(self.payload())
    }
    /// The event's `shard`, if it carries one.
    pub fn shard(&self) -> ::core::option::Option<Shard> {
        ::aegis_events::support::key(self.payload())
    }
    /// The event's `colour`, if it carries one.
    pub fn colour(&self) -> ::core::option::Option<Colour> {
        ::aegis_events::support::key(self.payload())
    }
    /// The event as JSON text, `{"family": .., "event_type": .., "event_data": ..}`.
    pub fn to_json(
        &self,
    ) -> ::core::result::Result<
        ::std::vec::Vec<::core::primitive::u8>,
        ::aegis_events::codec::EncodeError,
    > {
        ::aegis_events::event::to_json::<DomainEvent>(self.payload())
    }
    fn __read<'de, __D: ::aegis_events::support::serde::Deserializer<'de>>(
        kind: ::aegis_events::catalog::Kind,
        deserializer: __D,
    ) -> ::core::result::Result<Self, __D::Error> {
        match kind.index() {
            0 => ::aegis_events::codec::visit(deserializer).map(Self::Started),
            1 => ::aegis_events::codec::visit(deserializer).map(Self::Finished),
            2 => ::aegis_events::codec::visit(deserializer).map(Self::Idle),
            3 => ::aegis_events::codec::visit(deserializer).map(Self::Everything),
            _ => ::core::result::Result::Err(::aegis_events::support::unknown_kind(kind)),
        }
    }
}
#[automatically_derived]
impl ::core::fmt::Debug for RunEvent {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Debug::fmt(self.payload(), f)
    }
}
#[automatically_derived]
impl ::aegis_events::event::Filter for RunEvent {
    type Domain = DomainEvent;
    type Target = Self;
    const NAME: &'static ::core::primitive::str = "Run";
    const KINDS: &'static [::aegis_events::catalog::KindRange] = &[
        ::aegis_events::catalog::KindRange::new(0, 3),
    ];
    fn target(event: &DomainEvent) -> ::core::option::Option<&Self> {
        match event {
            DomainEvent::Run(event) => ::core::option::Option::Some(event),
            #[allow(unreachable_patterns)]
            _ => ::core::option::Option::None,
        }
    }
}
#[automatically_derived]
impl ::core::convert::From<RunEvent> for DomainEvent {
    fn from(event: RunEvent) -> Self {
        Self::Run(event)
    }
}
#[automatically_derived]
impl ::aegis_events::support::serde::Serialize for RunEvent {
    fn serialize<__S: ::aegis_events::support::serde::Serializer>(
        &self,
        serializer: __S,
    ) -> ::core::result::Result<__S::Ok, __S::Error> {
        ::aegis_events::event::serialize_event::<
            DomainEvent,
            __S,
        >(self.payload(), serializer)
    }
}
#[automatically_derived]
impl<'de> ::aegis_events::support::serde::Deserialize<'de> for RunEvent {
    fn deserialize<__D: ::aegis_events::support::serde::Deserializer<'de>>(
        deserializer: __D,
    ) -> ::core::result::Result<Self, __D::Error> {
        match ::aegis_events::event::read_event(deserializer)? {
            DomainEvent::Run(event) => ::core::result::Result::Ok(event),
            #[allow(unreachable_patterns)]
            other => {
                ::core::result::Result::Err(
                    ::aegis_events::event::other_family("Run", &other),
                )
            }
        }
    }
}
#[automatically_derived]
impl ::aegis_events::event::Carries<RunId> for RunEvent {}
#[automatically_derived]
impl ::aegis_events::event::Carries<SessionId> for RunEvent {}
#[automatically_derived]
impl ::aegis_events::event::Carries<Colour> for RunEvent {}
/// The events of the family `Run`, one struct each.
#[allow(dead_code, deprecated)]
pub mod run {
    /** A run started

 Published by `Engine`.*/
    #[derive(::core::clone::Clone, ::core::cmp::PartialEq)]
    pub struct Started {
        /// One run.
        pub run_id: super::RunId,
        /// `type`
        pub r#type: ::std::string::String,
        /// A colour.
        pub colour: ::core::option::Option<super::Colour>,
        /// `started_at`
        pub started_at: ::aegis_events::types::Timestamp,
    }
    #[automatically_derived]
    impl ::aegis_events::codec::Record for Started {
        const NAME: &'static ::core::primitive::str = "Started";
        const FIELDS: &'static [::aegis_events::catalog::Field] = &[
            ::aegis_events::catalog::Field::new(
                "run_id",
                ::aegis_events::catalog::SqlType::Uuid,
            ),
            ::aegis_events::catalog::Field::new(
                "type",
                ::aegis_events::catalog::SqlType::Text,
            ),
            ::aegis_events::catalog::Field::new(
                    "colour",
                    ::aegis_events::catalog::SqlType::Text,
                )
                .optional(),
            ::aegis_events::catalog::Field::new(
                "started_at",
                ::aegis_events::catalog::SqlType::Timestamp,
            ),
        ];
        type Values<'a> = [&'a dyn ::aegis_events::codec::Value; 4];
        fn values(&self) -> Self::Values<'_> {
            [&self.run_id, &self.r#type, &self.colour, &self.started_at]
        }
        #[inline(never)]
        fn read<'de, __A: ::aegis_events::support::serde::de::MapAccess<'de>>(
            map: __A,
        ) -> ::core::result::Result<Self, __A::Error> {
            let (run_id, r#type, colour, started_at) = ::aegis_events::codec::Fields::read(
                map,
                Self::FIELDS,
            )?;
            ::core::result::Result::Ok(Self {
                run_id,
                r#type,
                colour,
                started_at,
            })
        }
    }
    #[automatically_derived]
    impl ::aegis_events::support::serde::Serialize for Started {
        fn serialize<__S: ::aegis_events::support::serde::Serializer>(
            &self,
            serializer: __S,
        ) -> ::core::result::Result<__S::Ok, __S::Error> {
            ::aegis_events::codec::serialize(self, serializer)
        }
    }
    #[automatically_derived]
    impl<'de> ::aegis_events::support::serde::Deserialize<'de> for Started {
        fn deserialize<__D: ::aegis_events::support::serde::Deserializer<'de>>(
            deserializer: __D,
        ) -> ::core::result::Result<Self, __D::Error> {
            ::aegis_events::codec::visit(deserializer)
        }
    }
    #[automatically_derived]
    impl ::core::fmt::Debug for Started {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            ::aegis_events::codec::debug(self, f)
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
                3 => self.colour.as_ref().map(::aegis_events::event::Key::as_key),
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
                <Started as ::aegis_events::codec::Record>::FIELDS,
            )
            .with_time("started_at")
            .with_keys(&[(0, "run_id"), (3, "colour")])
            .with_retention_secs(7776000);
        fn into_domain(self) -> super::DomainEvent {
            super::DomainEvent::Run(super::RunEvent::Started(self))
        }
    }
    #[automatically_derived]
    impl ::core::convert::From<Started> for super::RunEvent {
        fn from(event: Started) -> Self {
            Self::Started(event)
        }
    }
    #[automatically_derived]
    impl ::aegis_events::event::Carries<super::RunId> for Started {}
    #[automatically_derived]
    impl ::aegis_events::event::Carries<super::Colour> for Started {}
    /// Who may publish [`Started`].
    #[diagnostic::on_unimplemented(
        message = "`{Self}` may not publish `Started`",
        label = "this handle belongs to `{Self}`",
        note = "full.toml:73: `Run.Started` is published by `Engine`",
        note = "publish it through a `Publisher<Engine>`, or add `{Self}` to its `published_by`"
    )]
    pub trait MayPublishStarted: ::aegis_events::event::PublisherRole<
            Domain = super::DomainEvent,
        > {}
    #[automatically_derived]
    impl MayPublishStarted for super::publishers::Engine {}
    #[automatically_derived]
    impl<__P: MayPublishStarted> ::aegis_events::event::PublishedBy<__P> for Started {}
    /** A run finished

 Published by `Engine`.*/
    #[derive(::core::clone::Clone, ::core::cmp::PartialEq)]
    pub struct Finished {
        /// `context`
        pub context: super::Context,
        /// `finished_at`
        pub finished_at: ::aegis_events::types::Timestamp,
        /// `due_at`
        pub due_at: ::aegis_events::types::Timestamp,
        /// `ratio`
        pub ratio: super::Ratio,
        /// How often it was tried.
        pub retries: ::core::primitive::u8,
        /// `outcome`
        pub outcome: ::std::string::String,
        /** `secret`

 Sensitive: shown redacted.*/
        pub secret: ::core::option::Option<::std::string::String>,
    }
    #[automatically_derived]
    impl ::aegis_events::codec::Record for Finished {
        const NAME: &'static ::core::primitive::str = "Finished";
        const FIELDS: &'static [::aegis_events::catalog::Field] = &[
            ::aegis_events::catalog::Field::new(
                "context",
                ::aegis_events::catalog::SqlType::Json,
            ),
            ::aegis_events::catalog::Field::new(
                "finished_at",
                ::aegis_events::catalog::SqlType::Timestamp,
            ),
            ::aegis_events::catalog::Field::new(
                "due_at",
                ::aegis_events::catalog::SqlType::Timestamp,
            ),
            ::aegis_events::catalog::Field::new(
                "ratio",
                ::aegis_events::catalog::SqlType::Double,
            ),
            ::aegis_events::catalog::Field::new(
                    "retries",
                    ::aegis_events::catalog::SqlType::SmallInt,
                )
                .default_json("2"),
            ::aegis_events::catalog::Field::new(
                    "outcome",
                    ::aegis_events::catalog::SqlType::Text,
                )
                .was(&["result", "end"]),
            ::aegis_events::catalog::Field::new(
                    "secret",
                    ::aegis_events::catalog::SqlType::Text,
                )
                .optional()
                .sensitive(),
        ];
        type Values<'a> = [&'a dyn ::aegis_events::codec::Value; 7];
        fn values(&self) -> Self::Values<'_> {
            [
                &self.context,
                &self.finished_at,
                &self.due_at,
                &self.ratio,
                &self.retries,
                &self.outcome,
                &self.secret,
            ]
        }
        #[inline(never)]
        fn read<'de, __A: ::aegis_events::support::serde::de::MapAccess<'de>>(
            map: __A,
        ) -> ::core::result::Result<Self, __A::Error> {
            let (context, finished_at, due_at, ratio, retries, outcome, secret) = ::aegis_events::codec::Fields::read(
                map,
                Self::FIELDS,
            )?;
            ::core::result::Result::Ok(Self {
                context,
                finished_at,
                due_at,
                ratio,
                retries,
                outcome,
                secret,
            })
        }
    }
    #[automatically_derived]
    impl ::aegis_events::support::serde::Serialize for Finished {
        fn serialize<__S: ::aegis_events::support::serde::Serializer>(
            &self,
            serializer: __S,
        ) -> ::core::result::Result<__S::Ok, __S::Error> {
            ::aegis_events::codec::serialize(self, serializer)
        }
    }
    #[automatically_derived]
    impl<'de> ::aegis_events::support::serde::Deserialize<'de> for Finished {
        fn deserialize<__D: ::aegis_events::support::serde::Deserializer<'de>>(
            deserializer: __D,
        ) -> ::core::result::Result<Self, __D::Error> {
            ::aegis_events::codec::visit(deserializer)
        }
    }
    #[automatically_derived]
    impl ::core::fmt::Debug for Finished {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            ::aegis_events::codec::debug(self, f)
        }
    }
    #[automatically_derived]
    impl ::aegis_events::event::EventFields for Finished {
        fn occurred_at(
            &self,
        ) -> ::core::option::Option<::aegis_events::types::Timestamp> {
            ::core::option::Option::Some(self.finished_at)
        }
        fn key(
            &self,
            key: ::core::primitive::usize,
        ) -> ::core::option::Option<::aegis_events::event::KeyRef<'_>> {
            match key {
                0 => {
                    ::core::option::Option::Some(&self.context)
                        .map(|record| &record.access)
                        .and_then(::core::option::Option::as_ref)
                        .map(|record| &record.run_id)
                        .map(::aegis_events::event::Key::as_key)
                }
                1 => {
                    ::core::option::Option::Some(&self.context)
                        .map(|record| &record.access)
                        .and_then(::core::option::Option::as_ref)
                        .map(|record| &record.session_id)
                        .and_then(::core::option::Option::as_ref)
                        .map(::aegis_events::event::Key::as_key)
                }
                _ => ::core::option::Option::None,
            }
        }
    }
    #[automatically_derived]
    impl ::aegis_events::event::Payload for Finished {
        type Domain = super::DomainEvent;
        const INFO: ::aegis_events::catalog::EventInfo = ::aegis_events::catalog::EventInfo::new(
                ::aegis_events::catalog::Kind::new(1),
                "Run",
                "Finished",
                "events_run_finished",
                &[::aegis_events::catalog::PublisherId::new(0)],
                <Finished as ::aegis_events::codec::Record>::FIELDS,
            )
            .with_version(3)
            .with_time("finished_at")
            .with_keys(&[(0, "context.access.run_id"), (1, "context.access.session_id")])
            .with_retention_secs(7776000)
            .with_former_names(&["Ended", "Stopped"])
            .with_floats();
        fn into_domain(self) -> super::DomainEvent {
            super::DomainEvent::Run(super::RunEvent::Finished(self))
        }
    }
    #[automatically_derived]
    impl ::core::convert::From<Finished> for super::RunEvent {
        fn from(event: Finished) -> Self {
            Self::Finished(event)
        }
    }
    #[automatically_derived]
    impl ::aegis_events::event::Carries<super::RunId> for Finished {}
    #[automatically_derived]
    impl ::aegis_events::event::Carries<super::SessionId> for Finished {}
    /// Who may publish [`Finished`].
    #[diagnostic::on_unimplemented(
        message = "`{Self}` may not publish `Finished`",
        label = "this handle belongs to `{Self}`",
        note = "full.toml:81: `Run.Finished` is published by `Engine`",
        note = "publish it through a `Publisher<Engine>`, or add `{Self}` to its `published_by`"
    )]
    pub trait MayPublishFinished: ::aegis_events::event::PublisherRole<
            Domain = super::DomainEvent,
        > {}
    #[automatically_derived]
    impl MayPublishFinished for super::publishers::Engine {}
    #[automatically_derived]
    impl<__P: MayPublishFinished> ::aegis_events::event::PublishedBy<__P> for Finished {}
    /** Nothing happened, and nothing is known of it

 Published by `Engine`.*/
    #[derive(::core::clone::Clone, ::core::cmp::PartialEq)]
    pub struct Idle {}
    #[automatically_derived]
    impl ::aegis_events::codec::Record for Idle {
        const NAME: &'static ::core::primitive::str = "Idle";
        const FIELDS: &'static [::aegis_events::catalog::Field] = &[];
        type Values<'a> = [&'a dyn ::aegis_events::codec::Value; 0];
        fn values(&self) -> Self::Values<'_> {
            []
        }
        #[inline(never)]
        fn read<'de, __A: ::aegis_events::support::serde::de::MapAccess<'de>>(
            map: __A,
        ) -> ::core::result::Result<Self, __A::Error> {
            let () = ::aegis_events::codec::Fields::read(map, Self::FIELDS)?;
            ::core::result::Result::Ok(Self {})
        }
    }
    #[automatically_derived]
    impl ::aegis_events::support::serde::Serialize for Idle {
        fn serialize<__S: ::aegis_events::support::serde::Serializer>(
            &self,
            serializer: __S,
        ) -> ::core::result::Result<__S::Ok, __S::Error> {
            ::aegis_events::codec::serialize(self, serializer)
        }
    }
    #[automatically_derived]
    impl<'de> ::aegis_events::support::serde::Deserialize<'de> for Idle {
        fn deserialize<__D: ::aegis_events::support::serde::Deserializer<'de>>(
            deserializer: __D,
        ) -> ::core::result::Result<Self, __D::Error> {
            ::aegis_events::codec::visit(deserializer)
        }
    }
    #[automatically_derived]
    impl ::core::fmt::Debug for Idle {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            ::aegis_events::codec::debug(self, f)
        }
    }
    #[automatically_derived]
    impl ::aegis_events::event::EventFields for Idle {}
    #[automatically_derived]
    impl ::aegis_events::event::Payload for Idle {
        type Domain = super::DomainEvent;
        const INFO: ::aegis_events::catalog::EventInfo = ::aegis_events::catalog::EventInfo::new(
                ::aegis_events::catalog::Kind::new(2),
                "Run",
                "Idle",
                "events_run_idle",
                &[::aegis_events::catalog::PublisherId::new(0)],
                <Idle as ::aegis_events::codec::Record>::FIELDS,
            )
            .with_retention_secs(7776000);
        fn into_domain(self) -> super::DomainEvent {
            super::DomainEvent::Run(super::RunEvent::Idle(self))
        }
    }
    #[automatically_derived]
    impl ::core::convert::From<Idle> for super::RunEvent {
        fn from(event: Idle) -> Self {
            Self::Idle(event)
        }
    }
    /// Who may publish [`Idle`].
    #[diagnostic::on_unimplemented(
        message = "`{Self}` may not publish `Idle`",
        label = "this handle belongs to `{Self}`",
        note = "full.toml:96: `Run.Idle` is published by `Engine`",
        note = "publish it through a `Publisher<Engine>`, or add `{Self}` to its `published_by`"
    )]
    pub trait MayPublishIdle: ::aegis_events::event::PublisherRole<
            Domain = super::DomainEvent,
        > {}
    #[automatically_derived]
    impl MayPublishIdle for super::publishers::Engine {}
    #[automatically_derived]
    impl<__P: MayPublishIdle> ::aegis_events::event::PublishedBy<__P> for Idle {}
    /** Each scalar and each form of a type

 Published by `Engine`.*/
    #[derive(::core::clone::Clone, ::core::cmp::PartialEq)]
    pub struct Everything {
        /// `a_bool`
        pub a_bool: ::core::primitive::bool,
        /// `an_i8`
        pub an_i8: ::core::primitive::i8,
        /// `an_i16`
        pub an_i16: ::core::primitive::i16,
        /// `an_i32`
        pub an_i32: ::core::primitive::i32,
        /// `an_i64`
        pub an_i64: ::core::primitive::i64,
        /// `a_u8`
        pub a_u8: ::core::primitive::u8,
        /// `a_u16`
        pub a_u16: ::core::primitive::u16,
        /// `a_u32`
        pub a_u32: ::core::primitive::u32,
        /// `a_u64`
        pub a_u64: ::core::primitive::u64,
        /// `an_f32`
        pub an_f32: ::core::primitive::f32,
        /// `an_f64`
        pub an_f64: ::core::primitive::f64,
        /// `a_string`
        pub a_string: ::std::string::String,
        /// `a_uuid`
        pub a_uuid: ::aegis_events::types::Uuid,
        /// `a_date`
        pub a_date: ::aegis_events::types::Date,
        /// `a_json`
        pub a_json: ::aegis_events::types::Json,
        /// `some_bytes`
        pub some_bytes: ::aegis_events::types::Bytes,
        /// One run.
        pub a_list: ::std::vec::Vec<::core::option::Option<super::RunId>>,
        /// A colour.
        pub a_map: ::aegis_events::types::Map<::std::vec::Vec<super::Colour>>,
        /// `a_pair`
        pub a_pair: (
            ::std::string::String,
            (::core::primitive::u8, ::core::option::Option<super::Ratio>),
        ),
        /// `tags`
        pub tags: super::Tags,
        /// A type of the user's.
        pub owned: super::Owned,
        /// `access`
        pub access: ::std::vec::Vec<super::Access>,
        /// `happened_at`
        pub happened_at: ::aegis_events::types::Timestamp,
    }
    #[automatically_derived]
    impl ::aegis_events::codec::Record for Everything {
        const NAME: &'static ::core::primitive::str = "Everything";
        const FIELDS: &'static [::aegis_events::catalog::Field] = &[
            ::aegis_events::catalog::Field::new(
                "a_bool",
                ::aegis_events::catalog::SqlType::Bool,
            ),
            ::aegis_events::catalog::Field::new(
                "an_i8",
                ::aegis_events::catalog::SqlType::SmallInt,
            ),
            ::aegis_events::catalog::Field::new(
                "an_i16",
                ::aegis_events::catalog::SqlType::SmallInt,
            ),
            ::aegis_events::catalog::Field::new(
                "an_i32",
                ::aegis_events::catalog::SqlType::Integer,
            ),
            ::aegis_events::catalog::Field::new(
                "an_i64",
                ::aegis_events::catalog::SqlType::BigInt,
            ),
            ::aegis_events::catalog::Field::new(
                "a_u8",
                ::aegis_events::catalog::SqlType::SmallInt,
            ),
            ::aegis_events::catalog::Field::new(
                "a_u16",
                ::aegis_events::catalog::SqlType::Integer,
            ),
            ::aegis_events::catalog::Field::new(
                "a_u32",
                ::aegis_events::catalog::SqlType::BigInt,
            ),
            ::aegis_events::catalog::Field::new(
                "a_u64",
                ::aegis_events::catalog::SqlType::Numeric20,
            ),
            ::aegis_events::catalog::Field::new(
                "an_f32",
                ::aegis_events::catalog::SqlType::Real,
            ),
            ::aegis_events::catalog::Field::new(
                "an_f64",
                ::aegis_events::catalog::SqlType::Double,
            ),
            ::aegis_events::catalog::Field::new(
                "a_string",
                ::aegis_events::catalog::SqlType::Text,
            ),
            ::aegis_events::catalog::Field::new(
                "a_uuid",
                ::aegis_events::catalog::SqlType::Uuid,
            ),
            ::aegis_events::catalog::Field::new(
                "a_date",
                ::aegis_events::catalog::SqlType::Date,
            ),
            ::aegis_events::catalog::Field::new(
                "a_json",
                ::aegis_events::catalog::SqlType::Json,
            ),
            ::aegis_events::catalog::Field::new(
                "some_bytes",
                ::aegis_events::catalog::SqlType::Bytes,
            ),
            ::aegis_events::catalog::Field::new(
                "a_list",
                ::aegis_events::catalog::SqlType::Json,
            ),
            ::aegis_events::catalog::Field::new(
                "a_map",
                ::aegis_events::catalog::SqlType::Json,
            ),
            ::aegis_events::catalog::Field::new(
                "a_pair",
                ::aegis_events::catalog::SqlType::Json,
            ),
            ::aegis_events::catalog::Field::new(
                "tags",
                ::aegis_events::catalog::SqlType::Json,
            ),
            ::aegis_events::catalog::Field::new(
                "owned",
                ::aegis_events::catalog::SqlType::Json,
            ),
            ::aegis_events::catalog::Field::new(
                "access",
                ::aegis_events::catalog::SqlType::Json,
            ),
            ::aegis_events::catalog::Field::new(
                "happened_at",
                ::aegis_events::catalog::SqlType::Timestamp,
            ),
        ];
        type Values<'a> = [&'a dyn ::aegis_events::codec::Value; 23];
        fn values(&self) -> Self::Values<'_> {
            [
                &self.a_bool,
                &self.an_i8,
                &self.an_i16,
                &self.an_i32,
                &self.an_i64,
                &self.a_u8,
                &self.a_u16,
                &self.a_u32,
                &self.a_u64,
                &self.an_f32,
                &self.an_f64,
                &self.a_string,
                &self.a_uuid,
                &self.a_date,
                &self.a_json,
                &self.some_bytes,
                &self.a_list,
                &self.a_map,
                &self.a_pair,
                &self.tags,
                &self.owned,
                &self.access,
                &self.happened_at,
            ]
        }
        #[inline(never)]
        fn read<'de, __A: ::aegis_events::support::serde::de::MapAccess<'de>>(
            map: __A,
        ) -> ::core::result::Result<Self, __A::Error> {
            let mut slot_0 = ::core::option::Option::None;
            let mut slot_1 = ::core::option::Option::None;
            let mut slot_2 = ::core::option::Option::None;
            let mut slot_3 = ::core::option::Option::None;
            let mut slot_4 = ::core::option::Option::None;
            let mut slot_5 = ::core::option::Option::None;
            let mut slot_6 = ::core::option::Option::None;
            let mut slot_7 = ::core::option::Option::None;
            let mut slot_8 = ::core::option::Option::None;
            let mut slot_9 = ::core::option::Option::None;
            let mut slot_10 = ::core::option::Option::None;
            let mut slot_11 = ::core::option::Option::None;
            let mut slot_12 = ::core::option::Option::None;
            let mut slot_13 = ::core::option::Option::None;
            let mut slot_14 = ::core::option::Option::None;
            let mut slot_15 = ::core::option::Option::None;
            let mut slot_16 = ::core::option::Option::None;
            let mut slot_17 = ::core::option::Option::None;
            let mut slot_18 = ::core::option::Option::None;
            let mut slot_19 = ::core::option::Option::None;
            let mut slot_20 = ::core::option::Option::None;
            let mut slot_21 = ::core::option::Option::None;
            let mut slot_22 = ::core::option::Option::None;
            ::aegis_events::codec::read(
                map,
                Self::FIELDS,
                &mut [
                    &mut slot_0,
                    &mut slot_1,
                    &mut slot_2,
                    &mut slot_3,
                    &mut slot_4,
                    &mut slot_5,
                    &mut slot_6,
                    &mut slot_7,
                    &mut slot_8,
                    &mut slot_9,
                    &mut slot_10,
                    &mut slot_11,
                    &mut slot_12,
                    &mut slot_13,
                    &mut slot_14,
                    &mut slot_15,
                    &mut slot_16,
                    &mut slot_17,
                    &mut slot_18,
                    &mut slot_19,
                    &mut slot_20,
                    &mut slot_21,
                    &mut slot_22,
                ],
            )?;
            ::core::result::Result::Ok(Self {
                a_bool: ::aegis_events::codec::take(slot_0, Self::FIELDS.get(0))?,
                an_i8: ::aegis_events::codec::take(slot_1, Self::FIELDS.get(1))?,
                an_i16: ::aegis_events::codec::take(slot_2, Self::FIELDS.get(2))?,
                an_i32: ::aegis_events::codec::take(slot_3, Self::FIELDS.get(3))?,
                an_i64: ::aegis_events::codec::take(slot_4, Self::FIELDS.get(4))?,
                a_u8: ::aegis_events::codec::take(slot_5, Self::FIELDS.get(5))?,
                a_u16: ::aegis_events::codec::take(slot_6, Self::FIELDS.get(6))?,
                a_u32: ::aegis_events::codec::take(slot_7, Self::FIELDS.get(7))?,
                a_u64: ::aegis_events::codec::take(slot_8, Self::FIELDS.get(8))?,
                an_f32: ::aegis_events::codec::take(slot_9, Self::FIELDS.get(9))?,
                an_f64: ::aegis_events::codec::take(slot_10, Self::FIELDS.get(10))?,
                a_string: ::aegis_events::codec::take(slot_11, Self::FIELDS.get(11))?,
                a_uuid: ::aegis_events::codec::take(slot_12, Self::FIELDS.get(12))?,
                a_date: ::aegis_events::codec::take(slot_13, Self::FIELDS.get(13))?,
                a_json: ::aegis_events::codec::take(slot_14, Self::FIELDS.get(14))?,
                some_bytes: ::aegis_events::codec::take(slot_15, Self::FIELDS.get(15))?,
                a_list: ::aegis_events::codec::take(slot_16, Self::FIELDS.get(16))?,
                a_map: ::aegis_events::codec::take(slot_17, Self::FIELDS.get(17))?,
                a_pair: ::aegis_events::codec::take(slot_18, Self::FIELDS.get(18))?,
                tags: ::aegis_events::codec::take(slot_19, Self::FIELDS.get(19))?,
                owned: ::aegis_events::codec::take(slot_20, Self::FIELDS.get(20))?,
                access: ::aegis_events::codec::take(slot_21, Self::FIELDS.get(21))?,
                happened_at: ::aegis_events::codec::take(slot_22, Self::FIELDS.get(22))?,
            })
        }
    }
    #[automatically_derived]
    impl ::aegis_events::support::serde::Serialize for Everything {
        fn serialize<__S: ::aegis_events::support::serde::Serializer>(
            &self,
            serializer: __S,
        ) -> ::core::result::Result<__S::Ok, __S::Error> {
            ::aegis_events::codec::serialize(self, serializer)
        }
    }
    #[automatically_derived]
    impl<'de> ::aegis_events::support::serde::Deserialize<'de> for Everything {
        fn deserialize<__D: ::aegis_events::support::serde::Deserializer<'de>>(
            deserializer: __D,
        ) -> ::core::result::Result<Self, __D::Error> {
            ::aegis_events::codec::visit(deserializer)
        }
    }
    #[automatically_derived]
    impl ::core::fmt::Debug for Everything {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            ::aegis_events::codec::debug(self, f)
        }
    }
    #[automatically_derived]
    impl ::aegis_events::event::EventFields for Everything {
        fn occurred_at(
            &self,
        ) -> ::core::option::Option<::aegis_events::types::Timestamp> {
            ::core::option::Option::Some(self.happened_at)
        }
    }
    #[automatically_derived]
    impl ::aegis_events::event::Payload for Everything {
        type Domain = super::DomainEvent;
        const INFO: ::aegis_events::catalog::EventInfo = ::aegis_events::catalog::EventInfo::new(
                ::aegis_events::catalog::Kind::new(3),
                "Run",
                "Everything",
                "events_run_everything",
                &[::aegis_events::catalog::PublisherId::new(0)],
                <Everything as ::aegis_events::codec::Record>::FIELDS,
            )
            .with_time("happened_at")
            .with_retention_secs(7776000)
            .with_floats();
        fn into_domain(self) -> super::DomainEvent {
            super::DomainEvent::Run(super::RunEvent::Everything(self))
        }
    }
    #[automatically_derived]
    impl ::core::convert::From<Everything> for super::RunEvent {
        fn from(event: Everything) -> Self {
            Self::Everything(event)
        }
    }
    /// Who may publish [`Everything`].
    #[diagnostic::on_unimplemented(
        message = "`{Self}` may not publish `Everything`",
        label = "this handle belongs to `{Self}`",
        note = "full.toml:99: `Run.Everything` is published by `Engine`",
        note = "publish it through a `Publisher<Engine>`, or add `{Self}` to its `published_by`"
    )]
    pub trait MayPublishEverything: ::aegis_events::event::PublisherRole<
            Domain = super::DomainEvent,
        > {}
    #[automatically_derived]
    impl MayPublishEverything for super::publishers::Engine {}
    #[automatically_derived]
    impl<__P: MayPublishEverything> ::aegis_events::event::PublishedBy<__P>
    for Everything {}
}
/// The events of the family `Gate`.
#[allow(deprecated)]
#[derive(::core::clone::Clone, ::core::cmp::PartialEq)]
pub enum GateHappening {
    /// A gate opened
    Opened(gate::Opened),
    /// A gate closed
    Closed(gate::Closed),
}
#[allow(dead_code)]
impl GateHappening {
    /// The event inside, whatever its type.
    pub fn payload(&self) -> &dyn ::aegis_events::event::AnyPayload {
        match self {
            Self::Opened(event) => event,
            Self::Closed(event) => event,
        }
    }
    /// The event's kind.
    pub fn kind(&self) -> ::aegis_events::catalog::Kind {
        self.payload().kind()
    }
    /// The name of the event's family.
    pub fn family(&self) -> &'static ::core::primitive::str {
        ::aegis_events::support::info::<DomainEvent>(self.payload()).family()
    }
    /// The event's name.
    pub fn event_type(&self) -> &'static ::core::primitive::str {
        ::aegis_events::support::info::<DomainEvent>(self.payload()).event_type()
    }
    /// When the event happened, by its own time field. Without one, ask its envelope.
    pub fn occurred_at(
        &self,
    ) -> ::core::option::Option<::aegis_events::types::Timestamp> {
        self.payload().occurred_at()
    }
    /// The event's `run_id`, if it carries one.
    pub fn run_id(&self) -> ::core::option::Option<RunId> {
        ::aegis_events::support::key(self.payload())
    }
    /// The event's `session_id`, if it carries one.
    pub fn session_id(&self) -> ::core::option::Option<SessionId> {
        ::aegis_events::support::key(self.payload())
    }
    /// The event's `shard`, if it carries one.
    pub fn shard(&self) -> ::core::option::Option<Shard> {
        ::aegis_events::support::key(self.payload())
    }
    /// The event's `colour`, if it carries one.
    pub fn colour(&self) -> ::core::option::Option<Colour> {
        ::aegis_events::support::key(self.payload())
    }
    /// The event as JSON text, `{"family": .., "event_type": .., "event_data": ..}`.
    pub fn to_json(
        &self,
    ) -> ::core::result::Result<
        ::std::vec::Vec<::core::primitive::u8>,
        ::aegis_events::codec::EncodeError,
    > {
        ::aegis_events::event::to_json::<DomainEvent>(self.payload())
    }
    fn __read<'de, __D: ::aegis_events::support::serde::Deserializer<'de>>(
        kind: ::aegis_events::catalog::Kind,
        deserializer: __D,
    ) -> ::core::result::Result<Self, __D::Error> {
        match kind.index() {
            4 => ::aegis_events::codec::visit(deserializer).map(Self::Opened),
            5 => ::aegis_events::codec::visit(deserializer).map(Self::Closed),
            _ => ::core::result::Result::Err(::aegis_events::support::unknown_kind(kind)),
        }
    }
}
#[automatically_derived]
impl ::core::fmt::Debug for GateHappening {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Debug::fmt(self.payload(), f)
    }
}
#[automatically_derived]
impl ::aegis_events::event::Filter for GateHappening {
    type Domain = DomainEvent;
    type Target = Self;
    const NAME: &'static ::core::primitive::str = "Gate";
    const KINDS: &'static [::aegis_events::catalog::KindRange] = &[
        ::aegis_events::catalog::KindRange::new(4, 5),
    ];
    fn target(event: &DomainEvent) -> ::core::option::Option<&Self> {
        match event {
            DomainEvent::Gate(event) => ::core::option::Option::Some(event),
            #[allow(unreachable_patterns)]
            _ => ::core::option::Option::None,
        }
    }
}
#[automatically_derived]
impl ::core::convert::From<GateHappening> for DomainEvent {
    fn from(event: GateHappening) -> Self {
        Self::Gate(event)
    }
}
#[automatically_derived]
impl ::aegis_events::support::serde::Serialize for GateHappening {
    fn serialize<__S: ::aegis_events::support::serde::Serializer>(
        &self,
        serializer: __S,
    ) -> ::core::result::Result<__S::Ok, __S::Error> {
        ::aegis_events::event::serialize_event::<
            DomainEvent,
            __S,
        >(self.payload(), serializer)
    }
}
#[automatically_derived]
impl<'de> ::aegis_events::support::serde::Deserialize<'de> for GateHappening {
    fn deserialize<__D: ::aegis_events::support::serde::Deserializer<'de>>(
        deserializer: __D,
    ) -> ::core::result::Result<Self, __D::Error> {
        match ::aegis_events::event::read_event(deserializer)? {
            DomainEvent::Gate(event) => ::core::result::Result::Ok(event),
            #[allow(unreachable_patterns)]
            other => {
                ::core::result::Result::Err(
                    ::aegis_events::event::other_family("Gate", &other),
                )
            }
        }
    }
}
#[automatically_derived]
impl ::aegis_events::event::Carries<Shard> for GateHappening {}
/// The events of the family `Gate`, one struct each.
#[allow(dead_code, deprecated)]
pub mod gate {
    pub use super::gates::Opened;
    #[automatically_derived]
    impl ::aegis_events::support::CatalogField<0> for Opened {
        type Type = super::Shard;
    }
    #[automatically_derived]
    impl ::aegis_events::support::CatalogField<1> for Opened {
        type Type = ::aegis_events::types::Timestamp;
    }
    #[automatically_derived]
    impl ::aegis_events::support::CatalogField<2> for Opened {
        type Type = ::core::option::Option<super::Colour>;
    }
    #[automatically_derived]
    impl ::aegis_events::event::Payload for Opened {
        type Domain = super::DomainEvent;
        const INFO: ::aegis_events::catalog::EventInfo = ::aegis_events::catalog::EventInfo::new(
                ::aegis_events::catalog::Kind::new(4),
                "Gate",
                "Opened",
                "events_gate_opened",
                &[
                    ::aegis_events::catalog::PublisherId::new(0),
                    ::aegis_events::catalog::PublisherId::new(1),
                ],
                <Opened as ::aegis_events::codec::Record>::FIELDS,
            )
            .with_time("opened_at")
            .with_keys(&[(2, "shard")])
            .with_retention_secs(43200);
        fn into_domain(self) -> super::DomainEvent {
            super::DomainEvent::Gate(super::GateHappening::Opened(self))
        }
    }
    #[automatically_derived]
    impl ::core::convert::From<Opened> for super::GateHappening {
        fn from(event: Opened) -> Self {
            Self::Opened(event)
        }
    }
    #[automatically_derived]
    impl ::aegis_events::event::Carries<super::Shard> for Opened {}
    /// Who may publish [`Opened`].
    #[diagnostic::on_unimplemented(
        message = "`{Self}` may not publish `Opened`",
        label = "this handle belongs to `{Self}`",
        note = "full.toml:126: `Gate.Opened` is published by `Engine` and `HTTPGateway`",
        note = "publish it through a `Publisher<Engine>` or `Publisher<HTTPGateway>`, or add `{Self}` to its `published_by`"
    )]
    pub trait MayPublishOpened: ::aegis_events::event::PublisherRole<
            Domain = super::DomainEvent,
        > {}
    #[automatically_derived]
    impl MayPublishOpened for super::publishers::Engine {}
    #[automatically_derived]
    impl MayPublishOpened for super::publishers::HTTPGateway {}
    #[automatically_derived]
    impl<__P: MayPublishOpened> ::aegis_events::event::PublishedBy<__P> for Opened {}
    /** A gate closed

 Published by `HTTPGateway`.*/
    #[deprecated = "gates stay open now"]
    #[derive(::core::clone::Clone, ::core::cmp::PartialEq)]
    pub struct Closed {
        /// `from`
        pub from: super::Shard,
    }
    #[automatically_derived]
    impl ::aegis_events::codec::Record for Closed {
        const NAME: &'static ::core::primitive::str = "Closed";
        const FIELDS: &'static [::aegis_events::catalog::Field] = &[
            ::aegis_events::catalog::Field::new(
                "from",
                ::aegis_events::catalog::SqlType::BigInt,
            ),
        ];
        type Values<'a> = [&'a dyn ::aegis_events::codec::Value; 1];
        fn values(&self) -> Self::Values<'_> {
            [&self.from]
        }
        #[inline(never)]
        fn read<'de, __A: ::aegis_events::support::serde::de::MapAccess<'de>>(
            map: __A,
        ) -> ::core::result::Result<Self, __A::Error> {
            let (from,) = ::aegis_events::codec::Fields::read(map, Self::FIELDS)?;
            ::core::result::Result::Ok(Self { from })
        }
    }
    #[automatically_derived]
    impl ::aegis_events::support::serde::Serialize for Closed {
        fn serialize<__S: ::aegis_events::support::serde::Serializer>(
            &self,
            serializer: __S,
        ) -> ::core::result::Result<__S::Ok, __S::Error> {
            ::aegis_events::codec::serialize(self, serializer)
        }
    }
    #[automatically_derived]
    impl<'de> ::aegis_events::support::serde::Deserialize<'de> for Closed {
        fn deserialize<__D: ::aegis_events::support::serde::Deserializer<'de>>(
            deserializer: __D,
        ) -> ::core::result::Result<Self, __D::Error> {
            ::aegis_events::codec::visit(deserializer)
        }
    }
    #[automatically_derived]
    impl ::core::fmt::Debug for Closed {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            ::aegis_events::codec::debug(self, f)
        }
    }
    #[automatically_derived]
    impl ::aegis_events::event::EventFields for Closed {
        fn key(
            &self,
            key: ::core::primitive::usize,
        ) -> ::core::option::Option<::aegis_events::event::KeyRef<'_>> {
            match key {
                2 => {
                    ::core::option::Option::Some(
                        ::aegis_events::event::Key::as_key(&self.from),
                    )
                }
                _ => ::core::option::Option::None,
            }
        }
    }
    #[automatically_derived]
    impl ::aegis_events::event::Payload for Closed {
        type Domain = super::DomainEvent;
        const INFO: ::aegis_events::catalog::EventInfo = ::aegis_events::catalog::EventInfo::new(
                ::aegis_events::catalog::Kind::new(5),
                "Gate",
                "Closed",
                "events_gate_closed",
                &[::aegis_events::catalog::PublisherId::new(1)],
                <Closed as ::aegis_events::codec::Record>::FIELDS,
            )
            .with_keys(&[(2, "from")])
            .with_deprecation("gates stay open now");
        fn into_domain(self) -> super::DomainEvent {
            super::DomainEvent::Gate(super::GateHappening::Closed(self))
        }
    }
    #[automatically_derived]
    impl ::core::convert::From<Closed> for super::GateHappening {
        fn from(event: Closed) -> Self {
            Self::Closed(event)
        }
    }
    #[automatically_derived]
    impl ::aegis_events::event::Carries<super::Shard> for Closed {}
    /// Who may publish [`Closed`].
    #[diagnostic::on_unimplemented(
        message = "`{Self}` may not publish `Closed`",
        label = "this handle belongs to `{Self}`",
        note = "full.toml:135: `Gate.Closed` is published by `HTTPGateway`",
        note = "publish it through a `Publisher<HTTPGateway>`, or add `{Self}` to its `published_by`"
    )]
    pub trait MayPublishClosed: ::aegis_events::event::PublisherRole<
            Domain = super::DomainEvent,
        > {}
    #[automatically_derived]
    impl MayPublishClosed for super::publishers::HTTPGateway {}
    #[automatically_derived]
    impl<__P: MayPublishClosed> ::aegis_events::event::PublishedBy<__P> for Closed {}
}
/// One run.
#[derive(
    ::core::clone::Clone,
    ::core::cmp::PartialEq,
    ::core::cmp::Eq,
    ::core::hash::Hash,
    ::core::marker::Copy,
    ::core::cmp::PartialOrd,
    ::core::cmp::Ord,
    ::core::fmt::Debug
)]
pub struct RunId(pub ::aegis_events::types::Uuid);
#[automatically_derived]
impl ::core::convert::From<::aegis_events::types::Uuid> for RunId {
    fn from(value: ::aegis_events::types::Uuid) -> Self {
        Self(value)
    }
}
#[automatically_derived]
impl ::core::convert::From<RunId> for ::aegis_events::types::Uuid {
    fn from(value: RunId) -> Self {
        value.0
    }
}
#[automatically_derived]
impl ::aegis_events::support::serde::Serialize for RunId {
    fn serialize<__S: ::aegis_events::support::serde::Serializer>(
        &self,
        serializer: __S,
    ) -> ::core::result::Result<__S::Ok, __S::Error> {
        ::aegis_events::support::serde::Serialize::serialize(&self.0, serializer)
    }
}
#[automatically_derived]
impl<'de> ::aegis_events::support::serde::Deserialize<'de> for RunId {
    fn deserialize<__D: ::aegis_events::support::serde::Deserializer<'de>>(
        deserializer: __D,
    ) -> ::core::result::Result<Self, __D::Error> {
        ::aegis_events::support::serde::Deserialize::deserialize(deserializer).map(Self)
    }
}
#[automatically_derived]
impl ::core::fmt::Display for RunId {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Display::fmt(&self.0, f)
    }
}
#[automatically_derived]
impl ::core::str::FromStr for RunId {
    type Err = <::aegis_events::types::Uuid as ::core::str::FromStr>::Err;
    fn from_str(
        text: &::core::primitive::str,
    ) -> ::core::result::Result<Self, Self::Err> {
        ::core::str::FromStr::from_str(text).map(Self)
    }
}
#[allow(dead_code, clippy::new_without_default)]
impl RunId {
    /// A new id, a UUID of version 7: later ones sort after earlier ones.
    pub fn new() -> Self {
        Self(::aegis_events::types::Uuid::now_v7())
    }
}
/// The catalog's `SessionId`.
#[derive(
    ::core::clone::Clone,
    ::core::cmp::PartialEq,
    ::core::cmp::Eq,
    ::core::hash::Hash,
    ::core::cmp::PartialOrd,
    ::core::cmp::Ord,
    ::core::fmt::Debug
)]
pub struct SessionId(pub ::std::string::String);
#[automatically_derived]
impl ::core::convert::From<::std::string::String> for SessionId {
    fn from(value: ::std::string::String) -> Self {
        Self(value)
    }
}
#[automatically_derived]
impl ::core::convert::From<SessionId> for ::std::string::String {
    fn from(value: SessionId) -> Self {
        value.0
    }
}
#[automatically_derived]
impl ::aegis_events::support::serde::Serialize for SessionId {
    fn serialize<__S: ::aegis_events::support::serde::Serializer>(
        &self,
        serializer: __S,
    ) -> ::core::result::Result<__S::Ok, __S::Error> {
        ::aegis_events::support::serde::Serialize::serialize(&self.0, serializer)
    }
}
#[automatically_derived]
impl<'de> ::aegis_events::support::serde::Deserialize<'de> for SessionId {
    fn deserialize<__D: ::aegis_events::support::serde::Deserializer<'de>>(
        deserializer: __D,
    ) -> ::core::result::Result<Self, __D::Error> {
        ::aegis_events::support::serde::Deserialize::deserialize(deserializer).map(Self)
    }
}
#[allow(dead_code)]
impl SessionId {
    /// The text.
    pub fn as_str(&self) -> &::core::primitive::str {
        &self.0
    }
}
#[automatically_derived]
impl ::core::convert::From<&::core::primitive::str> for SessionId {
    fn from(text: &::core::primitive::str) -> Self {
        Self(::std::string::String::from(text))
    }
}
#[automatically_derived]
impl ::core::fmt::Display for SessionId {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Display::fmt(&self.0, f)
    }
}
#[automatically_derived]
impl ::core::str::FromStr for SessionId {
    type Err = <::std::string::String as ::core::str::FromStr>::Err;
    fn from_str(
        text: &::core::primitive::str,
    ) -> ::core::result::Result<Self, Self::Err> {
        ::core::str::FromStr::from_str(text).map(Self)
    }
}
/// The catalog's `Shard`.
#[derive(
    ::core::clone::Clone,
    ::core::cmp::PartialEq,
    ::core::cmp::Eq,
    ::core::hash::Hash,
    ::core::marker::Copy,
    ::core::cmp::PartialOrd,
    ::core::cmp::Ord,
    ::core::fmt::Debug
)]
pub struct Shard(pub ::core::primitive::u32);
#[automatically_derived]
impl ::core::convert::From<::core::primitive::u32> for Shard {
    fn from(value: ::core::primitive::u32) -> Self {
        Self(value)
    }
}
#[automatically_derived]
impl ::core::convert::From<Shard> for ::core::primitive::u32 {
    fn from(value: Shard) -> Self {
        value.0
    }
}
#[automatically_derived]
impl ::aegis_events::support::serde::Serialize for Shard {
    fn serialize<__S: ::aegis_events::support::serde::Serializer>(
        &self,
        serializer: __S,
    ) -> ::core::result::Result<__S::Ok, __S::Error> {
        ::aegis_events::support::serde::Serialize::serialize(&self.0, serializer)
    }
}
#[automatically_derived]
impl<'de> ::aegis_events::support::serde::Deserialize<'de> for Shard {
    fn deserialize<__D: ::aegis_events::support::serde::Deserializer<'de>>(
        deserializer: __D,
    ) -> ::core::result::Result<Self, __D::Error> {
        ::aegis_events::support::serde::Deserialize::deserialize(deserializer).map(Self)
    }
}
#[automatically_derived]
impl ::core::fmt::Display for Shard {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Display::fmt(&self.0, f)
    }
}
#[automatically_derived]
impl ::core::str::FromStr for Shard {
    type Err = <::core::primitive::u32 as ::core::str::FromStr>::Err;
    fn from_str(
        text: &::core::primitive::str,
    ) -> ::core::result::Result<Self, Self::Err> {
        ::core::str::FromStr::from_str(text).map(Self)
    }
}
/// The catalog's `Ratio`.
#[derive(
    ::core::clone::Clone,
    ::core::cmp::PartialEq,
    ::core::marker::Copy,
    ::core::cmp::PartialOrd,
    ::core::fmt::Debug
)]
pub struct Ratio(pub ::core::primitive::f64);
#[automatically_derived]
impl ::core::convert::From<::core::primitive::f64> for Ratio {
    fn from(value: ::core::primitive::f64) -> Self {
        Self(value)
    }
}
#[automatically_derived]
impl ::core::convert::From<Ratio> for ::core::primitive::f64 {
    fn from(value: Ratio) -> Self {
        value.0
    }
}
#[automatically_derived]
impl ::aegis_events::support::serde::Serialize for Ratio {
    fn serialize<__S: ::aegis_events::support::serde::Serializer>(
        &self,
        serializer: __S,
    ) -> ::core::result::Result<__S::Ok, __S::Error> {
        ::aegis_events::support::serde::Serialize::serialize(&self.0, serializer)
    }
}
#[automatically_derived]
impl<'de> ::aegis_events::support::serde::Deserialize<'de> for Ratio {
    fn deserialize<__D: ::aegis_events::support::serde::Deserializer<'de>>(
        deserializer: __D,
    ) -> ::core::result::Result<Self, __D::Error> {
        ::aegis_events::support::serde::Deserialize::deserialize(deserializer).map(Self)
    }
}
#[automatically_derived]
impl ::core::fmt::Display for Ratio {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Display::fmt(&self.0, f)
    }
}
#[automatically_derived]
impl ::core::str::FromStr for Ratio {
    type Err = <::core::primitive::f64 as ::core::str::FromStr>::Err;
    fn from_str(
        text: &::core::primitive::str,
    ) -> ::core::result::Result<Self, Self::Err> {
        ::core::str::FromStr::from_str(text).map(Self)
    }
}
/// The catalog's `Tags`.
#[derive(::core::clone::Clone, ::core::cmp::PartialEq, ::core::fmt::Debug)]
pub struct Tags(pub ::std::vec::Vec<::std::string::String>);
#[automatically_derived]
impl ::core::convert::From<::std::vec::Vec<::std::string::String>> for Tags {
    fn from(value: ::std::vec::Vec<::std::string::String>) -> Self {
        Self(value)
    }
}
#[automatically_derived]
impl ::core::convert::From<Tags> for ::std::vec::Vec<::std::string::String> {
    fn from(value: Tags) -> Self {
        value.0
    }
}
#[automatically_derived]
impl ::aegis_events::support::serde::Serialize for Tags {
    fn serialize<__S: ::aegis_events::support::serde::Serializer>(
        &self,
        serializer: __S,
    ) -> ::core::result::Result<__S::Ok, __S::Error> {
        ::aegis_events::support::serde::Serialize::serialize(&self.0, serializer)
    }
}
#[automatically_derived]
impl<'de> ::aegis_events::support::serde::Deserialize<'de> for Tags {
    fn deserialize<__D: ::aegis_events::support::serde::Deserializer<'de>>(
        deserializer: __D,
    ) -> ::core::result::Result<Self, __D::Error> {
        ::aegis_events::support::serde::Deserialize::deserialize(deserializer).map(Self)
    }
}
/// A colour.
#[derive(
    ::core::clone::Clone,
    ::core::marker::Copy,
    ::core::fmt::Debug,
    ::core::cmp::PartialEq,
    ::core::cmp::Eq,
    ::core::hash::Hash,
    ::core::cmp::PartialOrd,
    ::core::cmp::Ord
)]
pub enum Colour {
    /// `red`
    Red,
    /// `dark-green`
    DarkGreen,
    /// `Blue`
    Blue,
}
#[allow(dead_code)]
impl Colour {
    /// All values, in the catalog's order.
    pub const ALL: &'static [Self] = &[Self::Red, Self::DarkGreen, Self::Blue];
    /// The value as it is on the wire and in SQL.
    pub const fn as_str(self) -> &'static ::core::primitive::str {
        match self {
            Self::Red => "red",
            Self::DarkGreen => "dark-green",
            Self::Blue => "Blue",
        }
    }
}
#[automatically_derived]
impl ::core::fmt::Display for Colour {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.pad(self.as_str())
    }
}
#[automatically_derived]
impl ::core::str::FromStr for Colour {
    type Err = ::aegis_events::types::UnknownValue;
    fn from_str(
        text: &::core::primitive::str,
    ) -> ::core::result::Result<Self, ::aegis_events::types::UnknownValue> {
        ::aegis_events::support::parse_value("Colour", Self::ALL, Self::as_str, text)
    }
}
#[automatically_derived]
impl ::aegis_events::support::serde::Serialize for Colour {
    fn serialize<__S: ::aegis_events::support::serde::Serializer>(
        &self,
        serializer: __S,
    ) -> ::core::result::Result<__S::Ok, __S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
#[automatically_derived]
impl<'de> ::aegis_events::support::serde::Deserialize<'de> for Colour {
    fn deserialize<__D: ::aegis_events::support::serde::Deserializer<'de>>(
        deserializer: __D,
    ) -> ::core::result::Result<Self, __D::Error> {
        ::aegis_events::support::deserialize_value(deserializer)
    }
}
/// The catalog's `Access`.
#[allow(dead_code)]
#[derive(::core::clone::Clone, ::core::cmp::PartialEq)]
pub struct Access {
    /// One run.
    pub run_id: RunId,
    /// `session_id`
    pub session_id: ::core::option::Option<SessionId>,
    /** `token`

 Sensitive: shown redacted.*/
    pub token: ::std::string::String,
}
#[automatically_derived]
impl ::aegis_events::codec::Record for Access {
    const NAME: &'static ::core::primitive::str = "Access";
    const FIELDS: &'static [::aegis_events::catalog::Field] = &[
        ::aegis_events::catalog::Field::new(
            "run_id",
            ::aegis_events::catalog::SqlType::Uuid,
        ),
        ::aegis_events::catalog::Field::new(
                "session_id",
                ::aegis_events::catalog::SqlType::Text,
            )
            .optional(),
        ::aegis_events::catalog::Field::new(
                "token",
                ::aegis_events::catalog::SqlType::Text,
            )
            .sensitive(),
    ];
    type Values<'a> = [&'a dyn ::aegis_events::codec::Value; 3];
    fn values(&self) -> Self::Values<'_> {
        [&self.run_id, &self.session_id, &self.token]
    }
    #[inline(never)]
    fn read<'de, __A: ::aegis_events::support::serde::de::MapAccess<'de>>(
        map: __A,
    ) -> ::core::result::Result<Self, __A::Error> {
        let (run_id, session_id, token) = ::aegis_events::codec::Fields::read(
            map,
            Self::FIELDS,
        )?;
        ::core::result::Result::Ok(Self { run_id, session_id, token })
    }
}
#[automatically_derived]
impl ::aegis_events::support::serde::Serialize for Access {
    fn serialize<__S: ::aegis_events::support::serde::Serializer>(
        &self,
        serializer: __S,
    ) -> ::core::result::Result<__S::Ok, __S::Error> {
        ::aegis_events::codec::serialize(self, serializer)
    }
}
#[automatically_derived]
impl<'de> ::aegis_events::support::serde::Deserialize<'de> for Access {
    fn deserialize<__D: ::aegis_events::support::serde::Deserializer<'de>>(
        deserializer: __D,
    ) -> ::core::result::Result<Self, __D::Error> {
        ::aegis_events::codec::visit(deserializer)
    }
}
#[automatically_derived]
impl ::core::fmt::Debug for Access {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::aegis_events::codec::debug(self, f)
    }
}
/// The catalog's `Context`.
#[allow(dead_code)]
#[derive(::core::clone::Clone, ::core::cmp::PartialEq)]
pub struct Context {
    /// `access`
    pub access: ::core::option::Option<Access>,
    /// `note`
    pub note: ::std::string::String,
}
#[automatically_derived]
impl ::aegis_events::codec::Record for Context {
    const NAME: &'static ::core::primitive::str = "Context";
    const FIELDS: &'static [::aegis_events::catalog::Field] = &[
        ::aegis_events::catalog::Field::new(
                "access",
                ::aegis_events::catalog::SqlType::Json,
            )
            .optional(),
        ::aegis_events::catalog::Field::new(
            "note",
            ::aegis_events::catalog::SqlType::Text,
        ),
    ];
    type Values<'a> = [&'a dyn ::aegis_events::codec::Value; 2];
    fn values(&self) -> Self::Values<'_> {
        [&self.access, &self.note]
    }
    #[inline(never)]
    fn read<'de, __A: ::aegis_events::support::serde::de::MapAccess<'de>>(
        map: __A,
    ) -> ::core::result::Result<Self, __A::Error> {
        let (access, note) = ::aegis_events::codec::Fields::read(map, Self::FIELDS)?;
        ::core::result::Result::Ok(Self { access, note })
    }
}
#[automatically_derived]
impl ::aegis_events::support::serde::Serialize for Context {
    fn serialize<__S: ::aegis_events::support::serde::Serializer>(
        &self,
        serializer: __S,
    ) -> ::core::result::Result<__S::Ok, __S::Error> {
        ::aegis_events::codec::serialize(self, serializer)
    }
}
#[automatically_derived]
impl<'de> ::aegis_events::support::serde::Deserialize<'de> for Context {
    fn deserialize<__D: ::aegis_events::support::serde::Deserializer<'de>>(
        deserializer: __D,
    ) -> ::core::result::Result<Self, __D::Error> {
        ::aegis_events::codec::visit(deserializer)
    }
}
#[automatically_derived]
impl ::core::fmt::Debug for Context {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::aegis_events::codec::debug(self, f)
    }
}
/// A type of the user's.
pub type Owned = crate::owned::Owned;
#[automatically_derived]
impl ::aegis_events::event::Key for RunId {
    const INDEX: ::core::primitive::usize = 0;
    const NAME: &'static ::core::primitive::str = "run_id";
    fn as_key(&self) -> ::aegis_events::event::KeyRef<'_> {
        ::aegis_events::event::KeyRef::Uuid(self.0)
    }
    fn from_key(key: ::aegis_events::event::KeyRef<'_>) -> ::core::option::Option<Self> {
        match key {
            ::aegis_events::event::KeyRef::Uuid(uuid) => {
                ::core::option::Option::Some(Self(uuid))
            }
            _ => ::core::option::Option::None,
        }
    }
}
#[automatically_derived]
impl ::aegis_events::event::Key for SessionId {
    const INDEX: ::core::primitive::usize = 1;
    const NAME: &'static ::core::primitive::str = "session_id";
    fn as_key(&self) -> ::aegis_events::event::KeyRef<'_> {
        ::aegis_events::event::KeyRef::Text(&self.0)
    }
    fn from_key(key: ::aegis_events::event::KeyRef<'_>) -> ::core::option::Option<Self> {
        match key {
            ::aegis_events::event::KeyRef::Text(text) => {
                ::core::option::Option::Some(Self(::std::string::String::from(text)))
            }
            _ => ::core::option::Option::None,
        }
    }
}
#[automatically_derived]
impl ::aegis_events::event::Key for Shard {
    const INDEX: ::core::primitive::usize = 2;
    const NAME: &'static ::core::primitive::str = "shard";
    fn as_key(&self) -> ::aegis_events::event::KeyRef<'_> {
        ::aegis_events::event::KeyRef::Integer(::core::convert::From::from(self.0))
    }
    fn from_key(key: ::aegis_events::event::KeyRef<'_>) -> ::core::option::Option<Self> {
        match key {
            ::aegis_events::event::KeyRef::Integer(number) => {
                ::core::convert::TryFrom::try_from(number).ok().map(Self)
            }
            _ => ::core::option::Option::None,
        }
    }
}
#[automatically_derived]
impl ::aegis_events::event::Key for Colour {
    const INDEX: ::core::primitive::usize = 3;
    const NAME: &'static ::core::primitive::str = "colour";
    fn as_key(&self) -> ::aegis_events::event::KeyRef<'_> {
        ::aegis_events::event::KeyRef::Text(self.as_str())
    }
    fn from_key(key: ::aegis_events::event::KeyRef<'_>) -> ::core::option::Option<Self> {
        match key {
            ::aegis_events::event::KeyRef::Text(text) => text.parse().ok(),
            _ => ::core::option::Option::None,
        }
    }
}
/// Every right to publish on one bus, to be given out at the composition root: each component gets its own.
#[allow(dead_code)]
#[derive(::core::fmt::Debug)]
pub struct Publishers {
    /// What `Engine` may publish.
    pub engine: ::aegis_events::bus::Publisher<publishers::Engine>,
    /// What `HTTPGateway` may publish.
    pub http_gateway: ::aegis_events::bus::Publisher<publishers::HTTPGateway>,
}
/// The components that publish: types without values, for `Publisher<..>` to name its owner.
#[allow(dead_code)]
pub mod publishers {
    /// Runs.
    #[derive(::core::fmt::Debug)]
    pub enum Engine {}
    #[automatically_derived]
    impl ::aegis_events::event::PublisherRole for Engine {
        type Domain = super::DomainEvent;
        const ID: ::aegis_events::catalog::PublisherId = ::aegis_events::catalog::PublisherId::new(
            0,
        );
        const NAME: &'static ::core::primitive::str = "Engine";
    }
    /// Lets in.
    #[derive(::core::fmt::Debug)]
    pub enum HTTPGateway {}
    #[automatically_derived]
    impl ::aegis_events::event::PublisherRole for HTTPGateway {
        type Domain = super::DomainEvent;
        const ID: ::aegis_events::catalog::PublisherId = ::aegis_events::catalog::PublisherId::new(
            1,
        );
        const NAME: &'static ::core::primitive::str = "HTTPGateway";
    }
}
/// The subscribers that the catalog declares: a filter each, and a view of what it consumes.
#[allow(dead_code, deprecated)]
pub mod subscribers {
    /// The subscriber `Everything`.
    #[derive(::core::fmt::Debug)]
    pub enum Everything {}
    #[automatically_derived]
    impl ::aegis_events::event::Filter for Everything {
        type Domain = super::DomainEvent;
        type Target = super::DomainEvent;
        const NAME: &'static ::core::primitive::str = "Everything";
        const KINDS: &'static [::aegis_events::catalog::KindRange] = &[
            ::aegis_events::catalog::KindRange::new(0, 5),
        ];
        const DELIVERY: ::aegis_events::catalog::Delivery = ::aegis_events::catalog::Delivery::Lossless;
        fn target(
            event: &super::DomainEvent,
        ) -> ::core::option::Option<&super::DomainEvent> {
            ::core::option::Option::Some(event)
        }
    }
    #[automatically_derived]
    impl ::aegis_events::event::Subscriber for Everything {
        type View<'a> = &'a super::DomainEvent;
        fn view(
            event: &super::DomainEvent,
        ) -> ::core::option::Option<&super::DomainEvent> {
            ::core::option::Option::Some(event)
        }
    }
    #[automatically_derived]
    impl ::aegis_events::event::Carries<super::RunId> for Everything {}
    #[automatically_derived]
    impl ::aegis_events::event::Carries<super::SessionId> for Everything {}
    #[automatically_derived]
    impl ::aegis_events::event::Carries<super::Shard> for Everything {}
    #[automatically_derived]
    impl ::aegis_events::event::Carries<super::Colour> for Everything {}
    /// The subscriber `Mixed`.
    #[derive(::core::fmt::Debug)]
    pub enum Mixed {}
    #[automatically_derived]
    impl ::aegis_events::event::Filter for Mixed {
        type Domain = super::DomainEvent;
        type Target = super::DomainEvent;
        const NAME: &'static ::core::primitive::str = "Mixed";
        const KINDS: &'static [::aegis_events::catalog::KindRange] = &[
            ::aegis_events::catalog::KindRange::new(0, 3),
            ::aegis_events::catalog::KindRange::new(4, 4),
            ::aegis_events::catalog::KindRange::new(5, 5),
        ];
        const DELIVERY: ::aegis_events::catalog::Delivery = ::aegis_events::catalog::Delivery::Live;
        fn target(
            event: &super::DomainEvent,
        ) -> ::core::option::Option<&super::DomainEvent> {
            ::core::option::Option::Some(event)
        }
    }
    /// What [`Mixed`] consumes.
    #[derive(::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug)]
    pub enum MixedEvent<'a> {
        /// An event of the family `Run`.
        Run(&'a super::RunEvent),
        /// A gate opened
        Opened(&'a super::gate::Opened),
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
                super::DomainEvent::Gate(super::GateHappening::Opened(event)) => {
                    ::core::option::Option::Some(MixedEvent::Opened(event))
                }
                super::DomainEvent::Gate(super::GateHappening::Closed(event)) => {
                    ::core::option::Option::Some(MixedEvent::Closed(event))
                }
                #[allow(unreachable_patterns)]
                _ => ::core::option::Option::None,
            }
        }
    }
    #[automatically_derived]
    impl ::aegis_events::event::Carries<super::RunId> for Mixed {}
    #[automatically_derived]
    impl ::aegis_events::event::Carries<super::SessionId> for Mixed {}
    #[automatically_derived]
    impl ::aegis_events::event::Carries<super::Shard> for Mixed {}
    #[automatically_derived]
    impl ::aegis_events::event::Carries<super::Colour> for Mixed {}
    /// The subscriber `Keeper`.
    #[derive(::core::fmt::Debug)]
    pub enum Keeper {}
    #[automatically_derived]
    impl ::aegis_events::event::Filter for Keeper {
        type Domain = super::DomainEvent;
        type Target = super::DomainEvent;
        const NAME: &'static ::core::primitive::str = "Keeper";
        const KINDS: &'static [::aegis_events::catalog::KindRange] = &[
            ::aegis_events::catalog::KindRange::new(4, 4),
        ];
        const DELIVERY: ::aegis_events::catalog::Delivery = ::aegis_events::catalog::Delivery::Durable;
        fn target(
            event: &super::DomainEvent,
        ) -> ::core::option::Option<&super::DomainEvent> {
            ::core::option::Option::Some(event)
        }
    }
    /// What [`Keeper`] consumes.
    #[derive(::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug)]
    pub enum KeeperEvent<'a> {
        /// A gate opened
        Opened(&'a super::gate::Opened),
    }
    #[automatically_derived]
    impl ::aegis_events::event::Subscriber for Keeper {
        type View<'a> = KeeperEvent<'a>;
        fn view(event: &super::DomainEvent) -> ::core::option::Option<KeeperEvent<'_>> {
            match event {
                super::DomainEvent::Gate(super::GateHappening::Opened(event)) => {
                    ::core::option::Option::Some(KeeperEvent::Opened(event))
                }
                #[allow(unreachable_patterns)]
                _ => ::core::option::Option::None,
            }
        }
    }
    #[automatically_derived]
    impl ::aegis_events::event::Carries<super::Shard> for Keeper {}
}
