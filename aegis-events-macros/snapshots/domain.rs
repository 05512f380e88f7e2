#[derive(::core::clone::Clone, ::core::cmp::PartialEq)]
pub enum DomainEvent {
    /// The events of the family `Run`.
    Run(RunEvent),
    /// The events of the family `Gate`.
    Gate(GateEvent),
}
#[allow(dead_code)]
impl DomainEvent {
    /// The event as a trait object.
    #[must_use]
    pub fn payload(&self) -> &dyn ::aegis_events::event::AnyPayload {
        match self {
            Self::Run(event) => event.payload(),
            Self::Gate(event) => event.payload(),
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
    /// The event's key `run_id`, if it has one.
    #[must_use]
    pub fn run_id(&self) -> ::core::option::Option<RunId> {
        ::aegis_events::support::key(self.payload())
    }
    /// Decodes an event from JSON: `{"family": .., "event_type": .., "event_data": ..}`.
    pub fn from_json(
        json: &[::core::primitive::u8],
    ) -> ::core::result::Result<Self, ::aegis_events::codec::DecodeError> {
        ::aegis_events::support::from_json(json)
    }
}
