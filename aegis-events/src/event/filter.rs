//! Filters: the sets of events to subscribe to.

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

    /// The target of a received [`Event`](crate::Event)'s `Deref`.
    type Target: ?Sized;

    /// The name of the filter: the default name of its subscriptions.
    const NAME: &'static str;

    /// The kinds of the set.
    const KINDS: &'static [KindRange];

    /// The default delivery of its subscriptions.
    const DELIVERY: Delivery = Delivery::Live;

    /// The event as the filter's target; `None` for an event outside the set.
    fn target(event: &Self::Domain) -> Option<&Self::Target>;
}

/// An event's struct is the filter of its kind.
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
    /// An enum of exactly the events that the subscriber consumes.
    type View<'a>;

    /// The event as the subscriber sees it; `None` for an event that it does not consume.
    fn view(event: &Self::Domain) -> Option<Self::View<'_>>;
}
