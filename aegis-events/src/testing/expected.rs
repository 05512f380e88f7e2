//! The events that a test expects.

use std::fmt;

use crate::bus::{Cause, Event};
use crate::catalog::{Kind, PublisherId};
use crate::envelope::EventId;
use crate::event::{Domain, Filter, Payload, PublisherRole};

/// One event that a test expects: a value or a type, optionally with its publisher and its cause.
#[must_use = "nothing is expected before it is given to an assertion"]
pub struct Expected<D: Domain> {
    kind: Kind,
    value: Option<D>,
    publisher: Option<PublisherId>,
    cause: Option<EventId>,
}

impl<D: Domain> Expected<D> {
    /// An event of exactly this content.
    pub fn event<E: Payload<Domain = D>>(event: E) -> Self {
        Self { kind: E::KIND, value: Some(event.into()), publisher: None, cause: None }
    }

    /// An event of this type, whatever its content.
    pub fn any<E: Payload<Domain = D>>() -> Self {
        Self { kind: E::KIND, value: None, publisher: None, cause: None }
    }

    /// Published by this component.
    pub fn by<P: PublisherRole<Domain = D>>(self) -> Self {
        Self { publisher: Some(P::ID), ..self }
    }

    /// Published because of this event.
    pub fn caused_by(self, cause: impl Into<Cause>) -> Self {
        Self { cause: Some(cause.into().id()), ..self }
    }

    pub(super) fn matches(&self, event: &Event<D>) -> bool
    where
        D: Filter<Domain = D>,
    {
        let envelope = event.envelope();
        self.kind == envelope.kind()
            && self.value.as_ref().is_none_or(|value| value == envelope.event())
            && self.publisher.is_none_or(|publisher| publisher == envelope.publisher())
            && self.cause.is_none_or(|cause| Some(cause) == envelope.causation_id())
    }
}

impl<D: Domain> fmt::Display for Expected<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (catalog, info) = (D::catalog(), D::catalog().event(self.kind));
        write!(f, "{}.{}", info.family(), info.event_type())?;
        if let Some(publisher) = self.publisher {
            write!(f, " by {}", catalog.publisher_name(publisher))?;
        }
        if let Some(cause) = self.cause {
            write!(f, " because of {cause}")?;
        }
        match &self.value {
            Some(value) => write!(f, ": {:?}", value.payload()),
            None => Ok(()),
        }
    }
}

impl<D: Domain> fmt::Debug for Expected<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Expected({self})")
    }
}
