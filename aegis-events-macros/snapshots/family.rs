/// Gates of the wall.
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
    /// The event as a trait object.
    #[must_use]
    pub fn payload(&self) -> &dyn ::aegis_events::event::AnyPayload {
        match self {
            Self::Opened(event) => event,
            Self::Closed(event) => event,
        }
    }
    /// The event's kind.
    #[must_use]
    pub fn kind(&self) -> ::aegis_events::catalog::Kind {
        self.payload().kind()
    }
    /// The name of the event's family.
    #[must_use]
    pub fn family(&self) -> &'static ::core::primitive::str {
        ::aegis_events::support::info::<DomainEvent>(self.payload()).family()
    }
    /// The event's name, unique within its family.
    #[must_use]
    pub fn event_type(&self) -> &'static ::core::primitive::str {
        ::aegis_events::support::info::<DomainEvent>(self.payload()).event_type()
    }
    /// The value of the event's time field, if it has one.
    #[must_use]
    pub fn occurred_at(
        &self,
    ) -> ::core::option::Option<::aegis_events::types::Timestamp> {
        self.payload().occurred_at()
    }
    /// Encodes the event as JSON: `{"family": .., "event_type": .., "event_data": ..}`.
    pub fn to_json(
        &self,
    ) -> ::core::result::Result<
        ::std::vec::Vec<::core::primitive::u8>,
        ::aegis_events::codec::EncodeError,
    > {
        ::aegis_events::support::to_json::<DomainEvent>(self.payload())
    }
    fn __read<'de, __D: ::aegis_events::support::serde::Deserializer<'de>>(
        kind: ::aegis_events::catalog::Kind,
        deserializer: __D,
    ) -> ::core::result::Result<Self, __D::Error> {
        match kind.index() {
            0 => {
                ::aegis_events::support::deserialize_record(deserializer)
                    .map(Self::Opened)
            }
            1 => {
                ::aegis_events::support::deserialize_record(deserializer)
                    .map(Self::Closed)
            }
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
impl ::aegis_events::support::serde::Serialize for GateHappening {
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
impl ::aegis_events::event::Filter for GateHappening {
    type Domain = DomainEvent;
    type Target = Self;
    const NAME: &'static ::core::primitive::str = "Gate";
    const KINDS: &'static [::aegis_events::catalog::KindRange] = &[
        ::aegis_events::catalog::KindRange::new(0, 1),
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
impl<'de> ::aegis_events::support::serde::Deserialize<'de> for GateHappening {
    fn deserialize<__D: ::aegis_events::support::serde::Deserializer<'de>>(
        deserializer: __D,
    ) -> ::core::result::Result<Self, __D::Error> {
        match ::aegis_events::support::deserialize_event(deserializer)? {
            DomainEvent::Gate(event) => ::core::result::Result::Ok(event),
            #[allow(unreachable_patterns)]
            other => {
                ::core::result::Result::Err(
                    ::aegis_events::support::other_family("Gate", &other),
                )
            }
        }
    }
}
/// The structs of the family `Gate`, one per event.
#[allow(dead_code, deprecated)]
pub mod gate {
    #[automatically_derived]
    impl ::core::convert::From<Opened> for super::GateHappening {
        fn from(value: Opened) -> Self {
            Self::Opened(value)
        }
    }
    #[automatically_derived]
    impl ::core::convert::From<Closed> for super::GateHappening {
        fn from(value: Closed) -> Self {
            Self::Closed(value)
        }
    }
}
