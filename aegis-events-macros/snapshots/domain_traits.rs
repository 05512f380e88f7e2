#[automatically_derived]
impl ::core::fmt::Debug for DomainEvent {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Debug::fmt(self.payload(), f)
    }
}
#[automatically_derived]
impl ::aegis_events::support::serde::Serialize for DomainEvent {
    fn serialize<__S: ::aegis_events::support::serde::Serializer>(
        &self,
        serializer: __S,
    ) -> ::core::result::Result<__S::Ok, __S::Error> {
        ::aegis_events::support::serialize_event::<
            DomainEvent,
            __S,
        >(self.payload(), serializer)
    }
}
#[automatically_derived]
#[allow(deprecated)]
impl ::aegis_events::event::Domain for DomainEvent {
    fn catalog() -> &'static ::aegis_events::catalog::CatalogInfo {
        static CATALOG: ::aegis_events::catalog::CatalogInfo = ::aegis_events::catalog::CatalogInfo::new(
            "domain-traits",
            &["Engine"],
            &[
                ::aegis_events::catalog::KeyInfo::new(
                    "run_id",
                    ::aegis_events::catalog::SqlType::Uuid,
                ),
            ],
            &[
                ::aegis_events::catalog::FamilyInfo::new("Run", 0, 1),
                ::aegis_events::catalog::FamilyInfo::new("Gate", 1, 1),
            ],
            &[
                <run::Started as ::aegis_events::event::Payload>::INFO,
                <gate::Opened as ::aegis_events::event::Payload>::INFO,
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
            0..=0 => RunEvent::__read(kind, deserializer).map(Self::Run),
            1..=1 => GateEvent::__read(kind, deserializer).map(Self::Gate),
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
        }
    }
}
#[automatically_derived]
impl ::aegis_events::event::Filter for DomainEvent {
    type Domain = DomainEvent;
    type Target = Self;
    const NAME: &'static ::core::primitive::str = "DomainEvent";
    const KINDS: &'static [::aegis_events::catalog::KindRange] = &[
        ::aegis_events::catalog::KindRange::new(0, 1),
    ];
    fn target(event: &DomainEvent) -> ::core::option::Option<&Self> {
        ::core::option::Option::Some(event)
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
impl<'de> ::aegis_events::support::serde::Deserialize<'de> for DomainEvent {
    fn deserialize<__D: ::aegis_events::support::serde::Deserializer<'de>>(
        deserializer: __D,
    ) -> ::core::result::Result<Self, __D::Error> {
        ::aegis_events::support::deserialize_event(deserializer)
    }
}
#[automatically_derived]
impl ::core::convert::From<RunEvent> for DomainEvent {
    fn from(value: RunEvent) -> Self {
        Self::Run(value)
    }
}
#[automatically_derived]
impl ::core::convert::From<GateEvent> for DomainEvent {
    fn from(value: GateEvent) -> Self {
        Self::Gate(value)
    }
}
