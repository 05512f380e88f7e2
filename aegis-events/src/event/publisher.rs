//! Who may publish what.

use super::{Domain, Payload};
use crate::catalog::PublisherId;

/// A component that publishes: a type that stands for it and has no values. Implemented by the macros.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a publisher of a catalog",
    label = "not a publisher",
    note = "name one of `publishers::*`, which stand for the components under [publishers] in catalog.toml"
)]
pub trait PublisherRole: Send + Sync + 'static {
    /// The enum over all events of the catalog.
    type Domain: Domain;

    /// The component's place in the catalog.
    const ID: PublisherId;

    /// The component's name.
    const NAME: &'static str;
}

/// The proof that the component `P` may publish an event. Implemented by the macros, as the catalog's `published_by` says.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an event that `{P}` may publish",
    label = "not an event of this publisher's catalog",
    note = "publish the struct of an event, or a whole `DomainEvent` with `publish_any`"
)]
pub trait PublishedBy<P: PublisherRole>: Payload<Domain = P::Domain> {}
