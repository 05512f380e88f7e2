/// Every event.
#[derive(::core::clone::Clone, ::core::cmp::PartialEq)]
pub enum DomainEvent {
    /// The events of the family `Run`.
    Run(RunEvent),
    /// The events of the family `Watch`.
    Watch(WatchEvent),
}
#[allow(dead_code)]
impl DomainEvent {
    /// The event inside, whatever its type.
    pub fn payload(&self) -> &dyn ::aegis_events::event::AnyPayload {
        match self {
            Self::Run(event) => event.payload(),
            Self::Watch(event) => event.payload(),
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
    /// The event's `label`, if it carries one.
    pub fn label(&self) -> ::core::option::Option<Label> {
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
            "small",
            &["Engine", "Watcher"],
            &[
                ::aegis_events::catalog::KeyInfo::new(
                    "run_id",
                    ::aegis_events::catalog::SqlType::Uuid,
                ),
                ::aegis_events::catalog::KeyInfo::new(
                    "label",
                    ::aegis_events::catalog::SqlType::Text,
                ),
            ],
            &[
                ::aegis_events::catalog::FamilyInfo::new("Run", 0, 2),
                ::aegis_events::catalog::FamilyInfo::new("Watch", 2, 2),
            ],
            &[
                <run::Started as ::aegis_events::event::Payload>::INFO,
                <run::Stopped as ::aegis_events::event::Payload>::INFO,
                <watch::Seen as ::aegis_events::event::Payload>::INFO,
                <watch::Lost as ::aegis_events::event::Payload>::INFO,
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
            0..=1 => RunEvent::__read(kind, deserializer).map(Self::Run),
            2..=3 => WatchEvent::__read(kind, deserializer).map(Self::Watch),
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
            watcher: grants.publisher(),
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
        ::aegis_events::catalog::KindRange::new(0, 3),
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
impl ::aegis_events::event::Carries<Label> for DomainEvent {}
/// The events of the family `Run`.
#[allow(deprecated)]
#[derive(::core::clone::Clone, ::core::cmp::PartialEq)]
pub enum RunEvent {
    /// A run started
    Started(run::Started),
    /// A run stopped
    Stopped(run::Stopped),
}
#[allow(dead_code)]
impl RunEvent {
    /// The event inside, whatever its type.
    pub fn payload(&self) -> &dyn ::aegis_events::event::AnyPayload {
        match self {
            Self::Started(event) => event,
            Self::Stopped(event) => event,
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
    /// The event's `label`, if it carries one.
    pub fn label(&self) -> ::core::option::Option<Label> {
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
            1 => ::aegis_events::codec::visit(deserializer).map(Self::Stopped),
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
        ::aegis_events::catalog::KindRange::new(0, 1),
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
/// The events of the family `Run`, one struct each.
#[allow(dead_code, deprecated)]
pub mod run {
    /** A run started

 Published by `Engine`.*/
    #[derive(::core::clone::Clone, ::core::cmp::PartialEq)]
    pub struct Started {
        /// `run_id`
        pub run_id: super::RunId,
        /// `detail`
        pub detail: ::core::option::Option<super::Detail>,
        /// `at`
        pub at: ::aegis_events::types::Timestamp,
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
                    "detail",
                    ::aegis_events::catalog::SqlType::Json,
                )
                .optional(),
            ::aegis_events::catalog::Field::new(
                "at",
                ::aegis_events::catalog::SqlType::Timestamp,
            ),
        ];
        type Values<'a> = [&'a dyn ::aegis_events::codec::Value; 3];
        fn values(&self) -> Self::Values<'_> {
            [&self.run_id, &self.detail, &self.at]
        }
        #[inline(never)]
        fn read<'de, __A: ::aegis_events::support::serde::de::MapAccess<'de>>(
            map: __A,
        ) -> ::core::result::Result<Self, __A::Error> {
            let (run_id, detail, at) = ::aegis_events::codec::Fields::read(
                map,
                Self::FIELDS,
            )?;
            ::core::result::Result::Ok(Self { run_id, detail, at })
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
            ::core::option::Option::Some(self.at)
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
                <Started as ::aegis_events::codec::Record>::FIELDS,
            )
            .with_time("at")
            .with_keys(&[(0, "run_id")]);
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
    /// Who may publish [`Started`].
    #[diagnostic::on_unimplemented(
        message = "`{Self}` may not publish `Started`",
        label = "this handle belongs to `{Self}`",
        note = "small.toml:34: `Run.Started` is published by `Engine`",
        note = "publish it through a `Publisher<Engine>`, or add `{Self}` to its `published_by`"
    )]
    pub trait MayPublishStarted: ::aegis_events::event::PublisherRole<
            Domain = super::DomainEvent,
        > {}
    #[automatically_derived]
    impl MayPublishStarted for super::publishers::Engine {}
    #[automatically_derived]
    impl<__P: MayPublishStarted> ::aegis_events::event::PublishedBy<__P> for Started {}
    /** A run stopped

 Published by `Engine`.*/
    #[derive(::core::clone::Clone, ::core::cmp::PartialEq)]
    pub struct Stopped {
        /// `run_id`
        pub run_id: super::RunId,
    }
    #[automatically_derived]
    impl ::aegis_events::codec::Record for Stopped {
        const NAME: &'static ::core::primitive::str = "Stopped";
        const FIELDS: &'static [::aegis_events::catalog::Field] = &[
            ::aegis_events::catalog::Field::new(
                "run_id",
                ::aegis_events::catalog::SqlType::Uuid,
            ),
        ];
        type Values<'a> = [&'a dyn ::aegis_events::codec::Value; 1];
        fn values(&self) -> Self::Values<'_> {
            [&self.run_id]
        }
        #[inline(never)]
        fn read<'de, __A: ::aegis_events::support::serde::de::MapAccess<'de>>(
            map: __A,
        ) -> ::core::result::Result<Self, __A::Error> {
            let (run_id,) = ::aegis_events::codec::Fields::read(map, Self::FIELDS)?;
            ::core::result::Result::Ok(Self { run_id })
        }
    }
    #[automatically_derived]
    impl ::aegis_events::support::serde::Serialize for Stopped {
        fn serialize<__S: ::aegis_events::support::serde::Serializer>(
            &self,
            serializer: __S,
        ) -> ::core::result::Result<__S::Ok, __S::Error> {
            ::aegis_events::codec::serialize(self, serializer)
        }
    }
    #[automatically_derived]
    impl<'de> ::aegis_events::support::serde::Deserialize<'de> for Stopped {
        fn deserialize<__D: ::aegis_events::support::serde::Deserializer<'de>>(
            deserializer: __D,
        ) -> ::core::result::Result<Self, __D::Error> {
            ::aegis_events::codec::visit(deserializer)
        }
    }
    #[automatically_derived]
    impl ::core::fmt::Debug for Stopped {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            ::aegis_events::codec::debug(self, f)
        }
    }
    #[automatically_derived]
    impl ::aegis_events::event::EventFields for Stopped {
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
    impl ::aegis_events::event::Payload for Stopped {
        type Domain = super::DomainEvent;
        const INFO: ::aegis_events::catalog::EventInfo = ::aegis_events::catalog::EventInfo::new(
                ::aegis_events::catalog::Kind::new(1),
                "Run",
                "Stopped",
                "events_run_stopped",
                &[::aegis_events::catalog::PublisherId::new(0)],
                <Stopped as ::aegis_events::codec::Record>::FIELDS,
            )
            .with_keys(&[(0, "run_id")]);
        fn into_domain(self) -> super::DomainEvent {
            super::DomainEvent::Run(super::RunEvent::Stopped(self))
        }
    }
    #[automatically_derived]
    impl ::core::convert::From<Stopped> for super::RunEvent {
        fn from(event: Stopped) -> Self {
            Self::Stopped(event)
        }
    }
    #[automatically_derived]
    impl ::aegis_events::event::Carries<super::RunId> for Stopped {}
    /// Who may publish [`Stopped`].
    #[diagnostic::on_unimplemented(
        message = "`{Self}` may not publish `Stopped`",
        label = "this handle belongs to `{Self}`",
        note = "small.toml:41: `Run.Stopped` is published by `Engine`",
        note = "publish it through a `Publisher<Engine>`, or add `{Self}` to its `published_by`"
    )]
    pub trait MayPublishStopped: ::aegis_events::event::PublisherRole<
            Domain = super::DomainEvent,
        > {}
    #[automatically_derived]
    impl MayPublishStopped for super::publishers::Engine {}
    #[automatically_derived]
    impl<__P: MayPublishStopped> ::aegis_events::event::PublishedBy<__P> for Stopped {}
}
/// The events of the family `Watch`.
#[allow(deprecated)]
#[derive(::core::clone::Clone, ::core::cmp::PartialEq)]
pub enum WatchEvent {
    /// Something was seen
    Seen(watch::Seen),
    /// Something was lost
    Lost(watch::Lost),
}
#[allow(dead_code)]
impl WatchEvent {
    /// The event inside, whatever its type.
    pub fn payload(&self) -> &dyn ::aegis_events::event::AnyPayload {
        match self {
            Self::Seen(event) => event,
            Self::Lost(event) => event,
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
    /// The event's `label`, if it carries one.
    pub fn label(&self) -> ::core::option::Option<Label> {
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
            2 => ::aegis_events::codec::visit(deserializer).map(Self::Seen),
            3 => ::aegis_events::codec::visit(deserializer).map(Self::Lost),
            _ => ::core::result::Result::Err(::aegis_events::support::unknown_kind(kind)),
        }
    }
}
#[automatically_derived]
impl ::core::fmt::Debug for WatchEvent {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Debug::fmt(self.payload(), f)
    }
}
#[automatically_derived]
impl ::aegis_events::event::Filter for WatchEvent {
    type Domain = DomainEvent;
    type Target = Self;
    const NAME: &'static ::core::primitive::str = "Watch";
    const KINDS: &'static [::aegis_events::catalog::KindRange] = &[
        ::aegis_events::catalog::KindRange::new(2, 3),
    ];
    fn target(event: &DomainEvent) -> ::core::option::Option<&Self> {
        match event {
            DomainEvent::Watch(event) => ::core::option::Option::Some(event),
            #[allow(unreachable_patterns)]
            _ => ::core::option::Option::None,
        }
    }
}
#[automatically_derived]
impl ::core::convert::From<WatchEvent> for DomainEvent {
    fn from(event: WatchEvent) -> Self {
        Self::Watch(event)
    }
}
#[automatically_derived]
impl ::aegis_events::support::serde::Serialize for WatchEvent {
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
impl<'de> ::aegis_events::support::serde::Deserialize<'de> for WatchEvent {
    fn deserialize<__D: ::aegis_events::support::serde::Deserializer<'de>>(
        deserializer: __D,
    ) -> ::core::result::Result<Self, __D::Error> {
        match ::aegis_events::event::read_event(deserializer)? {
            DomainEvent::Watch(event) => ::core::result::Result::Ok(event),
            #[allow(unreachable_patterns)]
            other => {
                ::core::result::Result::Err(
                    ::aegis_events::event::other_family("Watch", &other),
                )
            }
        }
    }
}
#[automatically_derived]
impl ::aegis_events::event::Carries<Label> for WatchEvent {}
/// The events of the family `Watch`, one struct each.
#[allow(dead_code, deprecated)]
pub mod watch {
    /** Something was seen

 Published by `Watcher`.*/
    #[derive(::core::clone::Clone, ::core::cmp::PartialEq)]
    pub struct Seen {
        /// `label`
        pub label: super::Label,
        /// `count`
        pub count: ::core::primitive::u32,
    }
    #[automatically_derived]
    impl ::aegis_events::codec::Record for Seen {
        const NAME: &'static ::core::primitive::str = "Seen";
        const FIELDS: &'static [::aegis_events::catalog::Field] = &[
            ::aegis_events::catalog::Field::new(
                "label",
                ::aegis_events::catalog::SqlType::Text,
            ),
            ::aegis_events::catalog::Field::new(
                "count",
                ::aegis_events::catalog::SqlType::BigInt,
            ),
        ];
        type Values<'a> = [&'a dyn ::aegis_events::codec::Value; 2];
        fn values(&self) -> Self::Values<'_> {
            [&self.label, &self.count]
        }
        #[inline(never)]
        fn read<'de, __A: ::aegis_events::support::serde::de::MapAccess<'de>>(
            map: __A,
        ) -> ::core::result::Result<Self, __A::Error> {
            let (label, count) = ::aegis_events::codec::Fields::read(map, Self::FIELDS)?;
            ::core::result::Result::Ok(Self { label, count })
        }
    }
    #[automatically_derived]
    impl ::aegis_events::support::serde::Serialize for Seen {
        fn serialize<__S: ::aegis_events::support::serde::Serializer>(
            &self,
            serializer: __S,
        ) -> ::core::result::Result<__S::Ok, __S::Error> {
            ::aegis_events::codec::serialize(self, serializer)
        }
    }
    #[automatically_derived]
    impl<'de> ::aegis_events::support::serde::Deserialize<'de> for Seen {
        fn deserialize<__D: ::aegis_events::support::serde::Deserializer<'de>>(
            deserializer: __D,
        ) -> ::core::result::Result<Self, __D::Error> {
            ::aegis_events::codec::visit(deserializer)
        }
    }
    #[automatically_derived]
    impl ::core::fmt::Debug for Seen {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            ::aegis_events::codec::debug(self, f)
        }
    }
    #[automatically_derived]
    impl ::aegis_events::event::EventFields for Seen {
        fn key(
            &self,
            key: ::core::primitive::usize,
        ) -> ::core::option::Option<::aegis_events::event::KeyRef<'_>> {
            match key {
                1 => {
                    ::core::option::Option::Some(
                        ::aegis_events::event::Key::as_key(&self.label),
                    )
                }
                _ => ::core::option::Option::None,
            }
        }
    }
    #[automatically_derived]
    impl ::aegis_events::event::Payload for Seen {
        type Domain = super::DomainEvent;
        const INFO: ::aegis_events::catalog::EventInfo = ::aegis_events::catalog::EventInfo::new(
                ::aegis_events::catalog::Kind::new(2),
                "Watch",
                "Seen",
                "events_watch_seen",
                &[::aegis_events::catalog::PublisherId::new(1)],
                <Seen as ::aegis_events::codec::Record>::FIELDS,
            )
            .with_keys(&[(1, "label")]);
        fn into_domain(self) -> super::DomainEvent {
            super::DomainEvent::Watch(super::WatchEvent::Seen(self))
        }
    }
    #[automatically_derived]
    impl ::core::convert::From<Seen> for super::WatchEvent {
        fn from(event: Seen) -> Self {
            Self::Seen(event)
        }
    }
    #[automatically_derived]
    impl ::aegis_events::event::Carries<super::Label> for Seen {}
    /// Who may publish [`Seen`].
    #[diagnostic::on_unimplemented(
        message = "`{Self}` may not publish `Seen`",
        label = "this handle belongs to `{Self}`",
        note = "small.toml:46: `Watch.Seen` is published by `Watcher`",
        note = "publish it through a `Publisher<Watcher>`, or add `{Self}` to its `published_by`"
    )]
    pub trait MayPublishSeen: ::aegis_events::event::PublisherRole<
            Domain = super::DomainEvent,
        > {}
    #[automatically_derived]
    impl MayPublishSeen for super::publishers::Watcher {}
    #[automatically_derived]
    impl<__P: MayPublishSeen> ::aegis_events::event::PublishedBy<__P> for Seen {}
    /** Something was lost

 Published by `Watcher`.*/
    #[derive(::core::clone::Clone, ::core::cmp::PartialEq)]
    pub struct Lost {}
    #[automatically_derived]
    impl ::aegis_events::codec::Record for Lost {
        const NAME: &'static ::core::primitive::str = "Lost";
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
    impl ::aegis_events::support::serde::Serialize for Lost {
        fn serialize<__S: ::aegis_events::support::serde::Serializer>(
            &self,
            serializer: __S,
        ) -> ::core::result::Result<__S::Ok, __S::Error> {
            ::aegis_events::codec::serialize(self, serializer)
        }
    }
    #[automatically_derived]
    impl<'de> ::aegis_events::support::serde::Deserialize<'de> for Lost {
        fn deserialize<__D: ::aegis_events::support::serde::Deserializer<'de>>(
            deserializer: __D,
        ) -> ::core::result::Result<Self, __D::Error> {
            ::aegis_events::codec::visit(deserializer)
        }
    }
    #[automatically_derived]
    impl ::core::fmt::Debug for Lost {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            ::aegis_events::codec::debug(self, f)
        }
    }
    #[automatically_derived]
    impl ::aegis_events::event::EventFields for Lost {}
    #[automatically_derived]
    impl ::aegis_events::event::Payload for Lost {
        type Domain = super::DomainEvent;
        const INFO: ::aegis_events::catalog::EventInfo = ::aegis_events::catalog::EventInfo::new(
            ::aegis_events::catalog::Kind::new(3),
            "Watch",
            "Lost",
            "events_watch_lost",
            &[::aegis_events::catalog::PublisherId::new(1)],
            <Lost as ::aegis_events::codec::Record>::FIELDS,
        );
        fn into_domain(self) -> super::DomainEvent {
            super::DomainEvent::Watch(super::WatchEvent::Lost(self))
        }
    }
    #[automatically_derived]
    impl ::core::convert::From<Lost> for super::WatchEvent {
        fn from(event: Lost) -> Self {
            Self::Lost(event)
        }
    }
    /// Who may publish [`Lost`].
    #[diagnostic::on_unimplemented(
        message = "`{Self}` may not publish `Lost`",
        label = "this handle belongs to `{Self}`",
        note = "small.toml:52: `Watch.Lost` is published by `Watcher`",
        note = "publish it through a `Publisher<Watcher>`, or add `{Self}` to its `published_by`"
    )]
    pub trait MayPublishLost: ::aegis_events::event::PublisherRole<
            Domain = super::DomainEvent,
        > {}
    #[automatically_derived]
    impl MayPublishLost for super::publishers::Watcher {}
    #[automatically_derived]
    impl<__P: MayPublishLost> ::aegis_events::event::PublishedBy<__P> for Lost {}
}
/// The catalog's `RunId`.
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
/// The catalog's `Label`.
#[derive(
    ::core::clone::Clone,
    ::core::cmp::PartialEq,
    ::core::cmp::Eq,
    ::core::hash::Hash,
    ::core::cmp::PartialOrd,
    ::core::cmp::Ord,
    ::core::fmt::Debug
)]
pub struct Label(pub ::std::string::String);
#[automatically_derived]
impl ::core::convert::From<::std::string::String> for Label {
    fn from(value: ::std::string::String) -> Self {
        Self(value)
    }
}
#[automatically_derived]
impl ::core::convert::From<Label> for ::std::string::String {
    fn from(value: Label) -> Self {
        value.0
    }
}
#[automatically_derived]
impl ::aegis_events::support::serde::Serialize for Label {
    fn serialize<__S: ::aegis_events::support::serde::Serializer>(
        &self,
        serializer: __S,
    ) -> ::core::result::Result<__S::Ok, __S::Error> {
        ::aegis_events::support::serde::Serialize::serialize(&self.0, serializer)
    }
}
#[automatically_derived]
impl<'de> ::aegis_events::support::serde::Deserialize<'de> for Label {
    fn deserialize<__D: ::aegis_events::support::serde::Deserializer<'de>>(
        deserializer: __D,
    ) -> ::core::result::Result<Self, __D::Error> {
        ::aegis_events::support::serde::Deserialize::deserialize(deserializer).map(Self)
    }
}
#[allow(dead_code)]
impl Label {
    /// The text.
    pub fn as_str(&self) -> &::core::primitive::str {
        &self.0
    }
}
#[automatically_derived]
impl ::core::convert::From<&::core::primitive::str> for Label {
    fn from(text: &::core::primitive::str) -> Self {
        Self(::std::string::String::from(text))
    }
}
#[automatically_derived]
impl ::core::fmt::Display for Label {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Display::fmt(&self.0, f)
    }
}
#[automatically_derived]
impl ::core::str::FromStr for Label {
    type Err = <::std::string::String as ::core::str::FromStr>::Err;
    fn from_str(
        text: &::core::primitive::str,
    ) -> ::core::result::Result<Self, Self::Err> {
        ::core::str::FromStr::from_str(text).map(Self)
    }
}
/// The catalog's `Mode`.
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
pub enum Mode {
    /// `fast`
    Fast,
    /// `slow`
    Slow,
}
#[allow(dead_code)]
impl Mode {
    /// All values, in the catalog's order.
    pub const ALL: &'static [Self] = &[Self::Fast, Self::Slow];
    /// The value as it is on the wire and in SQL.
    pub const fn as_str(self) -> &'static ::core::primitive::str {
        match self {
            Self::Fast => "fast",
            Self::Slow => "slow",
        }
    }
}
#[automatically_derived]
impl ::core::fmt::Display for Mode {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.pad(self.as_str())
    }
}
#[automatically_derived]
impl ::core::str::FromStr for Mode {
    type Err = ::aegis_events::types::UnknownValue;
    fn from_str(
        text: &::core::primitive::str,
    ) -> ::core::result::Result<Self, ::aegis_events::types::UnknownValue> {
        ::aegis_events::support::parse_value("Mode", Self::ALL, Self::as_str, text)
    }
}
#[automatically_derived]
impl ::aegis_events::support::serde::Serialize for Mode {
    fn serialize<__S: ::aegis_events::support::serde::Serializer>(
        &self,
        serializer: __S,
    ) -> ::core::result::Result<__S::Ok, __S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
#[automatically_derived]
impl<'de> ::aegis_events::support::serde::Deserialize<'de> for Mode {
    fn deserialize<__D: ::aegis_events::support::serde::Deserializer<'de>>(
        deserializer: __D,
    ) -> ::core::result::Result<Self, __D::Error> {
        ::aegis_events::support::deserialize_value(deserializer)
    }
}
/// The catalog's `Detail`.
#[allow(dead_code)]
#[derive(::core::clone::Clone, ::core::cmp::PartialEq)]
pub struct Detail {
    /// `text`
    pub text: ::core::option::Option<::std::string::String>,
    /// `mode`
    pub mode: Mode,
}
#[automatically_derived]
impl ::aegis_events::codec::Record for Detail {
    const NAME: &'static ::core::primitive::str = "Detail";
    const FIELDS: &'static [::aegis_events::catalog::Field] = &[
        ::aegis_events::catalog::Field::new(
                "text",
                ::aegis_events::catalog::SqlType::Text,
            )
            .optional(),
        ::aegis_events::catalog::Field::new(
            "mode",
            ::aegis_events::catalog::SqlType::Text,
        ),
    ];
    type Values<'a> = [&'a dyn ::aegis_events::codec::Value; 2];
    fn values(&self) -> Self::Values<'_> {
        [&self.text, &self.mode]
    }
    #[inline(never)]
    fn read<'de, __A: ::aegis_events::support::serde::de::MapAccess<'de>>(
        map: __A,
    ) -> ::core::result::Result<Self, __A::Error> {
        let (text, mode) = ::aegis_events::codec::Fields::read(map, Self::FIELDS)?;
        ::core::result::Result::Ok(Self { text, mode })
    }
}
#[automatically_derived]
impl ::aegis_events::support::serde::Serialize for Detail {
    fn serialize<__S: ::aegis_events::support::serde::Serializer>(
        &self,
        serializer: __S,
    ) -> ::core::result::Result<__S::Ok, __S::Error> {
        ::aegis_events::codec::serialize(self, serializer)
    }
}
#[automatically_derived]
impl<'de> ::aegis_events::support::serde::Deserialize<'de> for Detail {
    fn deserialize<__D: ::aegis_events::support::serde::Deserializer<'de>>(
        deserializer: __D,
    ) -> ::core::result::Result<Self, __D::Error> {
        ::aegis_events::codec::visit(deserializer)
    }
}
#[automatically_derived]
impl ::core::fmt::Debug for Detail {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::aegis_events::codec::debug(self, f)
    }
}
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
impl ::aegis_events::event::Key for Label {
    const INDEX: ::core::primitive::usize = 1;
    const NAME: &'static ::core::primitive::str = "label";
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
/// Every right to publish on one bus, to be given out at the composition root: each component gets its own.
#[allow(dead_code)]
#[derive(::core::fmt::Debug)]
pub struct Publishers {
    /// What `Engine` may publish.
    pub engine: ::aegis_events::bus::Publisher<publishers::Engine>,
    /// What `Watcher` may publish.
    pub watcher: ::aegis_events::bus::Publisher<publishers::Watcher>,
}
/// The components that publish: types without values, for `Publisher<..>` to name its owner.
#[allow(dead_code)]
pub mod publishers {
    /// The publisher `Engine`.
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
    /// The publisher `Watcher`.
    #[derive(::core::fmt::Debug)]
    pub enum Watcher {}
    #[automatically_derived]
    impl ::aegis_events::event::PublisherRole for Watcher {
        type Domain = super::DomainEvent;
        const ID: ::aegis_events::catalog::PublisherId = ::aegis_events::catalog::PublisherId::new(
            1,
        );
        const NAME: &'static ::core::primitive::str = "Watcher";
    }
}
/// The subscribers that the catalog declares: a filter each, and a view of what it consumes.
#[allow(dead_code, deprecated)]
pub mod subscribers {
    /// The subscriber `Log`.
    #[derive(::core::fmt::Debug)]
    pub enum Log {}
    #[automatically_derived]
    impl ::aegis_events::event::Filter for Log {
        type Domain = super::DomainEvent;
        type Target = super::DomainEvent;
        const NAME: &'static ::core::primitive::str = "Log";
        const KINDS: &'static [::aegis_events::catalog::KindRange] = &[
            ::aegis_events::catalog::KindRange::new(0, 1),
            ::aegis_events::catalog::KindRange::new(2, 2),
        ];
        const DELIVERY: ::aegis_events::catalog::Delivery = ::aegis_events::catalog::Delivery::Live;
        fn target(
            event: &super::DomainEvent,
        ) -> ::core::option::Option<&super::DomainEvent> {
            ::core::option::Option::Some(event)
        }
    }
    /// What [`Log`] consumes.
    #[derive(::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug)]
    pub enum LogEvent<'a> {
        /// An event of the family `Run`.
        Run(&'a super::RunEvent),
        /// Something was seen
        Seen(&'a super::watch::Seen),
    }
    #[automatically_derived]
    impl ::aegis_events::event::Subscriber for Log {
        type View<'a> = LogEvent<'a>;
        fn view(event: &super::DomainEvent) -> ::core::option::Option<LogEvent<'_>> {
            match event {
                super::DomainEvent::Run(event) => {
                    ::core::option::Option::Some(LogEvent::Run(event))
                }
                super::DomainEvent::Watch(super::WatchEvent::Seen(event)) => {
                    ::core::option::Option::Some(LogEvent::Seen(event))
                }
                #[allow(unreachable_patterns)]
                _ => ::core::option::Option::None,
            }
        }
    }
    #[automatically_derived]
    impl ::aegis_events::event::Carries<super::RunId> for Log {}
    #[automatically_derived]
    impl ::aegis_events::event::Carries<super::Label> for Log {}
}
