//! Publishers, and the events that each may publish.

use super::{Domain, Payload};
use crate::catalog::PublisherId;

/// A component that publishes, as a marker type. Implemented by the macros.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a publisher of a catalog",
    label = "not a publisher",
    note = "use one of `publishers::*`: one type per component under [publishers] in catalog.toml"
)]
pub trait PublisherRole: Send + Sync + 'static {
    /// The enum over all events of the catalog.
    type Domain: Domain;

    /// The component's place in the catalog.
    const ID: PublisherId;

    /// The component's name.
    const NAME: &'static str;
}

/// An event that the component `P` may publish. Implemented by the macros from the catalog's `published_by`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an event that `{P}` may publish",
    label = "not an event of this publisher's catalog",
    note = "publish the struct of an event, or a whole `DomainEvent` with `publish_any`"
)]
pub trait PublishedBy<P: PublisherRole>: Payload<Domain = P::Domain> {}
