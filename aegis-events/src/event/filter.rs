//! What can be subscribed to.

use super::{Domain, Payload};
use crate::catalog::{Delivery, KindRange};

/// A set of events, by type: the domain enum (all), a family enum, an event's struct or a declared subscriber.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be subscribed to",
    label = "not a filter of this catalog",
    note = "subscribe to the `DomainEvent` enum, a family's enum, an event's struct or one of `subscribers::*`"
)]
pub trait Filter: 'static {
    /// The enum over all events of the catalog.
    type Domain: Domain;

    /// What a received [`Event`](crate::Event) derefs to.
    type Target: ?Sized;

    /// The name of the filter, which names subscriptions that have no name of their own.
    const NAME: &'static str;

    /// The kinds of the set.
    const KINDS: &'static [KindRange];

    /// How a subscription is served unless it says otherwise.
    const DELIVERY: Delivery = Delivery::Live;

    /// The event as what the filter derefs to; `None` for an event outside the set.
    fn target(event: &Self::Domain) -> Option<&Self::Target>;
}

/// A single event is the filter of its kind.
#[diagnostic::do_not_recommend]
impl<E: Payload> Filter for E {
    type Domain = E::Domain;
    type Target = E;
    const NAME: &'static str = E::INFO.event_type();
    const KINDS: &'static [KindRange] = &[KindRange::only(E::KIND)];

    fn target(event: &E::Domain) -> Option<&E> {
        event.payload().as_any().downcast_ref()
    }
}

/// A subscriber that the catalog declares.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no view",
    note = "views belong to the subscribers that catalog.toml declares, `subscribers::*`; match other events through `&*event`"
)]
pub trait Subscriber: Filter {
    /// An enum of exactly what the subscriber consumes.
    type View<'a>;

    /// The event as the subscriber sees it; `None` for an event that it does not consume.
    fn view(event: &Self::Domain) -> Option<Self::View<'_>>;
}
